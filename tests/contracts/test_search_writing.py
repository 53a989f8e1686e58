"""What is written to an engine is there, whole, with its stamp; what is taken out is gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from contracts.searching import STAMP, find, found, record

from archive.search.port import Index, Mark, Stamp


def test_a_document_put_in_again_replaces_the_old_one(index: Index) -> None:
    index.apply([record(1, "旧文"), record(2, "旧文")], [], STAMP)
    index.apply([record(1, "新文")], [], STAMP)
    assert (found(index, "旧文"), found(index, "新文")) == ({2}, {1})
    assert sorted(index.uids()) == [1, 2]


def test_what_is_taken_out_is_found_no_more(index: Index) -> None:
    index.apply([record(1), record(2), record(3)], [], STAMP)
    index.apply([], [1, 3, 99], STAMP)
    assert found(index, "") == set(index.uids()) == {2}


def test_the_stamp_is_no_document_and_outlives_closing(opener: Callable, tmp_path: Path) -> None:
    index = opener(tmp_path / "index")
    assert (index.stamp(), list(index.uids())) == (None, [])
    index.apply([], [], Stamp("第一库", 2**63, "甲"))
    assert (find(index, "").total, list(index.uids())) == (0, [])
    index.apply([record(1)], [], Stamp("第一库", 2**63 + 1, "甲"))
    index.close()
    index = opener(tmp_path / "index")
    assert index.stamp() == Stamp("第一库", 2**63 + 1, "甲")
    assert found(index, "") == {1}
    index.close()


def test_clearing_takes_out_everything_and_the_index_goes_on(index: Index) -> None:
    index.apply([record(1)], [], STAMP)
    index.clear()
    assert (index.stamp(), list(index.uids()), found(index, "")) == (None, [], set())
    index.apply([record(2)], [], STAMP)
    assert found(index, "") == {2}


@pytest.mark.parametrize("fault", [{"year": -1}, {"marks": (Mark(4),)}])
def test_a_batch_that_fails_leaves_nothing_behind(index: Index, fault: dict[str, object]) -> None:
    index.apply([record(1, "旧文")], [], STAMP)
    with pytest.raises((ValueError, OverflowError)):
        index.apply([record(1, "新文"), record(2, **fault)], [], Stamp("storage", 8, "1"))
    index.apply([record(3)], [], Stamp("storage", 9, "1"))
    assert sorted(index.uids()) == [1, 3]
    assert found(index, "旧文") == {1}
