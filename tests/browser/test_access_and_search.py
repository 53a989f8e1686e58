"""Accounts, markings, grants, explanations and the search page in Chromium at two widths."""

from typing import Any

import pyotp
import pytest
from browser.visitor import WIDTHS, Person
from builders import Archive, open_archive
from playwright.sync_api import Browser, expect

from archive.models.cases import Party, PartyKind
from archive.operations.grants import Holder, give_grant
from archive.operations.markings import set_marking
from archive.security.levels import Caveat, Clearance, Level, Marking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="个人信息保护法第二十八条")


def filled(archive: Archive) -> str:
    """Put a marked dossier, a grant and a proposal into the archive; give the dossier's path."""
    path = archive.dossier(parties=(Party("栾川县丰收农资店"), Party("曾国藩", PartyKind.PERSON)))
    with archive.visit() as site:
        security = archive.as_person(site, "security")
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        set_marking(security, dossier.volume("main")["002"], marking=PRIVACY)
        give_grant(security, dossier, holder=Holder(login="other"), reason="协查同一当事人")
        from archive.operations.clearances import propose_clearance

        wider = Clearance(Level.SECRET, frozenset(Caveat))
        propose_clearance(security, site.people["other"], clearance=wider, reason="参加专案")
    archive.work()
    return path


PAGES = {
    "security": (
        "/people", "/people/other", "/people/other/clearance", "/markings", "/grants",
        "{path}/grants", "{path}/main/002/mark", "{path}/main/002/", "/me", "/me-password",
    ),
    "admin": ("/people", "/people/new", "/people/officer", "/people/officer/standing", "/explain"),
    "auditor": ("/journal", "/explain?person=other&what={path}/main/002", "/grants"),
    None: ("/sign-in", "/invitation"),
}  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_access_is_sound(served: Any, chromium: Browser, width: int) -> None:
    archive, address = served
    path = filled(archive)
    for login, pages in PAGES.items():
        person = Person(chromium, address, width, login)
        for page in pages:
            person.go(page.format(path=path))
            person.look()


@pytest.mark.parametrize("width", WIDTHS)
def test_search_gets_better_with_script(served: Any, chromium: Browser, width: int) -> None:
    archive, address = served
    filled(archive)
    officer = Person(chromium, address, width, "officer")
    page = officer.go("/search")
    officer.look()
    page.locator("body").press("/")
    expect(page.locator("#find, #q").and_(page.locator(":focus"))).to_have_count(1)
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("化肥", delay=30)
    expect(page.locator(".hit mark").first).to_be_visible()
    expect(page).to_have_url(f"{address}/search?q=%E5%8C%96%E8%82%A5")
    page.locator("#q").press("ArrowDown")
    expect(page.locator(".hit h2 a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    officer.look()
    page.get_by_role("link", name="按案卷归并").click()
    expect(page.get_by_text("1 个案卷")).to_be_visible()
    officer.look()
    page.go_back()
    expect(page.get_by_role("link", name="按案卷归并")).to_be_visible()
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("cg", delay=30)
    expect(page.locator("#names option")).to_have_count(1)
    assert officer.complaints == []


def test_search_works_without_script(served: Any, chromium: Browser) -> None:
    archive, address = served
    filled(archive)
    context = chromium.new_context(java_script_enabled=False)
    officer = Person(chromium, address, 1280, "officer")
    context.add_cookies(officer.context.cookies())
    page = context.new_page()
    page.goto(f"{address}/search")
    page.fill("#q", "化肥")
    page.click("#search-form button")
    expect(page.locator(".hit mark").first).to_be_visible()
    page.click("text=按案卷归并")
    expect(page.get_by_text("1 个案卷")).to_be_visible()


def test_a_second_factor_is_set_up_and_asked_for(
    chromium: Browser, tmp_path: Any, serve: Any
) -> None:
    with open_archive(tmp_path, second_factor="roles") as archive, serve(archive) as address:
        head = Person(chromium, address, 390, "head")
        expect(head.page).to_have_url(f"{address}/sign-in-enrol")
        head.look()
        secret = head.page.locator("code").inner_text()
        head.page.fill("#code", pyotp.TOTP(secret).now())
        head.page.click("button.primary >> nth=-1")
        expect(head.page.locator(".codes li")).to_have_count(10)
        head.look()
        recovery = head.page.locator(".codes li").first.inner_text()
        head.page.click("text=已保管好")
        expect(head.page.get_by_role("link", name="赵负责")).to_be_visible()
        again = Person(chromium, address, 1280, "head")
        expect(again.page).to_have_url(f"{address}/sign-in-second")
        again.look()
        again.page.fill("#code", recovery)
        again.page.click("button.primary >> nth=-1")
        expect(again.page.get_by_role("link", name="赵负责")).to_be_visible()
