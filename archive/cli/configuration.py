"""The settings file a command works with, and what it opens from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ZODB.DB import DB

    from archive.search.moving import Moving
    from archive.settings import Settings


@dataclass(frozen=True)
class Configuration:
    """What ``--ini`` names; opened when first asked for."""

    ini: str

    def write_settings(self) -> bool:
        """Write the settings of an archive in earnest where ``--ini`` names none; say whether."""
        from archive.deployment import write_ini

        path = Path(self.ini)
        if path.exists() or not path.parent.is_dir():
            return False
        write_ini(path)
        return True

    @cached_property
    def section(self) -> dict[str, str]:
        """Give the application's section of the file."""
        from pyramid.paster import get_appsettings

        if not Path(self.ini).is_file():
            message = f"没有找到设置文件 {self.ini}（--ini）。"
            raise click.UsageError(message)
        return dict(get_appsettings(self.ini))

    @cached_property
    def settings(self) -> Settings:
        """Give the typed settings."""
        from archive.settings import read_settings

        return read_settings(self.section)

    @contextmanager
    def database(self) -> Iterator[DB]:
        """Give the open database, closed afterwards."""
        from archive.storage.opening import open_database

        db = open_database(self.section["zodbconn.uri"])
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def index(self, *, tends: bool = True) -> Iterator[Moving]:
        """Give the full-text index, closed afterwards; who ``tends`` it mends it too."""
        from archive.search.moving import Moving

        index = Moving(self.settings, tends=tends)
        try:
            yield index
        finally:
            index.close()
