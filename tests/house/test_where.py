"""What docs/architecture.md answers a newcomer: each file it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("Where is …?")[2]
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ")][1:]


def test_forty_questions_are_answered_with_files_there_are() -> None:
    assert len(ROWS) >= 40
    for row in ROWS:
        _nothing, question, answer, _end = (cell.strip() for cell in row.split("|"))
        paths = re.findall(r"`([^`]+)`", answer)
        assert paths, question
        for path in paths:
            assert (ROOT / "archive" / path).is_file(), (question, path)
