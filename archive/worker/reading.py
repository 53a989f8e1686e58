"""Reads a file that arrived: its words by page, pictures of its pages, length of a recording."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ZODB.DB import DB

from archive import clock
from archive.media.reading import Reading
from archive.media.sandbox import examine
from archive.media.sniff import MediaType
from archive.models.components import Legibility, StoredFile
from archive.models.fixity import Occasion
from archive.models.site import Archive
from archive.operations._act import Context
from archive.operations.components import Findings, note_findings
from archive.operations.fixity import note_look
from archive.preservation.fixity import Unsound, require_sound
from archive.security.access import SYSTEM
from archive.settings import Settings
from archive.storage.visiting import persist, visit
from archive.subscribers import context

#: Pixels across a page picture, and how many pages get one.
WIDTH = 1100
MOST_PAGES = 300


def system(site: Archive, settings: Settings) -> Context:
    """Give the context in which the archive's own worker acts."""
    return context(site, SYSTEM, clock.now(), "worker", settings)


def stored(db: DB, uid: int) -> tuple[Path, str] | None:
    """Give where the bytes of a file lie and what they are; ``None`` where it was taken out.

    All of them are read first; raises Unsound where they are not what arrived.
    """
    with visit(db) as site:
        file = site.by_uid.get(uid)
        if not isinstance(file, StoredFile):
            return None
        return require_sound(file), file.media_type


@contextmanager
def only_sound(db: DB, settings: Settings, occasion: Occasion) -> Iterator[None]:
    """Write down where the bytes of a file turn out wrong within; Unsound goes on."""
    try:
        yield
    except Unsound as unsound:
        look = unsound.look
        persist(
            db,
            lambda site: note_look(system(site, settings), site, look=look, occasion=occasion),
        )
        raise


def read_file(db: DB, settings: Settings, uid: int) -> None:
    """Read the file ``uid`` in the sandboxed child and keep what was found."""
    with only_sound(db, settings, Occasion.READING):
        where = stored(db, uid)
    if where is None:
        return
    path, media_type = where
    kind = MediaType(media_type)
    with tempfile.TemporaryDirectory(dir=settings.upload_folder, prefix="reading-") as folder:
        reading, drawn = examine(path, kind, Path(folder), width=WIDTH, pages=MOST_PAGES)
        findings = _findings(reading, drawn.images)
        persist(db, lambda site: _note(site, settings, uid, findings))


def _findings(reading: Reading, pictures: tuple[Path, ...]) -> Findings:
    return Findings(
        legibility=Legibility(reading.status),
        reason=reading.reason,
        pages=reading.pages,
        page_count=reading.page_count,
        duration=reading.duration,
        width=reading.width,
        height=reading.height,
        pictures=pictures,
    )


def _note(site: Archive, settings: Settings, uid: int, findings: Findings) -> None:
    file = site.by_uid.get(uid)
    if isinstance(file, StoredFile):
        note_findings(system(site, settings), file, findings=findings)
