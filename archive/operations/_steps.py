"""Moving a copy request along the rows of its workflow, with a line in its history."""

from archive.errors import Invalid
from archive.events import RequestChanged
from archive.models.answers import Answer, Item
from archive.models.dossiers import INTERNAL
from archive.models.records import Record
from archive.models.requests import CopyRequest
from archive.operations._act import Context, require_row
from archive.security.levels import Effective, Level, join
from archive.security.permissions import Permission
from archive.wording import _
from archive.workflow import ASKING, RequestState

ALIEN = _("这一件不属于所申请的案卷。")


def advance(
    ctx: Context, request: CopyRequest, row_name: str, *, note: str = "", **facts: object
) -> None:
    """Carry out the row ``row_name``: refuse, change, note, announce. ``note`` is for the person.

    Raises WrongState or Invalid before anything has changed.
    """
    row = ASKING.row(row_name)
    require_row(request, row, facts)
    before = request.state
    request.move(RequestState(row.target), ctx.site.unsettled)
    request.step(ctx.now, ctx.actor.name, note)
    ctx.happened(RequestChanged, request, {"state": before}, {"state": row.target, "note": note})


def record_of(ctx: Context, request: CopyRequest, uid: int) -> Record:
    """Give the record ``uid`` of the request's own dossier; raise Invalid for any other."""
    node = ctx.site.found(uid)
    if not isinstance(node, Record) or node.dossier is not request.dossier:
        raise Invalid(record=ALIEN)
    return node


def readable_record(ctx: Context, request: CopyRequest, uid: int) -> Record:
    """Give the record for who examines, reviews or decides: he must be let through both gates.

    What he may not see answers exactly as what does not exist (Art. 34).
    """
    record = record_of(ctx, request, uid)
    if not ctx.permits(record, Permission.DOSSIER_READ):
        raise Invalid(record=ALIEN)
    return record


def effective(ctx: Context, record: Record) -> Effective:
    """Give the marking that holds for ``record`` today."""
    return join(record.guards, ctx.today)


def require_releasable(ctx: Context, record: Record, item: Item) -> None:
    """Raise Invalid where the law forbids what ``item`` would hand over (Arts. 33, 34).

    Nothing with a level and nothing of the internal volume is ever released; a caveat needs the
    legal reviewer's agreement, and where the whole record goes out, the holder's consent too.
    """
    if item.proposed is Answer.REFUSE or item.decided is Answer.REFUSE:
        return
    if item.proposed is Answer.WITHHOLD_PAGES and not item.withheld <= _pages(record):
        raise Invalid(withheld=_("写明的页超出了此件的页数，请核对。"))
    marking = effective(ctx, record)
    if marking.level > Level.UNCLASSIFIED or record.volume.name == INTERNAL:
        raise Invalid(proposed=_("涉密件和副卷材料一律不得提供。"))
    if marking.caveats and item.proposed is Answer.RELEASE and not item.consent.strip():
        raise Invalid(consent=_("此件带有标注：须隐去有关页，或写明权利人书面同意。"))


def _pages(record: Record) -> set[int]:
    """Give the page numbers as the copies count them: through all files, at least one each."""
    return set(range(1, 1 + sum(max(file.page_count, 1) for file in record.components())))


def require_reviewed(ctx: Context, record: Record, item: Item) -> None:
    """Raise Invalid where a caveat is touched and the legal reviewer has not agreed."""
    released = item.proposed is not Answer.REFUSE and item.decided is not Answer.REFUSE
    if released and effective(ctx, record).caveats and not item.agreed:
        raise Invalid(opinion=_("带有标注的件须先经法制审核同意。"))
