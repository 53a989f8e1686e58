"""The commands of a terminal, each against an archive of its own."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from builders import PASSWORD, settings_of
from click.testing import CliRunner

from archive.cli import main
from archive.states import FilingState, RequestState
from archive.storage.opening import open_database
from archive.storage.visiting import visit

#: What init asks for.
FIRST = ("--bureau", "某县局", "--short", "某市监", "--fonds", "J001", "--login", "admin",
         "--name", "郑管理", "--password", PASSWORD)  # fmt: skip


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    """A settings file for an archive that does not exist yet."""
    lines = [f"{key} = {value}" for key, value in settings_of(tmp_path).items()]
    path = tmp_path / "archive.ini"
    path.write_text("[app:main]\nuse = egg:juanzong\n" + "\n".join(lines), encoding="utf-8")
    return path


def run(ini: Path, *words: str, status: int = 0, typed: str = "") -> str:
    """Run ``juanzong`` with these words; give what it says."""
    done = CliRunner().invoke(main, ["--ini", str(ini), *words], input=typed)
    assert done.exit_code == status, done.output + repr(done.exception)
    return done.output


def test_an_archive_is_made_once_and_given_people(ini: Path) -> None:
    assert "档案库已建立" in run(ini, "init", *FIRST)
    assert "已经有一个档案库" in run(ini, "init", *FIRST, status=1)
    words = ("user", "create", "dangan", "--name", "王文静", "--role", "archivist")
    assert re.search("账号 dangan，一次性口令 (\\w{4}-){3}", run(ini, *words))
    assert "已有人使用" in run(ini, *words, status=1)
    roles = ("--role", "auditor", "--role", "administrator")
    assert "三人分任" in run(ini, "user", "create", "all", "--name", "某", *roles, status=1)
    assert re.search(r"dangan\t王文静\t档案员.*可用", run(ini, "user", "list"))
    assert "一次性口令" in run(ini, "user", "reset", "dangan")
    assert "已停用" in run(ini, "user", "disable", "dangan")
    assert re.search(r"dangan.*停用", run(ini, "user", "list"))
    assert "没有找到" in run(ini, "user", "reset", "nobody", status=1)


def test_a_wrong_settings_file_is_told_in_a_sentence(ini: Path, tmp_path: Path) -> None:
    assert "没有找到设置文件" in run(tmp_path / "none.ini", "upgrade", status=2)
    ini.write_text(ini.read_text() + "\njuanzong.colour = red", encoding="utf-8")
    assert "没有名为 juanzong.colour 的设置" in run(ini, "init", *FIRST, status=1)


def test_what_needs_an_archive_says_that_there_is_none(ini: Path) -> None:
    run(ini, "init", *FIRST)
    assert "0 步已执行" in run(ini, "upgrade")
    assert "0 步待执行" in run(ini, "upgrade", "--dry-run")


@pytest.mark.timeout(240)
def test_the_demo_has_every_state_and_can_be_searched_and_reindexed(ini: Path) -> None:
    said = run(ini, "demo", "--dossiers", "12")
    assert "juanzong-demo" in said
    with closing(open_database(settings_of(ini.parent)["zodbconn.uri"])) as db, visit(db) as site:
        nodes = list(site.by_uid.values())
        states = {node.state for node in nodes if hasattr(node, "state")}
        assert set(FilingState) <= states
        assert set(RequestState) - {RequestState.PREPARING} <= states
        ready = [each for each in site.requests.values() if each.state is RequestState.READY]
        assert all(each.copies.size > 10_000 for each in ready)
    run(ini, "worker", "--once")
    before = run(ini, "search", "--as", "dangan", "现场笔录").splitlines()[0]
    assert "已重建" in run(ini, "reindex")
    assert "补入 0 条，移出 0 条" in run(ini, "reindex", "--repair")
    assert run(ini, "search", "--as", "dangan", "现场笔录").splitlines()[0] == before != "共 0 条"
    assert run(ini, "search", "--as", "shenji", "现场笔录").splitlines() == ["共 0 条"]


def test_help_is_instant_since_it_loads_next_to_nothing() -> None:
    look = (
        "import sys; from archive.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print({'pyramid', 'ZODB', 'tantivy', 'typst'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("set()")


def test_pshell_offers_the_archive_and_a_context_and_races_no_worker(ini: Path) -> None:
    run(ini, "init", *FIRST)
    text = ini.read_text(encoding="utf-8").replace("juanzong.worker = no", "juanzong.worker = yes")
    assert "juanzong.worker = yes" in text
    ini.write_text(text + "\n[pshell]\nsetup = archive.cli.shell.setup\n", encoding="utf-8")
    typed = (
        "import threading\n"
        "print('fonds', site.fonds[0].code)\n"
        "print('context', ctx.actor.roles, ctx.site is site)\n"
        "print('threads', [each.name for each in threading.enumerate()])\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pyramid.scripts.pshell", str(ini)], input=typed,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "fonds J001" in said
    assert "ADMINISTRATOR" in said
    assert "True\n" in said
    assert "threads ['MainThread']" in said


def test_who_reads_only_the_first_lines_is_told_nothing_more(ini: Path) -> None:
    command = [sys.executable, "-c", "from archive.cli import main; main()", "--ini", str(ini)]
    assert CliRunner().invoke(main, ["--ini", str(ini), "init", *FIRST]).exit_code == 0
    with subprocess.Popen(
        [*command, "user", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert "读写失败" not in ran.stderr.read().decode()


def test_init_proposes_no_other_bureaus_name(tmp_path: Path) -> None:
    ini = tmp_path / "juanzong.ini"
    words = [*FIRST[4:], "--short", "某市监"]
    asked = CliRunner().invoke(main, ["--ini", str(ini), "init", *words], input="\n某县局\n")
    assert asked.exit_code == 0, asked.output
    assert "栾" not in asked.output


def test_a_user_the_machine_has_no_name_for_may_run_commands(
    ini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getuid", lambda: 54321)
    assert CliRunner().invoke(main, ["--ini", str(ini), "init", *FIRST]).exit_code == 0
    listed = CliRunner().invoke(main, ["--ini", str(ini), "unit", "list"])
    assert listed.exit_code == 0, listed.output
