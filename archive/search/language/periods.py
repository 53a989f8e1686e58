"""Days and years as people write them, alone or from one to another."""

import calendar
import re
from collections.abc import Callable
from datetime import date

#: 2020, 2020年, 2020-3, 2020年3月, 2020-03-05, 2020.3.5, 2020/3/5, 2020年3月5日
WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:年|[年./-](?P<month>\d{1,2})(?:月|[月./-](?P<day>\d{1,2})日?)?)?"
)
BETWEEN = re.compile(r"\.\.+|…+|~|至|到|—+|–")
COMPARED = re.compile(r"(>=|<=|≥|≤|>|<)(.*)")

#: First and last, both within; ``None`` where there is no end.
Span = tuple[int | None, int | None]
Reader = Callable[[str], tuple[int, int] | None]


def days_of(written: str) -> Span | None:
    """Give the first and last day as ordinals; ``None`` for what can't be read."""
    return _span(written, _days)


def years_of(written: str) -> Span | None:
    """Give the first and last year; ``None`` for what can't be read."""
    return _span(written, _years)


def _span(written: str, read: Reader) -> Span | None:
    text = "".join(written.split())
    if compared := COMPARED.fullmatch(text):
        found = read(compared[2])
        return None if found is None else _compared(compared[1], *found)
    ends = BETWEEN.split(text)
    if len(ends) == 1:
        return read(text) or _dashed(text, read)
    if len(ends) != 2 or not any(ends):  # noqa: PLR2004 - from one to the other
        return None
    low, high = (read(end) if end else (None, None) for end in ends)
    return None if low is None or high is None else (low[0], high[1])


def _dashed(text: str, read: Reader) -> Span | None:
    """Read 2019-2021 or 2020-01-2020-06: the dash that has a whole time on either side."""
    for dash in re.finditer("-", text):
        low, high = read(text[: dash.start()]), read(text[dash.end() :])
        if low and high:
            return low[0], high[1]
    return None


def _compared(sign: str, first: int, last: int) -> Span:
    spans: dict[str, Span] = {
        ">": (last + 1, None),
        "<": (None, first - 1),
        ">=": (first, None),
        "≥": (first, None),
    }
    return spans.get(sign, (None, last))


def _years(text: str) -> tuple[int, int] | None:
    found = WRITTEN.fullmatch(text)
    return (int(found["year"]),) * 2 if found and not found["month"] else None


def _days(text: str) -> tuple[int, int] | None:
    found = WRITTEN.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(found[part]) if found[part] else None for part in WRITTEN.groupindex)
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(year or 0, month or 12, day or calendar.monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()
