"""What docs/reliability.md promises is held by tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_promise_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    promises = text.partition("## What is promised")[2].partition("\n## ")[0]
    rows = [row for row in promises.splitlines() if row.startswith("| ")][1:]
    assert len(rows) > 10
    for row in rows:
        held_by = row.rsplit("|", 2)[1]
        named = re.findall(r"`(tests/[\w/]+\.py)`", held_by)
        assert named or "the same" in held_by, row
        assert [name for name in named if not (ROOT / name).is_file()] == []
