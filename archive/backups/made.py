"""One backup, and how it is told in the list of its chain."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True)
class Made:
    """One backup: when it ended, repozo's last file of it, the last commit in it, how much it is.

    ``commit`` is ZODB's transaction id in hex, ``objects`` the bytes of the object file,
    ``files`` and ``bytes`` those of the stored files.
    """

    at: datetime
    last_file: str
    commit: str
    objects: int
    files: int
    bytes: int
    program: str


def line_of(made: Made) -> str:
    """Write a backup as a line of the list."""
    facts = asdict(made) | {"at": made.at.isoformat()}
    return json.dumps(facts, ensure_ascii=False) + "\n"


def read_line(line: str) -> Made:
    """Read a line of the list."""
    facts = json.loads(line)
    return Made(**facts | {"at": datetime.fromisoformat(facts["at"])})
