"""Words and pictures of PDF pages, by PDFium."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

#: Points of A4 across; a page picture is never larger than this many pixels high.
TALLEST = 6000


def words(path: Path) -> tuple[str, ...]:
    """Give the text layer, page by page."""
    document = pypdfium2.PdfDocument(path)
    try:
        return tuple(_page_words(page) for page in document)
    finally:
        document.close()


def _page_words(page: pypdfium2.PdfPage) -> str:
    layer = page.get_textpage()
    text = layer.get_text_range().replace("\r\n", "\n").replace("\x00", "").replace("\ufffe", "")
    layer.close()
    page.close()
    return str(text)


def pictures(path: Path, width: int, most: int) -> Iterator[Image.Image]:
    """Draw up to ``most`` pages, each ``width`` pixels across."""
    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), most)):
        page = document[number]
        across, down = page.get_size()
        scale = min(width / max(across, 1), TALLEST / max(down, 1))
        bitmap = page.render(scale=scale, may_draw_forms=False)
        yield bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    document.close()
