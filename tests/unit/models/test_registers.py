"""The registers beside the tree: numbers, pending, journal, sessions, schema."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import FACTS, Archive
from ZODB.POSException import ConflictError

from archive import clock
from archive.errors import Missing, SchemaOutdated
from archive.evolve import outstanding, upgrade
from archive.models.pending import Pending
from archive.models.sessions import Sessions
from archive.models.site import SCHEMA, make_site, site_of
from archive.operations.dossiers import create_dossier
from archive.storage.visiting import connected, persist, visit

NOW = clock.now()
HOUR = timedelta(hours=1)


def test_whoever_opens_dossiers_at_once_gets_numbers_of_his_own(archive: Archive) -> None:
    paths: list[str] = []

    def open_some(hand: int) -> None:
        for turn in range(4):
            facts = replace(FACTS, case_number=f"栾市监立〔2020〕{hand}{turn}号")

            def open_one(site, facts=facts) -> str:
                officer = archive.as_person(site, "officer")
                return create_dossier(officer, site["J001"]["penalty"], facts=facts).path

            for _try in range(20):  # as pyramid_retry does, whoever conflicts asks again
                try:
                    paths.append(persist(archive.db, open_one))
                    break
                except ConflictError:
                    continue

    hands = [threading.Thread(target=open_some, args=(hand,)) for hand in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(paths) == len(set(paths)) == 16
    with archive.visit() as site:
        assert len(site["J001"]["penalty"]["2020"]) == 16


def test_two_who_write_the_journal_at_once_do_not_conflict(archive: Archive) -> None:
    with visit(archive.db) as one, visit(archive.db) as other:
        for site in (one, other):
            ctx = archive.as_person(site, "officer")
            from archive.events.people import SignedOut

            ctx.happened(SignedOut(site.people))
    with archive.visit() as site:
        assert [entry.kind for entry in site.journal.newest(2)] == ["signed.out", "signed.out"]


def test_the_journal_keeps_the_order_of_the_deeds(archive: Archive) -> None:
    archive.dossier()
    with archive.visit() as site:
        deeds = [entry.kind for entry in site.journal.oldest_first()]
    assert (
        deeds.index("dossier.created") < deeds.index("record.added") < deeds.index("dossier.sealed")
    )
    assert deeds[-1] == "dossier.sealed"


def test_what_is_marked_again_while_it_is_indexed_stays_pending() -> None:
    pending = Pending()
    pending.mark(7, hide=True)
    batch = pending.batch(10)
    pending.mark(7)
    pending.done(batch, "a")
    assert (list(pending), pending.hidden()) == ([7], frozenset())  # what was tightened is in
    pending.done(pending.batch(10), "a")
    assert (list(pending), pending.hidden()) == ([], frozenset())


def test_a_session_ends_by_idleness_by_age_and_at_once() -> None:
    sessions = Sessions()
    token, _session = sessions.begin(5, NOW, "test")
    assert sessions.find(token, NOW, HOUR, 9 * HOUR) == 5
    assert sessions.find(token, NOW + 2 * HOUR, HOUR, 9 * HOUR) is None
    assert sessions.find(token, NOW + 2 * HOUR, 3 * HOUR, HOUR) is None
    assert sessions.find("forged", NOW, HOUR, HOUR) is None
    sessions.end_all(5)
    assert sessions.find(token, NOW, HOUR, 9 * HOUR) is None


def test_an_older_tree_is_refused_until_it_is_brought_up(archive: Archive) -> None:
    with archive.visit() as site:
        site.schema = SCHEMA - 1
    with connected(archive.db) as root, pytest.raises(SchemaOutdated, match="juanzong upgrade"):
        site_of(root)
    with connected(archive.db) as root:
        site = site_of(root, any_schema=True)
        assert [step.schema for step in outstanding(site)] == [SCHEMA]
        assert upgrade(site, archive.settings) == upgrade.__globals__["STEPS"][-1:]
        assert upgrade(site, archive.settings) == ()
    with archive.visit() as site:
        assert (site.schema, len(site.evolved)) == (SCHEMA, 1)


def test_opening_makes_no_tree_and_making_one_spares_the_one_there() -> None:
    with pytest.raises(Missing, match="juanzong init"):
        site_of({})
    root: dict[str, object] = {}
    made = make_site(root)
    with pytest.raises(Exception, match="已经有一个档案库"):
        make_site(root)
    assert site_of(root) is made
