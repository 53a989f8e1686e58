"""Changing a grant, a clearance, a unit or a role, at a dossier of 10, 1,000 and 100,000 records.

The dossier is the unit's only one and the archive's, so all three grow together.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from builders import FACTS, Archive, enrolled, open_archive

from archive import clock
from archive.models.records import Record, RecordFacts
from archive.operations.clearances import confirm_clearance, propose_clearance
from archive.operations.dossiers import create_dossier
from archive.operations.grants import Holder, end_grant, give_grant
from archive.operations.people import confirm_standing, propose_standing
from archive.search.sync import rebuild
from archive.security.access import verdict
from archive.security.levels import Caveat, Clearance
from archive.security.permissions import Permission, Role
from bench.corpus import records
from bench.measuring import Row, seconds, written

SIZES = (10, 1_000, 100_000)

#: Sizes at which the records are really indexed anew; beyond them it is reckoned.
INDEXED = (10, 1_000)
ROUNDS, WARM_UP, INDEXINGS, BATCH = 40, 5, 3, 10_000

#: Flat, but for what a busy disk does to single commits; and no more objects than these.
AIM, MOST_OBJECTS = 1.5, 20

HOLDER = "other"


@dataclass
class Place:
    """An archive with one dossier of ``size`` records, and what was measured there."""

    archive: Archive
    size: int
    times: dict[str, list[float]] = field(default_factory=dict)
    objects: dict[str, list[int]] = field(default_factory=dict)

    def who(self, site: Any, login: str) -> Any:
        """Give the context in which a person acts."""
        return self.archive.as_person(site, login)


Deed = Callable[[Place, Any, int], object]


def measure(_archive: Archive) -> list[Row]:
    """Give the lines of the table; each size has an archive of its own."""
    with ExitStack() as stack:
        places = [stack.enter_context(_opened(size)) for size in SIZES]
        for turn in range(ROUNDS + WARM_UP):
            for name, (prepare, deed) in DEEDS.items():
                for place in _from(places, turn):
                    _do(place, name, prepare, deed, turn)
        indexing = {place.size: _indexed(place) for place in places if place.size in INDEXED}
        _check(places)
        return [*_flat(places), _written(places), *_beside(places, indexing)]


def _from(places: list[Place], turn: int) -> list[Place]:
    """Begin with another place each turn, so that none is always the first to wake the disk."""
    first = turn % len(places)
    return places[first:] + places[:first]


@contextmanager
def _opened(size: int) -> Iterator[Place]:
    """Open an archive of ``size`` records in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder)) as archive:
        _file(archive, size)
        yield Place(archive, size)


def _file(archive: Archive, size: int) -> None:
    """Put the records into one dossier without the acts, which would take an hour."""
    texts = records(size)[0] if size in INDEXED else [f"第{number}件" for number in range(size)]
    with archive.visit() as site:
        whole = Clearance(caveats=frozenset(Caveat))
        enrolled(site, "second", "第二人", frozenset({Role.SECURITY}), None).clearance = whole
        create_dossier(archive.as_person(site, "officer"), site["J001"]["penalty"], facts=FACTS)
    for start in range(0, size, BATCH):
        with archive.visit() as site:
            volume = _dossier(site).volume("main")
            names = [_put(site, volume, number, texts[number]) for number in _batch(start, size)]
            volume._order = (*volume._order, *names)


def _batch(start: int, size: int) -> range:
    return range(start, min(start + BATCH, size))


def _put(site: Any, volume: Any, number: int, text: str) -> str:
    record = Record(
        RecordFacts(text[:30].replace("\n", " ") or "件", "other-main", description=text)
    )
    record.__name__, record.__parent__ = f"{number + 1:03d}", volume
    volume._children[record.__name__] = record
    site.by_uid[record.uid] = record
    return record.__name__


def _dossier(site: Any) -> Any:
    return site["J001"]["penalty"]["2020"]["0001"]


def _do(place: Place, name: str, prepare: Deed, deed: Deed, turn: int) -> None:
    """Time one deed with its commit, and count the objects it wrote."""
    _visit(place, prepare, turn)
    taken = seconds(lambda: _visit(place, deed, turn))
    if turn >= WARM_UP:
        place.times.setdefault(name, []).append(taken)
        place.objects.setdefault(name, []).append(_objects(place.archive.db))


def _visit(place: Place, deed: Deed, turn: int) -> None:
    with place.archive.visit() as site:
        deed(place, site, turn)


def _objects(db: Any) -> int:
    last = db.lastTransaction()
    return sum(1 for transaction in db.storage.iterator(last, last) for _record in transaction)


