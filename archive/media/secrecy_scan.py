"""Looks for the mark of a state secret in files that have just come, before they are kept."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from archive.media import recognition
from archive.media.reading import Status
from archive.media.sandbox import MEGABYTE, Limits, head_words, read
from archive.media.sniff import PICTURES, MediaType, sniff
from archive.security.secrecy import mark_in

#: What has words to look at; recordings and unknown formats have none.
WORDED = frozenset(
    {
        MediaType.PDF,
        MediaType.DOCX,
        MediaType.XLSX,
        MediaType.OFD,
        MediaType.HTML,
        MediaType.SVG,
    }
)

#: Plain text is only decoded, which needs no child; so many bytes of it are looked at.
MOST_PLAIN = 4 * MEGABYTE
ENCODINGS = ("utf-8", "gb18030", "utf-16")

#: A child that looks: shorter than one that reads, with room for the engine that reads pictures.
LIMITS = Limits(seconds=20)
PICTURE_LIMITS = Limits(memory=6144 * MEGABYTE, seconds=40)

#: So many children look at once in this process.
ROOM = BoundedSemaphore(os.cpu_count() or 2)


@dataclass(frozen=True)
class Scan:
    """What was seen: the mark, empty for none; and whether the file could be looked at."""

    mark: str = ""
    is_seen: bool = True


def look(path: Path, digest: str, *, pictures: bool = True) -> Scan:
    """Look at one file; a file is looked at once while it is on its way in."""
    return _look(path, digest, pictures and recognition.is_installed())


def look_at_all(files: Sequence[tuple[Path, str]], *, pictures: bool) -> None:
    """Look at several files at once, so that asking for each later costs nothing."""
    if len(files) == 1:
        look(*files[0], pictures=pictures)
    elif files:
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            list(pool.map(lambda file: look(*file, pictures=pictures), files))


@lru_cache(maxsize=4096)
def _look(path: Path, _digest: str, with_pictures: bool) -> Scan:  # noqa: FBT001 - part of the key
    kind = sniff(path)
    if kind is MediaType.TEXT:
        return Scan(mark_in(_plain(path)))
    if kind in WORDED:
        with ROOM:
            reading = read(path, kind, LIMITS)
        if mark := mark_in("\n".join(reading.pages)):
            return Scan(mark)
        if reading.status is Status.UNREADABLE:
            return Scan(is_seen=False)
        wordless = kind in {MediaType.PDF, MediaType.OFD} and not "".join(reading.pages).strip()
        return _pictured(path, kind) if wordless and with_pictures else Scan()
    return _pictured(path, kind) if kind in PICTURES and with_pictures else Scan()


def _pictured(path: Path, kind: MediaType) -> Scan:
    with ROOM:
        words = head_words(path, kind, PICTURE_LIMITS)
    return Scan(is_seen=False) if words is None else Scan(mark_in(words))


def _plain(path: Path) -> str:
    with path.open("rb") as stream:
        content = stream.read(MOST_PLAIN)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", "replace")
