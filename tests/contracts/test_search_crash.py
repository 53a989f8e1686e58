"""An index whose writer is killed in mid-commit opens again, and holds whole batches only."""

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from archive.search.port import Access, Document, Query, Stamp
from archive.search.tantivy_index import TantivyIndex

EVERYTHING = Access(3, frozenset(), True, frozenset(), frozenset(), date(2026, 11, 23))  # noqa: FBT003

#: Batch n puts the documents 1..n*5 in, the first ones again; it says n once that is committed.
WRITER = """
import sys
from pathlib import Path
from test_search_crash import apply, open_tantivy
index = open_tantivy(Path(sys.argv[1]))
place = index.stamp().place if index.stamp() else 0
while True:
    place += 1
    apply(index, place)
    print(place, flush=True)
"""


def open_tantivy(folder: Path) -> TantivyIndex:
    return TantivyIndex(folder, memory=15_000_000)


def apply(index: TantivyIndex, place: int) -> None:
    new = range((place - 1) * 5 + 1, place * 5 + 1)
    documents = [
        Document(uid, uid, False, "penalty", 2020, "u", f"第{place}批", pages=("处罚" * 50,))  # noqa: FBT003
        for uid in (1, 2, 3, *new)
    ]
    unique = {document.uid: document for document in documents}
    index.apply(list(unique.values()), [], Stamp("storage", place, "1"))


@pytest.mark.parametrize("engine", [open_tantivy])
def test_a_killed_writer_loses_nothing_it_had_committed(engine: type, tmp_path: Path) -> None:
    acknowledged = 0
    for delay in (0.0, 0.03, 0.07, 0.11):
        acknowledged = max(acknowledged, _write_and_kill(tmp_path, delay))
        index = engine(tmp_path)
        place = index.stamp().place
        assert place >= acknowledged
        assert sorted(index.uids()) == list(range(1, place * 5 + 1))
        assert index.search(Query(), EVERYTHING).total == place * 5
        apply(index, place + 1)
        assert index.stamp().place == place + 1
        index.close()


@pytest.mark.parametrize("engine", [open_tantivy])
def test_an_index_goes_on_after_its_disk_failed(engine: type, tmp_path: Path) -> None:
    folder, away = tmp_path / "index", tmp_path / "away"
    index = engine(folder)
    apply(index, 1)
    folder.rename(away)
    for _again in range(2):
        with pytest.raises((ValueError, OSError)):
            apply(index, 2)
    away.rename(folder)
    assert (index.stamp().place, len(list(index.uids()))) == (1, 5)
    apply(index, 3)
    assert sorted(index.uids()) == [*range(1, 6), *range(11, 16)]
    index.close()


def _write_and_kill(folder: Path, delay: float) -> int:
    """Let a writer commit once, kill it ``delay`` seconds later, give the last place it said."""
    command = [sys.executable, "-c", WRITER, str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    ) as p:
        assert p.stdout is not None
        said = p.stdout.readline()
        time.sleep(delay)
        p.kill()
        rest = p.stdout.read()
    whole = [line for line in (said + rest).splitlines(keepends=True) if line.endswith("\n")]
    return int(whole[-1])


def test_a_reader_in_another_process_sees_what_is_committed(tmp_path: Path) -> None:
    writer, reader = open_tantivy(tmp_path), open_tantivy(tmp_path)
    apply(writer, 1)
    deadline = time.monotonic() + 10
    while reader.stamp() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert reader.search(Query(), EVERYTHING).total == 5
    writer.close()
