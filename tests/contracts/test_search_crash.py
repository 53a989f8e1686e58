"""An index whose writer is killed in mid-commit opens again, and holds whole batches only."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from contracts.searching import ENGINES, FILED, find, found, record

from archive.search.port import Index, Stamp

#: Kills of each engine's writer; with three engines two hundred in all.
KILLS = int(os.environ.get("JUANZONG_TESTS_KILLS", "67"))

#: Forks a writer for each line it reads: loading the program anew would take most of the time.
WRITERS = """
import os, sys
from pathlib import Path
from contracts.searching import ENGINES
from contracts.test_search_crash import write_on
for engine, folder in map(str.split, sys.stdin):
    child = os.fork()
    if not child:
        write_on(ENGINES[engine](Path(folder)))
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


#: Applies the batch whose number it reads, and says when it is committed.
WRITER = """
import sys
from pathlib import Path
from contracts.searching import ENGINES
from contracts.test_search_crash import apply
index = ENGINES[{engine!r}](Path({folder!r}))
for place in map(int, sys.stdin):
    apply(index, place)
    print(place, flush=True)
index.close()
"""


def apply(index: Index, place: int) -> None:
    """Put the documents 1 to 5 times ``place`` in; the first ones, and the last batch's, again."""
    uids = {1, 2, 3, *range(max(place * 5 - 9, 1), place * 5 + 1)}
    documents = [record(uid, "处罚" * 50, title=f"第{place}批") for uid in sorted(uids)]
    index.apply(documents, [], Stamp("storage", place, "1"))


def write_on(index: Index) -> None:
    """Apply batch after batch, and say of each that it is committed, until killed."""
    stamp = index.stamp()
    place = stamp.place if stamp else 0
    os.write(1, f"{os.getpid()}\n".encode())
    while True:
        place += 1
        apply(index, place)
        os.write(1, f"{place}\n".encode())


class Writers:
    """Writers in processes of their own, one at a time."""

    def __init__(self, process: "subprocess.Popen[str]", engine: str, folder: Path) -> None:
        self._process, self._order = process, f"{engine} {folder}\n"

    def write_and_kill(self, delay: float) -> int:
        """Let a writer write, kill it ``delay`` seconds later, give the last place it said."""
        to, said = self._process.stdin, self._process.stdout
        assert to is not None
        assert said is not None
        to.write(self._order)
        to.flush()
        writer = int(said.readline())
        time.sleep(delay)
        os.kill(writer, signal.SIGKILL)
        places = list(iter(said.readline, "ended\n"))
        return int(places[-1]) if places else 0


@contextmanager
def writers(engine: str, folder: Path) -> Iterator[Writers]:
    tests = Path(__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-c", WRITERS],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
    ) as process:  # fmt: skip
        yield Writers(process, engine, folder)
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_killed_writers_lose_nothing_they_had_committed(engine: str, tmp_path: Path) -> None:
    with closing(ENGINES[engine](tmp_path)) as index:
        apply(index, 1)
        begun = time.monotonic()
        apply(index, 2)
        longest = min(max(3 * (time.monotonic() - begun), 0.06), 0.2)
    chance = random.Random(engine)
    acknowledged = 2
    with writers(engine, tmp_path) as killed:
        for kill in range(KILLS):
            acknowledged = max(acknowledged, killed.write_and_kill(chance.uniform(0, longest)))
            with closing(ENGINES[engine](tmp_path)) as index:
                stamp = index.stamp()
                assert stamp is not None
                assert stamp.place >= acknowledged
                _is_whole(index, stamp.place)
                if kill % 10 == 0:
                    apply(index, stamp.place + 1)
                    _is_whole(index, stamp.place + 1)
    assert acknowledged > 2


def _is_whole(index: Index, place: int) -> None:
    assert sorted(index.digests()) == list(range(1, place * 5 + 1))
    assert find(index, "处罚").total == place * 5
    latest = {1, 2, 3, *range(max(place * 5 - 9, 1), place * 5 + 1)}
    assert found(index, f'"第{place}批"') == latest


@pytest.mark.parametrize("engine", ENGINES)
def test_what_another_process_committed_is_found_at_once(engine: str, tmp_path: Path) -> None:
    """Seen: 1.4 to 3.1 seconds, most of it until the reader looked."""
    told = subprocess.PIPE
    tests = Path(__file__).parents[1]
    script = WRITER.format(engine=engine, folder=str(tmp_path))
    with (
        closing(ENGINES[engine](tmp_path)) as reader,
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", script], stdin=told, stdout=told, text=True,
            env=os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
        ) as writer,
    ):  # fmt: skip
        assert writer.stdin is not None
        assert writer.stdout is not None
        for place in range(1, 6):
            writer.stdin.write(f"{place}\n")
            writer.stdin.flush()
            assert int(writer.stdout.readline()) == place
            stamp = reader.stamp()
            assert stamp is not None
            assert stamp.place == place
            _is_whole(reader, place)
        writer.stdin.close()


@pytest.mark.parametrize("engine", FILED)
def test_an_index_goes_on_after_its_disk_failed(engine: str, tmp_path: Path) -> None:
    folder, away = tmp_path / "index", tmp_path / "away"
    index = ENGINES[engine](folder)
    apply(index, 1)
    folder.rename(away)
    for _again in range(2):
        with pytest.raises((ValueError, OSError)):
            apply(index, 2)
    away.rename(folder)
    stamp = index.stamp()
    assert stamp is not None
    assert (stamp.place, len(list(index.digests()))) == (1, 5)
    apply(index, 2)
    _is_whole(index, 2)
    index.close()


def test_a_reader_in_another_process_sees_what_is_committed(
    opener: Callable[[Path], Index], tmp_path: Path
) -> None:
    with closing(opener(tmp_path)) as writer, closing(opener(tmp_path)) as reader:
        for place in (1, 2):
            apply(writer, place)
            deadline = time.monotonic() + 10
            while (stamp := reader.stamp()) is None or stamp.place < place:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            _is_whole(reader, place)
