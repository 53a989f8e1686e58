"""``init --cluster`` writes settings that serve, and begins the archive in PostgreSQL."""

import stat
from pathlib import Path

import pytest
from contracts.cluster import new_database
from live import juanzong

FIRST = (
    "--bureau", "某县局", "--short", "某市监", "--fonds", "J001",
    "--login", "admin", "--name", "郑管理", "--password", "a long enough password",
)  # fmt: skip


@pytest.mark.timeout(120)
def test_the_archive_begins_in_postgresql_and_every_command_finds_it(tmp_path: Path) -> None:
    ini = tmp_path / "juanzong.ini"
    done = juanzong(ini, "init", "--cluster", new_database(), *FIRST)
    assert done.returncode == 0, done.stderr
    for name in ("juanzong.ini", "cluster.conf"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o640
    assert "keep-history true" in (tmp_path / "cluster.conf").read_text(encoding="utf-8")
    assert not (tmp_path / "var/data").exists()
    assert "郑管理" in juanzong(ini, "user", "list").stdout
    assert juanzong(ini, "worker", "--once").returncode == 0


def test_settings_that_are_there_are_left_alone(tmp_path: Path) -> None:
    ini = tmp_path / "juanzong.ini"
    ini.write_text("[app:main]\n", encoding="utf-8")
    done = juanzong(ini, "init", "--cluster", "dbname=none", *FIRST)
    assert done.returncode != 0
    assert "已经存在" in done.stderr
    assert ini.read_text(encoding="utf-8") == "[app:main]\n"


@pytest.mark.parametrize(
    ("address", "said"), [("nonsense", "地址不能用"), ("host=/nowhere dbname=x", "连不上")]
)
def test_an_address_that_can_t_be_used_is_told_in_a_sentence(
    tmp_path: Path, address: str, said: str
) -> None:
    done = juanzong(tmp_path / "juanzong.ini", "init", "--cluster", address, *FIRST)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
