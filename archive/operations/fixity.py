"""Looking whether the bytes are what they were: what is found is kept and written down."""

from archive.events.fixity import BytesRighted, BytesVerified, BytesWrong
from archive.models.components import StoredFile
from archive.models.fixity import Found, Look, Occasion, Round
from archive.models.site import Archive
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P


@act(P.PUBLIC)
def note_look(ctx: Context, site: Archive, *, look: Look, occasion: Occasion) -> None:
    """Put a file whose bytes are wrong on the list; note of one that is on it that it is right.

    What is known already is not said again; what is right and was never wrong is not written.
    """
    found, file = site.fixity.found(look.uid), site.by_uid.get(look.uid)
    if not isinstance(file, StoredFile):
        return
    if look.fault is not None and (found is None or not found.is_as(look)):
        if found is None:
            site.fixity.keep(Found(look, occasion, ctx.now))
        else:
            found.see(look, occasion)
        ctx.happened(BytesWrong(file, look.fault, occasion, file.sha256, look.sha256))
    elif look.fault is None and found is not None and found.righted_at is None:
        found.right(ctx.now)
        ctx.happened(BytesRighted(file, occasion, file.sha256))


@act(P.FIXITY_ARRANGE)
def note_verified(ctx: Context, site: Archive, *, done: Round) -> None:
    """Keep what a command found that looked at all files, or at some."""
    site.fixity.conclude(done)
    ctx.happened(BytesVerified(site, done))
