"""Copies leave by one function: nobody else takes them out of a request (Arts. 33, 34)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Where the copies are kept, where the one function gives them, and where the worker puts them.
KNOWN = {"models/requests.py", "models/releasing.py", "operations/copies.py"}
FILES = sorted(
    path
    for path in (ROOT / "archive").rglob("*.py")
    if str(path.relative_to(ROOT / "archive")) not in KNOWN
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.pt"))


def reaching(source: str) -> list[int]:
    """Give the lines that take the copies out of a request, or name their class."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr == "copies")
        or (isinstance(node, ast.ImportFrom) and any(each.name == "Copies" for each in node.names))
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_door_takes_copies_past_the_rule(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert reaching(source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_links_to_the_copies_themselves(path: Path) -> None:
    assert re.findall(r"\.copies\b", path.read_text(encoding="utf-8")) == []


def test_the_check_sees_who_goes_around() -> None:
    assert reaching("download(asked.copies)")
    assert reaching("from archive.models.requests import Copies")
    assert reaching("from archive.models.releasing import copies_of") == []


def test_what_hands_copies_over_asks_the_one_function() -> None:
    source = (ROOT / "archive/operations/copies.py").read_text(encoding="utf-8")
    functions = {each.name: each for each in ast.parse(source).body if hasattr(each, "body")}
    for name in ("fetch_copies", "download_copies", "deliver_copies"):
        asked = {each.id for each in ast.walk(functions[name]) if isinstance(each, ast.Name)}
        assert "copies_of" in asked, name
    for name in ("prepare_copies", "note_copies"):
        asked = {each.id for each in ast.walk(functions[name]) if isinstance(each, ast.Name)}
        assert "require_unhindered" in asked, name
