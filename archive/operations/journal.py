"""The journal, taken along as a list."""

from archive.events.site import JournalHandedOut
from archive.models.site import Archive
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P


@act(P.JOURNAL_READ)
def note_journal_export(
    ctx: Context, site: Archive, *, filters: tuple[tuple[str, str], ...], rows: int
) -> None:
    """Write down, before it leaves, that entries of the journal are handed out as a list."""
    ctx.happened(JournalHandedOut(site, filters, rows))
