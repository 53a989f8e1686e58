"""What the documents promise is held by tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_each_promise_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    promises = text.partition("## What is promised")[2].partition("\n## ")[0]
    rows = [row for row in promises.splitlines() if row.startswith("| ")][1:]
    assert len(rows) > 10
    for row in rows:
        held_by = row.rsplit("|", 2)[1]
        assert re.findall(r"`tests/[\w/]+\.py`", held_by) or "the same" in held_by, row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    """Tests, and files and rooms of the house; the locks come into the wheel when it is built."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:archive|docs|templates|tests|tools)/[\w/.-]+)`", text)
    assert [
        name
        for name in named
        if not (ROOT / name).exists() and name != "archive/deployment/requirements/"
    ] == []
    assert set(re.findall(r"`(test_\w+\.py)`", text)) <= TESTS
