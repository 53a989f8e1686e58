"""Doors can't reach past the act: what changes the archive is an act, and doors call only acts."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from reaching import CHANGING, breaches

import archive.operations

ROOT = Path(__file__).parents[2] / "archive"
ROOMS = ("views", "api", "cli", "worker", "server")
OPENING = {"cli", "server", "worker"}
DOORS = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))

#: Each reaches past the act in one line; the check must see every one.
REACHING = [
    "request.context.marking = 1",
    "self.context.state = 1",
    "dossier.state = 1",
    "a.state, b.state = 1, 2",
    "a.state: int = 1",
    "a.state += 1",
    "for a.state in rows: pass",
    "volume['1'] = record",
    "del volume['1']",
    "del volume.marking",
    "setattr(a, 'state', 1)",
    "a.__setitem__('1', record)",
    "a.__dict__['state'] = 1",
    "a._p_jar.transaction_manager.commit()",
    "request.context.steps.append(1)",
    "request.site.units.update(a=1)",
    "asked.items.pop(1)",
    "dossier.seal('J001', 1, now)",
    "self.context.seal('J001', 1, now)",
    "stream.dossier.seal('J001', 1, now)",
    "request.context.recount()",
    "request.site.numbering.take('x')",
    "request.site.journal.write(entry)",
    "request.site.pending.mark(1)",
    "request.site.sessions.end_all(1)",
    "import transaction",
    "import archive.models.site",
    "from BTrees.OOBTree import OOBTree",
    "from archive.storage.visiting import persist",
    "from archive.models.dossiers import _anything",
    "from archive.operations._steps import anything",
]

#: What doors do all day, and may.
KEEPING_OUT = [
    "request.response.status = 404",
    "response.headers['Cache-Control'] = 'no-store'",
    "request.session['token'] = token",
    "self.values['name'] = 1",
    "rows = []\nrows.append(1)",
    "typed = {}\ntyped['a'] = 1",
    "from archive.models.dossiers import INTERNAL, Dossier",
    "from archive.operations.dossiers import seal\nseal(ctx, dossier)",
    "from archive.operations._act import Context",
]


@pytest.mark.parametrize("door", DOORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_door_reaches_nothing_past_the_act(door: Path) -> None:
    place = door.relative_to(ROOT)
    opens_the_archive = (
        place.parts[0] in {"cli", "server", "worker"} or str(place) == "views/web/database.py"
    )
    assert breaches(door.read_text(encoding="utf-8"), opening=opens_the_archive) == []


@pytest.mark.parametrize("line", REACHING)
def test_the_check_sees_who_reaches_past_the_act(line: str) -> None:
    assert len(breaches(line)) > 0


@pytest.mark.parametrize("line", KEEPING_OUT)
def test_the_check_lets_a_door_do_its_own_work(line: str) -> None:
    assert breaches(line) == []


def test_the_changing_methods_are_found_in_the_models_themselves() -> None:
    known = {"seal", "describe", "reorder", "enrol", "add_fonds", "end_all", "mark", "write"}
    assert known <= CHANGING
    assert CHANGING.isdisjoint({"title", "path", "lineage", "records", "get", "names", "released"})


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
