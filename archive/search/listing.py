"""A result list as rows and as an XLSX file, every row checked against the database."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.models.site import Archive
from archive.search.access import access_of
from archive.search.port import PAGE, Hit, Index, Query
from archive.security.access import Identity, verdict
from archive.security.levels import join
from archive.security.permissions import Permission

#: Rows of the longest list; who wants more narrows the search.
MOST = 10_000

#: Rows up to which a list is written at once, without the worker.
SHORT = 400

HEADINGS = (
    "序号", "档号", "案号", "题名", "文书种类", "案卷", "当事人", "承办机构", "年度", "密级和标注",
    "日期", "页", "片段", "地址",
)  # fmt: skip

Row = tuple[str, ...]


def rows_of(
    site: Archive, index: Index, query: Query, person: Identity, day: date
) -> Iterator[Row]:
    """Go through the rows of a result list that ``person`` may read, at most ``MOST``."""
    access, number = access_of(site, person, day), 0
    for page in range(1, MOST // PAGE + 1):
        found = index.search(replace(query, page=page), access)
        for hit in found.hits:
            node = site.by_uid.get(hit.uid)
            readable = node is not None and verdict(person, node, Permission.DOSSIER_READ, day)
            if readable and isinstance(node, (Dossier, Record)):
                number += 1
                yield (str(number), *_row(site, node, hit, day))
        if page * PAGE >= found.total:
            return


def _row(site: Archive, node: Dossier | Record, hit: Hit, day: date) -> Row:
    dossier = node if isinstance(node, Dossier) else node.dossier
    facts, effective = dossier.facts, join(node.guards, day)
    marks = [effective.level.label] if effective.level else []
    marks += [caveat.label for caveat in sorted(effective.caveats)]
    made = node.facts.made if isinstance(node, Record) else facts.closed
    return (
        node.reference if isinstance(node, Dossier) or _all_open(dossier, day) else "",
        facts.case_number,
        node.title,
        node.kind.name if isinstance(node, Record) else "",
        dossier.title,
        "、".join(party.name for party in facts.parties),
        site.unit_name(facts.unit),
        str(dossier.year),
        "、".join(marks),
        made.isoformat() if made else "",
        str(hit.page or ""),
        "".join(piece.text for piece in hit.snippet),
        node.path,
    )


def _all_open(dossier: Dossier, day: date) -> bool:
    """Say whether nothing in the dossier is marked, so that a number betrays no hidden record."""
    return all(join(each.guards, day).is_open for each in dossier.records())


def write_xlsx(
    rows: Iterable[Row], path: Path, name: str = "检索结果", headings: Row = HEADINGS
) -> int:
    """Write the rows; give how many. What begins like a formula stays the text it is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.append(headings)
    count = 0
    for row in rows:
        sheet.append([_text(sheet, value) for value in row])
        count += 1
    book.save(path)
    return count


def _text(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value=_printable(value))
    cell.data_type = "s"
    return cell


def _printable(value: str) -> str:
    """Leave out what XML can't hold."""
    return "".join(each for each in value if each.isprintable() or each in "\t\n")[:32_000]
