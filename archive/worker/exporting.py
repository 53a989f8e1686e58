"""Writes a long result list as an XLSX file, with what its person may read at that moment."""

import tempfile
from hashlib import sha256
from pathlib import Path

from ZODB.DB import DB

from archive import clock
from archive.models.components import Arrived
from archive.models.exports import Export
from archive.models.people import Person
from archive.models.site import Archive
from archive.operations.searches import note_export
from archive.search.access import access_of
from archive.search.asking import ask, query_of
from archive.search.listing import rows_of, write_xlsx
from archive.search.port import Index
from archive.settings import Settings
from archive.storage.visiting import persist, visit
from archive.worker.reading import system


def make_export(db: DB, settings: Settings, index: Index, uid: int) -> None:
    """Write the list ``uid`` and keep it; one that is gone, or made already, is left alone."""
    with tempfile.TemporaryDirectory(dir=settings.upload_folder, prefix="export-") as folder:
        path = Path(folder) / "list.xlsx"
        with visit(db) as site:
            rows = _write(site, index, uid, path)
        if rows is not None:
            digest = sha256(path.read_bytes()).hexdigest()
            made = Arrived(path, "list.xlsx", path.stat().st_size, digest)
            persist(db, lambda site: _keep(site, settings, uid, made, rows))


def _write(site: Archive, index: Index, uid: int, path: Path) -> int | None:
    export = site.by_uid.get(uid)
    if not isinstance(export, Export) or export.file is not None:
        return None
    owner = site.by_uid.get(export.person.uid)
    if not isinstance(owner, Person) or owner.disabled:
        return None
    day = clock.now().date()
    identity = owner.identity(day)
    answer = ask(index, query_of(site, export.wanted), access_of(site, identity, day))
    return write_xlsx(rows_of(site, index, answer.query, identity, day), path)


def _keep(site: Archive, settings: Settings, uid: int, made: Arrived, rows: int) -> None:
    export = site.by_uid.get(uid)
    if isinstance(export, Export) and export.file is None:
        note_export(system(site, settings), export, arrived=made, rows=rows)
