"""Random trees, people, grants and days: gates and search say what the plain rules say.

The rules are written once more in tests/plain_rules.py, over plain values that the test keeps
beside the archive. Changes are made by the acts; search is asked before the index has heard of
them, and after.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from builders import Archive, enrolled, open_archive
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plain_rules import MAY, Change, Cleared, Mark, Stand, Tree
from reference_model import Twin, day_in, index_all

from archive import clock
from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.search.access import access_of
from archive.search.language.tree import Words
from archive.search.port import Query
from archive.security.access import PUBLIC, Identity, verdict
from archive.security.levels import Caveat, Clearance, Level
from archive.security.permissions import Role as R

LONG = timedelta(days=99_999)

#: Days from today on which is looked: markings, clearances and grants end on some of them.
DAYS = (0, 1, 10, 11, 900)

caveats = st.frozensets(st.sampled_from([each.value for each in Caveat]), max_size=2)
ends = st.sampled_from([-1, 0, 10, 900])
units = st.sampled_from(["u1", "u2"])
marks = st.builds(Mark, level=st.integers(0, 3), caveats=caveats, ends=ends) | st.just(Mark())
trees = st.builds(Tree, units, marks, st.lists(marks, min_size=1, max_size=3).map(tuple))
stands = st.builds(
    Stand,
    st.sampled_from([{R.OFFICER}, {R.HEAD}, {R.OFFICER, R.LEGAL}]).map(frozenset),
    units,
) | st.builds(
    Stand,
    st.sampled_from([{R.ARCHIVIST}, {R.LEGAL}, {R.SECURITY}, {R.AUDITOR}, {R.ADMINISTRATOR}]).map(
        frozenset
    ),
    st.none() | units,
)
clearances = st.builds(Cleared, st.integers(0, 3), caveats, st.none() | st.sampled_from([0, 10]))
holders = st.integers(0, 2) | units
which = st.integers(0, 11)
changes = st.one_of(
    st.builds(Change, st.just("mark"), which, marks),
    st.builds(
        Change,
        st.just("grant"),
        which,
        st.tuples(holders, st.sampled_from([None, 0, 10]), st.booleans()),
    ),
    st.builds(Change, st.just("end grant"), which),
    st.builds(Change, st.just("end cause"), which),
    st.builds(Change, st.just("clear"), which, clearances),
    st.builds(Change, st.just("stand"), which, stands),
    st.builds(Change, st.just("disable"), which),
    st.builds(Change, st.just("index")),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(tmp_path_factory.mktemp("tree")) as archive:
        with archive.visit() as site:
            whole = Clearance(Level.TOP_SECRET, frozenset(Caveat))
            for login, role in (("security2", R.SECURITY), ("archivist-cleared", R.ARCHIVIST)):
                enrolled(site, login, "甲", frozenset({role}), None).clearance = whole
        yield archive


tags = count(1)


def twin_of(archive: Archive, dossiers: list[Tree], people: list[tuple[Stand, Cleared]]) -> Twin:
    twin = Twin(archive, f"tag{next(tags)}")
    with archive.visit() as site:
        for stand, cleared in people:
            twin.join(site, stand, cleared)
        for tree in dossiers:
            twin.plant(site, tree)
    return twin


def signed_in(site: Any, token: str, day: int) -> Identity:
    """Give who a browser with this session is taken for on a day."""
    now: datetime = clock.now() + timedelta(days=day)
    return site.signed_in(token, now, LONG, LONG) or PUBLIC  # type: ignore[no-any-return]


OPEN, SECRET_ENDED_TODAY = Mark(), Mark(2, ends=0)
PRIVATE = Mark(caveats=frozenset({"privacy"}))
CLEAR = Cleared(3, frozenset(each.value for each in Caveat))
ARCHIVIST, OFFICER = Stand(frozenset({R.ARCHIVIST}), None), Stand(frozenset({R.OFFICER}), "u1")
ELSEWHERE = [Tree("u2", OPEN, (OPEN, OPEN))]
LET_IN = Change("grant", value=(0, None, True))

#: The sharp edges, tried each time: dossiers, people, changes.
EDGES: list[tuple[list[Tree], list[tuple[Stand, Cleared]], list[Change]]] = [
    ([Tree("u1", OPEN, (OPEN, OPEN))], [(ARCHIVIST, Cleared())], [Change("mark", 0, PRIVATE)]),
    ([Tree("u1", OPEN, (OPEN, OPEN))], [(ARCHIVIST, Cleared())], [Change("mark", 1, Mark(1))]),
    (
        [Tree("u1", SECRET_ENDED_TODAY, (OPEN,))],
        [(ARCHIVIST, Cleared())],
        [
            Change("mark", 0, Mark(2, ends=10)),
            Change("index"),
            Change("mark", 0, Mark(1, ends=900)),
        ],
    ),
    (
        [Tree("u1", Mark(3), (PRIVATE,))],
        [(ARCHIVIST, CLEAR)],
        [
            Change("clear", 0, Cleared(3, CLEAR.caveats, 10)),
            Change("clear", 0, Cleared(3, ends=10)),
        ],
    ),
    (ELSEWHERE, [(OFFICER, Cleared())], [LET_IN, Change("end cause")]),
    (ELSEWHERE, [(OFFICER, Cleared())], [LET_IN, Change("index"), Change("end grant")]),
    (ELSEWHERE, [(OFFICER, Cleared())], [Change("grant", value=("u1", 10, False))]),
    (ELSEWHERE, [(OFFICER, Cleared())], [LET_IN, Change("stand", 0, replace(OFFICER, unit="u2"))]),
    (
        ELSEWHERE,
        [(ARCHIVIST, CLEAR)],
        [Change("disable"), Change("index"), Change("stand", 0, OFFICER)],
    ),
    (
        ELSEWHERE,
        [(OFFICER, CLEAR)],
        [LET_IN, Change("stand", 0, Stand(frozenset({R.AUDITOR}), "u1"))],
    ),
]


def edges(test: Callable[..., None]) -> Callable[..., None]:
    """Have each of the sharp edges tried beside what is drawn."""
    for dossiers, people, made in EDGES:
        test = example(dossiers=dossiers, people=people, made=made)(test)
    return test


forests = st.lists(trees, min_size=1, max_size=3)
crowds = st.lists(st.tuples(stands, clearances), min_size=1, max_size=3)


@edges
@given(dossiers=forests, people=crowds, made=st.lists(changes, max_size=6))
@settings(max_examples=25)
def test_the_gates_say_what_the_plain_rules_say(
    opened: Archive,
    dossiers: list[Tree],
    people: list[tuple[Stand, Cleared]],
    made: list[Change],
) -> None:
    twin = twin_of(opened, dossiers, people)
    for change in made:
        twin.make(change)
    with opened.visit() as site:
        for person, token in twin.people.items():
            for day in DAYS:
                identity = signed_in(site, token, day)
                for thing in twin.things:
                    for what in MAY:
                        answer = bool(verdict(identity, site.found(thing), what, day_in(day)))
                        assert answer == twin.world.may(person, thing, what, day), (what, day)


def found(site: Any, twin: Twin, person: int, day: int) -> set[int]:
    """Give what a person finds; hits, total and facets must tell of the same."""
    identity = signed_in(site, twin.people[person], day)
    access = access_of(site, identity, day_in(day))
    page = twin.archive.index.search(Query(Words(twin.tag)), access)
    hits = {hit.uid for hit in page.hits}
    assert page.total == len(page.hits) == len(hits)
    assert sum(number for _unit, number in page.facets["unit"]) == len(hits)
    assert all(isinstance(site.found(uid), (Dossier, Record)) for uid in hits)
    return hits


@edges
@given(dossiers=forests, people=crowds, made=st.lists(changes, min_size=1, max_size=6))
@settings(max_examples=25)
def test_search_finds_what_is_permitted_and_a_tightening_holds_before_it_is_indexed(
    opened: Archive,
    dossiers: list[Tree],
    people: list[tuple[Stand, Cleared]],
    made: list[Change],
) -> None:
    index_all(opened)
    twin = twin_of(opened, dossiers, people)
    index_all(opened)
    for change in [Change("index"), *made, Change("index")]:
        twin.make(change)
        with opened.visit() as site:
            waiting = set(site.pending)
            for person in twin.people:
                for day in DAYS:
                    permitted, hits = twin.permitted(person, day), found(site, twin, person, day)
                    assert hits <= permitted, f"{change.what} takes effect at once"
                    assert permitted - hits <= waiting, "only what waits for the index may lag"
    assert not waiting
