"""What is done to a dossier: opened, described, submitted, returned, sealed (Arts. 31-32)."""

from archive.errors import Invalid
from archive.events.dossiers import (
    DossierCreated,
    DossierDescribed,
    DossierReturned,
    DossierSealed,
    DossierSubmitted,
    DossierTakenBack,
)
from archive.models.cases import CaseFacts
from archive.models.dossiers import MAIN, Dossier
from archive.models.holdings import Fonds, Series
from archive.operations._act import Context, act, relied_on_records
from archive.security.permissions import Permission as P
from archive.states import FilingState
from archive.wording import _
from archive.workflow import FILING

SUBMIT, TAKE_BACK = FILING.row("submit"), FILING.row("take-back")
RETURN, SEAL = FILING.row("return"), FILING.row("seal")


@act(P.DOSSIER_CREATE)
def create_dossier(ctx: Context, series: Series, *, facts: CaseFacts) -> Dossier:
    """Open a dossier in the year its case was opened; in the actor's own unit only."""
    if facts.unit not in {unit.code for unit in ctx.site.units.open()}:
        raise Invalid(unit=_("请选择承办机构。"))
    dossier = Dossier(facts)
    ctx.require(dossier, P.DOSSIER_CREATE)
    year = series.year(facts.opened.year)
    number = ctx.site.numbering.take(f"dossier{year.path}")
    year[f"{number:04d}"] = dossier
    ctx.happened(DossierCreated(dossier, facts))
    return dossier


@act(P.DOSSIER_DESCRIBE, collecting=True)
def describe_dossier(ctx: Context, dossier: Dossier, *, facts: CaseFacts) -> None:
    """Put other facts in place of the present ones; the unit stays (Art. 31)."""
    if facts.unit != dossier.facts.unit:
        raise Invalid(unit=_("承办机构不能在此更改。"))
    if facts.opened.year != dossier.year:
        raise Invalid(opened=_("案卷已按立案年度编入目录，立案日期须在同一年度。"))
    before = dossier.facts
    dossier.describe(facts)
    ctx.happened(DossierDescribed(dossier, before, facts))


@act(row=SUBMIT)
def submit_dossier(ctx: Context, dossier: Dossier) -> None:
    """Hand the dossier in for filing; it must be closed and hold something to file."""
    _require_fileable(ctx, dossier)
    dossier.submitted_at = ctx.now
    dossier.submitted_by = ctx.actor.uid
    dossier.reason = ""
    dossier.handled_at = None
    dossier.enter(FilingState.SUBMITTED)
    ctx.happened(DossierSubmitted(dossier))


@act(row=TAKE_BACK)
def take_back_dossier(ctx: Context, dossier: Dossier) -> None:
    """Take a submission back, as long as no archivist has done anything with it (Art. 31)."""
    dossier.submitted_at = dossier.submitted_by = None
    dossier.enter(FilingState.OPEN)
    ctx.happened(DossierTakenBack(dossier))


@act(row=RETURN)
def return_dossier(ctx: Context, dossier: Dossier, *, reason: str) -> None:
    """Give the dossier back to the unit with reasons."""
    dossier.reason = reason.strip()
    dossier.enter(FilingState.RETURNED)
    ctx.happened(DossierReturned(dossier, dossier.reason))


@act(row=SEAL)
def seal_dossier(ctx: Context, dossier: Dossier) -> None:
    """File the dossier for ever and give the reference codes (Art. 31, DA/T 13)."""
    _require_fileable(ctx, dossier)
    fonds = next(node for node in dossier.lineage() if isinstance(node, Fonds))
    scope = f"sealed/{fonds.code}/{dossier.series}/{dossier.year}/{dossier.facts.retention}"
    dossier.seal(fonds.code, ctx.site.numbering.take(scope), ctx.now)
    dossier.enter(FilingState.SEALED)
    ctx.happened(DossierSealed(dossier, dossier.reference))


def _require_fileable(ctx: Context, dossier: Dossier) -> None:
    relied_on_records(ctx, dossier)
    wrong = {}
    if dossier.facts.closed is None:
        wrong["closed"] = _("请先填写结案日期。")
    if not dossier.volume(MAIN).order:
        wrong["records"] = _("正卷中还没有件，不能归档。")
    if any(record.is_misplaced for record in dossier.records()):
        wrong["volume"] = _("有文书放错了卷，请先移到应在的卷。")
    if wrong:
        raise Invalid(**wrong)
