"""Step 9: what a requester wrote on the form stands under ``application``."""

from archive.models.site import Archive
from archive.settings import Settings


def applications(site: Archive, _settings: Settings) -> None:
    """Give each copy request its form under the new name; nothing of it changes."""
    for request in site.requests.values():
        request._p_activate()
        if "asked" in vars(request):
            request.application = request.asked
            del request.asked
