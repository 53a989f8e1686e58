"""The table of what was measured, and its place in docs/performance.md."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measuring import Row

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
LIBRARIES = ("pyramid", "Chameleon", "ZODB", "tantivy", "multipart")


def table(rows: list[Row]) -> str:
    """Write the rows and the circumstances as Markdown."""
    head = ["| 测量 | 本系统 | 底线 | 倍数 | 目标 |", "|---|--:|--:|--:|--:|"]
    return "\n".join([circumstances(), "", *head, *map(_line, rows)])


def circumstances() -> str:
    """Tell the day, the machine and the libraries."""
    day = datetime.now(UTC).date()
    libraries = "、".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{platform.machine()}，{os.cpu_count()} 核"
    return f"{day}，{machine}，Python {platform.python_version()}，{libraries}。"


def _line(row: Row) -> str:
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    return f"| {row.what} | {row.ours} | {row.floor} | {ratio} | {_aim(row)} |"


def _aim(row: Row) -> str:
    if row.aim is None or row.ratio is None:
        return ""
    reached = row.ratio >= row.aim if row.rates else row.ratio <= row.aim
    return f"{'≥' if row.rates else '≤'} {row.aim:g} {'达到' if reached else '**未达到**'}"


def write(written: str, name: str = "bench") -> None:
    """Put the table between the markers called ``name`` of the page."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, rest = PAGE.read_text(encoding="utf-8").split(begin)
    _old, after = rest.split(end)
    PAGE.write_text(f"{before}{begin}\n{written}\n{end}{after}", encoding="utf-8")
