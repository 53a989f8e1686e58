"""Somebody in front of a browser of his own, who looks closely at every page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from builders import PASSWORD
from playwright.sync_api import Browser, Page

WIDTHS = [1280, 390]
#: WCAG 2.2 AA, as axe checks it.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


class Person:
    """Somebody in front of a browser of his own."""

    def __init__(self, chromium: Browser, address: str, width: int, login: str | None = None):
        self.address = address
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if login:
            self.go("/sign-in")
            self.page.fill("#login", login)
            self.page.fill("#password", PASSWORD)
            self.page.click("#sign-in button.primary")

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def look(self) -> None:
        """The page scrolls down only, axe finds nothing, the console is silent."""
        self.page.wait_for_load_state("networkidle")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), f"{self.page.url} scrolls sideways"
        found = Axe().run(self.page, options=RULES)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        assert self.complaints == []
