"""Makes the copies of an approved request: page pictures, marks, certification, one PDF."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ZODB.DB import DB

from archive import clock
from archive.errors import ArchiveError
from archive.media.sandbox import render
from archive.media.sniff import MediaType
from archive.models.components import Arrived
from archive.models.records import Record
from archive.models.requests import Answer, CopyRequest, Ground, Item
from archive.models.site import Archive
from archive.models.storage import persist, visit
from archive.operations.copies import Made, note_copies, note_failure
from archive.papers.copies import CopiedRecord, CopySheets, Sheet, SheetKind, copies_pdf
from archive.settings import Settings
from archive.worker.reading import system
from archive.wording import _
from archive.workflow import Asking

#: Pixels across a page: 200 to the inch on A4.
WIDTH = 1654
MOST_PAGES = 2000

WITHHELD = _("第 {n} 页依法不予提供")


@dataclass(frozen=True)
class Part:
    """One file to copy: where it lies, what it is, its words, pages withheld and why."""

    record: str
    path: Path
    media_type: str
    filename: str
    digest: str
    texts: tuple[str, ...]
    withheld: frozenset[int]
    ground: Ground | None
    duration: float | None
    first_page: int


@dataclass(frozen=True)
class Task:
    """All that is needed to make the copies, as plain values: no object of the database."""

    number: str
    requester: str
    purpose: str
    rows: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def make_copies(db: DB, settings: Settings, uid: int) -> None:
    """Make the copies of the request ``uid`` and keep them; tell those who wait if it fails."""
    with visit(db) as site:
        request = site.by_uid.get(uid)
        task = _task(site, request) if _is_ordered(request) else None
    if task is None:
        return
    try:
        with tempfile.TemporaryDirectory(dir=settings.upload_folder, prefix="copying-") as folder:
            made = _made(task, settings, Path(folder))
        persist(db, lambda site: _keep(site, settings, uid, made))
    except ArchiveError as error:
        failure = str(error)
        persist(db, lambda site: _tell(site, settings, uid, failure))


def _is_ordered(request: object) -> bool:
    return isinstance(request, CopyRequest) and request.state is Asking.PREPARING


def _task(site: Archive, request: CopyRequest) -> Task:
    dossier, asked = request.dossier, request.asked
    if dossier is None:
        raise ArchiveError
    decided = request.decided_on.isoformat() if request.decided_on else ""
    rows = (
        ("案件名称", dossier.title),
        ("案号", dossier.facts.case_number),
        ("决定书文号", dossier.facts.decision_number),
        ("档号", dossier.reference),
        ("申请人", asked.name),
        ("用途", asked.purpose),
        ("批准", f"{request.decider_name}　{decided}　{request.decision_number}"),
    )
    parts = tuple(part for item in request.released() for part in _parts(site, item))
    return Task(request.title, asked.name, asked.purpose, rows, parts)


def _parts(site: Archive, item: Item) -> Iterator[Part]:
    record = site.found(item.record)
    if not isinstance(record, Record):
        raise ArchiveError
    page = 1
    partly = item.decided is Answer.WITHHOLD_PAGES
    for component in record.components():
        yield Part(
            record=record.title,
            path=Path(component.blob.committed()),
            media_type=component.media_type,
            filename=component.filename,
            digest=component.sha256,
            texts=component.text_pages,
            withheld=item.withheld if partly else frozenset(),
            ground=item.ground if partly else None,
            duration=component.duration,
            first_page=page,
        )
        page += max(component.page_count, 1)


def _made(task: Task, settings: Settings, folder: Path) -> Made:
    records: dict[str, list[list[Sheet]]] = {}
    digests: dict[str, list[str]] = {}
    for number, part in enumerate(task.parts):
        sheets = _sheets(part, folder, number)
        records.setdefault(part.record, []).append(sheets)
        digests.setdefault(part.record, []).append(part.digest)
    all_sheets = [sheet for groups in records.values() for group in groups for sheet in group]
    lines = [
        CopiedRecord(title, str(sum(map(len, groups))), tuple(digests[title]))
        for title, groups in records.items()
    ]
    pdf = copies_pdf(_copies(task, settings, lines, all_sheets), folder)
    return Made(_arrived(pdf, f"{task.number}.pdf", settings.upload_folder), len(all_sheets) + 1)


def _copies(
    task: Task, settings: Settings, lines: list[CopiedRecord], sheets: list[Sheet]
) -> CopySheets:
    return CopySheets(
        organ=settings.organ,
        number=task.number,
        requester=task.requester,
        purpose=task.purpose,
        date=clock.now().date(),
        address=f"{settings.public_address}/verify?n={task.number}",
        rows=task.rows,
        records=lines,
        sheets=sheets,
    )


def _sheets(part: Part, folder: Path, number: int) -> list[Sheet]:
    into = folder / f"{number:04d}"
    into.mkdir()
    drawn = render(part.path, MediaType(part.media_type), into, width=WIDTH, pages=MOST_PAGES)
    if drawn.reason:
        raise ArchiveError(_("“{file}”无法制成复制件：{reason}"), file=part.filename, reason=drawn.reason)
    if drawn.images:
        pictures = [str(image.relative_to(folder)) for image in drawn.images]
        return [
            _page(part, page, SheetKind.IMAGE, picture)
            for page, picture in enumerate(pictures, start=part.first_page)
        ]
    if any(part.texts):
        return [
            _page(part, page, SheetKind.TEXT, text)
            for page, text in enumerate(part.texts, start=part.first_page)
        ]
    return [_recording(part)]


def _page(part: Part, page: int, kind: SheetKind, content: str) -> Sheet:
    if page in part.withheld:
        ground = part.ground.label if part.ground else ""
        return Sheet(SheetKind.NOTE, WITHHELD.format(n=page), text=f"{part.record}\n{ground}")
    title = f"{part.record}　第 {page} 页"
    if kind is SheetKind.IMAGE:
        return Sheet(kind, title, image=content)
    return Sheet(kind, title, text=content)


def _recording(part: Part) -> Sheet:
    lasts = f"{part.duration:.0f} 秒" if part.duration else ""
    lines = (part.filename, lasts, "SHA-256", part.digest[:32], part.digest[32:])
    note = "录音录像和其他不能成页的文件，凭本页到窗口复制。"
    return Sheet(SheetKind.NOTE, part.record, text="\n".join(filter(None, (*lines, note))))


def _arrived(content: bytes, name: str, folder: Path) -> Arrived:
    handle, path = tempfile.mkstemp(dir=folder, prefix="copies-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    return Arrived(Path(path), name, len(content), sha256(content).hexdigest())


def _keep(site: Archive, settings: Settings, uid: int, made: Made) -> None:
    request = site.found(uid)
    if isinstance(request, CopyRequest):
        note_copies(system(site, settings), request, made=made)


def _tell(site: Archive, settings: Settings, uid: int, failure: str) -> None:
    request = site.found(uid)
    if isinstance(request, CopyRequest):
        note_failure(system(site, settings), request, failure=failure)
