"""Every act is reached by a door of the archive itself: what only the demo makes does not exist."""

import ast
from pathlib import Path

from test_doors import _operations

ROOT = Path(__file__).parents[2] / "archive"
ROOM = "archive.operations."
DOORS = [
    path
    for room in ("views", "api", "cli", "worker", "server", "subscribers")
    for path in sorted((ROOT / room).rglob("*.py"))
    if "demo" not in path.parts
]


def _named(path: Path) -> set[str]:
    """Give the operations that a door imports and also uses."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        (node.module or "").removeprefix("archive.operations.") + "." + each.name: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("archive.operations.")
        for each in node.names
    }
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return {whole for whole, name in imported.items() if name in used}


def test_every_act_is_reached_by_a_door_other_than_the_demo() -> None:
    reached = {name for path in DOORS for name in _named(path)}
    assert {name for name, _operation in _operations()} - reached == set()
