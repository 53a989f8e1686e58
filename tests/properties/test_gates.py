"""Properties of the gates: the lattice, and the filter that says the same as the verdict."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.security.access import Identity, reading_reach, verdict
from archive.security.levels import Caveat, Clearance, Level, Marking, dominates, join
from archive.security.permissions import BUREAU_WIDE, PERMISSIONS, Permission, Role

TODAY = date(2026, 11, 23)
days = st.none() | st.sampled_from([date(2026, 11, 22), TODAY, date(2030, 1, 1)])
caveats = st.frozensets(st.sampled_from(Caveat))
markings = st.builds(Marking, level=st.sampled_from(Level), caveats=caveats, until=days)
clearances = st.builds(Clearance, level=st.sampled_from(Level), caveats=caveats)
units = st.sampled_from(["u1", "u2"])
people = st.builds(
    Identity,
    uid=st.just(9),
    name=st.just("某人"),
    roles=st.frozensets(st.sampled_from([role for role in Role if role is not Role.SYSTEM])),
    unit=st.none() | units,
    clearance=clearances,
    grants=st.frozensets(st.integers(1, 3)),
)


@dataclass(frozen=True)
class Thing:
    """What the gates ask of an object."""

    guards: tuple[Marking, ...]
    guard_unit: str
    guard_dossier: int


things = st.builds(
    Thing,
    guards=st.lists(markings, max_size=3).map(tuple),
    guard_unit=units,
    guard_dossier=st.integers(1, 3),
)


def _found(person: Identity, thing: Thing) -> bool:
    """The filter, applied to one object as an engine would."""
    reach = reading_reach(person)
    open_levels = all(
        mark.level <= reach.level or (mark.until is not None and mark.until < TODAY)
        for mark in thing.guards
    )
    open_caveats = all(mark.caveats <= reach.caveats for mark in thing.guards)
    within = reach.everywhere or thing.guard_unit in reach.units
    return open_levels and open_caveats and (within or thing.guard_dossier in reach.dossiers)


def _permitted(person: Identity, thing: Thing) -> bool:
    """The rules of domain.md §4, written once more, plainly."""
    for mark in thing.guards:
        lapsed = mark.until is not None and mark.until < TODAY
        if not lapsed and mark.level > person.clearance.level:
            return False
        if mark.caveats - person.clearance.caveats:
            return False
    reading = [role for role in person.roles if Permission.DOSSIER_READ in PERMISSIONS[role]]
    if any(role in BUREAU_WIDE for role in reading):
        return True
    return bool(reading) and (
        person.unit == thing.guard_unit or thing.guard_dossier in person.grants
    )


@given(people, things)
def test_verdict_filter_and_the_plain_rules_agree(person: Identity, thing: Thing) -> None:
    allowed = bool(verdict(person, thing, Permission.DOSSIER_READ, TODAY))
    assert allowed == _found(person, thing) == _permitted(person, thing)


@given(st.lists(markings), markings)
def test_one_more_marking_never_opens_anything(some: list[Marking], more: Marking) -> None:
    before, after = join(some, TODAY), join([*some, more], TODAY)
    assert after.level >= before.level
    assert after.caveats >= before.caveats


@given(clearances, st.lists(markings))
def test_a_clearance_dominates_all_or_not_at_all(have: Clearance, some: list[Marking]) -> None:
    each = all(dominates(have, join([mark], TODAY)) for mark in some)
    assert dominates(have, join(some, TODAY)) == each


@given(people, things)
def test_no_role_and_no_grant_lifts_a_marking(person: Identity, thing: Thing) -> None:
    if not dominates(person.clearance, join(thing.guards, TODAY)):
        assert not any(verdict(person, thing, permission, TODAY) for permission in Permission)
