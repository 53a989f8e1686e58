"""An archive with people, closed, so that a real server can open it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import open_archive
from live import Live, serving, written_ini

from archive.worker import Worker


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    """The settings file of an archive with people and a sealed dossier."""
    with open_archive(tmp_path) as archive:
        archive.dossier()
        Worker(archive.db, archive.index, archive.settings).run_once()
    return written_ini(tmp_path, worker="yes")


@pytest.fixture
def live(ini: Path) -> Iterator[Live]:
    """That archive, served."""
    with serving(ini) as server:
        yield server
