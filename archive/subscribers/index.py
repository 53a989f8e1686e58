"""Marks what an event made stale in the full-text index."""

from archive.events.base import Event
from archive.events.dossiers import (
    DossierCreated,
    DossierDescribed,
    DossierReturned,
    DossierSealed,
    DossierSubmitted,
    MarkingSet,
)
from archive.events.records import (
    ComponentAdded,
    ComponentRead,
    RecordAdded,
    RecordDescribed,
    RecordMoved,
    RecordRemoved,
)
from archive.models.base import Node
from archive.models.components import Component
from archive.models.dossiers import Dossier
from archive.operations._act import Context, relied_on_records

#: The entry of the object itself is stale.
ITSELF = (DossierCreated, RecordAdded, RecordDescribed, RecordMoved, RecordRemoved)

#: The entry of the object, and of every record in it, is stale.
WITH_RECORDS = (DossierDescribed, DossierSubmitted, DossierReturned, DossierSealed, MarkingSet)

#: The entry of the record that holds the object is stale.
ITS_RECORD = (ComponentAdded, ComponentRead)


def mark_stale(ctx: Context, event: Event) -> None:
    """Put into the pending set what must be indexed again; hide what was tightened."""
    pending = ctx.site.pending
    if isinstance(event, ITSELF):
        pending.mark(event.uid)
    elif isinstance(event, WITH_RECORDS):
        hide = isinstance(event, MarkingSet) and event.tightened
        for node in _with_records(ctx, ctx.site.found(event.uid)):
            pending.mark(node.uid, hide=hide)
    elif isinstance(event, ITS_RECORD):
        component = ctx.site.found(event.uid)
        if isinstance(component, Component) and component.__parent__ is not None:
            pending.mark(component.__parent__.uid)


def _with_records(ctx: Context, node: Node) -> list[Node]:
    """Give the object and its records; who adds one meanwhile conflicts, so none is missed."""
    if not isinstance(node, Dossier):
        return [node]
    relied_on_records(ctx, node)
    return [node, *node.records()]
