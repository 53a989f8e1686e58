"""Pairs of deeds, each right by itself, that must not both pass when they overlap."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

from builders import FACTS, Archive
from requested import SECRET
from transaction import TransactionManager
from ZODB.POSException import ConflictError

from archive.errors import ArchiveError, Missing
from archive.models.records import RecordFacts
from archive.models.site import site_of
from archive.operations.dossiers import (
    create_dossier,
    describe_dossier,
    return_dossier,
    seal_dossier,
    submit_dossier,
    take_back_dossier,
)
from archive.operations.markings import set_marking
from archive.operations.people import disable_account
from archive.operations.records import (
    add_components,
    add_record,
    describe_record,
    remove_record,
    reorder_records,
)

KIND = "inquiry-record"

Deed = Callable[["Hand"], Any]


@dataclass
class Hand:
    """One of two who act at the same moment, on a connection of his own."""

    archive: Archive
    site: Any
    path: str

    def who(self, login: str) -> Any:
        return self.archive.as_person(self.site, login)

    @property
    def dossier(self) -> Any:
        node = self.site
        for name in self.path.split("/")[1:]:
            node = node[name]
        return node

    @property
    def volume(self) -> Any:
        return self.dossier.volume("main")

    @property
    def record(self) -> Any:
        found = self.volume.get("001")
        if found is None:
            raise Missing  # as a door says of what was removed
        return found


def _order(hand: Hand) -> None:
    names = list(hand.volume.order)
    reorder_records(hand.who("officer"), hand.volume, names=names[::-1])


def _file(hand: Hand) -> None:
    file = hand.archive.file(b"new words", "new.txt")
    add_components(hand.who("officer"), hand.record, files=[file])


def _add(hand: Hand) -> None:
    add_record(hand.who("officer"), hand.volume, facts=RecordFacts("另一件", KIND))


def _describe(hand: Hand) -> None:
    describe_dossier(
        hand.who("officer"), hand.dossier, facts=replace(hand.dossier.facts, cause="另一案由")
    )


#: What is done, by a name; each is permitted where the dossier is in the state it is tried in.
DEEDS: dict[str, Deed] = {
    "order": _order,
    "file": _file,
    "add": _add,
    "describe": _describe,
    "describe-record": lambda hand: describe_record(
        hand.who("officer"), hand.record, facts=RecordFacts("改名", KIND)
    ),
    "remove": lambda hand: remove_record(hand.who("officer"), hand.record),
    "submit": lambda hand: submit_dossier(hand.who("officer"), hand.dossier),
    "take-back": lambda hand: take_back_dossier(hand.who("officer"), hand.dossier),
    "return": lambda hand: return_dossier(hand.who("archivist"), hand.dossier, reason="缺件"),
    "seal": lambda hand: seal_dossier(hand.who("archivist"), hand.dossier),
    "mark": lambda hand: set_marking(hand.who("security"), hand.record, marking=SECRET),
    "mark-dossier": lambda hand: set_marking(hand.who("security"), hand.dossier, marking=SECRET),
    "disable": lambda hand: disable_account(hand.who("admin"), hand.site.people["officer"]),
}


#: How the index's queue stands when two overlap.
QUEUES = ("empty", "filled", "drained between")


def prepared(
    archive: Archive, records: int = 3, *, submitted: bool = False, sealed: bool = False
) -> str:
    """Make a dossier whose records have no bytes; give its path."""
    with archive.visit() as site:
        officer = archive.as_person(site, "officer")
        dossier = create_dossier(officer, site["J001"]["penalty"], facts=FACTS)
        for number in range(records):
            add_record(
                officer, dossier.volume("main"), facts=RecordFacts(f"第{number + 1}件", KIND)
            )
        if submitted or sealed:
            submit_dossier(officer, dossier)
        if sealed:
            seal_dossier(archive.as_person(site, "archivist"), dossier)
        return str(dossier.path)


def both(archive: Archive, path: str, first: str, second: str) -> tuple[bool, bool]:
    """Let two act on what each saw before the other committed; say which of them passed.

    The second commits first.
    """
    with ExitStack() as opened:
        hands, managers = [], []
        for _each in range(2):
            manager = TransactionManager(explicit=True)
            connection = archive.db.open(manager)
            opened.callback(connection.close)
            manager.begin()
            managers.append(manager)
            hands.append(Hand(archive, site_of(connection.root()), path))
        done = [_tried(lambda: DEEDS[first](hands[0])), _tried(lambda: DEEDS[second](hands[1]))]
        passed = [False, False]
        for turn in (1, 0):
            passed[turn] = done[turn] and _tried(managers[turn].commit)
            if not passed[turn]:
                managers[turn].abort()
    return passed[0], passed[1]


def _tried(deed: Callable[[], Any]) -> bool:
    with suppress(ArchiveError, ConflictError):
        deed()
        return True
    return False


def alone(archive: Archive, path: str, deed: str) -> bool:
    """Do one deed with nobody beside; say whether it was permitted."""
    with suppress(ArchiveError), archive.visit() as site:
        DEEDS[deed](Hand(archive, site, path))
        return True
    return False


def told(archive: Archive, path: str) -> tuple[Any, ...]:
    """Tell how everything stands that the deeds can change; names and uids play no part."""
    with archive.visit() as site:
        dossier = Hand(archive, site, path).dossier
        records = tuple(
            (record.facts, len(record), record.marking and record.marking.level, record.reference)
            for record in dossier.records()
        )
        person = site.people["officer"]
        level = dossier.marking and dossier.marking.level
        return (dossier.state, dossier.facts, dossier.reason, level, records, person.disabled)


def interleaved(archive: Archive, path: str, first: str, second: str, between: Any = None) -> Any:
    """Let two overlap, who conflicted try again as a door does; tell how things stand then."""
    passed = both(archive, path, first, second)
    if between is not None:
        between()
    for deed, has_passed in ((second, passed[1]), (first, passed[0])):
        if not has_passed:
            alone(archive, path, deed)
    return told(archive, path)


def in_order(archive: Archive, path: str, *deeds: str) -> Any:
    """Do the deeds one after the other, as far as they are permitted; tell how things stand."""
    for deed in deeds:
        alone(archive, path, deed)
    return told(archive, path)


def wrong_on_the_disk(
    archive: Archive, pairs: Iterable[tuple[str, str, str]], queue: str
) -> list[tuple[str, str, str]]:
    """Give those of the pairs, each of state and two deeds, that end as neither of their orders."""
    wrong = []
    between = archive.work if queue == "drained between" else None
    for state, first, second in pairs:
        paths = [
            prepared(archive, submitted=state == "submitted", sealed=state == "sealed")
            for _path in range(3)
        ]
        if queue == "empty":
            archive.work()
        found = _like(interleaved(archive, paths[0], first, second, between))
        _enable(archive)
        orders = []
        for path, deeds in zip(paths[1:], ((first, second), (second, first)), strict=True):
            orders.append(_like(in_order(archive, path, *deeds)))
            _enable(archive)
        if found not in orders:
            wrong.append((state, first, second))
    return wrong


def _like(told: tuple[Any, ...]) -> tuple[Any, ...]:
    """Leave out the reference codes, which differ from dossier to dossier."""
    state, facts, reason, level, records, disabled = told
    return state, facts, reason, level, tuple(each[:3] for each in records), disabled


def _enable(archive: Archive) -> None:
    """Let the officer act again who was shut out by one of the deeds."""
    with archive.visit() as site:
        site.people["officer"].disabled = False
