"""Eight kills, and four on RelStorage: what was acknowledged is there, whole and once."""

import sys
from contextlib import closing
from pathlib import Path

import pytest
from killing.houses import OneMachine
from killing.many import ManyMachines
from killing.run import run, seed_of_run

#: A killed worker's job waits until its lease runs out, so these take their time.
KILLS = {"FileStorage": 8, "RelStorage": 4}


HOUSES = {"FileStorage": OneMachine, "RelStorage": ManyMachines}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("storage", HOUSES)
def test_kills_lose_nothing_that_was_acknowledged(storage: str, tmp_path: Path) -> None:
    with closing(HOUSES[storage](tmp_path)) as house:
        report = run(house, KILLS[storage], seed_of_run())
    sys.stdout.write(f"{report}\n")
    assert not report.faults, str(report)
    assert report.acknowledged >= KILLS[storage] * 3
