"""Markings on the screen: what a change would do, its history, stubs, who knows, alarms."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import Archive
from requested import requested

from archive.models.records import RecordFacts
from archive.operations.markings import set_marking
from archive.operations.records import add_record
from archive.security.levels import Caveat, Clearance, Level, Marking

SECRET = Marking(
    level=Level.SECRET,
    basis="国家秘密事项范围目录第三条",
    organ="洛阳市市场监督管理局",
    decided_on=date(2024, 5, 1),
    until=date(2044, 5, 1),
)


@pytest.fixture
def stub(archive: Archive) -> str:
    """A record without files, marked secret, in a dossier that is not; its path."""
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        facts = RecordFacts("协查函", "other-main")
        record = add_record(archive.as_person(site, "officer"), dossier.volume("main"), facts=facts)
        set_marking(archive.as_person(site, "security"), record, marking=SECRET)
        return f"{path}/main/{record.__name__}"


def marking_form(browser: Any, path: str) -> Any:
    return browser.get(f"{path}/mark").forms["form"]


def test_what_a_marking_would_do_is_told_and_nothing_is_changed(archive: Archive) -> None:
    path = archive.dossier()
    form = marking_form(archive.browser("security"), path)
    form["basis"] = "涉及举报人"
    form.set("caveats", True, index=3)  # noqa: FBT003 - WebTest's own
    page = form.submit("foresee")
    told = page.text.split("将不能查阅的人：")[1].split("</p>")[0]
    assert "周无权" in told
    assert "张办案" not in told
    with archive.visit() as site:
        assert site["J001"]["penalty"]["2020"]["0001"].marking is None


def test_approved_copies_that_a_marking_would_void_are_named(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        path, number = case.dossier.path, case.asked.title
    form = marking_form(archive.browser("security"), path)
    form["basis"] = "商业秘密"
    form.set("caveats", True, index=0)  # noqa: FBT003 - WebTest's own
    page = form.submit("foresee")
    assert number in page
    assert "已同意的复制件将不能领取" in page


def test_every_change_is_kept_with_its_basis_and_by_whom(archive: Archive, stub: str) -> None:
    with archive.visit() as site:
        record = site.found(_uid(site, stub))
        officer = archive.as_person(site, "security")
        set_marking(officer, record, marking=replace(SECRET, level=Level.CONFIDENTIAL,
                    until=date(2030, 5, 1), basis="降密决定"))  # fmt: skip
        set_marking(officer, record, marking=Marking(basis="解密决定"))
    page = archive.browser("security").get(f"{stub}/mark")
    history = page.text.split("标注沿革")[-1]
    places = [history.index(word) for word in ("解密决定", "降密决定", "目录第三条")]
    assert places == sorted(places)
    assert "降低密级" in page
    assert "孙保密" in page


def test_a_marking_is_not_changed_without_a_basis(archive: Archive, stub: str) -> None:
    form = marking_form(archive.browser("security"), stub)
    form["level"] = "0"
    assert "请填写" in form.submit(status=422)


def test_a_term_longer_than_the_law_allows_is_refused(archive: Archive, stub: str) -> None:
    form = marking_form(archive.browser("security"), stub)
    form["until"], form["basis"] = "2044-05-02", "延长"
    assert "不得超过" in form.submit(status=422)


def test_a_level_above_ones_own_clearance_is_not_even_offered(archive: Archive) -> None:
    path = archive.dossier()
    archive.clear("security", Clearance(Level.CONFIDENTIAL, frozenset({Caveat.WORK})))
    form = marking_form(archive.browser("security"), path)
    assert [value for value, *_rest in form["level"].options] == ["0", "1"]
    form["level"].force_value("3")
    form["basis"] = "试"
    form.submit(status=422)


def test_a_secret_is_registered_with_the_place_of_its_original(archive: Archive, stub: str) -> None:
    security = archive.browser("security")
    assert "还没有登记原件" in security.get(f"{stub}/")
    form = security.get(f"{stub}/stub").forms["form"]
    form["place"], form["carrier"] = "保密室3号柜", "豫洛机〔2024〕7号"
    assert "请填写" in form.submit(status=422)
    form["custodian"] = "孙保密"
    assert "保密室3号柜" in form.submit(status=303).follow()


def test_who_learned_of_a_secret_is_on_its_list_once(archive: Archive, stub: str) -> None:
    security = archive.browser("security")
    security.get(f"{stub}/")
    page = security.get(f"{stub}/")
    assert page.text.count('<td data-label="姓名">孙保密</td>') == 1
    form = next(form for form in page.forms.values() if (form.action or "").endswith("/know"))
    form["name"], form["how"] = "局长甲", "会议传达"
    assert "局长甲" in form.submit(status=303).follow()
    assert "局长甲" not in archive.browser("officer").get(stub.rsplit("/", 2)[0] + "/")


def test_a_dossier_marked_lower_than_a_record_raises_an_alarm(archive: Archive, stub: str) -> None:
    security = archive.browser("security")
    dossier = stub.rsplit("/", 2)[0]
    assert "低于卷内的件" in security.get(f"{dossier}/")
    assert "案卷密级低于件" in security.get("/markings")
    assert "低于" not in archive.browser("officer").get(f"{dossier}/")


def test_a_search_that_shows_marked_objects_is_written_down(archive: Archive) -> None:
    path = archive.dossier()
    with archive.visit() as site:
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        marking = Marking(caveats=frozenset({Caveat.COMMERCIAL}), basis="反不正当竞争法")
        set_marking(archive.as_person(site, "security"), dossier, marking=marking)
        uid = str(dossier.uid)
    archive.work()
    assert path in archive.browser("officer").get("/search", {"q": "化肥"})
    with archive.visit() as site:
        entry = site.journal.newest(1)[0]
        assert entry.kind == "marked.found"
        assert int(uid) in entry.said["found"]


def test_an_auditor_is_told_why_and_sees_no_title(archive: Archive) -> None:
    path = archive.dossier()
    auditor = archive.browser("auditor")
    page = auditor.get("/explain", {"person": "other", "what": f"{path}/main/001"})
    assert "不可以" in page
    assert "别的单位" in page
    assert "化肥" not in page
    allowed = auditor.get("/explain", {"person": "officer", "what": "栾市监立(2020)12号"})
    assert "属本单位的案卷" in allowed
    for unknown in ("/J001/../people", "0", "-1", "/J001/penalty/2020/0001/main/999", "\u0130"):
        assert "没有这个" in auditor.get("/explain", {"person": "other", "what": unknown})
    archive.browser("officer").get("/explain", status=404)


def _uid(site: Any, path: str) -> int:
    node = site
    for name in filter(None, path.split("/")):
        node = node[name]
    return int(node.uid)
