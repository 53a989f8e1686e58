"""Which format is read by what; imported only in the sandboxed child."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import Image

from archive.media.sniff import PICTURES, MediaType

#: Characters kept of one file; a longer one is cut, and found by what is kept.
MOST_TEXT = 20_000_000
QUALITY = 82

WORDS = {
    MediaType.PDF: "pdf",
    MediaType.DOCX: "docx",
    MediaType.XLSX: "xlsx",
    MediaType.OFD: "ofd",
    MediaType.TEXT: "plain",
    MediaType.HTML: "plain",
    MediaType.SVG: "plain",
}
PAGES = {MediaType.PDF: "pdf", MediaType.OFD: "ofd", **dict.fromkeys(PICTURES, "picture")}

Draw = Callable[[Path, int, int], Iterator[Image.Image]]


def load() -> None:
    """Load what reads the usual formats, before there is any file."""
    for name in {*WORDS.values(), *PAGES.values()}:
        _format(name)


def read(path: Path, kind: str) -> dict[str, Any]:
    """Give words by page, number of pages, and the measures the format has."""
    media_type = MediaType(kind)
    if media_type in WORDS:
        pages = _format(WORDS[media_type]).words(path)
        return {"pages": _cut(pages), "page_count": len(pages)}
    if media_type in PICTURES:
        width, height, count = _format("picture").size(path)
        return {"width": width, "height": height, "page_count": count}
    if kind.startswith(("audio/", "video/")):
        duration, width, height = _format("recording").measure(path)
        return {"duration": duration, "width": width, "height": height}
    return {"unknown": True}


def draw(path: Path, kind: str, into: Path, width: int, most: int) -> list[str]:
    """Draw up to ``most`` pages into JPEG files of ``into``; give their names."""
    media_type = MediaType(kind)
    if media_type not in PAGES:
        return []
    pictures: Draw = _format(PAGES[media_type]).pictures
    names = []
    for number, picture in enumerate(pictures(path, width, most), start=1):
        name = f"{number:05d}.jpg"
        picture.save(into / name, "JPEG", quality=QUALITY)
        names.append(name)
    return names


def head(path: Path, kind: str) -> str:
    """Read the words off the head of the first page."""
    from archive.media import recognition

    pictures: Draw = _format(PAGES[MediaType(kind)]).pictures
    return "\n".join(
        recognition.words_of_head(page) for page in pictures(path, recognition.WIDTH, 1)
    )


def _format(name: str) -> Any:
    return import_module(f"archive.media.extract.{name}")


def _cut(pages: tuple[str, ...]) -> list[str]:
    kept, left = [], MOST_TEXT
    for page in pages:
        kept.append(page[:left].encode("utf-8", "replace").decode())
        left -= len(kept[-1])
    return kept
