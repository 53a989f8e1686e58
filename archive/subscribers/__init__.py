"""Echoes: what follows from an event, in the same transaction, listed in one table."""

from collections.abc import Callable
from datetime import datetime

from archive.events.base import Event
from archive.models.site import Archive
from archive.operations._act import Context
from archive.security.access import Identity
from archive.settings import Settings
from archive.subscribers.index import mark_stale
from archive.subscribers.jobs import queue_work
from archive.subscribers.journal import write_entry
from archive.subscribers.requests import suspend_or_resume

Subscriber = Callable[[Context, Event], None]

#: All of them hear of every event; their order plays no part.
SUBSCRIBERS: tuple[Subscriber, ...] = (write_entry, mark_stale, queue_work, suspend_or_resume)


def announce(ctx: Context, event: Event) -> None:
    """Tell every subscriber; where one can't do its part, the act fails."""
    for subscriber in SUBSCRIBERS:
        subscriber(ctx, event)


def context(
    site: Archive, actor: Identity, now: datetime, origin: str, settings: Settings
) -> Context:
    """Give a context whose acts are heard by all subscribers; doors act through nothing else."""
    return Context(site, actor, now, origin, settings, announce)
