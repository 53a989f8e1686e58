"""Where other archives were bitten (issue 3, item 5): each bite that has a door here, tried.

What is tried elsewhere is not repeated:

hits, totals, facets        properties/test_tree.py, test_leaks.py; contracts/test_search_access.py
completion                  contracts/test_search_language.py; by sound and at once: here
snippets                    properties/test_leaks.py (every link of the search page)
zip and bulk export         functional/test_searches.py (the result list; there is no zip)
file names                  properties/test_leaks.py; functional/test_attacks.py; as an oracle: here
PDF masters, second routes  functional/test_attacks.py, test_requests.py (copies after a marking)
inherited rights            unit/operations/test_markings.py; side listings: here
not yet propagated          properties/test_tree.py; through the pages: here
text under a redaction      unit/worker/test_copying.py (a withheld page is nowhere in the file)
tokens that never end       unit/models/test_registers.py, operations/test_copies.py; lists: here
no door yet                 feeds, mail, areas of redaction (whole pages only), an API
"""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import FACTS, Archive
from material import make_pdf
from PIL import Image
from portal import ask, receipt
from requested import CITIZEN_ID, requested

from archive import clock
from archive.models.cases import Party, PartyKind
from archive.models.records import RecordFacts
from archive.operations.dossiers import submit_dossier
from archive.operations.grants import Holder, give_grant
from archive.operations.markings import set_marking
from archive.operations.records import add_components, add_record
from archive.operations.requests import dismiss_request
from archive.search.document import document_of
from archive.security.levels import Caveat, Clearance, Marking
from archive.states import Outcome

PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="个人信息保护法第二十八条")
WORDS = "隐语独一"


def shut(archive: Archive, path: str) -> Any:
    """Mark what stands at ``path``; the index does not hear of it."""
    with archive.visit() as site:
        node = site
        for name in filter(None, path.split("/")):
            node = node[name]
        set_marking(archive.as_person(site, "security"), node, marking=PRIVACY)


@pytest.fixture
def hidden(archive: Archive) -> str:
    """A dossier whose third record is private and indexed; the dossier's path."""
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        officer = archive.as_person(site, "officer")
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        facts = RecordFacts(f"题名{WORDS}", "inquiry-record", description="化肥", makers=WORDS)
        record = add_record(officer, dossier.volume("main"), facts=facts)
        add_components(officer, record, files=[archive.file(f"化肥 {WORDS}".encode())])
    shut(archive, f"{path}/main/003")
    archive.work()
    return path


TYPED = (
    WORDS, f"化肥 AND {WORDS}", "(化肥 AND NOT 收据)", f"化肥 OR {WORDS}", f"{WORDS} 或 非 {WORDS}",
    f"题名:{WORDS}", f"化肥) OR ({WORDS}", f"NOT (化肥 AND NOT {WORDS})", f'"化肥" OR "{WORDS}"',
    "NOT 化肥", "非 无此词", "-无此词", "*", "隐*", "(((", "", "年度:..2030", "卷:正卷 或 卷:副卷",
)  # fmt: skip


def test_no_logic_leads_out_of_the_filter(archive: Archive, hidden: str) -> None:
    plain, cleared = archive.browser("plain"), archive.browser("legal")
    seen = 0
    for typed in TYPED:
        for how in ({}, {"grouped": "yes"}, {"sort": "newest"}):
            page = plain.get("/search", {"q": typed, **how})
            assert f"{hidden}/main/003" not in page, typed
            results = page.text.split('id="results"')[1].split("<aside")[0]
            assert WORDS not in re.sub(r'(?:href|value)="[^"]*"', "", results), typed
            assert int(re.search(r"共 (\d+) 条", page.text)[1]) <= 3, typed
            seen += f"{hidden}/main/003" in cleared.get("/search", {"q": typed, **how})
    assert seen > len(TYPED), "to who may read it, it is found"


def test_a_number_shown_with_its_middle_hidden_is_not_found_piece_by_piece(
    archive: Archive,
) -> None:
    party = Party("刘某", PartyKind.PERSON, CITIZEN_ID)
    path = archive.dossier(parties=(party,))
    archive.work()
    legal = archive.browser("legal")
    assert CITIZEN_ID not in legal.get(f"{path}/")
    told = [
        length for length in range(7, len(CITIZEN_ID))
        if f"{path}/" in legal.get("/search", {"q": f"{CITIZEN_ID[:length]}*"})
    ]  # fmt: skip
    assert told == [], "the hidden digits can be guessed one by one"


