"""Now in the office's time, working days by the published calendar, and terms that end on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from archive.regulation.holidays import is_published, is_working_day
from archive.wording import _

#: Asia/Shanghai, eight hours ahead all year; a fixed offset, which ZODB can store.
TIMEZONE = timezone(timedelta(hours=8), "Asia/Shanghai")

#: A marked sentence, and the values that fill its braces.
Sentence = tuple[str, Mapping[str, object]]

COUNTED_DAYS = _("自 {start} 的次日起计算 {amount} 日，到 {end} 为止。")
COUNTED_WORKING_DAYS = _("自 {start} 的次日起计算 {amount} 个工作日，到 {end} 为止。")
COUNTED_HOURS = _("自 {start} 起满 {amount} 小时，到 {end} 为止，遇节假日不顺延。")
ROLLED = _("{end} 是节假日，顺延到其后第一个工作日 {last}（处罚程序规定第80条）。")
UNPUBLISHED = _("程序尚无 {years} 年的放假安排，暂以周一至周五为工作日，公布后可能变动。")


class Clock(Protocol):
    """Whatever tells the time: the system, or a test."""

    def now(self) -> datetime:
        """Give the moment, with its time zone."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Give the present moment in the office's time zone."""
        return now()


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still, for tests and for what is to be reckoned at one moment."""

    moment: datetime

    def now(self) -> datetime:
        """Give the one moment, in the office's time zone."""
        return self.moment.astimezone(TIMEZONE)


class Term(Protocol):
    """What a term must say of itself; the regulation's Deadline does."""

    @property
    def amount(self) -> int:
        """How many of the unit."""

    @property
    def unit(self) -> str:
        """One of days, working-days, hours."""

    @property
    def cited(self) -> Sentence:
        """The sentence that names the source."""


@dataclass(frozen=True)
class Due:
    """The last day of a term (the last moment, where it is counted in hours), and why it is."""

    last: date
    explained: tuple[Sentence, ...]

    @property
    def ends(self) -> datetime:
        """Give the moment after which it is late: for a day, the midnight behind it."""
        if isinstance(self.last, datetime):
            return self.last
        return datetime.combine(self.last + timedelta(days=1), datetime.min.time(), TIMEZONE)

    def left(self, at: datetime) -> timedelta:
        """Give the time left at ``at``; less than nothing says by how much it is overdue."""
        return self.ends - at


def now() -> datetime:
    """Give the present moment in the office's time zone."""
    return datetime.now(TIMEZONE)


def add_working_days(start: date, days: int) -> date:
    """Give the last day of a term of ``days`` working days; the first day is not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def roll_over(day: date) -> date:
    """Give ``day``, or the next working day where offices are closed on it (Penalty 80)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_days(start: date, days: int) -> date:
    """Give the last day of a term of ``days`` calendar days; it never ends on a holiday."""
    return roll_over(start + timedelta(days=days))


def due(start: date, term: Term) -> Due:
    """Reckon when ``term`` ends that began at ``start``, with the reasons in sentences.

    The first day is not counted, and a term in calendar days that would end on a holiday ends on
    the next working day (Penalty 80). Hours are plain hours and need a ``datetime`` with its time
    zone (ValueError).
    """
    if term.unit == "hours":
        return _due_in_hours(start, term)
    first = _day(start)
    return _due_in_working_days(first, term) if term.unit != "days" else _due_in_days(first, term)


def _due_in_hours(start: date, term: Term) -> Due:
    if not isinstance(start, datetime) or start.tzinfo is None:
        message = f"hours need a moment with its time zone, not {start!r}"
        raise ValueError(message)
    begin = start.astimezone(TIMEZONE)
    end = begin + timedelta(hours=term.amount)
    shown = {"start": f"{begin:%Y-%m-%d %H:%M}", "end": f"{end:%Y-%m-%d %H:%M}"}
    return Due(end, ((COUNTED_HOURS, {**shown, "amount": term.amount}), term.cited))


def _due_in_working_days(start: date, term: Term) -> Due:
    last = add_working_days(start, term.amount)
    counted = (COUNTED_WORKING_DAYS, {"start": start, "amount": term.amount, "end": last})
    return Due(last, (counted, *_unpublished(start + timedelta(days=1), last), term.cited))


def _due_in_days(start: date, term: Term) -> Due:
    end = start + timedelta(days=term.amount)
    last = roll_over(end)
    counted = (COUNTED_DAYS, {"start": start, "amount": term.amount, "end": end})
    rolled = [] if last == end else [(ROLLED, {"end": end, "last": last})]
    return Due(last, (counted, *rolled, *_unpublished(end, last), term.cited))


def _unpublished(first: date, last: date) -> list[Sentence]:
    years = [
        year for year in range(first.year, last.year + 1) if not is_published(date(year, 1, 1))
    ]
    return [(UNPUBLISHED, {"years": "、".join(map(str, years))})] if years else []


def _day(moment: date) -> date:
    """Give the day at the office; a moment without its time zone is refused (ValueError)."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        message = f"a moment needs its time zone: {moment!r}"
        raise ValueError(message)
    return moment.astimezone(TIMEZONE).date()
