"""Writes every event into the journal, with a digest of what was and what is."""

import json
from hashlib import sha256

from archive.events import Event
from archive.models.journal import Entry
from archive.operations._act import Context


def write_entry(ctx: Context, event: Event) -> None:
    """Write who did what, on what, when, from where, before and after."""
    facts = {
        "at": ctx.now.isoformat(),
        "actor": ctx.actor.uid,
        "origin": ctx.origin,
        "what": type(event).__name__,
        "uid": event.uid,
        "before": dict(event.before),
        "after": dict(event.after),
    }
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
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
            digest=sha256(canonical.encode()).hexdigest(),
        )
    )
