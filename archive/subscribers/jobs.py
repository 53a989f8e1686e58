"""Queues the work that follows from an event."""

from archive.events.base import Event
from archive.events.records import ComponentAdded
from archive.events.requests import CopiesOrdered, EnclosureReceived, RequestResumed
from archive.events.site import ExportOrdered
from archive.models.jobs import Work
from archive.models.requests import CopyRequest
from archive.operations._act import Context


def queue_work(ctx: Context, event: Event) -> None:
    """Have new files read, copies and lists made once they are ordered."""
    if isinstance(event, ComponentAdded | EnclosureReceived):
        ctx.site.jobs.queue(Work.READ, event.uid)
    elif isinstance(event, CopiesOrdered | RequestResumed):
        request = ctx.site.found(event.uid)
        if isinstance(request, CopyRequest) and request.is_being_made:
            ctx.site.jobs.hasten(Work.COPIES, event.uid)
    elif isinstance(event, ExportOrdered):
        ctx.site.jobs.queue(Work.EXPORT, event.uid)
