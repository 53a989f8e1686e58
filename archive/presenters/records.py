"""Records as one person may see them: which there are, their numbers, what is told of a secret."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from archive.models.dossiers import Dossier
from archive.models.markings import KNOWERS_FROM, Informed
from archive.models.records import Record
from archive.presenters.viewer import Viewer
from archive.security.levels import Level, Marking, join
from archive.security.permissions import Permission as P


class RecordLine(NamedTuple):
    """A record in the table of its volume, in the order of the columns.

    ``position`` counts what the person sees, so that a gap tells nobody of a hidden record.
    """

    position: int
    name: str
    place: str
    title: str
    kind: str | None
    number: str | None
    makers: str | None
    made: str | None
    pages: int | None
    marking: Marking | None


@dataclass(frozen=True)
class RecordView:
    """What the page of a record tells beside its files."""

    reference: str
    before: str | None
    after: str | None
    secret: bool
    knowers: tuple[Informed, ...] | None
    below: bool


def readable(viewer: Viewer, records: Iterable[Record]) -> list[Record]:
    """Give the records the person may read; what is not marked passes as the dossier did."""
    return [
        record for record in records if record.marking is None or viewer.may(P.DOSSIER_READ, record)
    ]


def sees_all(viewer: Viewer, dossier: Dossier) -> bool:
    """Say whether nothing of ``dossier`` is hidden from the person.

    The last part of a record's reference code counts all records, so a gap would tell of one
    that is hidden: who does not see all is not shown it.
    """
    records = list(dossier.records())
    return len(readable(viewer, records)) == len(records)


def record_lines(viewer: Viewer, place: str, records: Sequence[Record]) -> tuple[RecordLine, ...]:
    """Give what the table shows of ``records`` at ``place``, which the person may read.

    A template looks a name up some ten times as slowly as Python does, and this is the table with
    most rows, so the looking up is done here.
    """
    say = viewer.say
    return tuple(_line(say, place, at, record) for at, record in enumerate(records, start=1))


def _line(say: Callable[[str], str], place: str, position: int, record: Record) -> RecordLine:
    facts, kind, name = record.facts, say(record.kind.name), record.__name__
    return RecordLine(
        position,
        name,
        f"{place}{name}/",
        facts.title,
        kind if kind != facts.title else None,
        facts.number or None,
        facts.makers or None,
        facts.made.isoformat() if facts.made else None,
        record.pages or None,
        record.marking,
    )


def record_view(viewer: Viewer, record: Record) -> RecordView:
    """Give what the page of a record tells; its neighbours are those the person may read."""
    names = [each.__name__ for each in readable(viewer, record.volume.records())]
    at, marks = names.index(record.__name__), viewer.may(P.MARKING_SET, record)
    level = join(record.guards, viewer.day).level
    return RecordView(
        reference=record.reference if sees_all(viewer, record.dossier) else "",
        before=names[at - 1] if at else None,
        after=names[at + 1] if at + 1 < len(names) else None,
        secret=level > Level.UNCLASSIFIED,
        knowers=record.knowers if marks and level >= KNOWERS_FROM else None,
        below=marks and is_below(record.dossier, record, viewer.day),
    )


def is_below(dossier: Dossier, record: Record, day: date) -> bool:
    """Say whether a dossier is marked lower than a record in it (an alarm, Art. 34)."""
    own = join([record.marking] if record.marking else [], day).level
    return own > join(dossier.guards, day).level