def _nothing(_place: Place, _site: Any, _turn: int) -> None:
    """Prepare nothing."""


def _grant(place: Place, site: Any, _turn: int) -> None:
    give_grant(place.who(site, "security"), _dossier(site), holder=Holder(HOLDER), reason="协查")


def _end(place: Place, site: Any, _turn: int) -> None:
    newest = site.grants.on(_dossier(site).uid)[0]
    end_grant(place.who(site, "security"), newest)


def _propose_clearance(place: Place, site: Any, turn: int) -> None:
    caveat = (Caveat.PRIVACY, Caveat.COMMERCIAL)[turn % 2]
    wanted = Clearance(caveats=frozenset({caveat}))
    propose_clearance(place.who(site, "security"), site.people[HOLDER], clearance=wanted)


def _clear(place: Place, site: Any, _turn: int) -> None:
    confirm_clearance(place.who(site, "second"), site.people[HOLDER])


def _propose_unit(place: Place, site: Any, turn: int) -> None:
    person = site.people[HOLDER]
    unit = ("u1", "u2")[turn % 2]
    propose_standing(place.who(site, "admin"), person, roles=person.roles, unit=unit)


def _propose_role(place: Place, site: Any, turn: int) -> None:
    person = site.people[HOLDER]
    role = (Role.LEGAL, Role.OFFICER)[turn % 2]
    propose_standing(place.who(site, "admin"), person, roles=frozenset({role}), unit=person.unit)


def _stand(place: Place, site: Any, _turn: int) -> None:
    confirm_standing(place.who(site, "security"), site.people[HOLDER])


#: What is timed, and what must be done before it.
DEEDS: dict[str, tuple[Deed, Deed]] = {
    "知悉授权": (_nothing, _grant),
    "结束授权": (_nothing, _end),
    "涉密权限": (_propose_clearance, _clear),
    "调换单位": (_propose_unit, _stand),
    "变更角色": (_propose_role, _stand),
}


def _indexed(place: Place) -> float:
    """Give how long it takes to index all records anew, as their permission were stored there."""
    index = place.archive.index
    return median(seconds(lambda: rebuild(place.archive.db, index)) for _time in range(INDEXINGS))


def _flat(places: list[Place]) -> Iterator[Row]:
    """Give each deed at the larger sizes over the same at the smallest, done in turn."""
    smallest, *larger = places
    for name in DEEDS:
        for place in larger:
            pairs = zip(place.times[name], smallest.times[name], strict=True)
            yield Row(
                f"{name}：案卷、单位、全库各 {place.size:,} 件 ÷ {smallest.size} 件",
                written(median(place.times[name])),
                written(median(smallest.times[name])),
                median(ours / floor for ours, floor in pairs),
                AIM,
            )


def _written(places: list[Place]) -> Row:
    """Tell how many objects each deed wrote at each size."""
    counts = {name: [round(median(place.objects[name])) for place in places] for name in DEEDS}
    told = "；".join(f"{name} {'/'.join(map(str, each))}" for name, each in counts.items())
    sizes = "/".join(f"{place.size:,}" for place in places)
    return Row(f"写入的对象，{sizes} 件", told)


def _beside(places: list[Place], indexing: dict[int, float]) -> Iterator[Row]:
    """Give the same change done by indexing the records anew, over granting once."""
    for place in places:
        grant = median(place.times["知悉授权"])
        known = indexing.get(place.size)
        time = known or indexing[INDEXED[-1]] * place.size / INDEXED[-1]
        what = "" if known else f"（由 {INDEXED[-1]:,} 件推算）"
        label = f"同样的变更若逐件重编索引，{place.size:,} 件{what} ÷ 授权一次"
        yield Row(label, written(time), written(grant), time / grant)


def _check(places: list[Place]) -> None:
    """Make sure that the deeds did what they say, and wrote the same few objects everywhere."""
    today = clock.now().date()
    for place in places:
        with place.archive.visit() as site:
            dossier, person = _dossier(site), site.people[HOLDER]
            if len(dossier.volume("main").order) != place.size:
                raise RuntimeError(place.size)
            person.roles, person.unit = frozenset({Role.OFFICER}), "u2"
            before = verdict(person.identity(today), dossier, Permission.DOSSIER_READ, today)
            _grant(place, site, 0)
            after = verdict(person.identity(today), dossier, Permission.DOSSIER_READ, today)
            if before or not after:
                raise RuntimeError(place.size)
    for name in DEEDS:
        counts = [median(place.objects[name]) for place in places]
        if max(counts) > MOST_OBJECTS or max(counts) - min(counts) > 1:
            raise RuntimeError(name, counts)
