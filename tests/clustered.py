"""An archive of several servers and workers on one PostgreSQL, on loopback, as processes.

::

    with clustered(folder, webs=2, workers=2) as house:
        house.webs[0].address; house.workers[1].process; house.cluster.stop(); house.visit()
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builders import Archive, open_archive, settings_of
from contracts.cluster import Cluster, new_database_at
from live import JUANZONG, Live, serving, written_ini

from archive.deployment import STORAGE, in_words, sample
from archive.settings import Settings, read_settings
from archive.storage.opening import open_database
from archive.storage.visiting import visit

#: Seconds in which a worker ends after SIGTERM.
PATIENCE = 40.0


def written_storage(folder: Path, address: str) -> str:
    """Write RelStorage's own file as ``init --cluster`` does; give the URI that names it."""
    words = in_words(address)
    text = sample(STORAGE).replace("@FOLDER@", str(folder)).replace("@ADDRESS@", words)
    path = folder / STORAGE
    path.write_text(text.replace("8GB", "200MB"), encoding="utf-8")
    return f"zconfig://{path}"


@dataclass
class Hand:
    """A worker that runs."""

    process: subprocess.Popen[str]
    log: Path

    def end(self) -> int:
        """Tell it to end; give its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Clustered:
    """The archive: its PostgreSQL, its settings file, the processes that run."""

    folder: Path
    cluster: Cluster
    ini: Path
    uri: str
    settings: Settings
    webs: list[Live] = field(default_factory=list)
    workers: list[Hand] = field(default_factory=list)
    stack: ExitStack = field(default_factory=ExitStack)

    def add_web(self) -> Live:
        """Start another server, at a port of its own."""
        log = self.folder / f"server-{len(self.webs) + 1}.log"
        self.webs.append(self.stack.enter_context(serving(self.ini, log=log)))
        return self.webs[-1]

    def add_worker(self) -> Hand:
        """Start another worker."""
        log = self.folder / f"worker-{len(self.workers) + 1}.log"
        self.workers.append(self.stack.enter_context(working(self.ini, log)))
        return self.workers[-1]

    @contextmanager
    def visit(self) -> Iterator[Any]:
        """Give the archive on a connection of the test's own, beside all that runs."""
        db = open_database(self.uri)
        try:
            with visit(db) as site:
                yield site
        finally:
            db.close()

    def end(self) -> None:
        """Tell all to end; all end well."""
        codes = [each.end() for each in (*self.webs, *self.workers)]
        assert not any(codes), codes


@contextmanager
def working(ini: Path, log: Path) -> Iterator[Hand]:
    """Run a worker on the archive of ``ini``; killed afterwards where it still runs."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*JUANZONG, "--ini", str(ini), "worker"], stderr=errors, text=True, env=dict(os.environ)
        )
    try:
        yield Hand(process, log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)


def made(
    folder: Path, cluster: Cluster, fill: Callable[[Archive], object] = bool, **more: str
) -> Clustered:
    """Make an archive with people, and no process yet, on a database of its own in ``cluster``.

    ``fill`` puts in what is there at first.
    """
    address = new_database_at(cluster.uri)
    return made_at(folder, written_storage(folder, address), address, cluster, fill, **more)


def made_at(
    folder: Path,
    uri: str,
    index: str,
    cluster: Any = None,
    fill: Callable[[Archive], object] = bool,
    **more: str,
) -> Clustered:
    """Make it at ``uri``, whatever storage that is; the full-text index at ``index``."""
    more |= {"uri": uri, "index": "postgresql", "index_database": index}
    with open_archive(folder, **more) as archive:
        fill(archive)
    settings = read_settings(settings_of(folder, **more))
    return Clustered(folder, cluster, written_ini(folder, **more), uri, settings)


@contextmanager
def clustered(
    folder: Path,
    webs: int = 2,
    workers: int = 2,
    fill: Callable[[Archive], object] = bool,
    **more: str,
) -> Iterator[Clustered]:
    """Run so many servers and workers on a PostgreSQL of their own; killed afterwards."""
    cluster = Cluster()
    try:
        house = made(folder, cluster, fill, **more)
        with house.stack:
            for _each in range(webs):
                house.add_web()
            for _each in range(workers):
                house.add_worker()
            yield house
    finally:
        cluster.remove()
