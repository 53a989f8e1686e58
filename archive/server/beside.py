"""The configuration of a command that runs in the server: its archive is the one that is open."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.cli.configuration import Configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ZODB.DB import DB

    from archive.search.engines.moving import Moving
    from archive.settings import Settings


@dataclass(frozen=True)
class Beside(Configuration):
    """Gives the server's own database and index, which stay open afterwards."""

    registry: Any = None

    @property
    def section(self) -> dict[str, str]:
        """Give the application's section of the file."""
        return dict(self.registry.settings)

    @property
    def settings(self) -> Settings:
        """Give the server's settings."""
        return self.registry.juanzong  # type: ignore[no-any-return]

    @contextmanager
    def database(self) -> Iterator[DB]:
        """Give the server's database."""
        yield self.registry._zodb_databases[""]

    @contextmanager
    def index(self, *, tends: bool = True) -> Iterator[Moving]:
        """Give the server's index, which the server tends."""
        del tends
        yield self.registry.index
