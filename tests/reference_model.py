"""An archive and a world of plain values beside it, changed together: by the acts, and by hand."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from builders import FACTS, Archive, enrolled
from plain_rules import Change, Cleared, Granted, Mark, Stand, Tree, World
from requested import ASKED

from archive import clock
from archive.errors import Invalid
from archive.models.records import RecordFacts
from archive.operations.clearances import confirm_clearance, propose_clearance
from archive.operations.dossiers import create_dossier, seal_dossier, submit_dossier
from archive.operations.grants import Holder, end_grant, give_grant
from archive.operations.markings import set_marking
from archive.operations.people import confirm_standing, disable_account, propose_standing
from archive.operations.records import add_record
from archive.operations.requests import dismiss_request, receive_request, take_request
from archive.search.sync import drain
from archive.security.access import PUBLIC
from archive.security.levels import Caveat, Clearance, Level, Marking
from archive.security.permissions import Permission as P
from archive.states import Outcome
from archive.subscribers import context

TODAY = clock.now().date()


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
                until=day_in(ends),
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
        until=day_in(mark.ends) if level else None,
    )


def _clearance(cleared: Cleared) -> Clearance:
    return Clearance(
        Level(cleared.level), frozenset(map(Caveat, cleared.caveats)), day_in(cleared.ends)
    )


def day_in(ends_in: int | None) -> date | None:
    return None if ends_in is None else TODAY + timedelta(days=ends_in)


def index_all(archive: Archive) -> None:
    while drain(archive.db, archive.index):
        pass
