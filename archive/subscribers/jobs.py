"""Queues the work that follows from an event."""

from archive.events.base import Event
from archive.events.dossiers import ComponentAdded
from archive.events.requests import RequestChanged
from archive.events.site import ExportOrdered
from archive.models.jobs import Work
from archive.operations._act import Context
from archive.workflow import RequestState


def queue_work(ctx: Context, event: Event) -> None:
    """Have new files read, copies and lists made once they are ordered."""
    if isinstance(event, ComponentAdded):
        ctx.site.jobs.queue(Work.READ, event.uid)
    elif isinstance(event, RequestChanged) and event.after["state"] == RequestState.PREPARING:
        ctx.site.jobs.hasten(Work.COPIES, event.uid)
    elif isinstance(event, ExportOrdered):
        ctx.site.jobs.queue(Work.EXPORT, event.uid)
