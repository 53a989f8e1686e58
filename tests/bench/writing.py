"""Eight writers at once over eight threads of bare ZODB that commit as much, in the same run.

``python tests/bench/writing.py [URI]`` prints the table alone; a URI names another storage than
the file that is made for it, such as ``zconfig://…`` for RelStorage, and its database is emptied
by nobody: give it a fresh one.
"""

import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[0:1] = [str(ROOT / "tests"), str(ROOT)]

from builders import FACTS, Archive, _people, settings_of
from persistent import Persistent
from persistent.list import PersistentList
from ZODB.blob import Blob
from ZODB.POSException import ConflictError

from archive.cli.keeping import prepare_folders
from archive.models.components import Arrived
from archive.models.records import RecordFacts
from archive.models.site import make_site
from archive.operations.dossiers import create_dossier
from archive.operations.records import add_components, add_record
from archive.settings import read_settings
from archive.storage.opening import open_database
from archive.storage.visiting import connected, visit
from bench.measuring import Row

WRITERS, ROUNDS, SECONDS = 8, 3, 2.0
SMALL = 20_000
APART, TOGETHER = 0.7, 0.6

Act = Callable[[Any, str, Path | None], object]


class Weight(Persistent):
    """So many bytes in a record of its own."""

    def __init__(self, size: int) -> None:
        """Weigh ``size``."""
        self.put(size)

    def put(self, size: int) -> None:
        """Weigh ``size``, anew."""
        self.bytes = time.time_ns().to_bytes(8, "big") * (size // 8)


@dataclass
class Told:
    """How many commits, and which objects were in conflict how often."""

    commits: int = 0
    seconds: float = 0.0
    conflicts: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Give the commits of a second."""
        return self.commits / self.seconds


@contextmanager
def archive_at(folder: Path, uri: str = "") -> Iterator[Archive]:
    """Make an archive with people and units, without application or index, and open it."""
    ini = settings_of(folder)
    uri = uri or ini["zodbconn.uri"]
    settings = read_settings(ini)
    prepare_folders(settings, ini["zodbconn.uri"])
    db = open_database(uri, new=True, pool_size=WRITERS * 2)
    with connected(db) as root:
        _people(make_site(root), settings)
    try:
        yield Archive(folder, None, db, None, settings)
    finally:
        db.close()


def dossiers(archive: Archive, number: int) -> list[str]:
    """File so many open dossiers; give the paths of their volumes."""
    paths = []
    for each in range(number):
        with archive.visit() as site:
            facts = replace(FACTS, case_number=f"栾市监立〔2020〕{time.time_ns() % 10**9 + each}号")
            officer = archive.as_person(site, "officer")
            dossier = create_dossier(officer, site["J001"]["penalty"], facts=facts)
            paths.append(dossier.volume("main").path)
    return paths


def at(site: Any, path: str) -> Any:
    """Give the node at ``path``."""
    for name in path.strip("/").split("/"):
        site = site[name]
    return site


def add(archive: Archive, volume: str, site: Any, file: Path | None) -> None:
    """Put a record into ``volume``, with a file where one is given."""
    officer = archive.as_person(site, "officer")
    facts = RecordFacts("询问笔录", "inquiry-record")
    record = add_record(officer, at(site, volume), facts=facts)
    if file is not None:
        content = file.read_bytes()
        arrived = Arrived(file, "照片.txt", len(content), sha256(content).hexdigest())
        add_components(officer, record, files=[arrived])


def committed(db: Any, change: Callable[[Any], object], told: Told) -> None:
    """Commit a change, tried again as a request is, and tell of the conflicts."""
    while True:
        try:
            with visit(db) as site:
                change(site)
        except ConflictError as conflict:
            told.conflicts[(conflict.class_name or "?").rpartition(".")[2]] += 1
        else:
            told.commits += 1
            return


def together(writers: int, step: Callable[[int, Told], None], seconds: float) -> Told:
    """Let so many threads take step after step for so long; give the sum of what they tell."""
    each = [Told() for _writer in range(writers)]
    begin = threading.Barrier(writers + 1)
    ended, failed = threading.Event(), []

    def run(writer: int) -> None:
        begin.wait()
        try:
            while not ended.is_set():
                step(writer, each[writer])
        except Exception as failure:  # noqa: BLE001 - told below, in the thread that measures
            failed.append(failure)

    hands = [threading.Thread(target=run, args=[writer]) for writer in range(writers)]
    for hand in hands:
        hand.start()
    begin.wait()
    begun = time.perf_counter()
    time.sleep(seconds)
    ended.set()
    for hand in hands:
        hand.join()
    if failed:
        raise failed[0]
    told = Told(seconds=time.perf_counter() - begun)
    for one in each:
        told.commits += one.commits
        told.conflicts += one.conflicts
    return told


def weights(archive: Archive, volume: str, file: Path | None) -> list[int]:
    """Give the sizes of the records that adding one record writes."""
    sizes: list[int] = []
    with visit(archive.db) as site:
        add(archive, volume, site, file)
        storage = site._p_jar._normal_storage
        true_store, true_blob = storage.store, getattr(storage, "storeBlob", None)

        def store(oid: Any, serial: Any, data: bytes, *rest: Any) -> Any:
            sizes.append(len(data))
            return true_store(oid, serial, data, *rest)

        def store_blob(oid: Any, serial: Any, data: bytes, *rest: Any) -> Any:
            return true_blob(oid, serial, data, *rest)

        storage.store, storage.storeBlob = store, store_blob
        jar = site._p_jar
    jar._normal_storage.__dict__.pop("store", None)
    jar._normal_storage.__dict__.pop("storeBlob", None)
    return sizes


class Floor:
    """Threads of bare ZODB: each commits objects of its own, so that nothing is in conflict."""

    def __init__(self, db: Any, sizes: list[int], name: str) -> None:
        """Make the objects of each thread."""
        self.db, self.sizes, self.name = db, sizes, name
        with connected(db) as root:
            root[name] = PersistentList(
                [PersistentList([Weight(size) for size in sizes]) for _writer in range(WRITERS)]
            )

    def commit(self, writer: int, file: Path | None, told: Told) -> None:
        """Commit as many objects and bytes as the act, with a blob where it has a file."""
        with connected(self.db) as root:
            mine = root[self.name][writer]
            for weight, size in zip(mine, self.sizes, strict=False):
                weight.put(size)
            if file is not None:
                mine[0].blob = Blob()
                root._p_jar.add(mine[0].blob)
                mine[0].blob.consumeFile(str(file))
        told.commits += 1


def measure_at(archive: Archive) -> list[Row]:
    """Give the lines of the table, without and with a file."""
    rows = []
    for sized in (False, True):
        rows += _measure(archive, sized=sized)
    return rows


def _measure(archive: Archive, *, sized: bool) -> list[Row]:
    files = count()

    def file() -> Path | None:
        if not sized:
            return None
        path = archive.settings.upload_folder / f"bench-{next(files)}"
        path.write_bytes(str(path).encode() * (SMALL // len(str(path))))
        return path

    def acting(volumes: Callable[[int], str]) -> Callable[[int, Told], None]:
        def step(writer: int, told: Told) -> None:
            volume = volumes(writer)
            committed(archive.db, lambda site: add(archive, volume, site, file()), told)

        return step

    what = f"{'带一个 20 KB 文件的' if sized else '不带文件的'}一件"
    floor = Floor(archive.db, weights(archive, dossiers(archive, 1)[0], file()), what)
    bare, alone, apart, one = [], [], [], []
    for _round in range(ROUNDS):
        fresh = dossiers(archive, WRITERS + 2)
        alone.append(together(1, acting(lambda _w, p=fresh[-1]: p), SECONDS))
        bare.append(together(WRITERS, lambda w, told: floor.commit(w, file(), told), SECONDS))
        apart.append(together(WRITERS, acting(lambda w, p=fresh: p[w]), SECONDS))
        one.append(together(WRITERS, acting(lambda _w, p=fresh[-2]: p), SECONDS))
    rows = [Row(f"{what}：一人", _rate(alone))]
    for name, told, aim in (("八人，各在一卷", apart, APART), ("八人，同在一卷", one, TOGETHER)):
        ratio = median(a.rate / b.rate for a, b in zip(told, bare, strict=True))
        over_one = median(a.rate / b.rate for a, b in zip(told, alone, strict=True))
        rows.append(
            Row(
                f"{what}：{name}（为一人的 {over_one:.2f} 倍；{_conflicts(told)}）",
                _rate(told),
                _rate(bare),
                ratio,
                aim,
            )
        )
    return rows


def _rate(told: list[Told]) -> str:
    return f"{median(each.rate for each in told):.0f} 次/秒"


def _conflicts(told: list[Told]) -> str:
    commits = sum(each.commits for each in told)
    met = sum((each.conflicts for each in told), Counter())
    objects = "、".join(f"{name} {number / commits:.3f}" for name, number in met.most_common())
    return f"每次提交的冲突 {objects or '0'}"


def main(uri: str = "") -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, archive_at(Path(folder), uri) as archive:
        for row in measure_at(archive):
            ratio = f"{row.ratio:.2f} (≥ {row.aim})" if row.ratio is not None else ""
            sys.stdout.write(f"{row.what} | {row.ours} | {row.floor} | {ratio}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
