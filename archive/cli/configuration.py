"""The settings file a command works with, and what it opens from it."""

from __future__ import annotations

from collections.abc import Iterator
from configparser import Error as IniError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.wording import _

if TYPE_CHECKING:
    from ZODB.DB import DB

    from archive.search.engines.moving import Moving
    from archive.settings import Settings

#: What reading an ini file says where it is none.
NOT_READ = (IniError, LookupError, ValueError, OSError, ImportError, AttributeError)


@dataclass(frozen=True)
class Configuration:
    """What ``--ini`` names; opened when first asked for."""

    ini: str

    def write_settings(self, cluster: str = "") -> bool:
        """Write the settings of an archive in earnest where ``--ini`` names none; say whether.

        ``cluster`` is where the PostgreSQL of an archive of several processes is, as libpq knows
        it. WrongSetting is raised where that can't be written.
        """
        from archive.deployment import write_ini

        path = Path(self.ini)
        if path.exists() or not path.parent.is_dir():
            if cluster:
                message = f"{self.ini} 已经存在，--cluster 只用于写出新的设置文件。"
                raise click.UsageError(message)
            return False
        _write_cluster(path, cluster) if cluster else write_ini(path)
        return True

    @cached_property
    def section(self) -> dict[str, str]:
        """Give the application's section of the file."""
        from pyramid.paster import get_appsettings

        with self._reading("[app:main]"):
            return dict(get_appsettings(self.ini))

    @cached_property
    def server(self) -> dict[str, str]:
        """Give the server's section of the file."""
        import plaster

        with self._reading("[server:main]"):
            return dict(plaster.get_settings(self.ini, "server:main"))

    @contextmanager
    def _reading(self, section: str) -> Iterator[None]:
        """Read a part of the file; raise what is wrong with it in one sentence."""
        from archive.settings import WrongSetting

        if not Path(self.ini).is_file():
            message = f"没有找到设置文件 {self.ini}（--ini）。"
            raise click.UsageError(message)
        try:
            yield
        except NOT_READ as error:
            why = f"{type(error).__name__}: {error}".replace("\n", " ")
            raise WrongSetting(
                _("设置文件 {ini} 的 {section} 读不出来：{why}"),
                ini=self.ini,
                section=section,
                why=why,
            ) from None

    @cached_property
    def settings(self) -> Settings:
        """Give the typed settings."""
        from archive.settings import read_settings

        return read_settings(self.section)

    @property
    def uri(self) -> str:
        """Give the address of the database."""
        from archive.settings import WrongSetting

        if not self.section.get("zodbconn.uri"):
            raise WrongSetting(_("没有设置 zodbconn.uri（数据库的地址）。"))
        return self.section["zodbconn.uri"]

    def set_up_logging(self) -> None:
        """Log as the file says, where it says anything."""
        from pyramid.paster import setup_logging

        with self._reading("[loggers]"):
            setup_logging(self.ini)

    def application(self) -> Any:
        """Give the application the file describes."""
        from pyramid.paster import get_app

        return get_app(self.ini)

    @contextmanager
    def database(self) -> Iterator[DB]:
        """Give the open database, closed afterwards."""
        from archive.storage.opening import open_database

        db = open_database(self.uri)
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def index(self, *, tends: bool = True) -> Iterator[Moving]:
        """Give the full-text index, closed afterwards; who ``tends`` it mends it too."""
        from archive.search.engines.moving import Moving

        index = Moving(self.settings, tends=tends)
        try:
            yield index
        finally:
            index.close()


def _write_cluster(path: Path, address: str) -> None:
    from archive.deployment import write_cluster
    from archive.settings import WrongSetting

    try:
        write_cluster(path, address)
    except ImportError:
        raise WrongSetting(_("要用 --cluster，须先安装 juanzong[cluster,postgres]。")) from None
    except ValueError as error:
        raise WrongSetting(_("PostgreSQL 的地址不能用：{why}"), why=error) from None
