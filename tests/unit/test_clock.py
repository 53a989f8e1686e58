"""Terms end where the published calendar and Penalty 80 say, and say why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from archive import clock
from archive.clock import TIMEZONE, FixedClock, SystemClock, due
from archive.regulation import deadline, deadlines


def reasons(found: clock.Due) -> list[str]:
    return [sentence for sentence, _values in found.explained]


def sentences(found: clock.Due) -> str:
    return "\n".join(sentence.format(**values) for sentence, values in found.explained)


def test_now_is_aware_and_eight_hours_ahead() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert SystemClock().now().utcoffset() == timedelta(hours=8)


def test_a_fixed_clock_stands_still_in_the_office_s_time() -> None:
    midnight = FixedClock(datetime(2026, 9, 30, 17, tzinfo=UTC))
    assert midnight.now() == midnight.now() == datetime(2026, 10, 1, 1, tzinfo=TIMEZONE)
    assert midnight.now().date() == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 1, 19), True),  # a Sunday worked for 春节
        (date(2020, 1, 24), False),  # 除夕
        (date(2020, 2, 2), False),  # 春节 was lengthened that year
        (date(2020, 9, 27), True),  # a Sunday worked for 国庆
        (date(2020, 10, 8), False),  # the last day of 国庆
        (date(2020, 10, 9), True),
        (date(2020, 10, 10), True),  # a Saturday worked for 国庆
        (date(2026, 2, 14), True),  # a Saturday worked for 春节
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 10, 10), True),  # a Saturday worked for 国庆
        (date(2026, 11, 21), False),  # an ordinary Saturday
    ],
)
def test_working_days_follow_the_published_calendar(day: date, works: bool) -> None:  # noqa: FBT001
    assert clock.is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2020, 9, 30), 1, date(2020, 10, 9)),  # over the whole of 国庆
        (date(2020, 9, 29), 3, date(2020, 10, 10)),  # the worked Saturday counts
        (date(2020, 1, 17), 2, date(2020, 1, 20)),  # the worked Sunday counts
        (date(2026, 2, 13), 7, date(2026, 3, 2)),  # over 春节, with both worked Saturdays
        (date(2026, 10, 1), 1, date(2026, 10, 8)),  # begun on a holiday
        (date(2026, 11, 23), 20, date(2026, 12, 21)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_a_term_in_working_days_does_not_count_its_first_day(
    start: date, days: int, last: date
) -> None:
    assert clock.add_working_days(start, days) == last


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 9, 3), date(2026, 10, 8)),  # 3 October lies in 国庆
        (date(2026, 9, 8), date(2026, 10, 8)),  # ends on a working day by itself
        (date(2026, 1, 21), date(2026, 2, 24)),  # 20 February lies in 春节
        (date(2026, 10, 22), date(2026, 11, 23)),  # a Saturday, on to Monday
        (date(2026, 9, 10), date(2026, 10, 10)),  # a Saturday that is worked
    ],
)
def test_thirty_days_that_end_on_a_holiday_end_on_the_next_working_day(
    start: date, last: date
) -> None:
    found = due(start, deadline("filing"))
    assert found.last == last == clock.add_days(start, 30)
    assert (clock.ROLLED in reasons(found)) is (last != start + timedelta(days=30))


def test_plain_hours_never_roll() -> None:
    made = datetime(2026, 9, 30, 17, tzinfo=TIMEZONE)
    found = due(made, deadline("recording"))
    assert found.last == found.ends == datetime(2026, 10, 1, 17, tzinfo=TIMEZONE)
    assert "不顺延" in sentences(found)


def test_hours_are_shown_in_the_office_s_time_wherever_they_began() -> None:
    found = due(datetime(2026, 9, 30, 9, tzinfo=UTC), deadline("recording"))
    assert "2026-09-30 17:00" in sentences(found)


@pytest.mark.parametrize("start", [date(2026, 9, 30), datetime(2026, 9, 30, 17)])  # noqa: DTZ001
def test_hours_from_a_bare_day_are_refused(start: date) -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(start, deadline("recording"))


def test_days_from_a_moment_without_its_time_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 9, 30, 17), deadline("filing"))  # noqa: DTZ001


def test_days_begin_with_the_day_at_the_office() -> None:
    late_in_utc = datetime(2026, 11, 22, 20, tzinfo=UTC)
    assert due(late_in_utc, deadline("filing")) == due(date(2026, 11, 23), deadline("filing"))


def test_the_explanation_names_start_amount_end_and_article() -> None:
    told = sentences(due(date(2026, 9, 3), deadline("filing")))
    for part in ("2026-09-03", "30 日", "2026-10-03", "2026-10-08", "第80条", "第31条"):
        assert part in told


def test_a_term_of_the_bureau_s_own_cites_no_article() -> None:
    told = sentences(due(date(2026, 9, 3), deadline("copy-request")))
    assert "由本局设定" in told
    assert "第33条" not in told


@pytest.mark.parametrize(
    ("start", "key", "told"),
    [
        (date(2026, 12, 20), "copy-request", True),
        (date(2026, 12, 5), "filing", True),
        (date(2026, 11, 23), "filing", False),
        (date(2026, 11, 23), "copy-request", False),
        (date(2003, 12, 1), "copy-request", True),
    ],
)
def test_beyond_the_published_calendar_it_says_so(start: date, key: str, told: bool) -> None:  # noqa: FBT001
    assert (clock.UNPUBLISHED in reasons(due(start, deadline(key)))) is told


def test_beyond_the_published_calendar_monday_to_friday_are_worked() -> None:
    monday = date(2099, 10, 5)
    assert not clock.is_published(monday)
    week = [clock.is_working_day(monday + timedelta(days=step)) for step in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_a_day_is_late_from_the_midnight_behind_it() -> None:
    found = due(date(2026, 9, 8), deadline("filing"))
    last_moment = datetime(2026, 10, 8, 23, 59, tzinfo=TIMEZONE)
    assert found.left(last_moment) == timedelta(minutes=1)
    assert found.left(last_moment + timedelta(days=2)) < -timedelta(days=1)


def test_every_term_of_the_table_can_be_reckoned_and_told() -> None:
    start = datetime(2026, 9, 30, 17, tzinfo=TIMEZONE)
    for term in deadlines().values():
        found = due(start, term)
        assert found.ends > start
        assert "{" not in sentences(found)
