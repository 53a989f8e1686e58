"""Measures everything and writes docs/performance.md: ``python tests/bench/run.py``."""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure each thing in an archive of its own, and put the table where it is read."""
    sys.path[0:1] = [str(ROOT / "tests"), str(ROOT)]
    from builders import open_archive

    from bench import dossier_page, filing, permissions, searching, table, writing

    rows = []
    for subject in (dossier_page, searching, filing, permissions, writing):
        with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder)) as archive:
            rows += subject.measure(archive)
    written = table.table(rows)
    table.write(written)
    sys.stdout.write(f"{written}\n")


if __name__ == "__main__":
    main()
