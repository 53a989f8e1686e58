"""Commits in a file of objects: named, found from its end, and the file cut after one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from persistent.TimeStamp import TimeStamp

from archive.clock import TIMEZONE
from archive.errors import ArchiveError, Invalid, Missing
from archive.wording import _

if TYPE_CHECKING:
    from pathlib import Path

TID = re.compile(r"(0x)?([0-9a-f]{16})")

#: Bytes of a transaction's length, at its end, and of its beginning up to the status.
LENGTH, HEAD = 8, 17

#: Where the first transaction of a file begins.
FIRST = 4


class Packed(ArchiveError):
    """What is asked for lies before the last pack, which has let the history go."""

    sentence = _("这一时刻早于最近一次整理（pack），其历史已不保留，请选较晚的时刻。")


@dataclass(frozen=True)
class Commit:
    """One transaction in a file: its id, where it ends, and whether a pack has been over it."""

    tid: bytes
    end: int
    packed: bool


def tid_of(said: str) -> bytes:
    """Read a commit: 16 hex digits as ``--list`` tells them, or a moment in the office's time.

    A moment means the last commit of its second. Raises Invalid.
    """
    found = TID.fullmatch(said.lower())
    if found:
        return bytes.fromhex(found[2])
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise Invalid(to=_("请写成 2026-12-01T08:30:00，或 --list 列出的 16 位提交号。")) from None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=TIMEZONE)).astimezone(UTC)
    return bytes(TimeStamp(*moment.timetuple()[:5], moment.second + 0.999999).raw())


def moment_of(tid: bytes) -> datetime:
    """Give when a commit was made, in the office's time."""
    return datetime.fromtimestamp(TimeStamp(tid).timeTime(), TIMEZONE)


def last_commit(file: Path, end: int | None = None) -> Commit:
    """Give the transaction that ends at ``end``, or last in the file."""
    with file.open("rb") as stream:
        return _ending_at(stream, file.stat().st_size if end is None else end)


def cut(file: Path, tid: bytes) -> Commit:
    """Shorten a file to the last transaction not after ``tid``; give that one. Raises Packed."""
    with file.open("r+b") as stream:
        commit = _ending_at(stream, file.stat().st_size)
        while commit.tid > tid:
            before = commit.end - _length(stream, commit.end)
            if commit.packed or before <= FIRST:
                raise Packed
            commit = _ending_at(stream, before)
        stream.truncate(commit.end)
        os.fsync(stream.fileno())
    file.with_name(f"{file.name}.index").unlink(missing_ok=True)
    return commit


def _ending_at(stream: BinaryIO, end: int) -> Commit:
    if end <= FIRST:
        raise Missing(_("备份里没有任何一次写入。"))
    stream.seek(end - _length(stream, end))
    head = stream.read(HEAD)
    return Commit(head[:8], end, head[16:] == b"p")


def _length(stream: BinaryIO, end: int) -> int:
    """Give the bytes of the transaction that ends at ``end``."""
    stream.seek(end - LENGTH)
    return int.from_bytes(stream.read(LENGTH), "big") + LENGTH
