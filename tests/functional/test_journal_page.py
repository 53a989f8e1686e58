"""The journal on the screen: by time, person, object and kind, and page by page."""

import io
from typing import Any

import pytest
from builders import Archive
from openpyxl import load_workbook

from archive.models.site import Archive as Site
from archive.operations.dossiers import return_dossier, submit_dossier
from archive.operations.grants import Holder, give_grant
from archive.operations.markings import set_marking
from archive.security.levels import Caveat, Clearance, Marking
from archive.views import journal


def rows(page: Any) -> list[list[str]]:
    found = page.html.select("table.list tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in found]


def test_entries_are_narrowed_by_person_object_kind_and_day(archive: Archive) -> None:
    path, other = archive.dossier(sealed=False), archive.dossier(sealed=False)
    auditor = archive.browser("auditor")
    mine = rows(auditor.get("/journal", {"about": path}))
    assert mine
    assert all(path in row[3] for row in mine)
    assert other not in str(mine)
    signed = rows(auditor.get("/journal", {"person": "auditor", "what": "signed.in"}))
    assert len(signed) == 1
    assert rows(auditor.get("/journal", {"person": "officer", "about": path})) == mine
    assert rows(auditor.get("/journal", {"from": "2999-01-01"})) == []
    assert rows(auditor.get("/journal", {"to": "1999-01-01"})) == []
    assert len(rows(auditor.get("/journal", {"from": "2000-01-01", "to": "2999-01-01"}))) > 5


def test_what_there_is_not_is_told(archive: Archive) -> None:
    auditor = archive.browser("auditor")
    for asked in ({"person": "nobody"}, {"about": "/J001/none"}, {"from": "gestern"}):
        page = auditor.get("/journal", asked)
        assert page.html.select_one("[role=alert]")
        assert rows(page) == []


def test_pages_lead_through_all_and_back(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SHOWN", 4)
    archive.dossier()
    auditor = archive.browser("auditor")
    page, pages = auditor.get("/journal", {"to": "2999-01-01"}), []
    while True:
        pages.append(rows(page))
        if "较早的" not in page:
            break
        page = page.click("较早的")
    with archive.visit() as site:
        assert sum(map(len, pages)) == len(site.journal)
    for before in reversed(pages[:-1]):
        page = page.click("较新的")
        assert rows(page) == before
    assert "较新的" not in page


PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="涉及住址")


def at(site: Site, path: str) -> Any:
    node: Any = site
    for name in path.strip("/").split("/"):
        node = node[name]
    return node


@pytest.fixture
def granted(archive: Archive) -> str:
    """A dossier with a grant on it, its reason beginning like a formula."""
    path = archive.dossier(sealed=False, cause="销售伪劣化肥")
    with archive.visit() as site:
        submit_dossier(archive.as_person(site, "officer"), at(site, path))
        archivist, security = (archive.as_person(site, each) for each in ("archivist", "security"))
        return_dossier(archivist, at(site, path), reason="缺少送达回证")
        give_grant(security, at(site, path), holder=Holder(login="other"), reason="=协查")
    return path


def mark(archive: Archive, path: str) -> None:
    with archive.visit() as site:
        set_marking(archive.as_person(site, "security"), at(site, path), marking=PRIVACY)


def test_the_auditor_learns_reasons_of_access_and_no_contents(
    archive: Archive, granted: str
) -> None:
    page = archive.browser("auditor").get("/journal", {"about": granted})
    assert "=协查" in page
    assert "退回案卷" in page
    assert not any(each in page for each in ("销售伪劣化肥", "缺少送达回证"))
    assert not page.html.select(f"table a[href^='{granted}']")


def test_of_what_is_marked_nothing_is_told_to_who_may_not_read_it(
    archive: Archive, granted: str
) -> None:
    mark(archive, granted)
    page = archive.browser("auditor").get("/journal", {"about": granted})
    assert granted in page
    assert not any(each in page for each in ("=协查", "涉及住址", "个人隐私"))
    archive.clear("auditor", Clearance(caveats=frozenset({Caveat.PRIVACY})))
    page = archive.browser("auditor").get("/journal", {"about": granted})
    assert "=协查" in page
    assert "个人隐私" in page
    assert "销售伪劣化肥" not in page


def test_a_list_holds_what_was_asked_for_as_text_and_is_written_down(
    archive: Archive, granted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = archive.browser("auditor")
    page = auditor.get("/journal", {"about": granted})
    answer = exporting(page).submit(status=200)
    cells = [cell for row in load_workbook(io.BytesIO(answer.body)).active for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any("=协查" in str(cell.value) for cell in cells)
    with archive.visit() as site:
        entry = site.journal.newest(1)[0]
        assert (entry.kind, entry.said["rows"]) == ("journal.handed-out", len(rows(page)))
        assert entry.said["filters"] == [["about", granted]]
    monkeypatch.setattr(journal, "MOST", 2)
    assert "缩小范围" in exporting(page).submit(status=303).follow()
    assert "导出审计日志" in auditor.get("/journal", {"what": "journal.handed-out"})


def exporting(page: Any) -> Any:
    return next(f for f in page.forms.values() if (f.action or "").startswith("/journal-export"))
