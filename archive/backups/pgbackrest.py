"""Drives Debian's pgbackrest: base backups and archived WAL of the PostgreSQL an archive lies in.

It reads PostgreSQL's own files, so it runs as their owner: the command is run by that account or
by root. Objects and stored files lie in one database, so a backup is of one moment.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.backups.made import Made
from archive.clock import TIMEZONE
from archive.errors import ArchiveError, Missing
from archive.storage.durable import make_private
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.backups.cluster import Server

STANZA = "juanzong"

#: How pgbackrest names a backup: full, or what changed since a full one.
LABEL = re.compile(r"\d{8}-\d{6}F(_\d{8}-\d{6}[DI])?")


class NotArchiving(ArchiveError):
    """PostgreSQL does not hand its WAL over."""

    sentence = _(
        "PostgreSQL 还没有归档日志。请在 postgresql.conf 中设置 archive_mode = on 和 "
        "archive_command = '{command}'，重启 PostgreSQL 后再运行。（{why}）"
    )


class Failed(ArchiveError):
    """Pgbackrest is missing or did not do it."""

    sentence = _("pgbackrest 没有完成：{why}")


@dataclass(frozen=True)
class Repository:
    """A folder of pgbackrest's backups: its settings, and what they keep."""

    folder: Path

    @property
    def settings(self) -> Path:
        """Give the file of pgbackrest's settings."""
        return self.folder / "pgbackrest.conf"

    @property
    def is_there(self) -> bool:
        """Say whether the folder is one of pgbackrest's."""
        return self.settings.is_file()

    @property
    def keys(self) -> Path:
        """Give the file of keys."""
        return self.folder / "keys.tar"

    @property
    def push(self) -> str:
        """Give the command by which PostgreSQL hands its WAL over."""
        return f"pgbackrest --config={self.settings} --stanza={STANZA} archive-push %p"

    def prepare(self, server: Server, days: int) -> None:
        """Write the settings where there are none, and have pgbackrest begin; raise NotArchiving.

        What is there already is left as it is.
        """
        make_private(self.folder)
        if not self.is_there:
            self.settings.write_text(server.layout(self.folder, days, STANZA), "utf-8")
            with suppress(OSError):
                self._give_to(Path(server.data).stat().st_uid)
        self.run("stanza-create")
        try:
            self.run("check", "--archive-timeout=10")
        except Failed as failed:
            raise NotArchiving(command=self.push, why=failed.facts["why"]) from None

    def back_up(self, *, whole: bool = False) -> Made:
        """Make a backup, of what changed since the last or ``whole``, and look at it; give it."""
        self.run("backup", f"--type={'full' if whole else 'diff'}")
        return self.newest()

    def made(self) -> Iterator[Made]:
        """Go through the backups, the oldest first; one with an error in it is none."""
        for stanza in json.loads(self.run("info", "--output=json")):
            for each in stanza.get("backup", ()):
                if not each.get("error"):
                    yield _made(each)

    def newest(self) -> Made:
        """Give the newest backup; raise Missing where there is none."""
        found = list(self.made())
        if not found:
            raise Missing(_("{path} 里没有备份。"), path=self.folder)
        return found[-1]

    def restore(self, into: Path, to: datetime | str | None = None) -> None:
        """Lay the data of PostgreSQL out in the folder ``into``.

        They are as of the last WAL, of a moment, or of the end of a backup, by its name. What is
        restored hands no WAL over until it is told to. Raises Failed.
        """
        make_private(into)
        os.chown(into, self._owner, -1)
        how = [f"--pg1-path={into}", "--archive-mode=off"]
        if isinstance(to, str):
            how += [f"--set={to}", "--type=immediate", "--target-action=promote"]
        elif to is not None:
            target = to.astimezone(TIMEZONE).strftime("%Y-%m-%d %H:%M:%S%z")
            how += ["--type=time", f"--target={target}", "--target-action=promote"]
        self.run("restore", *how)

    def run(self, command: str, *words: str) -> str:
        """Run pgbackrest as who owns the settings; give what it said. Raises Failed, Missing."""
        if not self.is_there:
            raise Missing(_("{path} 里没有备份。"), path=self.folder)
        line = ["pgbackrest", f"--config={self.settings}", f"--stanza={STANZA}", command, *words]
        account = {"user": self._owner} if os.getuid() == 0 else {}
        try:
            ran = subprocess.run(  # noqa: S603 - our own words
                line, capture_output=True, text=True, check=False, cwd="/", umask=0o077,
                env=os.environ | {"HOME": "/", "USER": pwd.getpwuid(self._owner).pw_name},
                **account,  # type: ignore[call-overload]
            )  # fmt: skip
        except OSError as error:
            raise Failed(why=error) from None
        if ran.returncode:
            raise Failed(why=" ".join((ran.stdout + ran.stderr).split()))
        return str(ran.stdout)

    @property
    def _owner(self) -> int:
        return self.settings.stat().st_uid

    def _give_to(self, uid: int) -> None:
        for path in (self.folder, self.settings):
            os.chown(path, uid, -1)


def _made(each: dict[str, object]) -> Made:
    facts = dict(each)
    moment = datetime.fromtimestamp(facts["timestamp"]["stop"], TIMEZONE)  # type: ignore[index]
    size = int(facts["info"]["size"])  # type: ignore[index]
    version = str(facts["backrest"]["version"])  # type: ignore[index]
    label = str(facts["label"])
    return Made(moment, label, label, size, 0, 0, f"pgbackrest {version}")
