"""The drill where the archive lies in PostgreSQL: another PostgreSQL opens what was restored."""

from __future__ import annotations

import os
import re
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.backups.cluster import DSN, ZCONFIG, server_of, storage_file
from archive.backups.drilling import Outcome, outcome, room
from archive.backups.pgbackrest import Failed
from archive.backups.reading import Read, read_all
from archive.backups.sums import sum_of
from archive.settings import WrongSetting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.backups.pgbackrest import Repository

#: Seconds in which it has applied the WAL of a backup.
PATIENCE = 600.0

BLOBS = re.compile(r"^(\s*blob-dir)\s+\S.*$", re.MULTILINE)

#: Where Debian keeps the programs of a PostgreSQL of that version.
PROGRAMS = "/usr/lib/postgresql/{version}/bin/pg_ctl"

#: How it runs: reachable through its folder only, handing nothing over, and soon gone.
OPTIONS = (
    "-k {folder} -p 5432 -c listen_addresses= -c archive_mode=off -c hot_standby=off -c fsync=off"
)


def drill_cluster(kept: Repository, uri: str, aside: Path) -> Outcome:
    """Have pgbackrest verify its files, restore the newest below ``aside``, read it, remove it."""
    made = kept.newest()
    with room(aside) as place:
        place.chmod(0o711)

        def read() -> Read:
            kept.run("verify")
            data = place / "cluster"
            kept.restore(data, made.commit)
            with _running(data, place):
                beside = _beside(uri, place)
                _await(beside)
                return read_all(beside, sum_of)

        return outcome(made, read)


@contextmanager
def _running(data: Path, folder: Path) -> Iterator[None]:
    """Run PostgreSQL on restored data, as who owns them, with its socket beside them."""
    version = (data / "PG_VERSION").read_text("ascii").strip()
    socket = data / "socket"
    owner = data.stat().st_uid
    socket.mkdir(mode=0o700)
    os.chown(socket, owner, -1)
    (folder / "socket").symlink_to(socket)
    (data / "postgresql.conf").write_text("", "ascii")  # Debian keeps the real ones elsewhere
    (data / "pg_hba.conf").write_text("local all all trust\n", "ascii")
    control = [PROGRAMS.format(version=version), "-D", str(data), "-w", "-t", "600"]
    begin = ["-o", OPTIONS.format(folder=socket), "-l", str(socket / "log"), "start"]
    _run([*control, *begin], owner)
    try:
        yield
    finally:
        _run([*control, "-m", "immediate", "stop"], owner)


def _await(uri: str) -> None:
    """Return when PostgreSQL has applied the WAL and answers; raise WrongSetting if it doesn't."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            server_of(uri)
        except WrongSetting:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _run(words: list[str], owner: int) -> None:
    account = {"user": owner} if os.getuid() == 0 else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    ran = subprocess.run(words, check=False, cwd="/", **quiet, **account)  # type: ignore[call-overload] # noqa: S603
    if ran.returncode:
        raise Failed(why=" ".join(words))


def _beside(uri: str, place: Path) -> str:
    """Write RelStorage's file for the restored database; give its address."""
    text = storage_file(uri).read_text("utf-8")
    found = DSN.search(text)
    assert found is not None  # noqa: S101 - storage_file looked
    dsn = f"{found[1]} host={place / 'socket'} port=5432"
    text = text.replace(found[1], dsn)
    text = BLOBS.sub(rf"\1 {place / 'blobs'}", text)
    path = place / "cluster.conf"
    path.write_text(text, "utf-8")
    return f"{ZCONFIG}{path}"
