"""What happened, in the past tense: plain facts for the journal, the index and the jobs."""

from archive.events import backups, dossiers, fixity, people, records, requests, site
from archive.events.base import Event

ROOMS = (backups, dossiers, fixity, people, records, requests, site)


def every_event() -> tuple[type[Event], ...]:
    """Give every kind of event there is, in the order of their tags."""
    kinds = (each for room in ROOMS for each in vars(room).values() if isinstance(each, type))
    events = {each for each in kinds if issubclass(each, Event)} - {Event}
    return tuple(sorted(events, key=lambda each: each.tag))
