"""Step 11: what is withheld is a place on a page with its ground, no bare number of a page."""

from dataclasses import replace

from archive import clock
from archive.models.answers import Ground, Item, whole_pages
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.security.levels import Caveat, join
from archive.settings import Settings


def grounds_of_pages(site: Archive, _settings: Settings) -> None:
    """Give each page that is withheld the ground of its record, and each opinion what it heard.

    What caveats a reviewer had before him was not kept; it is taken to be those of today.
    """
    for request in site.requests.values():
        if isinstance(request, CopyRequest):
            items = {uid: _upgraded(site, item) for uid, item in request.items.items()}
            if items != request.items:
                request.items = items


def _upgraded(site: Archive, item: Item) -> Item:
    heard = _caveats(site, item.record) if item.agreed else frozenset[Caveat]()
    if not item.withheld:
        return replace(item, withheld=(), heard=heard)
    numbers = (each for each in item.withheld if isinstance(each, int))
    pages = whole_pages(numbers, item.ground or Ground.OTHER_LAW)
    return replace(item, withheld=pages, ground=None, heard=heard)


def _caveats(site: Archive, uid: int) -> frozenset[Caveat]:
    record = site.by_uid.get(uid)
    return join(record.guards, clock.now().date()).caveats if record is not None else frozenset()
