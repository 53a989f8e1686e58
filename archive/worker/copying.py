"""Makes the copies of an approved request: page pictures, marks, certification, one PDF."""

import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pypdfium2 import PdfDocument
from ZODB.DB import DB

from archive import clock
from archive.errors import ArchiveError
from archive.models.answers import Answer, Item
from archive.models.components import Arrived, Component, Legibility
from archive.models.fixity import Occasion
from archive.models.records import Record
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.operations.copies import Made, note_copies, note_failure
from archive.papers.copies import CopiedRecord, CopySheets, Sheet, copies_pdf
from archive.preservation.fixity import require_sound
from archive.settings import Settings
from archive.storage.visiting import persist, visit
from archive.wording import _
from archive.worker.failing import is_of_the_house
from archive.worker.reading import only_sound, read_file, system
from archive.worker.sheets import Original, Piece, sheets_of

AGAIN = _("制作时出错，系统会再试；一直不成时请联系系统管理员。")


@dataclass(frozen=True)
class Task:
    """All that is needed to make the copies, as plain values: no object of the database."""

    organ: str
    number: str
    requester: str
    purpose: str
    rows: tuple[tuple[str, str], ...]
    pieces: tuple[Piece, ...]


def make_copies(db: DB, settings: Settings, uid: int) -> None:
    """Make the copies of the request ``uid`` and keep them; tell those who wait if it fails.

    A request whose copies are not ordered (any more) is left as it is. What a person can mend is
    told and done with; any other failure is told and passed on, so that the job is tried again.
    """
    try:
        with visit(db) as site:
            unread = _unread(site, uid)
        for file in unread:
            read_file(db, settings, file)
        with only_sound(db, settings, Occasion.COPIES), visit(db) as site:
            task = _task(site, uid)
        if task is not None:
            with tempfile.TemporaryDirectory(dir=settings.upload_folder, prefix="copying-") as name:
                made = _made(task, settings, Path(name).absolute())
                persist(db, lambda site: _keep(site, settings, uid, made))
    except ArchiveError as error:
        if is_of_the_house(error):
            raise
        failure = str(error)
        persist(db, lambda site: _tell(site, settings, uid, failure))
    except Exception as error:
        if not is_of_the_house(error):  # else there is nothing anybody at the desk could do
            persist(db, lambda site: _tell(site, settings, uid, AGAIN))
        raise


def _ordered(site: Archive, uid: int) -> CopyRequest | None:
    request = site.by_uid.get(uid)
    ordered = isinstance(request, CopyRequest) and request.is_being_made
    return request if ordered and isinstance(request, CopyRequest) else None


def _unread(site: Archive, uid: int) -> list[int]:
    """Give the files that nobody has read yet: copies are urgent, so they go first."""
    request = _ordered(site, uid)
    records = [site.found(item.record) for item in request.released()] if request else []
    return [
        component.uid
        for record in records
        if isinstance(record, Record)
        for component in record.components()
        if component.legibility is Legibility.WAITING
    ]


def _task(site: Archive, uid: int) -> Task | None:
    request = _ordered(site, uid)
    if request is None or request.dossier is None:
        return None
    facts, asked = request.dossier.facts, request.application
    decided = request.decided_on.isoformat() if request.decided_on else ""
    rows = (
        ("案件名称", request.dossier.title),
        ("案号", facts.case_number),
        ("决定书文号", facts.decision_number),
        ("档号", request.dossier.reference),
        ("申请人", asked.name),
        ("用途", asked.purpose),
        ("批准", f"{request.decider_name}　{decided}　{request.decision_number}"),
    )
    pieces = tuple(_piece(site, item) for item in request.released())
    return Task(site.bureau.title, request.title, asked.name, asked.purpose, rows, pieces)


def _piece(site: Archive, item: Item) -> Piece:
    record = site.found(item.record)
    if not isinstance(record, Record):
        raise ArchiveError
    originals, page = [], 1
    for component in record.components():
        originals.append(_original(component, page))
        page += max(component.page_count, 1)
    if item.decided is not Answer.WITHHOLD_PAGES:
        return Piece(record.title, tuple(originals))
    return Piece(record.title, tuple(originals), _grounds(item))


def _grounds(item: Item) -> dict[int, str]:
    """Give the pages to withhold with the words of their grounds; for a box its whole page."""
    return {
        page: "、".join(dict.fromkeys(e.ground.label for e in item.withheld if e.page == page))
        for page in item.pages
    }


def _original(component: Component, first_page: int) -> Original:
    if component.legibility is Legibility.FAILED:
        raise ArchiveError(
            _("“{file}”识读失败，须由系统管理员处理后才能制作。"), file=component.filename
        )
    if component.legibility is Legibility.WAITING:
        raise ArchiveError(_("“{file}”尚在识读，请稍后再制作。"), file=component.filename)
    return Original(
        path=require_sound(component),
        media_type=component.media_type,
        filename=component.filename,
        digest=component.sha256,
        texts=component.text_pages,
        duration=component.duration,
        first_page=first_page,
        legible=component.legibility is not Legibility.UNREADABLE,
    )


def _made(task: Task, settings: Settings, folder: Path) -> Made:
    sheets: list[Sheet] = []
    lines: list[CopiedRecord] = []
    for piece in task.pieces:
        pages = sheets_of(piece, folder)
        lines.append(_line(piece, len(pages)))
        sheets += pages
    pdf = copies_pdf(_copies(task, settings, lines, sheets), folder)
    # What was printed is counted: the certificate too, and words that run over several pages.
    return Made(_arrived(pdf, f"{task.number}.pdf", folder), len(PdfDocument(pdf)))


def _line(piece: Piece, copied: int) -> CopiedRecord:
    pages: dict[str, list[str]] = {}
    for number, ground in piece.withheld.items():
        pages.setdefault(ground, []).append(str(number))
    withheld = "；".join(f"第 {'、'.join(of)} 页（{ground}）" for ground, of in pages.items())
    digests = tuple(original.digest for original in piece.originals)
    return CopiedRecord(piece.title, str(copied), digests, withheld=withheld)


def _copies(
    task: Task, settings: Settings, lines: list[CopiedRecord], sheets: list[Sheet]
) -> CopySheets:
    return CopySheets(
        organ=task.organ,
        number=task.number,
        requester=task.requester,
        purpose=task.purpose,
        date=clock.now().date(),
        address=f"{settings.public_address}/verify?n={task.number}",
        rows=task.rows,
        records=lines,
        sheets=sheets,
    )


def _arrived(content: bytes, name: str, folder: Path) -> Arrived:
    path = folder / "copies.pdf"
    path.write_bytes(content)
    return Arrived(path, name, len(content), sha256(content).hexdigest())


def _keep(site: Archive, settings: Settings, uid: int, made: Made) -> None:
    request = _ordered(site, uid)
    if request is not None:
        note_copies(system(site, settings), request, made=made)


def _tell(site: Archive, settings: Settings, uid: int, failure: str) -> None:
    request = _ordered(site, uid)
    if request is not None:
        note_failure(system(site, settings), request, failure=failure)
