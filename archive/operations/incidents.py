"""What somebody tried in vain: denials, forged forms, broken page policies; written down."""

from archive.events.site import AccessDenied, PolicyViolated
from archive.models.site import Archive
from archive.models.throttle import key_of
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P

#: Most characters kept of what came from outside.
LONGEST = 300


@act(P.SIGNED_IN)
def note_denial(ctx: Context, site: Archive, *, address: str, wanted: str, reason: str) -> None:
    """Write down that a person asked for what a gate shuts, or sent a forged form (Art. 34)."""
    ctx.happened(AccessDenied(site, address[:LONGEST], wanted, str(reason)))


@act(P.PUBLIC)
def note_violation(ctx: Context, site: Archive, *, directive: str, blocked: str) -> bool:
    """Write down a browser's report that a page broke the policy; say whether it was taken.

    Anyone can send such reports, so from one address only so many are taken.
    """
    keys = (key_of("reports", ctx.origin),)
    if site.throttle.wait(keys, ctx.now):
        return False
    site.throttle.failed(keys, ctx.now)
    ctx.happened(PolicyViolated(site, directive[:LONGEST], blocked[:LONGEST]))
    return True
