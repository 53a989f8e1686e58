"""What a change of marking, grant, clearance or standing would do, told before it is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archive.errors import IndexAway
from archive.models.answers import Item
from archive.models.base import Node
from archive.models.dossiers import Dossier
from archive.models.people import Person
from archive.models.records import Record
from archive.models.releasing import matter_of, refusals
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.search.access import access_of
from archive.search.port import Index, Query
from archive.security.access import Identity, verdict
from archive.security.levels import Marking
from archive.security.permissions import Permission


@dataclass(frozen=True)
class Foreseen:
    """Who gains, who loses; which requests are touched; what a person reads before and after."""

    gains: tuple[Person, ...] = ()
    loses: tuple[Person, ...] = ()
    requests: tuple[tuple[CopyRequest, bool], ...] = ()
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Supposed:
    """An object as the gates would see it after the change."""

    guards: tuple[Marking, ...]
    guard_unit: str | None
    guard_dossier: int | None


def of_marking(site: Archive, node: Dossier | Record, marking: Marking, day: date) -> Foreseen:
    """Tell what another marking of ``node`` would do."""
    supposed = Supposed(_guards(node, node, marking), node.guard_unit, node.guard_dossier)
    gains: list[Person] = []
    loses: list[Person] = []
    for person in _active(site):
        identity = person.identity(day)
        now = bool(verdict(identity, node, Permission.DOSSIER_READ, day))
        then = bool(verdict(identity, supposed, Permission.DOSSIER_READ, day))
        if now != then:
            (gains if then else loses).append(person)
    return Foreseen(tuple(gains), tuple(loses), _requests(site, node, marking, day))


def of_grant(dossier: Dossier, holders: Iterable[Person], day: date) -> Foreseen:
    """Tell who of ``holders`` would read the dossier by a grant and can't now."""
    gains = []
    for person in holders:
        identity = person.identity(day)
        granted = Identity(**{**vars(identity), "grants": identity.grants | {dossier.uid}})
        now = verdict(identity, dossier, Permission.DOSSIER_READ, day)
        if not now and verdict(granted, dossier, Permission.DOSSIER_READ, day):
            gains.append(person)
    return Foreseen(gains=tuple(gains))


def of_person(
    site: Archive, index: Index, before: Identity, after: Identity, day: date
) -> Foreseen:
    """Tell how many dossiers and records a person finds before and after a change of his own.

    While the index is away that can't be told.
    """
    accesses = [access_of(site, each, day) for each in (before, after)]
    try:
        counts = [index.search(Query(), access).total for access in accesses]
    except IndexAway:
        return Foreseen()
    return Foreseen(before=counts[0], after=counts[1])


def members(site: Archive, unit: str) -> list[Person]:
    """Give the people of a unit who may sign in."""
    return [person for person in _active(site) if person.unit == unit]


def _active(site: Archive) -> list[Person]:
    return [person for person in site.people.everyone() if not person.disabled]


def _guards(node: Node, changed: Node, marking: Marking) -> tuple[Marking, ...]:
    """Give the markings of ``node`` as they would be with ``changed`` marked anew."""
    own = (marking if each is changed else each.marking for each in node.lineage())
    return tuple(each for each in own if each is not None)


def _requests(
    site: Archive, node: Dossier | Record, marking: Marking, day: date
) -> tuple[tuple[CopyRequest, bool], ...]:
    """Give the requests under way that touch ``node``, each with whether its copies are void."""
    touched = []
    inside = {node.uid} if isinstance(node, Record) else {each.uid for each in node.records()}
    for uid in site.unsettled:
        request = site.by_uid.get(uid)
        if isinstance(request, CopyRequest) and inside & set(request.items):
            void = any(
                _would_be_void(site, node, item, marking, day)
                for item in request.released()
                if item.record in inside
            )
            touched.append((request, void))
    return tuple(touched)


def _would_be_void(site: Archive, node: Node, item: Item, marking: Marking, day: date) -> bool:
    """Say whether what was decided for a record could no longer be handed over."""
    record = site.by_uid.get(item.record)
    if not isinstance(record, Record):
        return True
    return bool(refusals(matter_of(record, day, _guards(record, node, marking)), item))
