"""``juanzong check`` looks at what an operator forgets; each thing is broken here once."""

import stat
from datetime import date
from pathlib import Path

import pytest
from builders import PASSWORD
from click.testing import CliRunner

from archive import clock
from archive.cli import main
from archive.deployment import PRODUCTION, names, sample
from archive.media import recognition
from archive.media.sandbox import walls

FIRST = ("--bureau", "某县局", "--short", "某市监", "--fonds", "J001", "--login", "admin",
         "--name", "郑管理", "--password", PASSWORD)  # fmt: skip


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    """An archive set up from the settings of production."""
    path = tmp_path / "juanzong.ini"
    done = CliRunner().invoke(main, ["--ini", str(path), "init", *FIRST])
    assert done.exit_code == 0, done.output
    assert f"设置文件已写出：{path}" in done.output
    assert path.read_text(encoding="utf-8") == sample(PRODUCTION)
    edited = path.read_text(encoding="utf-8").replace(
        "dangan.example.cn", "dangan.luanchuan.gov.cn"
    )
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
    assert sorted(bad) == ["✗ 还没有保密员", "✗ 还没有单位，不能立卷", "✗ 还没有审计员"]
    assert "✓ public_address https://dangan.luanchuan.gov.cn" in said
    assert "✓ 第二重验证：roles" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://dangan.luanchuan", "http://dangan.luanchuan", "须以 https:// 开头"),
        ("https://dangan.luanchuan.gov.cn", "https://127.0.0.1:6543", "本机地址"),
        ("over_tls = yes", "over_tls = no", "over_tls 是 no"),
        ("over_tls = yes", "over_tls = yes\njuanzong.hosts = other.cn", "juanzong.hosts 里没有"),
        ("over_tls = yes", "over_tls = yes\njuanzong.second_factor = no", "没有人需要第二重验证"),
        ("over_tls = yes", "over_tls = yes\npyramid.reload_templates = true", "开发用的设置"),
        (
            "over_tls = yes",
            "over_tls = yes\njuanzong.look_at_pictures = no",
            "look_at_pictures = no",
        ),
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


def test_the_samples_name_no_bureau_and_turn_nothing_off() -> None:
    assert {PRODUCTION, "juanzong.service", "juanzong-worker@.service", "logrotate"} <= set(names())
    assert "栾" not in sample(PRODUCTION)
    assert "second_factor" not in sample(PRODUCTION)
    assert "reload_templates" not in sample(PRODUCTION)
    assert "User=juanzong" in sample("juanzong.service")
