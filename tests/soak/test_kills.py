"""Sixty kills on each storage (``KILLS``: another number; ``JUANZONG_SEED``: a run again)."""

import os
import sys
from contextlib import closing
from pathlib import Path

import pytest
from killing.houses import OneMachine
from killing.many import ManyMachines
from killing.run import run, seed_of_run

KILLS = int(os.environ.get("KILLS", "60"))
HOUSES = {"FileStorage": OneMachine, "RelStorage": ManyMachines}


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("storage", HOUSES)
def test_sixty_kills_lose_nothing_that_was_acknowledged(storage: str, tmp_path: Path) -> None:
    with closing(HOUSES[storage](tmp_path)) as house:
        report = run(house, KILLS, seed_of_run(), out=tmp_path / "report.txt")
    sys.stdout.write(f"{report}\n")
    assert not report.faults, str(report)