def test_nothing_stands_in_the_entry_of_what_holds_it_or_of_what_it_holds(
    archive: Archive, hidden: str
) -> None:
    with archive.visit() as site:
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        assert WORDS not in str(document_of(site, dossier.uid))
        assert WORDS not in str(document_of(site, dossier.volume("main")["001"].uid))
    shut(archive, hidden)
    plain = archive.browser("plain")
    for typed in (
        "丰收农资店",
        FACTS.case_number,
        "罚款11000元",
        "张办案",
        FACTS.parties[0].number,
    ):
        assert "共 0 条" in plain.get("/search", {"q": typed}), typed


def test_no_name_is_completed_from_what_was_just_shut(archive: Archive) -> None:
    path = archive.dossier(parties=(Party("夔门货栈", PartyKind.ORGANISATION),))
    archive.work()
    plain = archive.browser("plain")
    typed = ("夔", "夔门", "kuimen", "kmhz", "货栈", "葵门货栈")
    assert any("夔门货栈" in plain.get("/names", {"q": each}).json for each in typed)
    shut(archive, path)
    for each in typed:
        assert plain.get("/names", {"q": each}).json == []
        assert "夔门货栈" not in plain.get("/search", {"q": each}).text.replace("q=夔门货栈", "")


def test_what_was_just_shut_is_out_of_pages_counts_and_lists_before_it_is_indexed(
    archive: Archive,
) -> None:
    path = archive.dossier(records=3)
    archive.work()
    plain = archive.browser("plain")
    assert "共 4 条" in plain.get("/search", {"q": "化肥"})
    shut(archive, f"{path}/main/002")
    page = plain.get("/search", {"q": "化肥"})
    assert "共 3 条" in page
    assert 'class="muted">4</span>' not in page
    form = next(f for f in page.forms.values() if (f.action or "").startswith("/search-export"))
    book = openpyxl.load_workbook(io.BytesIO(form.submit().body))
    assert [sheet.sheet_state for sheet in book] == ["visible"]
    assert len(list(book.active.rows)) == 1 + 3
    assert f"{path}/main/002" not in plain.get(f"{path}/")
    assert f"{path}/main/002" not in plain.get(f"{path}/main/001/")
    shut(archive, path)
    assert "共 0 条" in plain.get("/search", {"q": "化肥"})
    plain.get("/J001/penalty/2020/", status=404)


def _files(folder: Path) -> dict[str, bytes]:
    picture, book = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(book)
    Image.new("RGB", (40, 40), "red").save(picture, "PNG")
    return {
        "a.pdf": make_pdf(folder / "a.pdf", ["字"]).read_bytes(), "b.png": picture.getvalue(),
        "c.txt": "字".encode(), "d.html": b"<!doctype html>x", "e.xlsx": book.getvalue(),
    }  # fmt: skip


