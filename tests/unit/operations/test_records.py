"""Records and their files: put in, described, ordered, taken out; what is refused, and why."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from builders import Archive, press

from archive.cli.checks.keeping import volumes
from archive.errors import Invalid, NotPermitted, WrongState
from archive.models.components import Arrived, Legibility
from archive.models.jobs import Work
from archive.models.misplaced import misplaced_in
from archive.models.records import RecordFacts
from archive.operations.components import Findings, download_component, note_findings
from archive.operations.markings import note_reading_of_marked
from archive.operations.records import (
    add_components,
    add_record,
    describe_record,
    move_record,
    remove_record,
    reorder_records,
)
from archive.security.access import SYSTEM
from archive.security.levels import Caveat, Level, Marking
from archive.states import FilingState

FACTS = RecordFacts("询问笔录", "inquiry-record")
SECRET = Marking(level=Level.SECRET, basis="定密决定", organ="某局")
COMMERCIAL = Marking(caveats=frozenset({Caveat.COMMERCIAL}), basis="企业要求")


def at(site: Any, path: str) -> Any:
    node = site
    for name in path.strip("/").split("/"):
        node = node[name]
    return node


def newest(site: Any) -> Any:
    return site.journal.newest(1)[0]


CHANGES: dict[str, Callable[[Any, Any, Archive], Any]] = {
    "add": lambda ctx, record, _archive: add_record(ctx, record.volume, facts=FACTS),
    "describe": lambda ctx, record, _archive: describe_record(ctx, record, facts=FACTS),
    "move": lambda ctx, record, _archive: move_record(ctx, record),
    "remove": lambda ctx, record, _archive: remove_record(ctx, record),
    "order": lambda ctx, record, _archive: reorder_records(
        ctx, record.volume, names=record.volume.order
    ),
    "files": lambda ctx, record, archive: add_components(
        ctx, record, files=[archive.file(b"more")]
    ),
}


@pytest.mark.parametrize("state", [FilingState.SUBMITTED, FilingState.SEALED])
@pytest.mark.parametrize("change", list(CHANGES))
def test_nothing_changes_in_a_dossier_that_no_longer_collects(
    archive: Archive, change: str, state: FilingState
) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier, officer = at(site, path), archive.as_person(site, "officer")
        dossier.state = state
        entries, order = len(site.journal), dossier.volume("main").order
        with pytest.raises(WrongState):
            CHANGES[change](officer, at(dossier, "main/001"), archive)
        assert (len(site.journal), dossier.volume("main").order) == (entries, order)


@pytest.mark.parametrize("login", ["other", "archivist", "head", "security", "auditor", "admin"])
@pytest.mark.parametrize("change", list(CHANGES))
def test_only_officers_of_the_unit_change_records(
    archive: Archive, change: str, login: str
) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site, pytest.raises(NotPermitted):
        CHANGES[change](archive.as_person(site, login), at(site, f"{path}/main/001"), archive)


def test_record_comes_behind_the_others_and_waits_for_the_index(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    archive.work()
    with archive.visit() as site:
        volume = at(site, path).volume("main")
        record = add_record(archive.as_person(site, "officer"), volume, facts=FACTS)
        assert volume.records()[-1] is record
        assert record.uid in set(site.pending)
        assert (newest(site).kind, newest(site).said["facts"]["title"]) == (
            "record.added",
            "询问笔录",
        )


def test_file_keeps_its_bytes_and_digest_and_is_typed_by_them_not_by_its_name(
    archive: Archive,
) -> None:
    path = archive.dossier(sealed=False, records=1)
    content = b"%PDF-1.7 not a text whatever it is called"
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        files = [archive.file(content, "笔录.txt")]
        assert add_components(archive.as_person(site, "officer"), record, files=files) == []
    with archive.visit() as site:
        component = at(site, f"{path}/main/001/002")
        assert Path(component.blob.committed()).read_bytes() == content
        assert component.sha256 == sha256(content).hexdigest()
        assert component.media_type == "application/pdf"
        assert component.legibility is Legibility.WAITING
        assert any(
            (job.work, job.uid) == (Work.READ, component.uid) for job in site.jobs._waiting.values()
        )


def test_refused_files_are_named_and_stop_none_of_the_others(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=1)
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        files = [archive.file(b"", "空.pdf"), archive.file(b"a", "一.txt")]
        files += [archive.file(b"a", "一之二.txt"), archive.file(b"b", "二.txt")]
        refused = add_components(archive.as_person(site, "officer"), record, files=files)
        assert [(each.name, each.reason[:4]) for each in refused] == [
            ("空.pdf", "文件是空"),
            ("一之二.txt", "本件中已"),
        ]
        assert [each.filename for each in record.components()][1:] == ["一.txt", "二.txt"]


@pytest.mark.parametrize("marked", ["", "/main/001"])
def test_secret_takes_no_bytes_whether_record_or_dossier_is_marked(
    archive: Archive, marked: str
) -> None:
    path = archive.dossier(sealed=False, records=1)
    with archive.visit() as site:
        at(site, path + marked).marking = SECRET
        officer = archive.as_person(site, "officer")
        cleared = replace(officer.actor, clearance=SYSTEM.clearance)
        record = at(site, f"{path}/main/001")
        with pytest.raises(Invalid) as refused:
            add_components(officer.as_actor(cleared), record, files=[archive.file(b"x")])
        assert len(record) == 1
    assert list(refused.value.fields) == ["files"]


def test_other_order_is_kept_and_both_orders_are_written_down(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=3)
    with archive.visit() as site:
        volume = at(site, path).volume("main")
        officer = archive.as_person(site, "officer")
        reorder_records(officer, volume, names=["003", "001", "002"])
        assert volume.order == ("003", "001", "002")
        entry = newest(site)
        assert entry.said == {"before": ["001", "002", "003"], "after": ["003", "001", "002"]}


def test_removed_record_is_gone_but_the_journal_knows_what_it_was(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        digest = next(record.components()).sha256
        remove_record(archive.as_person(site, "officer"), record)
        assert "001" not in at(site, path).volume("main")
        assert newest(site).said["facts"]["title"] == "第1件"
        assert newest(site).said["sha256"] == [digest]
        assert record.uid not in site.by_uid


def test_download_is_written_down_with_the_digest(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        component = at(site, f"{path}/main/001/001")
        download_component(archive.as_person(site, "archivist"), component)
        entry = newest(site)
        assert (entry.kind, entry.actor_name) == ("component.downloaded", "王档案")
        assert entry.said["sha256"] == component.sha256


@pytest.mark.parametrize("login", ["other", "auditor", "admin"])
def test_download_is_refused_to_who_may_not_read(archive: Archive, login: str) -> None:
    path = archive.dossier()
    with archive.visit() as site, pytest.raises(NotPermitted):
        download_component(archive.as_person(site, login), at(site, f"{path}/main/001/001"))


def test_reading_is_written_down_where_something_is_marked_and_only_there(
    archive: Archive,
) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        record, archivist = at(site, f"{path}/main/001"), archive.as_person(site, "archivist")
        entries = len(site.journal)
        note_reading_of_marked(archivist, record)
        assert len(site.journal) == entries
        record.marking = COMMERCIAL
        note_reading_of_marked(archivist, record)
        assert (newest(site).kind, newest(site).said["caveats"]) == ("marked.read", ["commercial"])


def test_marked_record_is_not_read_without_the_caveat(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        record.marking = COMMERCIAL
        with pytest.raises(NotPermitted):
            note_reading_of_marked(archive.as_person(site, "plain"), record)


def test_findings_are_noted_by_the_worker_alone(archive: Archive) -> None:
    path = archive.dossier()
    found = Findings(Legibility.READ, pages=("第一页", "第二页"), page_count=2)
    with archive.visit() as site:
        component = at(site, f"{path}/main/001/001")
        officer = archive.as_person(site, "officer")
        with pytest.raises(NotPermitted):
            note_findings(officer, component, findings=found)
        note_findings(officer.as_actor(SYSTEM), component, findings=found)
        assert component.text_pages == ("第一页", "第二页")
        assert component.__parent__.pages == 2


def test_worker_reads_what_arrived(archive: Archive) -> None:
    path = archive.dossier()
    archive.work()
    with archive.visit() as site:
        component = at(site, f"{path}/main/001/001")
        assert component.legibility is Legibility.READ
        assert component.text_pages[0].startswith("销售不合格化肥 第1件的正文")
        assert site.jobs.waiting() == 0


def test_arrived_file_is_moved_into_the_store_not_copied(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=1)
    arrived: Arrived = archive.file(b"moved")
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        add_components(archive.as_person(site, "officer"), record, files=[arrived])
    assert not arrived.path.exists()


def test_a_kind_with_a_fixed_volume_is_laid_in_no_other(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        officer, dossier = archive.as_person(site, "officer"), at(site, path)
        for volume, kind in (("internal", "inquiry-record"), ("main", "hearing-report")):
            with pytest.raises(Invalid, match="kind"):
                add_record(officer, dossier.volume(volume), facts=RecordFacts("某件", kind))
        with pytest.raises(Invalid, match="kind"):
            describe_record(
                officer, at(site, f"{path}/main/001"), facts=RecordFacts("某件", "hearing-report")
            )
        with pytest.raises(Invalid, match="kind"):
            move_record(officer, at(site, f"{path}/main/001"))
        assert [len(volume) for volume in dossier.volumes()] == [2, 0]


def test_a_record_moves_with_its_files_behind_the_others_and_is_found_there(
    archive: Archive,
) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        officer, dossier = archive.as_person(site, "officer"), at(site, path)
        internal = dossier.volume("internal")
        add_record(officer, internal, facts=RecordFacts("讨论", "collective-discussion"))
        record = at(site, f"{path}/main/001")
        uid, digest = record.uid, next(record.components()).sha256
        describe_record(officer, record, facts=RecordFacts("专家意见", "expert-opinion"))
        move_record(officer, record)
        assert internal.order == ("003", "001")
        assert site.found(uid) is record
        assert next(site.found(uid).components()).sha256 == digest
        assert site.found(next(record.components()).uid).path == f"{path}/internal/001/001"
        assert dossier.next_record_name() == "004"
        entry = newest(site)
        assert (entry.kind, entry.path) == ("record.moved", f"{path}/internal/001")
        assert entry.said == {"before": "main", "after": "internal"}
    archive.work()
    hits = archive.browser("officer").get("/search", {"q": "卷:副卷"})
    assert "专家意见" in hits


def test_what_older_archives_laid_in_the_wrong_volume_is_listed_and_stops_filing(
    archive: Archive,
) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        record.facts = RecordFacts("错放的听证报告", "hearing-report")
        site.pending.mark(record.uid)
        assert [each.uid for each in misplaced_in(site)] == [record.uid]
        assert [found.what for found in volumes(None, site)] == ["1 件文书放错了卷"]
    archive.work()
    officer, archivist = archive.browser("officer"), archive.browser("archivist")
    assert "错放的听证报告" in archivist.get("/misplaced")
    officer.get("/misplaced", status=404)
    assert "放错了卷" in press(officer.get(f"{path}/"), "/submit")
    page = press(officer.get(f"{path}/main/001/"), "/move")
    assert "已移到另一卷" in page
    with archive.visit() as site:
        assert list(misplaced_in(site)) == list(volumes(None, site)) == []
    archive.work()
    assert "错放的听证报告" not in archivist.get("/misplaced")


def test_the_form_offers_the_kinds_of_its_volume_by_phase(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    form = archive.browser("officer").get(f"{path}/internal/add").html.select_one("#kind")
    groups = {group["label"]: group.select("option") for group in form.select("optgroup")}
    offered = {option["value"] for options in groups.values() for option in options}
    assert {"hearing-report", "expert-opinion", "appraisal"} <= offered
    assert "inquiry-record" not in offered
    assert next(iter(groups)) == "启动"
    assert list(groups)[-1] == "通常放在另一卷"
