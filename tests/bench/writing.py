"""Eight writers at once over eight threads of bare ZODB that commit as much, in the same run.

``python tests/bench/writing.py`` prints the table alone: a file on the disk of the temporary
folder, and RelStorage on a PostgreSQL of its own that waits for the disk, each in an archive of its
own without index or workers.
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
from clustered import written_storage
from contracts import cluster
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
APART, TOGETHER, ONE = 0.7, 0.6, 1.0

#: Records in a volume before it is looked at what one more writes.
USUAL = 60

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


def weights(archive: Archive, volume: str, file: Callable[[], Path | None]) -> list[int]:
    """Give the sizes of the objects that adding a record writes, in a volume that has some."""
    for _record in range(USUAL):
        committed(archive.db, lambda site: add(archive, volume, site, file()), Told())
    sizes: list[int] = []
    with visit(archive.db) as site:
        add(archive, volume, site, file())
        storage = site._p_jar._normal_storage
        true_store = storage.store

        def store(oid: Any, serial: Any, data: bytes, *rest: Any) -> Any:
            sizes.append(len(data))
            return true_store(oid, serial, data, *rest)

        storage.store = store
    storage.__dict__.pop("store", None)
    storage.store = true_store
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


def measure(_archive: Archive | None = None) -> list[Row]:
    """Give the lines of the table, of both storages."""
    with tempfile.TemporaryDirectory() as folder, archive_at(Path(folder)) as archive:
        rows = measure_at(archive, "文件")
    kept, cluster.SETTINGS = cluster.SETTINGS, {"listen_addresses": "", "max_connections": "100"}
    try:
        with tempfile.TemporaryDirectory() as folder:
            uri = written_storage(Path(folder), cluster.new_database())
            with archive_at(Path(folder), uri) as archive:
                return rows + measure_at(archive, "PostgreSQL")
    finally:
        cluster.SETTINGS = kept


def measure_at(archive: Archive, where: str) -> list[Row]:
    """Give the lines of one storage, without and with a file."""
    return [*_measure(archive, where, sized=False), *_measure(archive, where, sized=True)]


def _measure(archive: Archive, where: str, *, sized: bool) -> list[Row]:
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

    what = f"{where}：{'带一个 20 KB 文件的' if sized else '不带文件的'}一件"
    floor = Floor(archive.db, weights(archive, dossiers(archive, 1)[0], file), what)
    bare, alone, apart, one = [], [], [], []
    for _round in range(ROUNDS):
        fresh = dossiers(archive, WRITERS + 2)
        alone.append(together(1, acting(lambda _w, p=fresh[-1]: p), SECONDS))
        bare.append(together(WRITERS, lambda w, told: floor.commit(w, file(), told), SECONDS))
        apart.append(together(WRITERS, acting(lambda w, p=fresh: p[w]), SECONDS))
        one.append(together(WRITERS, acting(lambda _w, p=fresh[-2]: p), SECONDS))
    return [
        *_rows(f"{what}，八人各在一卷", apart, bare, alone, APART),
        *_rows(f"{what}，八人同在一卷", one, bare, alone, TOGETHER),
    ]


def _rows(
    what: str, told: list[Told], bare: list[Told], alone: list[Told], aim: float
) -> Iterator[Row]:
    """Give what is compared with bare ZODB, and with one writer alone."""
    for floor, named, least in (
        (bare, f" ÷ 空 ZODB（{_conflicts(told)}）", aim),
        (alone, " ÷ 一人", ONE),
    ):
        ratio = median(ours.rate / theirs.rate for ours, theirs in zip(told, floor, strict=True))
        yield Row(f"{what}{named}", _rate(told), _rate(floor), ratio, least, rates=True)


def _rate(told: list[Told]) -> str:
    return f"{median(each.rate for each in told):.0f} 次/秒"


def _conflicts(told: list[Told]) -> str:
    commits = sum(each.commits for each in told)
    met = sum((each.conflicts for each in told), Counter())
    objects = "、".join(f"{name} {number / commits:.3f}" for name, number in met.most_common())
    return f"每次提交的冲突 {objects or '0'}"


def main() -> None:
    """Measure and print."""
    from bench.table import table

    sys.stdout.write(f"{table(measure())}\n")


if __name__ == "__main__":
    main()
