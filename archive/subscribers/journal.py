"""Writes every event into the journal, its facts in their canonical form."""

from typing import Any

from archive.events.base import Event
from archive.evidence.canonical import plain, written
from archive.models.about import about
from archive.models.journal import Entry
from archive.operations._act import Context


def write_entry(ctx: Context, event: Event) -> None:
    """Write who did what, on what, when and from where, with what the event says of it."""
    said: Any = plain(event.said())
    entry = Entry(
        at=ctx.now,
        actor=ctx.actor.uid,
        actor_name=str(ctx.actor.name),
        origin=ctx.origin,
        tag=event.tag,
        uid=event.uid,
        path=event.path,
        facts=written(said),
    )
    ctx.site.journal.write(entry, about(ctx.site, event.path, said))
