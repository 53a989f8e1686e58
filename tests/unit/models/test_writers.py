"""Many who write at once: real threads, each with its own connection."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Any

import pytest
from BTrees.LOBTree import LOBTree
from builders import FACTS, PASSWORD, Archive
from hypothesis import given
from hypothesis import strategies as st
from transaction import TransactionManager
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage
from ZODB.POSException import ConflictError

from archive.errors import WrongState
from archive.evolve.writers import in_small_leaves
from archive.models.pending import Pending
from archive.models.records import RecordFacts
from archive.operations import signing
from archive.operations.dossiers import (
    describe_dossier,
    seal_dossier,
    submit_dossier,
)
from archive.operations.markings import set_marking
from archive.operations.records import add_components, add_record, remove_record
from archive.security.access import PUBLIC
from archive.security.levels import Caveat, Marking
from archive.security.passwords import password_matches
from archive.storage.patience import class_of
from archive.storage.visiting import persist, visit


def at(site: Any, path: str) -> Any:
    for name in path.strip("/").split("/"):
        site = site[name]
    return site


def all_at_once(count: int, work: Callable[[int], object]) -> None:
    """Run ``work`` in so many threads; raise what one of them raises."""
    failed: list[BaseException] = []
    begin = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            begin.wait()
            work(number)
        except BaseException as failure:
            failed.append(failure)
            raise

    hands = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert not failed


def test_eight_who_add_to_one_dossier_add_all_in_one_order(archive: Archive) -> None:
    path, each = archive.dossier(sealed=False), 12

    def add(writer: int) -> None:
        for turn in range(each):

            def change(site: Any, turn: int = turn) -> None:
                ctx = archive.as_person(site, "officer")
                facts = RecordFacts(f"{writer} {turn}", "inquiry-record")
                record = add_record(ctx, at(site, path).volume("main"), facts=facts)
                file = archive.file(f"{writer} {turn}".encode(), f"{writer}-{turn}.txt")
                add_components(ctx, record, files=[file])

            persist(archive.db, change)

    all_at_once(8, add)
    with archive.visit() as site:
        volume = at(site, path).volume("main")
        records = volume.records()
        assert len(records) == len(volume) == 2 + 8 * each
        assert len(set(volume.order)) == len(records)
        assert [record.position for record in records] == list(range(1, len(records) + 1))
        for writer in range(8):
            mine = [each.title for each in records if each.title.startswith(f"{writer} ")]
            assert mine == [f"{writer} {turn}" for turn in range(each)]
        assert all(site.found(record.uid) is record for record in records)
        assert all(len(record) == 1 for record in records)
        assert {record.uid for record in records} <= set(site.pending)
        added = [entry for entry in site.journal.oldest_first() if entry.kind == "record.added"]
        assert len(added) == len({entry.uid for entry in added}) == len(records)


def test_who_add_to_one_dossier_wait_for_each_other_instead_of_trying_again(
    archive: Archive,
) -> None:
    path, met = archive.dossier(sealed=False), Counter[str]()

    def add(site: Any) -> None:
        facts = RecordFacts("询问笔录", "inquiry-record")
        add_record(archive.as_person(site, "officer"), at(site, path).volume("main"), facts=facts)

    def work(_writer: int) -> None:
        left = 15
        while left:
            try:
                with visit(archive.db) as site:
                    add(site)
            except ConflictError as conflict:
                met[class_of(conflict)] += 1
            else:
                left -= 1

    all_at_once(8, work)
    assert (met["OOBucket"], met["OOBTree"]) == (0, 0)


def test_many_who_sign_in_to_one_account_wait_for_each_other(archive: Archive) -> None:
    entered, met = [], Counter[str]()

    def work(_browser: int) -> None:
        while True:
            try:
                with visit(archive.db) as site:
                    ctx = archive.as_person(site, "officer").as_actor(PUBLIC)
                    token = signing.sign_in(ctx, site.people, login="officer", password=PASSWORD)
            except ConflictError as conflict:
                met[class_of(conflict)] += 1
            else:
                entered.append(token)
                return

    all_at_once(8, work)
    assert None not in entered
    assert len(entered) == 8
    assert met["Person"] == 0


@pytest.mark.parametrize("login", ["officer", "nobody-of-that-name"])
def test_a_name_that_is_not_known_keeps_waiting_as_one_that_is(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    inside, most = Counter[str](), Counter[str]()

    def checked(*what: Any) -> bool:
        inside[login] += 1
        most[login] = max(most[login], inside[login])
        fits = password_matches(*what)
        time.sleep(0.05)
        inside[login] -= 1
        return fits

    monkeypatch.setattr(signing, "password_matches", checked)

    def work(number: int) -> None:
        with suppress(ConflictError), visit(archive.db) as site:
            ctx = replace(archive.as_person(site, "officer").as_actor(PUBLIC), origin=f"{number}")
            signing.sign_in(ctx, site.people, login=login, password="a wrong password")

    all_at_once(4, work)
    assert most == {login: 1}


def test_two_who_seal_at_once_give_numbers_without_gap_or_double(archive: Archive) -> None:
    paths = [archive.dossier(sealed=False, case_number=f"栾市监立〔2020〕{number}号")
             for number in range(8)]  # fmt: skip

    def seal(writer: int) -> None:
        for path in paths[writer::2]:

            def change(site: Any, path: str = path) -> None:
                submit_dossier(archive.as_person(site, "officer"), at(site, path))
                seal_dossier(archive.as_person(site, "archivist"), at(site, path))

            persist(archive.db, change)

    all_at_once(2, seal)
    with archive.visit() as site:
        numbers = sorted(at(site, path).reference[-4:] for path in paths)
        assert numbers == [f"{number:04d}" for number in range(1, 9)]


def test_step_10_loses_nothing_of_what_it_puts_into_small_leaves(archive: Archive) -> None:
    archive.dossier(sealed=False)
    with archive.visit() as site:
        site.pending.mark(7, hide=True)
        site.pending.follow("one")
        site.pending.made_whole("one")
        site.by_uid = LOBTree(dict(site.by_uid.items()))
        journal = [(entry.digest, entry._p_oid) for entry in site.journal.oldest_first()]
        nodes, stale = dict(site.by_uid), set(site.pending)
        in_small_leaves(site, archive.settings)
    with archive.visit() as site:
        kept = [(entry.digest, entry._p_oid) for entry in site.journal.oldest_first()]
        assert (kept, site.pending.whole()) == (journal, {"one"})
        assert (set(site.by_uid), set(site.pending)) == (set(nodes), stale)
        assert site.pending.hidden() == {7}


def in_vain(archive: Archive) -> int:
    """Take a number in a transaction that fails; give the number."""
    number = 0
    with suppress(ZeroDivisionError), archive.visit() as site:
        number = site.numbering.take("scope")
        raise ZeroDivisionError
    return number


def test_a_number_of_an_act_that_failed_is_given_to_the_next(archive: Archive) -> None:
    assert in_vain(archive) == 1
    with archive.visit() as site:
        assert [site.numbering.take("scope"), site.numbering.take("scope")] == [1, 2]
    assert in_vain(archive) == 3
    with archive.visit() as early, archive.visit() as late:  # begun before the other took any
        assert late.numbering.take("other") == 1
        assert early.numbering.take("scope") == 3


def test_a_number_is_the_present_one_even_where_the_transaction_began_long_ago(
    archive: Archive,
) -> None:
    with archive.visit() as site:
        site.numbering.take("scope")
    with archive.visit() as early:
        with archive.visit() as late:
            assert late.numbering.take("scope") == 2
        assert early.numbering.take("scope") == 3
    with archive.visit() as site:
        assert site.numbering.take("scope") == 4


def changes(archive: Archive, path: str) -> dict[str, Callable[[Any], object]]:
    """Give what others may do to a dossier while somebody adds a record to it."""
    archivist = lambda site: archive.as_person(site, "archivist")  # noqa: E731
    officer = lambda site: archive.as_person(site, "officer")  # noqa: E731
    marking = Marking(caveats=frozenset({Caveat.COMMERCIAL}), basis="反不正当竞争法第九条")
    facts = replace(FACTS, cause="另一种案由")
    return {
        "submit": lambda site: submit_dossier(officer(site), at(site, path)),
        "describe": lambda site: describe_dossier(officer(site), at(site, path), facts=facts),
        "mark": lambda site: set_marking(
            archive.as_person(site, "security"), at(site, path), marking=marking
        ),
        "submit and seal": lambda site: (
            submit_dossier(officer(site), at(site, path)),
            seal_dossier(archivist(site), at(site, path)),
        ),
    }


@pytest.mark.parametrize("what", ["submit", "describe", "mark", "submit and seal"])
@pytest.mark.parametrize("adds_first", [True, False])
def test_who_adds_a_record_and_who_changes_its_dossier_do_not_pass_each_other(
    archive: Archive, what: str, *, adds_first: bool
) -> None:
    """The dossier is not written by who adds; yet no record slips in behind a seal or a mark."""
    path = archive.dossier(sealed=False, records=40)

    def add(site: Any) -> None:
        facts = RecordFacts("晚来的", "inquiry-record")
        add_record(archive.as_person(site, "officer"), at(site, path).volume("main"), facts=facts)

    other = changes(archive, path)[what]
    first, second = (add, other) if adds_first else (other, add)

    def side_by_side() -> None:
        with visit(archive.db) as late:
            second(late)
            with visit(archive.db) as early:
                first(early)

    with pytest.raises(ConflictError):
        side_by_side()
    with archive.visit() as site:
        if what in {"submit", "submit and seal"} and not adds_first:
            with pytest.raises(WrongState):
                add(site)
        else:
            second(site)


def test_a_name_is_not_used_again_after_its_record_was_taken_out(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=2)
    facts = RecordFacts("x", "inquiry-record")
    with archive.visit() as site:
        ctx = archive.as_person(site, "officer")
        volume = at(site, path).volume("main")
        remove_record(ctx, volume["002"])
        assert add_record(ctx, volume, facts=facts).__name__ == "003"
        assert volume.order == ("001", "003")


def test_adding_a_record_writes_neither_dossier_nor_volume(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier = at(site, path)
        facts = RecordFacts("x", "inquiry-record")
        add_record(archive.as_person(site, "officer"), dossier.volume("main"), facts=facts)
        assert not dossier._p_changed
        assert not dossier.volume("main")._p_changed


#: What one does to the pending set: mark a uid, hide it, or index some and take them out.
DEED = st.one_of(
    st.tuples(st.just("mark"), st.integers(1, 4)),
    st.tuples(st.just("hide"), st.integers(1, 4)),
    st.tuples(st.just("drain"), st.integers(1, 3)),
)


@given(st.lists(st.lists(st.tuples(st.integers(0, 1), DEED), max_size=6), max_size=5))
def test_no_mark_is_lost_whatever_two_connections_do_at_once(
    rounds: list[list[tuple[int, tuple[str, int]]]],
) -> None:
    """In each round two transactions run side by side; each that fails has done nothing.

    A drain indexes what it saw; a uid that was marked after it was indexed last must wait.
    """
    db = DB(MappingStorage())
    with db.transaction() as connection:
        connection.root.pending = Pending()
    indexed: dict[int, int] = {}
    marked: dict[int, int] = {}
    clock = 0
    for deeds in rounds:
        with ExitStack() as closing:
            managers = [TransactionManager(explicit=True) for _side in range(2)]
            sides = []
            for manager in managers:
                connection = db.open(manager)
                closing.callback(connection.close)
                manager.begin()
                sides.append(connection.root.pending)
            mine: list[dict[str, dict[int, int]]] = [{"mark": {}, "done": {}} for _ in range(2)]
            began = clock
            for side, (deed, value) in deeds:
                clock += 1
                if deed == "drain":
                    batch = sides[side].batch(value)
                    sides[side].done(batch, "a")
                    # it saw what was committed before the round, and its own
                    mine[side]["done"] |= {
                        uid: max(began, mine[side]["mark"].get(uid, 0)) for uid in batch
                    }
                else:
                    sides[side].mark(value, hide=deed == "hide")
                    mine[side]["mark"][value] = clock
            for manager, did in zip(managers, mine, strict=True):
                try:
                    manager.commit()
                except ConflictError:
                    manager.abort()
                else:
                    marked |= {uid: max(marked.get(uid, 0), at) for uid, at in did["mark"].items()}
                    for uid, seen in did["done"].items():
                        indexed[uid] = max(indexed.get(uid, 0), seen)
        with db.transaction() as connection:
            waiting = set(connection.root.pending)
            lost = {uid for uid, at in marked.items() if at > indexed.get(uid, 0)} - waiting
            assert not lost
            assert connection.root.pending.hidden() <= waiting
            assert len(connection.root.pending) == len(waiting)
    db.close()


def test_a_writer_and_the_indexer_do_not_conflict(archive: Archive) -> None:
    """Seen before: a mark put in while the last one was taken out was in conflict."""
    with archive.visit() as site:
        site.pending.done(site.pending.batch(1000), "a")
        site.pending.mark(1)
    for uid in range(2, 60):
        with visit(archive.db) as indexer:
            batch = indexer.pending.batch(10)
            indexer.pending.done(batch, "a")
            with visit(archive.db) as writer:
                writer.pending.mark(uid, hide=uid % 2 == 0)
        with archive.visit() as site:
            assert list(site.pending) == [uid]
