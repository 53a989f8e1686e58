"""Sixty kills (``KILLS`` for another number); ``JUANZONG_SEED`` makes a run again."""

import os
import sys
from pathlib import Path

import pytest
from killing.houses import OneMachine
from killing.run import run, seed_of_run

KILLS = int(os.environ.get("KILLS", "60"))


@pytest.mark.timeout(3600)
def test_sixty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    report = run(OneMachine(tmp_path), KILLS, seed_of_run())
    sys.stdout.write(f"{report}\n")
    assert not report.faults, str(report)
