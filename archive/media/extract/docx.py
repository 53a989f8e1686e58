"""Words of a DOCX: paragraphs and tables in their order, headers and footers."""

from pathlib import Path

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph


def words(path: Path) -> tuple[str, ...]:
    """Give all words as one page, since the file itself has no pages."""
    document = docx.Document(str(path))
    lines = [line for block in document.iter_inner_content() for line in _lines(block)]
    edges = {
        paragraph.text
        for section in document.sections
        for part in (section.header, section.footer)
        for paragraph in part.paragraphs
        if paragraph.text.strip()
    }
    return ("\n".join([*lines, *sorted(edges)]),)


def _lines(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    return ["\t".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows]
