"""A state is compared nowhere but in the tables, the models and the guards made from rows."""

import ast
import re
from pathlib import Path

import pytest

from archive.states import FilingState, RequestState

ROOT = Path(__file__).parents[2]
STATES = {"FilingState", "RequestState"}

#: Where states are at home, and the demo, which plans how far each of its cases is to get.
AT_HOME = ("archive/states.py", "archive/workflow.py", "archive/models/", "archive/cli/demo/")
FILES = [
    path
    for path in sorted((ROOT / "archive").rglob("*.py"))
    if not str(path.relative_to(ROOT)).startswith(AT_HOME)
]
WORDS = "|".join(sorted({str(state) for state in (*FilingState, *RequestState)}))
IN_TEMPLATE = re.compile(rf"\bstate\s*(?:==|!=|in\b|not in\b)|\bstate\[|['\"](?:{WORDS})['\"]\s*==")


def _is_of_rows(node: ast.expr) -> bool:
    """Say whether it is the sources or the target of a row."""
    return isinstance(node, ast.Attribute) and node.attr in {"sources", "target"}


def _compared(tree: ast.Module) -> list[int]:
    """Give the lines that compare a state, or look something up by one."""
    found = []
    for node in ast.walk(tree):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Dict):
            sides = [key for key in node.keys if key is not None]
        if any(map(_is_of_rows, sides)):
            continue
        named = [each for side in sides for each in ast.walk(side)]
        if any(isinstance(each, ast.Name) and each.id in STATES for each in named) or any(
            isinstance(side, ast.Attribute) and side.attr == "state" for side in sides
        ):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_state_is_compared_here(path: Path) -> None:
    assert _compared(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.pt")), ids=lambda p: p.name)
def test_no_page_compares_a_state(path: Path) -> None:
    assert IN_TEMPLATE.findall(path.read_text(encoding="utf-8")) == []


def test_a_comparison_would_be_seen() -> None:
    for line in (
        "request.state is RequestState.READY",
        "case.state == other",
        "{RequestState.READY: 1}[request.state]",
        "dossier.state in {FilingState.OPEN}",
    ):
        assert _compared(ast.parse(line)), line
    assert not _compared(ast.parse("request.state in SUSPEND.sources"))
    assert IN_TEMPLATE.search("asked.state in ('ready', 'delivered')")
