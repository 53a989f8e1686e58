"""Now in the office's time, working days by the published calendar, and terms that end on them."""

from datetime import date, datetime, timedelta, timezone

import chinese_calendar

#: Asia/Shanghai, eight hours ahead all year; a fixed offset, which ZODB can store.
TIMEZONE = timezone(timedelta(hours=8), "Asia/Shanghai")

SATURDAY = 5


def now() -> datetime:
    """Give the present moment in the office's time zone."""
    return datetime.now(TIMEZONE)


def is_working_day(day: date) -> bool:
    """Say whether offices work on ``day``; beyond the published calendar, Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


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
