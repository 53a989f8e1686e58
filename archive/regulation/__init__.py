"""The regulation as data: record kinds, series, retention periods, deadlines; loaded once."""

from archive.regulation.rows import (
    Deadline,
    PenaltyKind,
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
    penalties,
    penalties_in,
    retentions,
    series,
    usual_retention,
)

__all__ = [
    "Deadline",
    "PenaltyKind",
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
    "penalties",
    "penalties_in",
    "retentions",
    "series",
    "usual_retention",
]
