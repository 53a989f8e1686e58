"""The regulation as data: record kinds, series, retention periods, deadlines; loaded once."""

from archive.regulation.tables import (
    Deadline,
    RecordKind,
    Retention,
    Series,
    deadline,
    kind,
    kinds,
    retentions,
    series,
)

__all__ = [
    "Deadline",
    "RecordKind",
    "Retention",
    "Series",
    "deadline",
    "kind",
    "kinds",
    "retentions",
    "series",
]
