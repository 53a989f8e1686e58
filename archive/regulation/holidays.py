"""Working days by the published calendar: the installed one, and years of the bureau's own file."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

from archive.regulation.own import own_file, read_again

SATURDAY = 5
FILE = "holidays.toml"


@dataclass(frozen=True)
class PublishedYear:
    """The days of one year on which offices are closed, and the weekend days on which they work."""

    closed: frozenset[date]
    open: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on ``day``."""
        return day in self.open or (day.weekday() < SATURDAY and day not in self.closed)


@cache
def own_years() -> Mapping[int, PublishedYear]:
    """Give the years of ``holidays.toml`` in the bureau's folder; ValueError where it is wrong."""
    path = own_file(FILE)
    if path is None:
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        return {int(year): _year(int(year), rows) for year, rows in read.items()}
    except (AttributeError, TypeError, ValueError) as wrong:
        message = f"{FILE} 有误：{wrong}"
        raise ValueError(message) from wrong


def _year(year: int, rows: Mapping[str, list[object]]) -> PublishedYear:
    unknown = set(rows) - {"closed", "open"}
    days = {name: frozenset(_days(rows.get(name, []))) for name in ("closed", "open")}
    if (
        unknown
        or not days["closed"]
        or {day.year for day in days["closed"] | days["open"]} != {year}
    ):
        message = f"[{year}] {' '.join(sorted(unknown))}".strip()
        raise ValueError(message)
    return PublishedYear(**days)


def _days(rows: list[object]) -> Iterator[date]:
    """Give the days of ``2027-02-05`` and of ``2027-02-05/2027-02-11``."""
    for row in rows:
        first, _slash, last = str(row).partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        if day > end:
            raise ValueError(row)
        while day <= end:
            yield day
            day += timedelta(days=1)


def is_published(day: date) -> bool:
    """Say whether the holidays of the year of ``day`` are known."""
    if day.year in own_years():
        return True
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Say whether offices work on ``day``; beyond the published calendar, Monday to Friday."""
    own = own_years().get(day.year)
    if own is not None:
        return own.is_working_day(day)
    if is_published(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def published_until(day: date) -> date:
    """Give the last day of the years from that of ``day`` on whose holidays are known."""
    year = day.year
    while is_published(date(year, 1, 1)):
        year += 1
    return date(year - 1, 12, 31)


read_again(own_years)
