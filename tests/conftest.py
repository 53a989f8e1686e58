"""What every test may ask for: the shared material, an archive of its own, the application."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Every test has an application of its own; its templates are compiled once for all of them.
COMPILED = tempfile.mkdtemp(prefix="juanzong-templates-")
os.environ.setdefault("CHAMELEON_CACHE", COMPILED)
atexit.register(shutil.rmtree, COMPILED, ignore_errors=True)

from builders import Archive, open_archive

from archive.models import turns

settings.register_profile(
    "house",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile(
    "ci", parent=settings.get_profile("house"), derandomize=True, database=None, print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "house")

#: What takes long is run by a target of its own: make drill, make soak, make load.
LONG = ("drill", "soak", "load")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the long tests out unless their folder is named."""
    here = Path(__file__).parent
    named = {Path(each.partition("::")[0]).absolute() for each in config.args}
    for folder in (here / name for name in LONG):
        inside = collection_path == folder or folder in collection_path.parents
        if inside and not any(each == folder or folder in each.parents for each in named):
            return True
    return None


SHARED = Path(__file__).parents[1] / ".." / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout; absent in a stranger's clone, never in CI."""
    if SHARED.is_dir():
        return SHARED.resolve()
    if os.environ.get("CI") == "true":
        pytest.fail("../shared is missing, and with CI=true nothing is skipped")
    pytest.skip("../shared is not beside this clone; the tests' own material stands in elsewhere")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let none of two in one thread wait for the turn of the other: turns are mere courtesy."""
    monkeypatch.setattr(turns, "PATIENCE", 0.0)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive with people and units, on real files, thrown away afterwards."""
    with open_archive(tmp_path) as opened:
        yield opened
