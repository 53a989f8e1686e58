"""An archive in PostgreSQL is backed up by pgbackrest, whose backups the command drives and checks.

What is tried: a PostgreSQL that hands no WAL over, a first and a further backup, the list, the
restore to the last change and to a moment, each opened by another PostgreSQL and read.
"""

import os
import pwd
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from clustered import Clustered, made, written_storage
from contracts.cluster import Cluster
from live import juanzong

from archive.clock import TIMEZONE
from archive.storage.opening import open_database
from archive.storage.visiting import visit

if shutil.which("pgbackrest") is None and os.environ.get("CI") != "true":
    pytest.skip(
        "pgbackrest is missing: as root, apt-get install pgbackrest", allow_module_level=True
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Clustered]:
    """An archive on a PostgreSQL of its own, no process running."""
    cluster = Cluster()
    try:
        yield made(tmp_path, cluster)
    finally:
        cluster.remove()


@pytest.fixture
def kept() -> Iterator[Path]:
    """A folder for backups that PostgreSQL's account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="juanzong-backups-"))
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.timeout(300)
def test_postgresql_is_backed_up_and_restored_to_any_moment(house: Clustered, kept: Path) -> None:
    refused = juanzong(house.ini, "backup", str(kept), timeout=120)
    found = re.search(r"archive_command = '([^']+)'", refused.stderr)
    assert (refused.returncode, bool(found)) == (1, True), refused.stderr
    assert found is not None
    hand_over(house.cluster, found[1])

    first = juanzong(house.ini, "backup", str(kept), timeout=120)
    assert re.search("已备份 \\d{8}-\\d{6}F：", first.stdout), first.stderr
    time.sleep(2.1)  # of a backup and of a moment the whole second counts
    noted_at = datetime.now(TIMEZONE)
    time.sleep(2.1)
    count = juanzong(house.ini, "user", "create", "later", "--name", "后来", "--role", "auditor")
    assert count.returncode == 0, count.stderr
    second = juanzong(house.ini, "backup", str(kept), timeout=120)
    assert re.search("已备份 \\d{8}-\\d{6}F_\\d{8}-\\d{6}D", second.stdout), second.stderr
    assert "共 2 份，最早的一份" in juanzong(house.ini, "backup", str(kept), "--list").stdout

    drilled = juanzong(house.ini, "backup", str(kept), "--drill", timeout=120)
    assert "0 处有问题" in drilled.stdout, drilled.stdout + drilled.stderr

    (stored,) = {each for each in kept.rglob("PG_VERSION*") if "/base/1/" in str(each)}
    content = stored.read_bytes()
    stored.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    damaged = juanzong(house.ini, "backup", str(kept), "--drill", timeout=120)
    assert (damaged.returncode, "1 处有问题" in damaged.stdout) == (1, True), damaged.stdout
    stored.write_bytes(content)

    moment = noted_at.replace(microsecond=0).isoformat()
    label = re.findall(r"\d{8}-\d{6}F", first.stdout)[0]
    for words, has_it in (((), True), (("--to", moment), False), (("--to", label), False)):
        with restored(house, kept, *words) as site:
            assert ("later" in site.people) is has_it


def hand_over(cluster: Cluster, command: str) -> None:
    """Set what the command said must be set, and start PostgreSQL anew."""
    with psycopg.connect(cluster.uri, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET archive_mode = on")
        connection.execute(f"ALTER SYSTEM SET archive_command = '{command}'")  # type: ignore[call-overload]
    cluster.stop()
    cluster.start()


def await_recovery(cluster: Cluster) -> None:
    """Return when all WAL is applied, and PostgreSQL takes changes."""
    until = time.monotonic() + 60
    with psycopg.connect(cluster.uri, autocommit=True) as connection:
        while connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
            assert time.monotonic() < until
            time.sleep(0.1)


@contextmanager
def restored(house: Clustered, kept: Path, *words: str) -> Iterator[object]:
    """Restore, open what was restored by a PostgreSQL of its own, give the archive in it."""
    folder = Path(tempfile.mkdtemp(prefix="juanzong-restored-"))
    folder.chmod(0o711)
    done = juanzong(house.ini, "restore", str(kept), str(folder / "into"), *words, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (folder / "into/var/secret").read_bytes() == house.settings.secret_file.read_bytes()
    assert "dsn" in (folder / "into/secrets/cluster.conf").read_text("utf-8")
    cluster = Cluster.of(folder / "into/cluster", folder)
    try:
        await_recovery(cluster)
        database = re.findall(r"dbname=(\w+)", (house.folder / "cluster.conf").read_text("utf-8"))
        place = house.folder / f"copy-{len(list(house.folder.glob('copy-*')))}"
        place.mkdir()
        uri = cluster.uri.replace("/postgres?", f"/{database[0]}?")
        db = open_database(written_storage(place, uri))
        try:
            with visit(db) as site:
                yield site
        finally:
            db.close()
    finally:
        cluster.stop()
        shutil.rmtree(folder)
