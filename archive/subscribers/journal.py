"""Writes every event into the journal, with a digest of what was and what is."""

from archive.events import Event
from archive.models.journal import Entry
from archive.operations._act import Context


def write_entry(ctx: Context, event: Event) -> None:
    """Write who did what, on what, when, from where, before and after."""
    ctx.site.journal.write(
        Entry(
            at=ctx.now,
            actor=ctx.actor.uid,
            actor_name=ctx.actor.name,
            origin=ctx.origin,
            what=type(event).__name__,
            uid=event.uid,
            path=event.path,
            before=event.before,
            after=event.after,
        )
    )
