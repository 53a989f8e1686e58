"""Words of an XLSX: what the cells show, sheet by sheet, hidden ones too."""

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 100_000


def words(path: Path) -> tuple[str, ...]:
    """Give one page a sheet, its name first, then a line a row."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return tuple("\n".join([sheet.title, *_rows(sheet)]) for sheet in book.worksheets)
    finally:
        book.close()


def _rows(sheet: Worksheet) -> list[str]:
    lines = []
    for row in sheet.iter_rows(max_row=MOST_ROWS, values_only=True):
        shown = [str(value) for value in row if value is not None]
        if shown:
            lines.append("\t".join(shown))
    return lines
