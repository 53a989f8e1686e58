"""The pages of the copies: what is released as it is, what is withheld as a page that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import ArchiveError
from archive.media.sandbox import Limits, render
from archive.media.sniff import MediaType
from archive.papers.copies import Sheet, SheetKind
from archive.wording import _

#: Pixels across a page: 200 to the inch on A4.
WIDTH = 1654
MOST_PAGES = 2000

#: Drawing for print takes longer than drawing for the screen.
LIMITS = Limits(seconds=600)

WITHHELD = "第 {n} 页依法不予提供"
AT_THE_COUNTER = "录音录像和其他不能成页的文件，凭本页到窗口复制。"


@dataclass(frozen=True)
class Original:
    """One file to copy: where it lies, what it is, its words, the number of its first page."""

    path: Path
    media_type: str
    filename: str
    digest: str
    texts: tuple[str, ...]
    duration: float | None
    first_page: int
    legible: bool


@dataclass(frozen=True)
class Piece:
    """One record to copy: its files, and the pages withheld, each with the ground."""

    title: str
    originals: tuple[Original, ...]
    withheld: Mapping[int, str] = field(default_factory=dict)


def sheets_of(piece: Piece, folder: Path) -> list[Sheet]:
    """Give the pages of one record; pictures are drawn into ``folder``, where ``/`` is its root.

    Raises ArchiveError where a file can't be drawn, or where a page to be withheld is not found:
    then nothing of the record is handed out.
    """
    sheets, met = [], set[int]()
    for original in piece.originals:
        pages = _pages(original, folder)
        numbers = range(original.first_page, original.first_page + max(len(pages), 1))
        met |= piece.withheld.keys() & set(numbers)
        sheets += [
            _withheld(piece, number) if number in piece.withheld else _titled(piece, number, page)
            for number, page in zip(numbers, pages or [_recording(original)], strict=True)
        ]
    if missed := piece.withheld.keys() - met:
        missing = "、".join(map(str, sorted(missed)))
        raise ArchiveError(
            _("“{title}”应隐去的第 {pages} 页没有找到。"), title=piece.title, pages=missing
        )
    return sheets or [Sheet(SheetKind.NOTE, piece.title, text=AT_THE_COUNTER)]


def _pages(original: Original, folder: Path) -> list[Sheet]:
    """Give the pages without a title: pictures where they can be drawn, otherwise words."""
    if not original.legible:
        return []
    into = folder / f"{len(list(folder.iterdir())):04d}"
    into.mkdir()
    kind = MediaType(original.media_type)
    drawn = render(original.path, kind, into, width=WIDTH, pages=MOST_PAGES, limits=LIMITS)
    if drawn.reason:
        raise ArchiveError(
            _("“{file}”无法制成复制件：{reason}"), file=original.filename, reason=drawn.reason
        )
    if drawn.images:
        pictures = (str(image.relative_to(folder)) for image in drawn.images)
        return [Sheet(SheetKind.IMAGE, "", image=picture) for picture in pictures]
    texts = original.texts if any(original.texts) else ()
    return [Sheet(SheetKind.TEXT, "", text=text) for text in texts]


def _titled(piece: Piece, number: int, page: Sheet) -> Sheet:
    if page.kind is SheetKind.NOTE:
        return Sheet(page.kind, piece.title, text=page.text)
    return Sheet(page.kind, f"{piece.title}　第 {number} 页", page.image, page.text)


def _withheld(piece: Piece, number: int) -> Sheet:
    text = f"{piece.title}\n{piece.withheld[number]}"
    return Sheet(SheetKind.NOTE, WITHHELD.format(n=number), text=text)


def _recording(original: Original) -> Sheet:
    lasts = f"{original.duration:.0f} 秒" if original.duration else ""
    digest = original.digest
    lines = (original.filename, lasts, "SHA-256", digest[:32], digest[32:], AT_THE_COUNTER)
    return Sheet(SheetKind.NOTE, "", text="\n".join(filter(None, lines)))
