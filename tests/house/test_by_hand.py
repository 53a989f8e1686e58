"""Functional tests go through the doors and the acts: they change no model by hand."""

import ast
from pathlib import Path

import pytest
from reaching import KEPT

FILES = sorted((Path(__file__).parents[1] / "functional").glob("*.py"))

#: What looks like a model's attribute and belongs to the test itself.
ITS_OWN = {"case", "self", "browser", "settings", "archive"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_attribute_of_a_model_is_set(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    written = [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and node.attr in KEPT
        and not (isinstance(node.value, ast.Name) and node.value.id in ITS_OWN)
    ]
    assert written == []
