"""Years and days are read as people write them, and nothing else is."""

from datetime import date

import pytest

from archive.search.language.periods import Span, days_of, years_of


def days(first: str | None, last: str | None) -> Span:
    low, high = (date.fromisoformat(day).toordinal() if day else None for day in (first, last))
    return low, high


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("2020", (2020, 2020)),
        ("2020年", (2020, 2020)),
        ("2019..2021", (2019, 2021)),
        ("2019-2021", (2019, 2021)),
        ("2019—2021", (2019, 2021)),
        ("2019~2021", (2019, 2021)),
        ("2019年至2021年", (2019, 2021)),
        ("2019..", (2019, None)),
        ("..2021", (None, 2021)),
        (">2020", (2021, None)),
        ("≤2020", (None, 2020)),
        ("2020-01", None),
        ("..", None),
        ("abc", None),
        ("", None),
        ("1..2..3", None),
    ],
)
def test_years(written: str, span: Span | None) -> None:
    assert years_of(written) == span


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("2020", days("2020-01-01", "2020-12-31")),
        ("2020年2月", days("2020-02-01", "2020-02-29")),
        ("2020-3-5", days("2020-03-05", "2020-03-05")),
        ("2020.3.5", days("2020-03-05", "2020-03-05")),
        ("2020-01..2020-06", days("2020-01-01", "2020-06-30")),
        ("2020-01-2020-06", days("2020-01-01", "2020-06-30")),
        ("2020-01-02-2020-03-04", days("2020-01-02", "2020-03-04")),
        ("2020年1月至2020年6月", days("2020-01-01", "2020-06-30")),
        ("<2020-04-01", days(None, "2020-03-31")),
        ("2020-02-30", None),
        ("2020-13", None),
        ("0000", None),
    ],
)
def test_days(written: str, span: Span | None) -> None:
    assert days_of(written) == span
