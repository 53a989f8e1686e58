"""Pages first shown at the same moment: their templates are compiled one after the other."""

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from chameleon.loader import MemoryLoader

from archive.views.web.templates import Template

FOLDER = Path(__file__).parents[3] / "templates"


@pytest.fixture
def restless() -> Iterator[None]:
    """Other threads go on whenever garbage is collected, as where a finalizer has to wait."""

    def yield_to_others(*_told: object) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(yield_to_others)
    gc.set_threshold(200)
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(yield_to_others)


@pytest.mark.usefixtures("restless")
def test_eight_threads_compile_without_a_failure() -> None:
    paths = sorted(FOLDER.rglob("*.pt"))[:24]
    assert len(paths) == 24

    def compiled(path: Path) -> bool:
        template = Template(str(path), auto_reload=False, macro=None)
        template.loader = MemoryLoader()
        return template.cook_check()

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(compiled, paths))
