"""Eight kills: everything that was acknowledged is there, whole and once."""

import sys
from pathlib import Path

import pytest
from killing.houses import OneMachine
from killing.run import run, seed_of_run

KILLS = 8


@pytest.mark.timeout(600)
def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    report = run(OneMachine(tmp_path), KILLS, seed_of_run())
    sys.stdout.write(f"{report}\n")
    assert not report.faults, str(report)
    assert report.acknowledged >= KILLS * 3
