"""The search page beyond finding: kept searches, result lists, groups, names that complete."""

import io
from typing import Any

import pytest
from builders import Archive
from openpyxl import load_workbook

from archive.models.cases import Party, PartyKind
from archive.operations.markings import set_marking
from archive.search import listing
from archive.security.levels import Caveat, Clearance, Marking

PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="涉及住址")


@pytest.fixture
def filed(archive: Archive) -> str:
    path = archive.dossier(records=3)
    archive.work()
    return path


def results(browser: Any, **params: str) -> Any:
    return browser.get("/search", params)


def export(page: Any) -> Any:
    form = next(f for f in page.forms.values() if (f.action or "").startswith("/search-export"))
    return form.submit()


def rows_in(answer: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(answer.body)).active
    return list(sheet.iter_rows(values_only=True))


def test_a_search_is_kept_under_a_name_and_forgotten(archive: Archive, filed: str) -> None:
    officer = archive.browser("officer")
    page = results(officer, q="化肥", year="2020")
    form = next(f for f in page.forms.values() if f.action == "/search-save")
    form["name"] = "我的化肥案"
    kept = form.submit(status=303).follow()
    assert "我的化肥案" in kept
    assert filed in kept.click("我的化肥案")
    assert "我的化肥案" not in results(archive.browser("archivist"), q="化肥")
    page = results(officer, q="x")
    form = next(f for f in page.forms.values() if f.action == "/search-forget")
    assert "我的化肥案" not in form.submit("name", status=303).follow()


def test_a_list_holds_what_was_found_and_nothing_is_a_formula(archive: Archive) -> None:
    archive.dossier(cause="=HYPERLINK(1)", records=1)
    archive.work()
    answer = export(results(archive.browser("officer"), q="HYPERLINK"))
    heading, *rows = rows_in(answer)
    assert heading[:4] == ("序号", "档号", "案号", "题名")
    assert len(rows) == 2
    book = load_workbook(io.BytesIO(answer.body))
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}
    with archive.visit() as site:
        entry = site.journal.newest(1)[0]
        assert (entry.kind, entry.said["rows"]) == ("list.handed-out", 2)


def test_a_list_holds_nothing_one_may_not_read(archive: Archive, filed: str) -> None:
    with archive.visit() as site:
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["002"]
        set_marking(archive.as_person(site, "security"), record, marking=PRIVACY)
    archive.work()
    everything = rows_in(export(results(archive.browser("archivist"), q="化肥")))
    plain = rows_in(export(results(archive.browser("plain"), q="化肥")))
    assert len(everything) - len(plain) == 1
    assert f"{filed}/main/002" not in {row[-1] for row in plain}
    assert not any(row[1] for row in plain[1:] if "/main/" in row[-1]), "a gap would tell"


@pytest.fixture
def long_list(archive: Archive, filed: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A list the worker has to write, ordered by the archivist without caveats."""
    assert filed
    monkeypatch.setattr("archive.views.search.saved.SHORT", 1)
    page = export(results(archive.browser("plain"), q="化肥")).follow()
    assert "正在制作" in page
    archive.work()
    return archive.browser("plain")


def test_a_long_list_is_written_by_the_worker(archive: Archive, long_list: Any) -> None:
    page = long_list.get("/search-exports")
    assert len(rows_in(page.click("下载"))) == 5
    archive.browser("archivist").get("/exports/00000001/download", status=404)


def test_a_list_is_not_handed_out_after_a_marking_became_tighter(
    archive: Archive, long_list: Any
) -> None:
    with archive.visit() as site:
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["002"]
        set_marking(archive.as_person(site, "security"), record, marking=PRIVACY)
    assert "已过期" in long_list.get("/search-exports")
    long_list.get("/exports/00000001/download", status=409)


def test_a_list_is_not_handed_out_after_ones_clearance_changed(
    archive: Archive, long_list: Any
) -> None:
    archive.clear("plain", Clearance(caveats=frozenset({Caveat.PRIVACY})))
    long_list.get("/exports/00000001/download", status=409)


def test_a_name_that_sounds_the_same_is_offered(archive: Archive) -> None:
    archive.dossier(parties=(Party("曾国藩", PartyKind.PERSON),))
    archive.work()
    page = results(archive.browser("officer"), q="增国藩")
    assert "共 0 条" in page
    assert "共 0 条" not in page.click("曾国藩")
    assert "曾国藩" not in results(archive.browser("other"), q="增国藩")


def test_names_complete_and_tell_nothing_one_may_not_read(archive: Archive, filed: str) -> None:
    assert filed
    typed = {"q": "lcxfsn"}
    assert archive.browser("officer").get("/names", typed).json == ["栾川县丰收农资店"]
    assert archive.browser("other").get("/names", typed).json == []
    archive.browser("auditor").get("/names", typed, status=404)


def test_hits_are_grouped_by_dossier(archive: Archive, filed: str) -> None:
    page = results(archive.browser("officer"), q="正文", grouped="yes")
    assert "1 个案卷" in page
    assert page.text.count('class="hit"') == 1
    assert f"{filed}/main/002/" in page


def test_what_is_not_understood_is_looked_for_as_words(archive: Archive, filed: str) -> None:
    page = results(archive.browser("officer"), q="年度:abc 化肥")
    assert "检索式没有看懂" in page
    assert filed in results(archive.browser("officer"), q="(化肥")


def test_a_sentence_that_stands_nowhere_is_looked_for_by_its_words(
    archive: Archive, filed: str
) -> None:
    page = results(archive.browser("officer"), q="不合格化肥销售案件")
    assert "已拆成词检索" not in page
    page = results(archive.browser("officer"), q="化肥不合格销售")
    assert "已拆成词检索" in page
    assert filed in page
    assert len(rows_in(export(page))) > 1


def test_what_was_chosen_can_be_left_again_where_it_finds_nothing(
    archive: Archive, filed: str
) -> None:
    page = results(archive.browser("officer"), q="化肥", year="1999", penalty="<b>")
    assert "共 0 条" in page
    wider = page.click("年度：1999", index=0).click("处罚种类", index=0)
    assert filed in wider


def test_penalties_and_levels_narrow_what_is_found(archive: Archive) -> None:
    fined = archive.dossier(records=1, penalties="罚款3000元", case_number="栾市监立〔2020〕31号")
    warned = archive.dossier(records=1, penalties="警告", case_number="栾市监立〔2020〕32号")
    archive.work()
    page = results(archive.browser("officer"), q="化肥")
    assert fined in page
    assert warned in page
    narrowed = page.click("^罚款$")
    assert fined in narrowed
    assert warned not in narrowed
    assert "密级" not in page.html.select_one(".facet").text


def test_the_longest_list_has_an_end(archive: Archive, filed: str, monkeypatch: Any) -> None:
    assert filed
    monkeypatch.setattr(listing, "MOST", 20)
    assert len(rows_in(export(results(archive.browser("officer"))))) <= 21
