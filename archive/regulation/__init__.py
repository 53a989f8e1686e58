"""The regulation as data: record kinds, series, retention periods, deadlines; loaded once."""

from archive.regulation.rows import (
    Deadline,
    Phase,
    Recording,
    RecordKind,
    Retention,
    Series,
    Unit,
)
from archive.regulation.tables import (
    deadline,
    deadlines,
    kind,
    kinds,
    retentions,
    series,
    usual_retention,
)

__all__ = [
    "Deadline",
    "Phase",
    "RecordKind",
    "Recording",
    "Retention",
    "Series",
    "Unit",
    "deadline",
    "deadlines",
    "kind",
    "kinds",
    "retentions",
    "series",
    "usual_retention",
]
