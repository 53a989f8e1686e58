"""Penalties and levels are counted, of what one may find and of nothing else, by each engine."""

from dataclasses import replace
from datetime import date

import pytest
from contracts.searching import EVERYTHING, STAMP, TODAY, find, record

from archive.search.port import Index, Mark

LAPSED = date(2026, 11, 22)
HELD = (
    record(1, penalties=("warning", "fine")),
    record(2, penalties=("fine",), marks=(Mark(1),)),
    record(3, penalties=("fine",), marks=(Mark(1), Mark(2, TODAY))),
    record(4, penalties=("detention",), marks=(Mark(3, LAPSED), Mark(1, TODAY))),
    record(5, penalties=("closure",), marks=(Mark(2, LAPSED),)),
    record(6, caveats=frozenset({"privacy"}), penalties=("permit-revoked",)),
)


@pytest.fixture
def held(index: Index) -> Index:
    index.apply(HELD, [], STAMP)
    return index


def test_each_penalty_is_counted(held: Index) -> None:
    counted = dict(find(held, "").facets["penalty"])
    assert counted == {
        "fine": 3, "warning": 1, "detention": 1, "closure": 1, "permit-revoked": 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "uids"),
    [
        ({"penalty": "fine"}, {1, 2, 3}),
        ({"penalty": "none"}, set()),
        ({"level": "1"}, {2, 4}),
        ({"level": "2"}, {3}),
        ({"level": "3"}, set()),
        ({"level": "0"}, set()),
        ({"level": "x"}, set()),
        ({"level": "1", "penalty": "fine"}, {2}),
    ],
)
def test_a_facet_narrows(held: Index, filters: dict[str, str], uids: set[int]) -> None:
    page = find(held, "", filters=filters)
    assert {hit.uid for hit in page.hits} == uids
    assert page.total == len(uids)


def test_a_level_that_has_lapsed_does_not_count_and_the_highest_does(held: Index) -> None:
    assert find(held, "").facets["level"] == (("1", 2), ("2", 1))


@pytest.mark.parametrize(
    ("level", "levels", "penalties"),
    [
        (0, (), {"fine": 1, "warning": 1, "closure": 1}),
        (1, (("1", 2),), {"fine": 2, "warning": 1, "closure": 1, "detention": 1}),
        (2, (("1", 2), ("2", 1)), {"fine": 3, "warning": 1, "closure": 1, "detention": 1}),
    ],
)
def test_nothing_is_counted_that_one_may_not_find(
    held: Index, level: int, levels: tuple[tuple[str, int], ...], penalties: dict[str, int]
) -> None:
    access = replace(EVERYTHING, level=level, caveats=frozenset())
    facets = find(held, "", access).facets
    assert facets["level"] == levels
    assert dict(facets["penalty"]) == penalties
    above = find(held, "", access, filters={"level": str(level + 1)})
    assert (above.total, above.hits) == (0, ())
