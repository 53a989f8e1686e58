"""When segments of a Whoosh index become one: few to look into, little of what is taken out."""

from __future__ import annotations

from collections import defaultdict
from math import log
from typing import TYPE_CHECKING, Any

from whoosh.reading import SegmentReader

if TYPE_CHECKING:
    from collections.abc import Iterable

#: This many segments of like size become one of the next size.
ALIKE = 8

#: A segment is written anew once this share of its documents is taken out.
MOST_GONE = 0.3


def merge_alike(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge what is due into the segment being written; give the segments that stay.

    A document is written anew once for each size its segment passes, so the cost of one commit
    does not grow with the index, but for the few that make a large segment of the smaller ones.
    """
    due = {segment.segment_id() for segment in _due(segments)}
    for segment in segments:
        if segment.segment_id() in due and segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if segment.segment_id() not in due]


def _due(segments: Iterable[Any]) -> list[Any]:
    due, sizes = [], defaultdict(list)
    for segment in segments:
        if segment.deleted_count() > MOST_GONE * segment.doc_count_all():
            due.append(segment)
        else:
            sizes[int(log(segment.doc_count_all(), ALIKE))].append(segment)
    for size in sorted(sizes):
        if len(sizes[size]) + bool(due) >= ALIKE:
            due += sizes[size]
    return due
