"""What one person proposes of another, and a second person confirms (Art. 34, 三员分立)."""

import secrets

from archive.errors import NotPermitted, WrongState
from archive.models.named import Facts
from archive.models.posts import Post, Proposed
from archive.operations._act import Context
from archive.security.levels import Clearance
from archive.wording import _


def proposed(ctx: Context, value: Post | Clearance | Facts, reason: str) -> Proposed:
    """Give what the actor proposes."""
    key = secrets.token_urlsafe(9)
    return Proposed(value, ctx.actor.uid, ctx.actor.name, ctx.now, reason.strip(), key)


def require_second_person(
    ctx: Context, subject: int, waiting: Proposed | None, seen: str | None
) -> Proposed:
    """Give what waits, where the actor may confirm it; ``seen`` is the key of what he saw.

    ``subject`` is the uid of who or what it is about.

    Raises WrongState where nothing waits or another proposal took its place meanwhile,
    NotPermitted where the actor proposed it or it is about himself.
    """
    if waiting is None or seen not in {None, waiting.key}:
        raise WrongState(_("提出的内容已有变动，请看过新的内容再确认。"))
    if not waiting.may_be_confirmed_by(ctx.actor.uid, subject):
        raise NotPermitted(_("须由提出人和本人以外的另一人确认。"))
    return waiting
