"""``juanzong check`` looks at what an operator forgets; each thing is broken here once."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import PASSWORD
from click.testing import CliRunner
from live import juanzong, serving

from archive import clock
from archive.cli import main
from archive.cli.checks import machine
from archive.cli.checks.entrance import SAMPLE
from archive.cli.configuration import Configuration
from archive.deployment import PRODUCTION, names, sample
from archive.media import recognition
from archive.media.sandbox import walls
from archive.models.fixity import Fault, Fixity, Found, Look, Occasion, Round
from archive.models.jobs import Work
from archive.storage.opening import open_database
from archive.storage.visiting import visit

FIRST = ("--bureau", "某县局", "--short", "某市监", "--fonds", "J001", "--login", "admin",
         "--name", "郑管理", "--password", PASSWORD)  # fmt: skip

#: What a child of the server does, as a user who is not root.
ORDINARY = """
import ctypes, json, os
from archive.media import child
os.setresuid(65534, 65534, 65534)
outside = str(child.NETWORK.readlink())
child.limit({"memory": 1 << 33, "seconds": 20, "file": 1 << 20})
print(json.dumps(child.walls(outside)))
"""


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    """An archive set up from the settings of production."""
    path = tmp_path / "juanzong.ini"
    done = CliRunner().invoke(main, ["--ini", str(path), "init", *FIRST])
    assert done.exit_code == 0, done.output
    assert f"设置文件已写出：{path}" in done.output
    assert path.read_text(encoding="utf-8") == sample(PRODUCTION)
    edited = path.read_text(encoding="utf-8").replace("dangan.example.cn", "dangan.invalid")
    path.write_text(edited, encoding="utf-8")
    return path


def test_init_writes_settings_only_where_there_are_none(ini: Path) -> None:
    assert stat.S_IMODE(ini.stat().st_mode) == 0o640
    before = ini.read_text(encoding="utf-8")
    done = CliRunner().invoke(main, ["--ini", str(ini), "init", *FIRST])
    assert "已经有一个档案库" in done.output
    assert ini.read_text(encoding="utf-8") == before


def told(ini: Path, *, status: int = 1) -> str:
    """Give what ``juanzong check`` says."""
    done = CliRunner().invoke(main, ["--ini", str(ini), "check"])
    assert done.exit_code == status, done.output + repr(done.exception)
    return done.output


def _changed(ini: Path, old: str, new: str) -> Path:
    text = ini.read_text()
    assert old in text
    ini.write_text(text.replace(old, new), encoding="utf-8")
    return ini


def test_a_new_archive_lacks_its_people_and_units_and_nothing_else(ini: Path) -> None:
    said = told(ini)
    bad = [line for line in said.splitlines() if line.startswith("✗")]
    assert sorted(bad) == [
        "✗ 还没有保密员",
        "✗ 还没有单位，不能立卷",
        "✗ 还没有备份",
        "✗ 还没有审计员",
    ]
    assert "✓ public_address https://dangan.invalid" in said
    assert "✓ 第二重验证：roles" in said
    assert "✓ [server:main] listen 127.0.0.1:6543" in said
    assert "！ 从本机连不上 https://dangan.invalid" in said


def test_the_sample_address_must_be_edited(ini: Path) -> None:
    assert "还是样例 dangan.example.cn" in told(_changed(ini, "dangan.invalid", SAMPLE))


def test_the_settings_init_writes_can_be_served(ini: Path) -> None:
    with serving(_changed(ini, "listen = 127.0.0.1:6543", "listen = 127.0.0.1:0")) as live:
        assert juanzong(ini, "user", "list").returncode == 0
        assert live.end() == 0
        lines = [json.loads(line) for line in live.logged().splitlines()]
    assert "ended" in {line["message"] for line in lines}


def test_a_job_that_was_given_up_is_said(ini: Path) -> None:
    place = f"file://{ini.parent}/var/data/archive.fs?blob_dir={ini.parent}/var/data/blobs"
    with closing(open_database(place)) as db, visit(db) as site:
        site.jobs.queue(Work.READ, 1)
        for day in range(4):
            now = clock.now() + timedelta(days=day)
            site.jobs.take(now, "w")
            site.jobs.fail(next(iter(site.jobs)).key, "w", now, "broken")
    assert "1 项后台任务已停下" in told(ini)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda kept, now: kept.conclude(_round(now)), "核对完全部字节"),
        (
            lambda kept, now: kept.conclude(_round(now - timedelta(days=200))),
            "✗ 上次核对完全部字节是",
        ),
        (
            lambda kept, now: kept.keep(Found(Look(1, Fault.GONE), Occasion.ROUND, now)),
            "✗ 1 个文件的字节不符",
        ),
        (
            lambda kept, now: (kept.begin(now - timedelta(days=9)), kept.advance(1 << 57, 1, 1, 0)),
            "！ 字节核对一轮超过规定天数",
        ),
    ],
)
def test_wrong_bytes_and_a_round_that_does_not_end_are_said(
    ini: Path, change: Callable[[Fixity, datetime], object], said: str
) -> None:
    place = f"file://{ini.parent}/var/data/archive.fs?blob_dir={ini.parent}/var/data/blobs"
    with closing(open_database(place)) as db, visit(db) as site:
        change(site.fixity, clock.now())
    assert said in told(ini)


def _round(now: datetime) -> Round:
    return Round(Occasion.ROUND, now, now, 0, 0, 0)


@pytest.mark.parametrize(("state", "said"), [(0, "✓ 本机时钟已同步"), (5, "没有与授时服务器同步")])
def test_a_clock_nobody_sets_is_said(
    ini: Path, monkeypatch: pytest.MonkeyPatch, state: int, said: str
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _name: SimpleNamespace(adjtimex=lambda _room: state))
    config = Configuration(str(ini))
    (found,) = machine.clock_is_set(config)
    assert said in f"{found.grade} {found.what}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://dangan", "http://dangan", "须以 https:// 开头"),
        ("https://dangan.invalid", "https://127.0.0.1:6543", "本机地址"),
        ("over_tls = yes", "over_tls = no", "over_tls 是 no"),
        ("over_tls = yes", "over_tls = yes\njuanzong.hosts = other.cn", "juanzong.hosts 里没有"),
        ("over_tls = yes", "over_tls = yes\njuanzong.second_factor = no", "没有人需要第二重验证"),
        ("over_tls = yes", "over_tls = yes\npyramid.reload_templates = true", "开发用的设置"),
        (
            "over_tls = yes",
            "over_tls = yes\njuanzong.scan_pictures = no",
            "scan_pictures = no",
        ),
        ("threads = 8", "threads = 8\ncolour = red", "没有名为 colour = red 的设置"),
        ("trusted_proxy = 127.0.0.1\n", "", "人人都来自代理的地址"),
        ("listen = 127.0.0.1:6543", "listen = 0.0.0.0:6543", "绕过代理就没有 TLS"),
        ("archive.fs", "none.fs", "请先运行 juanzong init"),
    ],
)
def test_what_is_set_wrong_is_said(ini: Path, old: str, new: str, said: str) -> None:
    assert said in told(_changed(ini, old, new))


def test_a_key_that_others_may_read_or_that_is_short_is_said(ini: Path) -> None:
    secret = ini.parent / "var" / "secret"
    secret.chmod(0o644)
    assert f"chmod 600 {secret}" in told(ini)
    secret.write_text("short")
    assert "太短" in told(ini)
    secret.unlink()
    assert "没有密钥文件" in told(ini)


def test_the_calendar_is_told_sixty_days_before_it_ends(
    ini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, said in ((date(2025, 5, 1), "✓ 放假安排到"), (date(2060, 5, 1), "不知道 2060 年")):
        now = clock.now().replace(year=day.year, month=day.month, day=day.day)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        assert said in told(ini)


def test_a_missing_extra_is_said_to_the_operator_and_the_security_officer(
    ini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "✓ juanzong[ocr]" in told(ini)
    monkeypatch.setattr(recognition, "is_installed", lambda: False)
    assert recognition.MISSING in told(ini)


def test_the_child_tells_the_walls_it_has() -> None:
    held = walls()
    assert {"memory", "time", "files", "open files", "privileges"} <= {
        name for name, holds in held.items() if holds
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_the_child_of_an_ordinary_user_has_no_network_and_no_privilege_either() -> None:
    ran = subprocess.run([sys.executable, "-c", ORDINARY], capture_output=True, check=True)
    held = json.loads(ran.stdout)
    assert all(held.values()), held


def test_the_samples_name_no_bureau_and_turn_nothing_off() -> None:
    assert {PRODUCTION, "juanzong.service", "juanzong-backup.timer", "logrotate"} <= set(names())
    assert "栾" not in sample(PRODUCTION)
    assert "second_factor" not in sample(PRODUCTION)
    assert "reload_templates" not in sample(PRODUCTION)
    assert "User=juanzong" in sample("juanzong.service")
