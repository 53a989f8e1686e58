"""Words of an XLSX: what the cells show, sheet by sheet, hidden ones too."""

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 100_000


def words(path: Path) -> tuple[str, ...]:
    """Give one page a sheet, its name first, then a line a row."""
    with path.open("rb") as stream:  # by its bytes: openpyxl refuses a path not called .xlsx
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        return tuple("\n".join([sheet.title, *_rows(sheet)]) for sheet in book.worksheets)


def _rows(sheet: Worksheet) -> list[str]:
    lines = []
    for row in sheet.iter_rows(max_row=MOST_ROWS, values_only=True):
        line = "\t".join("" if value is None else str(value) for value in row).rstrip("\t")
        if line:
            lines.append(line)
    return lines
