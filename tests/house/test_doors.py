"""Doors can't reach past the act: what changes the archive is an act, and doors call only acts."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import archive.operations

ROOT = Path(__file__).parents[2] / "archive"
DOORS = sorted(path for room in ("views", "worker") for path in (ROOT / room).rglob("*.py")) + [
    path for path in sorted((ROOT / "cli").rglob("*.py")) if "demo" not in path.parts
]

#: What changes a model; a door that calls one of these on anything reaches past the act.
CHANGING = {
    "add_fonds", "add_unit", "enrol", "describe", "seal", "reorder", "decide", "put", "move",
    "step", "give_code", "add_preview", "attached", "detached", "begin", "end_all",
    "write", "mark", "year",
}  # fmt: skip

#: The worker and the console take jobs and queue marks; that is bookkeeping, not the archive.
BOOKKEEPING = {"jobs", "pending", "stream", "part", "tm"}

#: A door writes to these alone: its answer, its own things.
ITS_OWN = {
    "self",
    "response",
    "registry",
    "form",
    "cls",
    "request",
    "part",
    "config",
    "env",
    "command",
}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _names(node: ast.expr) -> set[str]:
    return {
        each.attr if isinstance(each, ast.Attribute) else each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute | ast.Name)
    }


@pytest.mark.parametrize("door", DOORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_door_changes_nothing_but_its_own(door: Path) -> None:
    for node in ast.walk(ast.parse(door.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute):
                    assert _root(target) in ITS_OWN, f"{door.name}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            changes = node.func.attr in CHANGING
            allowed = _names(node.func.value) & (BOOKKEEPING | {"self", "super"})
            assert not changes or allowed, f"{door.name}:{node.lineno} calls {node.func.attr}"


@pytest.mark.parametrize("door", DOORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_door_imports_no_storage_of_its_own(door: Path) -> None:
    for node in ast.walk(ast.parse(door.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert not name.startswith(("BTrees", "persistent", "transaction")), door.name


def _operations() -> list[tuple[str, object]]:
    found = []
    for module in pkgutil.iter_modules(archive.operations.__path__):
        if not module.name.startswith("_"):
            loaded = importlib.import_module(f"archive.operations.{module.name}")
            found += [
                (f"{module.name}.{name}", each)
                for name, each in inspect.getmembers(loaded, inspect.isfunction)
                if inspect.unwrap(each).__module__ == loaded.__name__ and not name.startswith("_")
            ]
    return found


@pytest.mark.parametrize(("name", "operation"), _operations())
def test_every_operation_is_an_act(name: str, operation: object) -> None:
    assert hasattr(operation, "__act__"), f"{name} changes the archive without asking the gates"
