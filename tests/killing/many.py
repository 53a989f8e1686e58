"""RelStorage on PostgreSQL: two servers, two workers, and any of them is killed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from clustered import Hand, made, working
from contracts.cluster import Cluster
from live import Live, serving

WEBS, WORKERS = 2, 2


class ManyMachines:
    """Each process is killed by itself, or all of them at once."""

    meanwhile = None

    def __init__(self, folder: Path) -> None:
        """Make an archive with people on a PostgreSQL of its own."""
        self.folder, self.cluster = folder, Cluster()
        self._archive = made(folder, self.cluster, link_fetches="1000", worker="no")
        self.settings = self._archive.settings
        self._addresses: dict[str, str] = {}
        self._running: dict[str, tuple[Live | Hand, ExitStack]] = {}

    def start(self) -> None:
        """Begin those that do not run."""
        for number in range(WEBS):
            self._begin(f"server-{number}", serving)
        for number in range(WORKERS):
            self._begin(f"worker-{number}", working)

    def _begin(self, name: str, make: Any) -> None:
        if name not in self._running:
            stack = ExitStack()
            log = self.folder / f"{name}.log"
            begun = stack.enter_context(make(self._archive.ini, log=log))
            self._running[name] = (begun, stack)
            if isinstance(begun, Live):
                self._addresses[name] = begun.address

    def address(self, client: int) -> str:
        """Give each second client the other server."""
        return self._addresses[f"server-{client % WEBS}"]

    def kill(self, chance: Random) -> str:
        """Kill a server, a worker or all there are."""
        names = sorted(self._running)
        victims = names if chance.random() < 0.25 else [chance.choice(names)]
        for name in victims:
            self._running[name][0].process.kill()
        for name in victims:
            process, stack = self._running.pop(name)
            process.process.wait(20)
            stack.close()
        return "everything" if len(victims) > 1 else f"a {victims[0].partition('-')[0]}"

    def disturb(self, chance: Random) -> str:
        """Kill a worker and begin it again."""
        name = chance.choice([each for each in sorted(self._running) if each.startswith("worker")])
        process, stack = self._running.pop(name)
        process.process.kill()
        process.process.wait(20)
        stack.close()
        self.start()
        return "a worker on the way"

    @contextmanager
    def visit(self) -> Iterator[Any]:
        """Open the database beside those that run."""
        with self._archive.visit() as site:
            yield site

    watched = visit

    def logged(self) -> str:
        """Give what all of them logged since they were begun."""
        logs = sorted(self.folder.glob("*.log"))
        return "".join(log.read_text(encoding="utf-8", errors="replace") for log in logs)

    def end(self) -> None:
        """Tell all of them to end; they end well."""
        codes = {name: process.end() for name, (process, _stack) in self._running.items()}
        assert not any(codes.values()), codes
        self._running.clear()

    def orphans(self, _site: Any) -> int:
        """Give none: blobs lie in the database and are written in the transaction."""
        return 0

    def left_over(self, _began: float) -> list[str]:
        """Give none: where others may have something arriving, only what is old goes."""
        return []

    def close(self) -> None:
        """Kill what still runs, and PostgreSQL."""
        for _process, stack in self._running.values():
            stack.close()
        self.cluster.remove()
