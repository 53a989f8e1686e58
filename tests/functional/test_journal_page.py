"""The journal on the screen: by time, person, object and kind, and page by page."""

from builders import Archive

from archive.views import journal


def rows(page: object) -> list[list[str]]:
    found = page.html.select("table.list tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in found]


def test_entries_are_narrowed_by_person_object_kind_and_day(archive: Archive) -> None:
    path, other = archive.dossier(sealed=False), archive.dossier(sealed=False)
    auditor = archive.browser("auditor")
    mine = rows(auditor.get("/journal", {"about": path}))
    assert mine
    assert all(row[3].startswith(path) for row in mine)
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


def test_pages_lead_through_all_and_back(archive: Archive, monkeypatch: object) -> None:
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
