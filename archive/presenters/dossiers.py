"""Dossiers as one person may see them: parties with masked numbers, volumes, what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archive import clock
from archive.models.cases import CaseFacts, Procedure
from archive.models.dossiers import Dossier, Volume
from archive.models.records import Record
from archive.models.site import Archive
from archive.presenters.records import RecordLine, is_below, readable, record_lines
from archive.presenters.viewer import Viewer
from archive.regulation import deadline, retentions
from archive.security.levels import Marking
from archive.security.permissions import Permission as P
from archive.states import FilingState


@dataclass(frozen=True)
class Due:
    """The last day, and how many days are left (less than none when it is overdue)."""

    day: date
    left: int


@dataclass(frozen=True)
class PartyView:
    """A party; the middle of a person's number is hidden."""

    name: str
    kind: str
    number: str


@dataclass(frozen=True)
class VolumeView:
    """A volume with the records the person may read."""

    name: str
    place: str
    title: str
    records: tuple[RecordLine, ...]


@dataclass(frozen=True)
class DossierLine:
    """A dossier in a list."""

    path: str
    case_number: str
    title: str
    unit: str
    closed: date | None
    state: FilingState
    marking: Marking | None


@dataclass(frozen=True)
class DossierView:
    """What the page of a dossier shows; ``returned`` is why it came back, while that matters."""

    title: str
    state: FilingState
    reference: str
    returned: str
    facts: CaseFacts
    parties: tuple[PartyView, ...]
    unit: str
    retention: str
    volumes: tuple[VolumeView, ...]
    due: Due | None
    steps: frozenset[str]
    may_change: bool
    below: bool
    marking: Marking | None


def dossier_view(
    viewer: Viewer, site: Archive, dossier: Dossier
) -> tuple[DossierView, list[Record]]:
    """Give what the page shows, and the marked records on it, to be written down (Art. 34)."""
    shown = [(volume, readable(viewer, volume.records())) for volume in dossier.volumes()]
    marked = [record for _volume, records in shown for record in records if record.marking]
    facts = dossier.facts
    view = DossierView(
        title=dossier.title,
        state=dossier.state,
        reference=dossier.reference,
        returned=dossier.reason if dossier.is_collecting else "",
        facts=facts,
        parties=parties_of(facts),
        unit=site.unit_name(facts.unit),
        retention=retentions()[facts.retention].name,
        volumes=tuple(_volume(viewer, volume, records) for volume, records in shown),
        due=filing_due(dossier, viewer.day),
        steps=viewer.steps(dossier),
        may_change=dossier.is_collecting and viewer.may(P.DOSSIER_DESCRIBE, dossier),
        below=viewer.may(P.MARKING_SET, dossier)
        and any(is_below(dossier, each, viewer.day) for each in marked),
        marking=dossier.marking,
    )
    return view, marked


def _volume(viewer: Viewer, volume: Volume, records: list[Record]) -> VolumeView:
    place = f"{volume.path}/"
    lines = record_lines(viewer, place, records)
    return VolumeView(volume.name, place, volume.title, lines)


def parties_of(facts: CaseFacts) -> tuple[PartyView, ...]:
    """Give the parties as any page shows them."""
    return tuple(PartyView(each.name, each.kind.label, each.shown_number) for each in facts.parties)


def dossier_lines(site: Archive, dossiers: Iterable[Dossier]) -> tuple[DossierLine, ...]:
    """Give what a list shows of ``dossiers``, which the person may read."""
    return tuple(
        DossierLine(
            path=f"{dossier.path}/",
            case_number=dossier.facts.case_number,
            title=dossier.title,
            unit=site.unit_name(dossier.facts.unit),
            closed=dossier.facts.closed,
            state=dossier.state,
            marking=dossier.marking,
        )
        for dossier in dossiers
    )


def filing_due(dossier: Dossier, today: date) -> Due | None:
    """Give by when the dossier is to be filed; ``None`` while it runs, and once it is filed.

    Summary procedure: seven working days from the decision (Penalty 70); otherwise thirty days
    from the end of the case, ending on a working day (Art. 31, Penalty 80).
    """
    facts = dossier.facts
    if dossier.is_sealed:
        return None
    if facts.procedure is Procedure.SUMMARY and facts.decided is not None:
        last = clock.add_working_days(facts.decided, deadline("filing-summary").amount)
    elif facts.closed is not None:
        last = clock.add_days(facts.closed, deadline("filing").amount)
    else:
        return None
    return Due(last, (last - today).days)
