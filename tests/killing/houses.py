"""Where the archive of a kill run lies and who serves it: the storage is a parameter."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any, Protocol

from builders import open_archive, settings_of
from live import Live, serving, written_ini

from archive.settings import Settings, read_settings
from archive.storage.opening import open_database
from archive.storage.visiting import visit
from killing import owners
from killing.meanwhile import Meanwhile
from killing.processes import children_of, is_alive, kill

#: Seconds in which the children of a killed process end by themselves.
ORPHANED = 10.0


class House(Protocol):
    """Processes that can be killed, and the database they share."""

    settings: Settings
    #: What is run beside the clients; ``None`` where there is nothing.
    meanwhile: Meanwhile | None
    #: Where backups are restored to.
    folder: Path

    def start(self) -> None:
        """Begin whatever does not run."""

    def address(self, client: int) -> str:
        """Say where a client finds its server now."""

    def kill(self, chance: Random) -> str:
        """Send SIGKILL to one process or more by chance; say to which."""

    def disturb(self, chance: Random) -> str:
        """Kill something the house does without; say what."""

    def visit(self) -> Any:
        """Give the archive on a connection of the run's own."""

    def watched(self) -> Any:
        """Give the archive beside the processes, for reading only."""

    def logged(self) -> str:
        """Give what the processes logged since they were begun last."""

    def end(self) -> None:
        """Tell all of them to end."""

    def orphans(self, site: Any) -> int:
        """Count the files of bytes that no transaction names."""

    def left_over(self, began: float) -> list[str]:
        """Give the files that arrived by half before the processes ``began``."""


class OneMachine:
    """FileStorage: one server, its worker in a thread, and the child that reads files."""

    def __init__(self, folder: Path) -> None:
        """Make an archive with people in ``folder``."""
        more = {"worker": "yes", "link_fetches": "1000"}
        with open_archive(folder, **more):
            pass
        self.folder, self.ini = folder, written_ini(folder, **more)
        section = settings_of(folder, **more)
        self.uri, self.settings = section["zodbconn.uri"], read_settings(section)
        self.meanwhile: Meanwhile | None = Meanwhile(self.ini)
        self._stack = ExitStack()
        self._live: Live | None = None

    @property
    def live(self) -> Live:
        assert self._live is not None, "it is not served now"
        return self._live

    def start(self) -> None:
        """Begin the server."""
        self._live = self._stack.enter_context(serving(self.ini))

    def address(self, _client: int) -> str:
        """Give the server's; it has another one each time."""
        return self.live.address

    def kill(self, _chance: Random) -> str:
        """Kill the server; all it had begun ends with it."""
        process = self.live.process
        children = children_of(process.pid)
        process.kill()
        process.wait(20)
        self._stack.close()
        ends = time.monotonic() + ORPHANED
        while left := [pid for pid in children if is_alive(pid)]:
            assert time.monotonic() < ends, f"children of the killed server live on: {left}"
            time.sleep(0.05)
        return "the server"

    def disturb(self, chance: Random) -> str:
        """Kill the child that reads files, where there is one."""
        children = sorted(children_of(self.live.process.pid))
        if not children:
            return ""
        kill(chance.choice(children))
        return "a reader"

    def visit(self) -> Any:
        """Open the database while nobody serves it."""
        return self._opened()

    def watched(self) -> Any:
        """Open the database beside the server."""
        return self._opened(read_only=True)

    @contextmanager
    def _opened(self, *, read_only: bool = False) -> Iterator[Any]:
        db = open_database(self.uri, read_only=read_only)
        try:
            with visit(db) as site:
                yield site
        finally:
            db.close()

    def logged(self) -> str:
        """Give the log of the server, up to where it was killed."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        """Tell the server to end; it ends well."""
        assert self.live.end() == 0
        self._stack.close()

    def close(self) -> None:
        """Kill what still runs."""
        self._stack.close()

    def left_over(self, began: float) -> list[str]:
        """Give what the server should have taken away when it began."""
        return list(owners.left_over(self.settings, began))

    def orphans(self, site: Any) -> int:
        """Count the blobs of transactions that were cut off."""
        return len(owners.orphans(site._p_jar.db().storage, self.folder / "data" / "blobs"))
