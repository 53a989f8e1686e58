"""Whichever bit of Tantivy's list of segments flips: it is seen, or nothing is changed by it."""

from contextlib import closing
from pathlib import Path

import pytest
from contracts.searching import STAMP, record

from archive.search.engines.tantivy.index import TantivyIndex

BITS = (0x01, 0x04, 0x10)


def test_a_flipped_bit_of_the_list_is_seen(tmp_path: Path) -> None:
    with closing(TantivyIndex(tmp_path)) as index:
        index.apply([record(number, f"正文{number}") for number in range(1, 40)], [], STAMP)
        index.apply([record(7, "新文")], [20], STAMP)
        index.check(whole=True)
        held = index.digests()
    (meta,) = tmp_path.glob("*/meta.json")
    whole = meta.read_bytes()
    schema = range(whole.index(b'"schema"') + 20, whole.rindex(b'"opstamp"') - 4)
    unseen = []
    for at in range(len(whole)):
        if at in schema and at % 50:
            continue  # the engine itself compares all of it with ours: a share is enough
        for bit in BITS:
            flipped = bytearray(whole)
            flipped[at] ^= bit
            meta.write_bytes(flipped)
            if not _is_seen(tmp_path, held):
                unseen.append((at, bit, bytes(flipped[max(at - 30, 0) : at + 10])))
    meta.write_bytes(whole)
    assert unseen == []
    with closing(TantivyIndex(tmp_path)) as index:
        index.check(whole=True)


def _is_seen(folder: Path, held: dict[int, int]) -> bool:
    """Say whether the index is refused; or, where it is not, holds what it held."""
    try:
        with closing(TantivyIndex(folder)) as index:
            index.check(whole=True)
            return index.digests() == held
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever it says
        return True
    except BaseException as panic:  # noqa: BLE001 - Tantivy's own
        return type(panic).__name__ == "PanicException"
