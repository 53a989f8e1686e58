"""Files that have just come: looked at for the mark of a state secret before they are kept."""

from collections.abc import Sequence

from archive.events.records import SecrecyMarkFound
from archive.media.secrecy_scan import Scan, look, look_at_all
from archive.models.base import Node
from archive.models.components import Arrived
from archive.operations._act import Context
from archive.security.secrecy import mark_in_name
from archive.wording import _

#: Bytes of a state secret are never stored here (保密法 31).
SECRET = _("文件带有国家秘密标志，没有收下。请立即停止上传，按保密规定处理原件并告知保密员。")


def secrets_among(ctx: Context, node: Node, files: Sequence[Arrived]) -> frozenset[str]:
    """Give the digests of the files that bear a secrecy mark; it is written down that they came.

    Their names, their words and, where pictures can be read, the head of their first page are
    looked at, several files at once, in child processes.
    """
    arrivals = [(arrived.path, arrived.sha256) for arrived in files if arrived.size]
    look_at_all(arrivals, pictures=ctx.settings.scan_pictures)
    found = set()
    for arrived in files:
        mark = mark_in_name(arrived.name)
        mark = mark or (_seen(ctx, arrived).mark if arrived.size else "")
        if mark:
            found.add(arrived.sha256)
            ctx.happened(SecrecyMarkFound(node, mark, arrived.sha256, arrived.size))
    return frozenset(found)


def was_seen(ctx: Context, arrived: Arrived) -> bool:
    """Say whether the file could be looked at; one that could not is kept, and that is noted."""
    return _seen(ctx, arrived).is_seen


def _seen(ctx: Context, arrived: Arrived) -> Scan:
    return look(arrived.path, arrived.sha256, pictures=ctx.settings.scan_pictures)
