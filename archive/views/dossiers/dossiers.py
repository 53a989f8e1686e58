"""A dossier on the screen: opened, read, described, submitted, returned, sealed."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from archive.models.dossiers import Dossier, Volume
from archive.models.holdings import Series
from archive.operations._act import require_collecting, require_row
from archive.operations.dossiers import (
    create_dossier,
    describe_dossier,
    return_dossier,
    seal_dossier,
    submit_dossier,
    take_back_dossier,
)
from archive.presenters.dossiers import dossier_view
from archive.presenters.records import readable
from archive.regulation import retentions
from archive.security.permissions import Permission as P
from archive.views.dossiers.case_form import case_facts, case_form, reason_form
from archive.views.dossiers.contents import note_marked
from archive.views.web.request import Request
from archive.views.web.screens import filled_in, pressed
from archive.wording import _
from archive.workflow import FILING

RETURN, SEAL = FILING.row("return"), FILING.row("seal")


@view_config(
    context=Series,
    name="new",
    permission=P.DOSSIER_CREATE,
    renderer="archive:templates/dossiers/new.pt",
)
def new(series: Series, request: Request) -> Any:
    """Open a dossier in this series."""
    form = case_form(request)
    return filled_in(
        request,
        form,
        lambda typed: create_dossier(request.ctx, series, facts=case_facts(typed, request.POST)),
        lambda dossier: dossier,
        _("案卷已建立，可以加入文书和音像记录。"),
    )


@view_config(
    context=Dossier, permission=P.DOSSIER_READ, renderer="archive:templates/dossiers/dossier.pt"
)
def dossier(dossier: Dossier, request: Request) -> dict[str, Any]:
    """Show the case and the records of both volumes that the person may read."""
    view, marked = dossier_view(request.viewer, request.site, dossier)
    note_marked(request, [dossier, *marked])
    return {"view": view}


@view_config(context=Volume, permission=P.DOSSIER_READ)
def volume(volume: Volume, request: Request) -> HTTPSeeOther:
    """Go to the dossier, at its volume."""
    return HTTPSeeOther(f"{request.at(volume.dossier)}#{volume.name}")


@view_config(
    context=Dossier,
    name="edit",
    permission=P.DOSSIER_DESCRIBE,
    renderer="archive:templates/dossiers/edit.pt",
)
def edit(dossier: Dossier, request: Request) -> Any:
    """Describe the case anew."""
    require_collecting(dossier)
    form = case_form(request, dossier.facts)
    return filled_in(
        request,
        form,
        lambda typed: describe_dossier(request.ctx, dossier, facts=case_facts(typed, request.POST)),
        lambda _done: dossier,
    )


@view_config(context=Dossier, name="submit", permission=P.DOSSIER_SUBMIT, request_method="POST")
def submit(dossier: Dossier, request: Request) -> Any:
    """Hand the dossier in for filing."""
    return pressed(
        request,
        lambda: submit_dossier(request.ctx, dossier),
        dossier,
        _("已提交，等待档案员归档。"),
    )


@view_config(context=Dossier, name="take-back", permission=P.DOSSIER_SUBMIT, request_method="POST")
def take_back(dossier: Dossier, request: Request) -> Any:
    """Take the submission back."""
    return pressed(
        request,
        lambda: take_back_dossier(request.ctx, dossier),
        dossier,
        _("已撤回提交，可以继续整理。"),
    )


@view_config(
    context=Dossier,
    name="return",
    permission=P.DOSSIER_RETURN,
    renderer="archive:templates/dossiers/return.pt",
)
def give_back(dossier: Dossier, request: Request) -> Any:
    """Give the dossier back with reasons."""
    require_row(request.ctx, dossier, RETURN, {"reason": "asked for on this page"})
    return filled_in(
        request,
        reason_form(_("退回原因")),
        lambda typed: return_dossier(request.ctx, dossier, reason=typed["reason"]),
        lambda _done: dossier,
        _("已退回承办机构。"),
    )


@view_config(
    context=Dossier,
    name="seal",
    permission=P.DOSSIER_SEAL,
    request_method="GET",
    renderer="archive:templates/dossiers/seal.pt",
)
def ask_to_seal(dossier: Dossier, request: Request) -> dict[str, Any]:
    """Show what will be filed, and ask."""
    require_row(request.ctx, dossier, SEAL)
    facts = dossier.facts
    retention = retentions()[facts.retention].name
    return {
        "records": readable(request.viewer, dossier.records()),
        "facts": facts,
        "retention": retention,
    }


@view_config(context=Dossier, name="seal", permission=P.DOSSIER_SEAL, request_method="POST")
def seal(dossier: Dossier, request: Request) -> Any:
    """File the dossier for ever."""
    return pressed(request, lambda: seal_dossier(request.ctx, dossier), dossier, _("已归档。"))
