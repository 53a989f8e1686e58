"""Newer records come first where the archive is set to prefer them, by each engine."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from contracts.searching import STAMP, TODAY, find, record

from archive.search.port import Index

OLD, LATE, UNDATED = 1, 2, 3
HELD = (
    record(OLD, "没收不合格化肥", title="没收不合格化肥", date=date(2001, 3, 2)),
    record(LATE, "没收不合格化肥", date=date(2026, 3, 2)),
    record(UNDATED, "没收不合格化肥"),
)


@pytest.mark.parametrize(
    ("recency", "sort", "first"),
    [(0, "relevance", OLD), (10, "relevance", LATE), (10, "oldest", OLD)],
)
def test_the_newer_counts_as_much_as_is_set(
    opener: Callable[..., Index], tmp_path: Path, recency: float, sort: str, first: int
) -> None:
    index = opener(tmp_path / "index", recency)
    index.apply(HELD, [], STAMP)
    page = find(index, "没收 化肥", sort=sort)
    assert page.hits[0].uid == first
    assert page.total == len(HELD)
    index.close()


def test_what_is_dated_ahead_counts_as_new(opener: Callable[..., Index], tmp_path: Path) -> None:
    index = opener(tmp_path / "index", 10)
    ahead = record(4, "没收不合格化肥", date=TODAY.replace(year=2030))
    index.apply([*HELD, ahead], [], STAMP)
    assert {hit.uid for hit in find(index, "没收").hits[:2]} == {LATE, 4}
    index.close()
