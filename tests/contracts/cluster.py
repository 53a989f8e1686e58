"""A PostgreSQL cluster of the tests' own: in a temporary folder, on a socket in it, on no port."""

import atexit
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

#: Where a test tells its child processes which cluster there is.
TOLD = "JUANZONG_TESTS_CLUSTER"

#: Seconds in which a server starts or ends, also on a busy machine.
PATIENCE = 60.0

#: What is thrown away needs no care for power failures.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
}


def address() -> str:
    """Give the cluster of this session, started when first asked for; children are told of it."""
    return os.environ.get(TOLD) or the_cluster().uri


def new_database() -> str:
    """Make an empty database; give its address."""
    return new_database_at(address())


def new_database_at(uri: str) -> str:
    """Make an empty database in the cluster at ``uri``; give its address."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return uri.replace("/postgres?", f"/{name}?")


@cache
def the_cluster() -> "Cluster":
    started = Cluster()
    os.environ[TOLD] = started.uri
    atexit.register(_end, started, os.getpid())
    return started


def _programs() -> Path:
    """Give the folder of PostgreSQL's programs; skip the test where it has none, but not in CI."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb") or (str(installed[-1]) if installed else "")
    if not found:
        missing = "PostgreSQL is missing: as root, apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return Path(found).parent


def _end(started: "Cluster", owner: int) -> None:
    """End it with the session, not with a child that was forked from it."""
    if os.getpid() == owner:
        started.remove()


class Cluster:
    """One server, run by an account that is not root's: it refuses to be root."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="juanzong-cluster-"))
        self._stand_in(folder, folder / "cluster")
        self._make()
        self.start()

    @classmethod
    def of(cls, data: Path, folder: Path) -> "Cluster":
        """Start a server on data that are there already, with its socket in ``folder``."""
        started = cls.__new__(cls)
        started._stand_in(folder, data)
        started.start()
        return started

    def _stand_in(self, folder: Path, data: Path) -> None:
        self._programs, self.folder, self._cluster = _programs(), folder, data
        self._account: dict[str, Any] = {}
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        self.uri = f"postgresql://archive@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start the server; the kernel ends it should the thread that started it die."""
        tied = ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        folders = ["-D", str(self._cluster), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*tied, str(self._programs / "postgres"), *folders, *settings],
                stdout=log, stderr=log, cwd="/", start_new_session=True, **self._account,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(PATIENCE)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.uri).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make(self) -> None:
        how = ["-U", "archive", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        command = [str(self._programs / "initdb"), "-D", str(self._cluster), *how]
        with (self.folder / "log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/", **self._account)