def test_no_address_of_bytes_outlives_a_marking_whatever_they_are(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        officer = archive.as_person(site, "officer")
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["001"]
        files = [archive.file(content, name) for name, content in _files(archive.folder).items()]
        assert not add_components(officer, record, files=files)
        names = [each.__name__ for each in record.components()]
        etag = {each.__name__: each.sha256 for each in record.components()}
    archive.work()
    plain, place = archive.browser("plain"), f"{path}/main/001"
    addresses = [f"{place}/{name}/{view}" for name in names for view in ("download", "content")]
    pictures = [f"{place}/{name}/page/1" for name in names]
    for address in addresses:
        plain.get(address, status=200)
    assert any(plain.get(address, status="*").status_int == 200 for address in pictures)
    shut(archive, place)
    for address in addresses + pictures:
        known = (
            {"If-None-Match": f'"{etag[address.split("/")[-2]]}"'} if "page" not in address else {}
        )
        for headers in ({}, {"Range": "bytes=0-0"}, known):
            answer = plain.get(address, headers=headers, status=404)
            assert "ETag" not in answer.headers
            assert "Content-Range" not in answer.headers


def test_no_address_of_bytes_outlives_the_cause_of_a_grant(archive: Archive) -> None:
    with requested(archive) as case:
        case.taken()
        security, number = case.who("security"), case.asked.title
        give_grant(security, case.dossier, holder=Holder("other"), reason="协查", request=number)
        address = f"{case.record('open').path}/001/download"
    other = archive.browser("other")
    other.get(address, status=200)
    with archive.visit() as site:
        dismiss_request(
            archive.as_person(site, "archivist"), site.requests[number],
            outcome=Outcome.DUPLICATE, reason="重复",
        )  # fmt: skip
    other.get(address, status=404)


def test_nothing_asks_whether_the_same_bytes_lie_in_something_hidden(
    archive: Archive, hidden: str
) -> None:
    archive.clear("officer", Clearance())
    with archive.visit() as site:
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        digest = next(dossier.volume("main")["003"].components()).sha256
    officer = archive.browser("officer")
    form = officer.get(f"{hidden}/main/001/upload").forms["form"]
    form["files"] = [("copy.txt", f"化肥 {WORDS}".encode())]
    assert "完全相同" not in form.submit().maybe_follow()
    number, _code = receipt(ask(archive.browser()))
    for asked in (number, "2020-000001"):
        form = archive.browser().get("/verify").forms["form"]
        form["number"], form["sha256"] = asked, digest
        assert "核对一致" not in form.submit()


def test_no_list_beside_the_search_counts_or_names_what_is_hidden(archive: Archive) -> None:
    path, other = archive.dossier(sealed=False), archive.dossier(unit="u2", cause="另一案由")
    with archive.visit() as site:
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        submit_dossier(archive.as_person(site, "officer"), dossier)
    plain = archive.browser("plain")
    assert path in plain.get("/")
    shut(archive, path)
    assert path not in plain.get("/")
    assert other in plain.get("/J001/penalty/2020/")
    assert path not in plain.get("/J001/penalty/2020/")
    assert "2 卷" not in plain.get("/holdings")


def test_a_year_with_nothing_to_be_read_is_none(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    plain = archive.browser("plain")
    assert "2020 年" in plain.get("/holdings")
    shut(archive, path)
    assert "2020 年" not in plain.get("/holdings")
    hidden, none = (plain.get(f"/J001/penalty/{year}/", status=404) for year in (2020, 1999))
    assert hidden.text.replace("2020", "1999") == none.text
    assert "2020 年" in archive.browser("security").get("/holdings")


def test_a_marked_page_is_not_read_without_a_trace_by_a_header(
    archive: Archive, hidden: str
) -> None:
    archive.browser("officer").get(f"{hidden}/main/003/", headers={"HX-Trigger": "file-001"})
    with archive.visit() as site:
        entry = site.journal.newest(1)[0]
        assert (entry.kind, entry.path) == ("marked.read", f"{hidden}/main/003")


def test_what_belongs_to_no_unit_yet_is_not_everyones(archive: Archive) -> None:
    number, _code = receipt(ask(archive.browser()))
    for login in ("officer", "other", "head", "otherhead", "security", "auditor", "admin", None):
        browser = archive.browser(login)
        for address in (f"/requests/{number}/", f"/requests/{number}/001/download"):
            browser.get(address, status=404)
        for address in ("/requests/", "/"):
            assert number not in browser.get(address, status="*")


def test_a_hidden_sheet_is_seen_by_who_examines_and_leaves_when_withheld(archive: Archive) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "明面"
    secret = book.create_sheet("底表")
    secret["A1"], secret["B1"] = "暗藏数字", "隐藏一列"
    secret.sheet_state = "hidden"
    secret.column_dimensions["B"].hidden = True
    content = io.BytesIO()
    book.save(content)
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        officer = archive.as_person(site, "officer")
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["001"]
        add_components(officer, record, files=[archive.file(content.getvalue(), "表.xlsx")])
    archive.work()
    page = archive.browser("legal").get(f"{path}/main/001/")
    assert "暗藏数字" in page
    assert "隐藏一列" in page
    with archive.visit() as site:
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["001"]
        sheets = list(record.components())[-1]
        assert sheets.page_count == len(sheets.text_pages) == 2, "so that a sheet can be withheld"


def test_a_list_is_handed_out_for_a_day_and_no_longer(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.dossier()
    archive.work()
    monkeypatch.setattr("archive.views.search.saved.SHORT", 1)
    browser = archive.browser("officer")
    page = browser.get("/search")
    form = next(f for f in page.forms.values() if (f.action or "").startswith("/search-export"))
    form.submit(status=303)
    archive.work()
    browser.get("/exports/00000001/download", status=200)
    later = clock.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    archive.browser("officer").get("/exports/00000001/download", status=409)
