"""The PostgreSQL an archive of many machines lies in, as far as its backup must know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from archive.settings import WrongSetting
from archive.wording import _

ZCONFIG = "zconfig://"
DSN = re.compile(r"^\s*dsn\s+(.+?)\s*$", re.MULTILINE)

#: Where Debian keeps the data of a PostgreSQL of that version.
DEBIAN = "/var/lib/postgresql/{version}/main"

LAYOUT = """\
# Written by juanzong backup; may be edited. What each line means: pgbackrest help backup
[global]
repo1-path={folder}/repository
repo1-retention-full-type=time
repo1-retention-full={days}
lock-path={folder}/lock
log-level-file=off
start-fast=y

[{stanza}]
pg1-path={data}
pg1-socket-path={socket}
pg1-port={port}
pg1-user={user}
"""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL on this machine: its data, socket, port, and who may back it up."""

    data: str
    socket: str
    port: str
    user: str

    def layout(self, folder: Path, days: int, stanza: str) -> str:
        """Write pgbackrest's settings for backups in ``folder``, kept for so many days."""
        return LAYOUT.format(folder=folder, days=days, stanza=stanza, **vars(self))


def storage_file(uri: str) -> Path:
    """Give the file that says where RelStorage's database is; raise WrongSetting for another."""
    path = Path(uri.removeprefix(ZCONFIG).partition("#")[0])
    if not uri.startswith(ZCONFIG) or not path.is_file() or not DSN.search(path.read_text("utf-8")):
        raise WrongSetting(_("juanzong backup 只会备份 file:// 和 PostgreSQL 上的 RelStorage。"))
    return path


def server_of(uri: str) -> Server:
    """Ask the PostgreSQL of the archive where it lies; raise WrongSetting where it doesn't answer.

    Who may not see that (pg_read_all_settings) is told where Debian keeps it.
    """
    import psycopg2

    found = DSN.search(storage_file(uri).read_text("utf-8"))
    assert found is not None  # noqa: S101 - storage_file looked
    try:
        connection = psycopg2.connect(found[1].replace("$$", "$"))
    except psycopg2.Error as error:
        raise WrongSetting(_("zodbconn.uri 不能用：{why}"), why=str(error).strip()) from None
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_user, rolsuper,"
            " pg_has_role(current_user, 'pg_read_all_settings', 'usage')"
            " FROM pg_roles WHERE rolname = current_user"
        )
        version, user, is_super, sees = cursor.fetchone()
        data = DEBIAN.format(version=version)
        if sees:
            cursor.execute("SELECT current_setting('data_directory')")
            (data,) = cursor.fetchone()
    facts = connection.get_dsn_parameters()
    connection.close()
    host = facts.get("host", "")
    socket = host if host.startswith("/") else "/var/run/postgresql"
    return Server(data, socket, facts.get("port", "5432"), user if is_super else "postgres")
