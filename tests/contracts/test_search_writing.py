"""What is written to an engine is there, whole, with its stamp; what is taken out is gone."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from contracts.searching import ENGINES, FILED, STAMP, find, found, record

from archive.search.language.tree import And, Not, Words
from archive.search.port import Index, Mark, Stamp


def test_a_document_put_in_again_replaces_the_old_one(index: Index) -> None:
    index.apply([record(1, "旧文"), record(2, "旧文")], [], STAMP)
    index.apply([record(1, "新文")], [], STAMP)
    assert (found(index, "旧文"), found(index, "新文")) == ({2}, {1})
    assert sorted(index.digests()) == [1, 2]


def test_what_is_taken_out_is_found_no_more(index: Index) -> None:
    index.apply([record(1), record(2), record(3)], [], STAMP)
    index.apply([], [1, 3, 99], STAMP)
    assert found(index, "") == set(index.digests()) == {2}


def test_the_stamp_is_no_document_and_outlives_closing(opener: Callable, tmp_path: Path) -> None:
    index = opener(tmp_path / "index")
    assert (index.stamp(), list(index.digests())) == (None, [])
    index.apply([], [], Stamp("第一库", 2**63, "甲"))
    assert (find(index, "").total, list(index.digests())) == (0, [])
    index.apply([record(1)], [], Stamp("第一库", 2**63 + 1, "甲"))
    index.close()
    index = opener(tmp_path / "index")
    assert index.stamp() == Stamp("第一库", 2**63 + 1, "甲")
    assert found(index, "") == {1}
    index.close()


def test_clearing_takes_out_everything_and_the_index_goes_on(index: Index) -> None:
    index.apply([record(1)], [], STAMP)
    index.clear()
    assert (index.stamp(), list(index.digests()), found(index, "")) == (None, [], set())
    index.apply([record(2)], [], STAMP)
    assert found(index, "") == {2}


@pytest.mark.parametrize("fault", [{"year": -1}, {"marks": (Mark(4),)}])
def test_a_batch_that_fails_leaves_nothing_behind(index: Index, fault: dict[str, object]) -> None:
    index.apply([record(1, "旧文")], [], STAMP)
    with pytest.raises((ValueError, OverflowError)):
        index.apply([record(1, "新文"), record(2, **fault)], [], Stamp("storage", 8, "1"))
    index.apply([record(3)], [], Stamp("storage", 9, "1"))
    assert sorted(index.digests()) == [1, 3]
    assert found(index, "旧文") == {1}


@pytest.mark.timeout(60)
def test_a_very_long_text_is_found_by_any_phrase_of_it(index: Index) -> None:
    chance = random.Random(1)
    text = "".join(chr(chance.randrange(0x20000, 0x2A6D0)) for _ in range(130_000))
    index.apply([record(1, text[:90_000], text[90_000:]), record(2, "送达")], [], STAMP)
    for at in (0, 54_321, 123_456, len(text) - 12):
        assert found(index, text[at : at + 12]) == found(index, text[at : at + 2]) - {2} == {1}
    assert found(index, text[89_996:90_004]) == set()
    assert found(index, And((Not(Words("送达")), Words(text[70:75])))) == {1}


def test_who_looks_while_a_batch_is_written_sees_whole_batches(
    opener: Callable[[Path], Index], tmp_path: Path
) -> None:
    seen: list[int] = []
    with closing(opener(tmp_path / "index")) as index, ThreadPoolExecutor() as pool:
        writing = pool.submit(_write, index, range(1, 13))
        while not writing.done():
            seen += pool.map(lambda _reader: find(index, "处罚").total, range(3))
        writing.result()
        assert {total % 10 for total in seen} == {0}
        assert find(index, "处罚").total == 120


@pytest.mark.parametrize("engine", ["whoosh", "postgresql"])
def test_two_who_write_do_it_one_after_the_other(engine: str, tmp_path: Path) -> None:
    opener = ENGINES[engine]
    with closing(opener(tmp_path)) as one, closing(opener(tmp_path)) as two:
        with ThreadPoolExecutor() as pool:
            list(pool.map(_write, (one, two), (range(1, 7), range(7, 13))))
        assert find(one, "处罚").total == find(two, "处罚").total == 120


@pytest.mark.parametrize("engine", FILED)
def test_the_files_do_not_grow_with_the_number_of_changes(engine: str, tmp_path: Path) -> None:
    """Sizes of a few changes; ten thousand of them are counted by hand, see performance.md."""
    documents = [record(uid, f"第{uid}件：" + "行政处罚决定书" * 100) for uid in range(1, 51)]
    with closing(ENGINES[engine](tmp_path / "fresh")) as index:
        index.apply(documents, [], STAMP)
    with closing(ENGINES[engine](tmp_path / "changed")) as index:
        index.apply(documents, [], STAMP)
        for change in range(100):
            index.apply([documents[change % 50]], [], STAMP)
        assert sorted(index.digests()) == list(range(1, 51))
    assert _size(tmp_path / "changed") <= 2 * _size(tmp_path / "fresh")


def _write(index: Index, batches: range) -> None:
    for batch in batches:
        documents = [record(uid, "处罚") for uid in range(batch * 10, batch * 10 + 10)]
        index.apply(documents, [], STAMP)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_an_entry_is_told_from_another_by_its_digest(index: Index) -> None:
    first, other = record(1, "旧文"), record(1, "新文")
    assert first.digest != other.digest
    index.apply([first, record(2)], [], STAMP)
    assert dict(index.digests()) == {1: first.digest, 2: record(2).digest}
    index.apply([other], [], STAMP)
    assert index.digests()[1] == other.digest
