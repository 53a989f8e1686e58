"""An upgrade backs the archive up first and says how to go back; the register tells of both."""

import re
import tarfile
from pathlib import Path

import pytest
from live import juanzong, written_ini

from archive.models.site import site_of
from archive.storage.opening import open_database
from archive.storage.visiting import connected, visit

KEPT = Path(__file__).parents[2] / "releases" / "schema-2.tar.xz"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The settings file of an archive of schema 2."""
    with tarfile.open(KEPT) as packed:
        packed.extractall(tmp_path, filter="data")
    return written_ini(tmp_path)


def opened(folder: Path) -> str:
    return f"file://{folder}/archive.fs?blob_dir={folder}/blobs"


def test_an_upgrade_backs_up_first_and_says_how_to_go_back(older: Path) -> None:
    ran = juanzong(older, "upgrade")
    assert ran.returncode == 0, ran.stderr
    found = re.search(r"juanzong restore (\S+) 新文件夹 --to ([0-9a-f]{16})", ran.stdout)
    assert found
    into = older.parent / "back"
    back = juanzong(older, "restore", found[1], str(into), "--to", found[2])
    assert back.returncode == 0, back.stderr
    db = open_database(opened(into / "var/data"))
    with connected(db) as root:
        assert site_of(root, any_schema=True).schema == 2
    db.close()
    db = open_database(opened(older.parent / "data"))
    with visit(db) as site:
        (taken,) = site.backups.taken
        assert taken.commit == found[2]
    db.close()
    again = juanzong(older, "upgrade")
    assert again.stdout == "0 步已执行。\n", "nothing to do, nothing to back up"


def test_who_has_a_backup_makes_none(older: Path) -> None:
    dry = juanzong(older, "upgrade", "--dry-run")
    assert "步待执行" in dry.stdout
    ran = juanzong(older, "upgrade", "--no-backup")
    assert "步已执行" in ran.stdout
    assert "juanzong restore" not in ran.stdout
    assert not (older.parent / "var/backups").exists()
