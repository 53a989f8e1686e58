"""Two hundred power cuts (``CUTS`` for another number), each at a moment of its own seed."""

import logging
import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "unit" / "storage"))

import pytest
from powercut import traced
from test_power_cuts import PROGRAM, violations

CUTS = int(os.environ.get("CUTS", "200"))


@pytest.mark.timeout(3600)
def test_no_cut_loses_anything_acknowledged(tmp_path: Path) -> None:
    logging.getLogger("ZODB.FileStorage").setLevel(logging.CRITICAL)
    notes = traced(PROGRAM, tmp_path / "disk", "40")
    lost = {seed: violations(notes, seed, tmp_path) for seed in range(CUTS)}
    assert {seed: each for seed, each in lost.items() if each} == {}
