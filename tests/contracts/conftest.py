"""Each engine in turn, on a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from contracts.searching import ENGINES

from archive.search.port import Index


@pytest.fixture(params=ENGINES)
def opener(request: pytest.FixtureRequest) -> Callable[[Path], Index]:
    return ENGINES[request.param]


@pytest.fixture
def index(opener: Callable[[Path], Index], tmp_path: Path) -> Iterator[Index]:
    opened = opener(tmp_path / "index")
    yield opened
    opened.close()
