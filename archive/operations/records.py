"""What is done to a record: added, described, put in order, removed (open dossier only)."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.errors import Invalid
from archive.events.records import (
    ComponentAdded,
    RecordAdded,
    RecordDescribed,
    RecordMoved,
    RecordRemoved,
    RecordsReordered,
)
from archive.media.sniff import sniff
from archive.models.components import Arrived, Component
from archive.models.dossiers import Volume
from archive.models.records import Record, RecordFacts
from archive.operations._act import Context, act
from archive.operations._arrivals import SECRET, secrets_among, was_seen
from archive.security.levels import Level, join
from archive.security.permissions import Permission as P
from archive.wording import _


@dataclass(frozen=True)
class Refused:
    """A file that was not taken, and why; it stops none of the others."""

    name: str
    reason: str


@act(P.DOSSIER_DESCRIBE, collecting=True)
def add_record(ctx: Context, volume: Volume, *, facts: RecordFacts) -> Record:
    """Put a record without files behind the others of ``volume``."""
    record = Record(facts)
    name = volume.dossier.next_record_name()
    volume[name] = record
    ctx.happened(RecordAdded(record, facts))
    return record


@act(P.DOSSIER_DESCRIBE, collecting=True)
def add_components(ctx: Context, record: Record, *, files: Sequence[Arrived]) -> list[Refused]:
    """Take files into ``record``; give those that were refused, each with its reason.

    Bytes of a state secret are never stored (保密法 31), so a record with a level takes none.
    """
    if not files:
        raise Invalid(files=_("请选择文件。"))
    if join(record.guards, ctx.today).level > Level.UNCLASSIFIED:
        raise Invalid(files=_("涉密件只作登记，不得上传内容。请按保密规定保管原件。"))
    refused = []
    secrets = secrets_among(ctx, record, files)
    for arrived in files:
        reason = SECRET if arrived.sha256 in secrets else _refusal(record, arrived)
        if reason:
            refused.append(Refused(arrived.name, reason))
        else:
            _add_component(ctx, record, arrived)
    return refused


def _refusal(record: Record, arrived: Arrived) -> str:
    if not arrived.size:
        return _("文件是空的。")
    if any(component.sha256 == arrived.sha256 for component in record.components()):
        return _("本件中已有内容完全相同的文件。")
    return ""


def _add_component(ctx: Context, record: Record, arrived: Arrived) -> None:
    seen = was_seen(ctx, arrived)
    component = Component(arrived, str(sniff(arrived.path)))
    record[record.next_component_name()] = component
    ctx.happened(ComponentAdded(component, arrived.name, arrived.size, arrived.sha256, seen))


@act(P.DOSSIER_DESCRIBE, collecting=True)
def describe_record(ctx: Context, record: Record, *, facts: RecordFacts) -> None:
    """Put other facts in place of the present ones."""
    before = record.facts
    record.describe(facts)
    ctx.happened(RecordDescribed(record, before, facts))


@act(P.DOSSIER_DESCRIBE, collecting=True)
def reorder_records(ctx: Context, volume: Volume, *, names: Sequence[str]) -> None:
    """Put the records of ``volume`` in the order of ``names``."""
    before = tuple(volume.order)
    volume.reorder(names)
    ctx.happened(RecordsReordered(volume, before, tuple(names)))


@act(P.DOSSIER_DESCRIBE, collecting=True)
def move_record(ctx: Context, record: Record) -> None:
    """Lay a record into the other volume; Invalid where its kind may not lie there."""
    before = record.volume.name
    record.move_over()
    ctx.happened(RecordMoved(record, before, record.volume.name))


@act(P.DOSSIER_DESCRIBE, collecting=True)
def remove_record(ctx: Context, record: Record) -> None:
    """Take a record out of an open dossier; what it was stays in the journal."""
    digests = tuple(component.sha256 for component in record.components())
    ctx.happened(RecordRemoved(record, record.facts, digests))
    del record.volume[record.__name__]
