"""Random trees, people, grants and days: gates and search say what the plain rules say.

The rules are written once more below, from domain.md §2 and §4, over plain values that the test
keeps beside the archive; nothing of ``archive.security`` is asked for them. Changes are made by
the acts; search is asked before the index has heard of them, and after.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from builders import FACTS, Archive, enrolled, open_archive
from hypothesis import example, given, settings
from hypothesis import strategies as st
from requested import ASKED

from archive import clock
from archive.errors import Invalid
from archive.models.dossiers import Dossier
from archive.models.records import Record, RecordFacts
from archive.operations.clearances import confirm_clearance, propose_clearance
from archive.operations.dossiers import create_dossier, seal_dossier, submit_dossier
from archive.operations.grants import Holder, end_grant, give_grant
from archive.operations.markings import set_marking
from archive.operations.people import confirm_standing, disable_account, propose_standing
from archive.operations.records import add_record
from archive.operations.requests import dismiss_request, receive_request, take_request
from archive.search.language import Words
from archive.search.port import Query
from archive.search.reach import access_of
from archive.search.sync import drain
from archive.security.access import PUBLIC, Identity, verdict
from archive.security.levels import Caveat, Clearance, Level, Marking
from archive.security.permissions import Permission as P
from archive.security.permissions import Role as R
from archive.subscribers import context
from archive.workflow import Outcome

LONG = timedelta(days=99_999)

#: Days from today on which is looked: markings, clearances and grants end on some of them.
DAYS = (0, 1, 10, 11, 900)


# What is drawn


@dataclass(frozen=True)
class Mark:
    """A marking: level, caveats, and in how many days the level ends."""

    level: int = 0
    caveats: frozenset[str] = frozenset()
    ends: int = 900


@dataclass(frozen=True)
class Tree:
    """A dossier: whose it is, its marking, and those of its records."""

    unit: str
    mark: Mark
    records: tuple[Mark, ...]


@dataclass(frozen=True)
class Stand:
    """Where a person stands: his roles and unit."""

    roles: frozenset[R]
    unit: str | None


@dataclass(frozen=True)
class Cleared:
    """What a person may see, and in how many days that ends, if it does."""

    level: int = 0
    caveats: frozenset[str] = frozenset()
    ends: int | None = None


@dataclass(frozen=True)
class Change:
    """One change: what is done, to which of the things of its kind, and with what."""

    what: str
    which: int = 0
    value: Any = None


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


# The rules, once more


@dataclass
class Granted:
    """A grant as the rules see it."""

    dossier: int
    holder: int | str
    ends: int | None
    cause: bool
    over: bool = False


@dataclass
class World:
    """All that the rules ask, as plain values, by uid."""

    unit_of: dict[int, str] = field(default_factory=dict)  # of a dossier
    dossier_of: dict[int, int] = field(
        default_factory=dict
    )  # of a dossier (itself) and of a record
    marks: dict[int, Mark] = field(default_factory=dict)
    stands: dict[int, Stand] = field(default_factory=dict)
    cleared: dict[int, Cleared] = field(default_factory=dict)
    disabled: set[int] = field(default_factory=set)
    grants: list[Granted] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)  # dossiers whose request has ended

    def may(self, person: int, thing: int, what: P, day: int) -> bool:
        """Say whether a person may do ``what``: the mandatory gate, then role or grant."""
        if person in self.disabled or not self._cleared_for(person, thing, day):
            return False
        stand, dossier = self.stands[person], self.dossier_of[thing]
        within = {R.OFFICER, R.HEAD} if self.unit_of[dossier] == stand.unit else set()
        if stand.roles & MAY[what] & (EVERYWHERE | within):
            return True
        reads = bool(stand.roles & MAY[P.DOSSIER_READ])
        return (
            what in {P.DOSSIER_READ, P.COMPONENT_DOWNLOAD}
            and reads
            and any(self._holds(person, grant, dossier, day) for grant in self.grants)
        )

    def _cleared_for(self, person: int, thing: int, day: int) -> bool:
        have = self.cleared[person]
        if have.ends is not None and have.ends < day:
            have = Cleared()
        for mark in (self.marks[thing], self.marks[self.dossier_of[thing]]):
            if (mark.level > have.level and mark.ends >= day) or mark.caveats - have.caveats:
                return False
        return True

    def _holds(self, person: int, grant: Granted, dossier: int, day: int) -> bool:
        ended = grant.over or (grant.ends is not None and grant.ends < day)
        caused = not grant.cause or dossier not in self.closed
        mine = grant.holder in {person, self.stands[person].unit}
        return grant.dossier == dossier and mine and caused and not ended


#: domain.md §2: who may at all; officers and heads only within their own unit.
MAY = {
    P.DOSSIER_READ: {R.OFFICER, R.HEAD, R.ARCHIVIST, R.LEGAL, R.SECURITY},
    P.COMPONENT_DOWNLOAD: {R.OFFICER, R.HEAD, R.ARCHIVIST, R.LEGAL, R.SECURITY},
    P.DOSSIER_DESCRIBE: {R.OFFICER},
    P.DOSSIER_SEAL: {R.ARCHIVIST},
    P.MARKING_SET: {R.SECURITY},
    P.JOURNAL_READ: {R.AUDITOR},
    P.GRANT_GIVE: {R.SECURITY},
    P.ACCOUNT_CREATE: {R.ADMINISTRATOR},
}
EVERYWHERE = {R.ARCHIVIST, R.LEGAL, R.SECURITY, R.AUDITOR, R.ADMINISTRATOR}


# The archive beside it


@dataclass
class Twin:
    """An archive and the world of plain values, changed together."""

    archive: Archive
    tag: str
    world: World = field(default_factory=World)
    dossiers: list[int] = field(default_factory=list)
    things: list[int] = field(default_factory=list)
    people: dict[int, str] = field(default_factory=dict)
    requests: dict[int, int] = field(default_factory=dict)
    given: list[int] = field(default_factory=list)

    def who(self, site: Any, login: str) -> Any:
        return self.archive.as_person(site, login)

    def plant(self, site: Any, tree: Tree) -> None:
        """File a sealed dossier with a request under way for it."""
        described = replace(FACTS, unit=tree.unit, cause=f"案由{self.tag}")
        officer = self.who(site, "officer" if tree.unit == "u1" else "other")
        dossier = create_dossier(officer, site["J001"]["penalty"], facts=described)
        for _mark in tree.records:
            facts = RecordFacts(f"笔录{self.tag}", "inquiry-record")
            add_record(officer, dossier.volume("main"), facts=facts)
        submit_dossier(officer, dossier)
        seal_dossier(self.who(site, "archivist"), dossier)
        public = context(site, PUBLIC, clock.now(), "test", self.archive.settings)
        request, _code = receive_request(public, site.requests, asked=ASKED)
        take_request(self.who(site, "archivist"), request, dossier=dossier, verified=True)
        self.requests[dossier.uid] = request.uid
        self.world.unit_of[dossier.uid] = tree.unit
        self.dossiers.append(dossier.uid)
        for node, mark in zip(
            [dossier, *dossier.records()], [tree.mark, *tree.records], strict=True
        ):
            self.things.append(node.uid)
            self.world.dossier_of[node.uid] = dossier.uid
            self.world.marks[node.uid] = Mark()
            self.mark(site, node.uid, mark)

    def join(self, site: Any, stand: Stand, cleared: Cleared) -> None:
        """Let a person sign in."""
        login = f"p{len(self.people)}-{self.tag}"
        person = enrolled(site, login, "某人", stand.roles, stand.unit)
        person.clearance = _clearance(cleared)
        token, _session = site.sessions.begin(person.uid, clock.now(), "test")
        self.people[person.uid] = token
        self.world.stands[person.uid], self.world.cleared[person.uid] = stand, cleared

    def make(self, change: Change) -> None:
        """Make a change by its act, in a transaction of its own, and in the world of values."""
        if change.what == "index":
            index_all(self.archive)
            return
        with self.archive.visit() as site:
            getattr(self, change.what.replace(" ", "_"))(site, change.which, change.value)

    def mark(self, site: Any, which: int, mark: Mark) -> None:
        uid = which if which in self.world.marks else self.things[which % len(self.things)]
        if mark == self.world.marks[uid]:
            return
        set_marking(self.who(site, "security"), site.found(uid), marking=_marking(mark))
        self.world.marks[uid] = mark

    def grant(self, site: Any, which: int, value: tuple[int | str, int | None, bool]) -> None:
        chosen, ends, cause = value
        dossier = self.dossiers[which % len(self.dossiers)]
        holder: int | str = chosen if isinstance(chosen, str) else self.person(chosen)
        number = site.found(self.requests[dossier]).title if cause else ""
        given_to = (
            Holder(unit=holder) if isinstance(holder, str) else Holder(site.found(holder).__name__)
        )
        with suppress(Invalid):  # a role that reads nothing, an account that is shut, a cause over
            grant = give_grant(
                self.who(site, "security"),
                site.found(dossier),
                holder=given_to,
                reason="协查",
                until=_day(ends),
                request=number,
            )
            self.given.append(grant.uid)
            self.world.grants.append(Granted(dossier, holder, ends, cause))

    def end_grant(self, site: Any, which: int, _value: None) -> None:
        open_ones = [at for at, grant in enumerate(self.world.grants) if not grant.over]
        if open_ones:
            at = open_ones[which % len(open_ones)]
            end_grant(self.who(site, "security"), site.found(self.given[at]))
            self.world.grants[at].over = True

    def end_cause(self, site: Any, which: int, _value: None) -> None:
        dossier = self.dossiers[which % len(self.dossiers)]
        if dossier not in self.world.closed:
            request = site.found(self.requests[dossier])
            other = Outcome.OTHER_CHANNEL
            archivist = self.who(site, "archivist-cleared")
            dismiss_request(archivist, request, outcome=other, reason="转")
            self.world.closed.add(dossier)

    def clear(self, site: Any, which: int, cleared: Cleared) -> None:
        person = site.found(self.person(which))
        given = _clearance(cleared)
        if not propose_clearance(self.who(site, "security"), person, clearance=given):
            confirm_clearance(self.who(site, "security2"), person)
        self.world.cleared[person.uid] = cleared

    def stand(self, site: Any, which: int, stand: Stand) -> None:
        person = site.found(self.person(which))
        known = {"roles": stand.roles, "unit": stand.unit}
        if not propose_standing(self.who(site, "admin"), person, **known):
            confirm_standing(self.who(site, "security"), person)
        if person.uid in self.world.disabled:
            token, _session = site.sessions.begin(person.uid, clock.now(), "test")
            self.people[person.uid] = token
            self.world.disabled.discard(person.uid)
        self.world.stands[person.uid] = stand

    def disable(self, site: Any, which: int, _value: None) -> None:
        person = site.found(self.person(which))
        if not person.disabled:
            disable_account(self.who(site, "admin"), person)
            self.world.disabled.add(person.uid)

    def person(self, which: int) -> int:
        return list(self.people)[which % len(self.people)]

    def permitted(self, person: int, day: int) -> set[int]:
        return {
            thing for thing in self.things if self.world.may(person, thing, P.DOSSIER_READ, day)
        }


def _marking(mark: Mark) -> Marking:
    level = Level(mark.level)
    return Marking(
        level,
        frozenset(map(Caveat, mark.caveats)),
        basis="范围目录",
        organ="市局" if level else "",
        decided_on=TODAY - timedelta(days=300) if level else None,
        until=_day(mark.ends) if level else None,
    )


def _clearance(cleared: Cleared) -> Clearance:
    return Clearance(
        Level(cleared.level), frozenset(map(Caveat, cleared.caveats)), _day(cleared.ends)
    )


TODAY = clock.now().date()


def _day(ends_in: int | None) -> date | None:
    return None if ends_in is None else TODAY + timedelta(days=ends_in)


def index_all(archive: Archive) -> None:
    while drain(archive.db, archive.index):
        pass


# What must hold


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
                        answer = bool(verdict(identity, site.found(thing), what, _day(day)))
                        assert answer == twin.world.may(person, thing, what, day), (what, day)


def found(site: Any, twin: Twin, person: int, day: int) -> set[int]:
    """Give what a person finds; hits, total and facets must tell of the same."""
    identity = signed_in(site, twin.people[person], day)
    access = access_of(site, identity, _day(day))
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
