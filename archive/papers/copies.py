"""Copies as one PDF: a certification page and every page with the request's mark (Art. 33)."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import segno
from PIL import Image

from archive.papers.typesetting import HERE, typeset

SOURCES = ("house.typ", "copy.typ")
FRAME = '<svg xmlns="http://www.w3.org/2000/svg" {size}><image href={name} {size}/></svg>'


class SheetKind(StrEnum):
    """What stands on a page: a picture of it, words, or why there is nothing."""

    IMAGE = "image"
    TEXT = "text"
    NOTE = "note"


@dataclass(frozen=True)
class Sheet:
    """One page of the copies; ``image`` is the name of a picture in the folder of the copies."""

    kind: SheetKind
    title: str
    image: str = ""
    text: str = ""


@dataclass(frozen=True)
class CopiedRecord:
    """A line of the certification page; ``withheld`` says which pages, and on what ground."""

    title: str
    pages: str
    digests: tuple[str, ...] = ()
    number: str = ""
    made: date | None = None
    withheld: str = ""


@dataclass(frozen=True)
class CopySheets:
    """All that the copies of one request show."""

    organ: str
    number: str
    requester: str
    purpose: str
    date: date
    address: str
    rows: tuple[tuple[str, str], ...]
    records: Sequence[CopiedRecord]
    sheets: Sequence[Sheet]


def copies_pdf(copies: CopySheets, folder: Path) -> bytes:
    """Give the copies as one PDF/A; the pictures lie in ``folder``, which the caller removes."""
    for source in SOURCES:
        shutil.copyfile(HERE / source, folder / source)
    facts = asdict(copies) | {
        "records": [_line(record) for record in copies.records],
        "sheets": [_framed(sheet, folder) for sheet in copies.sheets],
        "qr": qr_squares(copies.address),
    }
    return typeset("copy.typ", facts, folder)


def _line(record: CopiedRecord) -> dict[str, Any]:
    """Break each SHA-256 in two, so that it stays within its column."""
    halves = tuple(half for digest in record.digests for half in (digest[:32], digest[32:]))
    return asdict(record) | {"digests": halves}


def _framed(sheet: Sheet, folder: Path) -> dict[str, Any]:
    """Put a frame around the picture: a framed JPEG goes into the PDF without being unpacked."""
    if sheet.kind is not SheetKind.IMAGE:
        return asdict(sheet) | {"wide": False}
    picture = folder / sheet.image
    with Image.open(picture) as opened:
        width, height = opened.size
    size = f'width="{width}" height="{height}"'
    frame = FRAME.format(size=size, name=quoteattr(quote(picture.name)))
    picture.with_name(picture.name + ".svg").write_text(frame, encoding="utf-8")
    return asdict(sheet) | {"image": f"{sheet.image}.svg", "wide": width > height}


def qr_squares(address: str) -> dict[str, Any]:
    """Give a QR code as runs of dark squares, each (column, row, length)."""
    matrix = [[bool(dark) for dark in row] for row in segno.make(address, error="m").matrix]
    dark = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                dark.append((x, y, end - x))
            x = end + 1
    return {"size": len(matrix), "dark": dark}
