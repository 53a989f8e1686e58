"""The demo archive: made through the acts, believable, and the same each time."""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from builders import settings_of

from archive import clock
from archive.cli.demo import SEED, build_demo
from archive.cli.demo.cases import cases
from archive.cli.demo.documents import papers
from archive.cli.demo.staff import ACCOUNTS, PASSWORD
from archive.cli.keeping import prepare_folders
from archive.media.sniff import MediaType
from archive.models.answers import Answer
from archive.models.cases import PartyKind, Procedure
from archive.models.dossiers import Dossier
from archive.models.identifiers import citizen_id_valid, credit_code_valid
from archive.models.jobs import Work
from archive.models.records import Record
from archive.models.site import make_site
from archive.operations.signing import sign_in
from archive.search.engines.moving import Moving
from archive.security.access import PUBLIC
from archive.security.levels import Level
from archive.security.permissions import GIVEN
from archive.settings import read_settings
from archive.states import FilingState, RequestState
from archive.storage.opening import open_database
from archive.storage.visiting import connected, visit
from archive.subscribers import context

TODAY = date(2026, 6, 1)
DOSSIERS = 6


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A small demo archive, built once; what the command prints is ``told``."""
    ini = settings_of(tmp_path_factory.mktemp("demo"))
    settings = read_settings(ini)
    prepare_folders(settings, ini["zodbconn.uri"])
    db, index = open_database(ini["zodbconn.uri"]), Moving(settings)
    done: list[int] = []
    try:
        with connected(db) as root:
            make_site(root)
        progress = lambda: done.append(1)  # noqa: E731
        told = build_demo(db, index, settings, dossiers=DOSSIERS, progress=progress)
        yield SimpleNamespace(db=db, settings=settings, told=told, done=len(done))
    finally:
        index.close()
        db.close()


def every(site: Any, kind: type) -> list[Any]:
    return [node for node in site.by_uid.values() if isinstance(node, kind)]


def plan(count: int = 40) -> list[Any]:
    return list(cases(count, TODAY, Random(SEED)))


def test_progress_is_told_once_for_each_dossier(demo: Any) -> None:
    with visit(demo.db) as site:
        assert demo.done == len(every(site, Dossier)) == DOSSIERS


def test_every_record_has_bytes_that_are_what_their_digest_says(demo: Any) -> None:
    with visit(demo.db) as site:
        records = every(site, Record)
        assert len(records) >= 4 * DOSSIERS
        for record in records:
            if record.marking is not None and record.marking.level > Level.UNCLASSIFIED:
                assert not len(record), "bytes of a state secret are never stored"
                continue
            files = list(record.components())
            assert files, record.title
            for file in files:
                content = Path(file.blob.committed()).read_bytes()
                assert (len(content), sha256(content).hexdigest()) == (file.size, file.sha256)


def test_every_state_of_a_request_is_shown(demo: Any) -> None:
    with visit(demo.db) as site:
        assert {request.state for request in site.requests.values()} == set(RequestState)


def test_the_history_of_every_request_goes_forward_in_time(demo: Any) -> None:
    with visit(demo.db) as site:
        for request in site.requests.values():
            moments = [step.at for step in request.history]
            assert moments == sorted(moments), request.title
            assert request.received_at <= moments[0]
            assert moments[-1] <= clock.now()


def test_an_order_of_copies_is_left_for_the_worker_of_the_server(demo: Any) -> None:
    with visit(demo.db) as site:
        requests = site.requests.values()
        (ordered,) = [each for each in requests if each.state is RequestState.PREPARING]
        job = site.jobs.take(clock.now())
        assert (job.work, job.uid) == (Work.COPIES, ordered.uid)


def test_pages_are_withheld_only_after_the_legal_reviewer_agreed(demo: Any) -> None:
    with visit(demo.db) as site:
        legal = site.people["fazhi"].uid
        items = [item for each in site.requests.values() for item in each.items.values()]
        decided = [item for item in items if item.decided is Answer.WITHHOLD_PAGES]
        assert decided
        for item in decided:
            assert item.agreed
            assert item.opinion_by == legal


def test_one_secret_is_registered_and_a_word_and_an_excel_file_are_filed(demo: Any) -> None:
    with visit(demo.db) as site:
        records = every(site, Record)
        levels = [each.marking.level for each in records if each.marking is not None]
        assert levels.count(Level.SECRET) == 1
        types = {file.media_type for record in records for file in record.components()}
        assert {MediaType.DOCX, MediaType.XLSX, MediaType.JPEG, MediaType.WAV} <= types


def test_dossiers_are_sealed_on_working_days_in_the_order_of_the_regulation(demo: Any) -> None:
    with visit(demo.db) as site:
        for dossier in every(site, Dossier):
            assert clock.is_working_day(dossier.sealed_at.date())
            kinds = [record.facts.kind for record in dossier.volume("main").records()]
            decision = {"penalty-decision", "summary-decision"} & set(kinds)
            for key in decision:
                assert kinds[kinds.index(key) + 1] == "service-receipt"


def test_the_told_codes_open_requests_whose_copies_can_be_fetched(demo: Any) -> None:
    told = re.findall(r"(\d{4}-\d{6})\s+取件码 (\w+)", demo.told)
    assert told
    with visit(demo.db) as site:
        for number, code in told:
            request = site.requests.open(number, code)
            assert request.state is RequestState.READY
            assert request.link_until >= clock.now().date()
            copies = pypdfium2.PdfDocument(Path(request.copies.blob.committed()))
            assert len(copies) == request.copy_pages > 1
            copies.close()


def test_nobody_decided_what_he_examined_and_no_internal_record_is_released(demo: Any) -> None:
    with visit(demo.db) as site:
        decided = [each for each in site.requests.values() if each.decider is not None]
        assert decided
        for request in decided:
            assert request.decider != request.examiner
            for item in request.items.values():
                internal = site.found(item.record).volume.name == "internal"
                assert not internal or item.decided is Answer.REFUSE


def test_there_is_an_account_for_each_role_and_its_password_is_told(demo: Any) -> None:
    assert PASSWORD in demo.told
    with visit(demo.db) as site:
        assert {role for person in site.people.everyone() for role in person.roles} == set(GIVEN)
        for login, name, *_rest in ACCOUNTS:
            assert login in demo.told
            assert name in demo.told
        door = context(site, PUBLIC, clock.now(), "test", demo.settings)
        assert sign_in(door, site.people, login="dangan", password=PASSWORD)


def test_the_journal_knows_of_every_dossier_record_and_request(demo: Any) -> None:
    with visit(demo.db) as site:
        told = {(entry.kind, entry.uid) for entry in site.journal.oldest_first()}
        assert {("dossier.created", each.uid) for each in every(site, Dossier)} <= told
        assert {("record.added", each.uid) for each in every(site, Record)} <= told
        assert {("request.received", each.uid) for each in site.requests.values()} <= told


def test_the_same_seed_makes_the_same_cases_and_as_many_as_asked_for() -> None:
    assert plan() == plan()
    assert [len(plan(count)) for count in (1, 2, 7, 40)] == [1, 2, 7, 40]


def test_numbers_of_persons_and_organisations_have_right_check_digits() -> None:
    parties = [party for case in plan() for party in case.facts.parties]
    assert {party.kind for party in parties} == set(PartyKind)
    for party in parties:
        person = party.kind is PartyKind.PERSON
        assert (citizen_id_valid if person else credit_code_valid)(party.number), party


def test_the_full_demo_shows_both_procedures_rarer_series_and_every_state_of_filing() -> None:
    assert {case.state for case in plan()} == set(FilingState)
    assert {case.facts.procedure for case in plan()} == set(Procedure)
    assert len({case.series for case in plan()}) >= 4
    assert {case.facts.opened.year for case in plan()} == set(range(2019, TODAY.year + 1))
    numbers = [case.facts.case_number for case in plan()]
    assert len(set(numbers)) == len(numbers)


def test_the_papers_of_a_case_are_dated_in_the_order_of_its_procedure() -> None:
    for case in plan():
        facts, made = case.facts, [(paper.kind, paper.made) for paper in papers(case)]
        days = [day for _kind, day in made]
        assert days == sorted(days), made
        if facts.decided is not None:
            assert facts.opened <= facts.decided <= facts.closed <= TODAY
            assert days[-1] <= facts.closed


def test_a_dossier_has_four_to_fourteen_records(demo: Any) -> None:
    with visit(demo.db) as site:
        counts = {len(list(dossier.records())) for dossier in every(site, Dossier)}
    assert min(counts) >= 4
    assert max(counts) <= 14
    assert len(counts) >= 3


def test_a_case_under_inquiry_has_no_decision_yet() -> None:
    (running,) = [case for case in plan() if case.facts.decided is None]
    assert running.state is FilingState.OPEN
    assert not running.facts.decision_number
    assert not [paper for paper in papers(running) if "决定书" in paper.title]


def test_a_fine_on_the_spot_is_small_and_a_fine_is_kept_as_an_amount() -> None:
    for case in plan():
        if case.facts.procedure is Procedure.SUMMARY:
            assert case.facts.amount <= 200
            assert case.facts.closed == case.facts.opened
        elif case.facts.penalties:
            assert f"{case.facts.amount}元" in case.facts.penalties
