"""The slow round over all files: who looks at the next ones, how far it is, what was done."""

from datetime import datetime, timedelta

from archive.errors import Invalid, Missing
from archive.events.base import Uid
from archive.events.fixity import BytesRemedied
from archive.models.fixity import Occasion, Remedy, Round
from archive.models.site import Archive
from archive.operations._act import Context, act
from archive.operations.fixity import note_verified
from archive.security.permissions import Permission as P
from archive.wording import _

#: Most characters of what somebody did about a file.
LONGEST = 1000


@act(P.FIXITY_ARRANGE)
def lend_slice(
    ctx: Context, site: Archive, *, position: int, until: datetime, every: timedelta
) -> bool:
    """Let somebody look at the files behind ``position`` until a moment; say whether he has them.

    Where a round is due it begins. Another may have them, or may have looked at them meanwhile.
    """
    fixity = site.fixity
    if not fixity.is_due(ctx.now, every) or fixity.place != position:
        return False
    if not fixity.is_running and ctx.now >= fixity.due(ctx.now, every):
        fixity.begin(ctx.now)
    fixity.lend(until)
    return True


@act(P.FIXITY_ARRANGE)
def free_slice(_ctx: Context, site: Archive) -> None:
    """Let another look at what was lent: who had it ended."""
    site.fixity.lend(None)


@act(P.FIXITY_ARRANGE)
def note_slice(  # noqa: PLR0913 - what a slice is
    ctx: Context, site: Archive, *, position: int, files: int, size: int, wrong: int, ended: bool
) -> None:
    """Note how far the round came, and its end."""
    fixity = site.fixity
    fixity.lend(None)
    fixity.advance(position, files, size, wrong)
    if ended and fixity.began is not None:
        counts = (fixity.seen_files, fixity.seen_bytes, fixity.seen_wrong)
        note_verified(ctx, site, done=Round(Occasion.ROUND, fixity.began, ctx.now, *counts))


@act(P.FIXITY_ARRANGE)
def ask_again(_ctx: Context, site: Archive, *, uid: int) -> None:
    """Have a file that was found wrong looked at before all others; Missing for any other."""
    if site.fixity.found(uid) is None:
        raise Missing
    site.fixity.asked.add(uid)


@act(P.FIXITY_ARRANGE)
def note_asked(_ctx: Context, site: Archive, *, uids: tuple[int, ...]) -> None:
    """Note that the files somebody asked for were looked at."""
    site.fixity.lend(None)
    for uid in uids:
        if uid in site.fixity.asked:
            site.fixity.asked.remove(uid)


@act(P.FIXITY_ARRANGE)
def note_remedy(ctx: Context, site: Archive, *, uid: int, text: str) -> None:
    """Keep what was done about a file that is or was wrong; Missing for any other."""
    found = site.fixity.found(uid)
    if found is None:
        raise Missing
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(text=_("请用一两句话写明做了什么。"))
    found.remedied(Remedy(ctx.now, ctx.actor.name, text.strip()))
    node = site.by_uid.get(uid) or site
    ctx.happened(BytesRemedied(node, Uid(uid), text.strip()))
