"""Copy requests of the demo, one and more in each state, brought there through the acts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import cast

from archive import clock
from archive.cli.demo.filing import arrived
from archive.cli.demo.staff import acting, moment
from archive.cli.demo.way import Way
from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.operations._act import Context
from archive.operations.copies import (
    Made,
    deliver_copies,
    lapse_request,
    note_copies,
    prepare_copies,
)
from archive.operations.decisions import send_back_request
from archive.operations.markings import set_marking
from archive.operations.requests import (
    close_request,
    complete_request,
    dismiss_request,
    return_request,
    withdraw_request,
)
from archive.papers.forms import Form, form_pdf
from archive.security.access import PUBLIC, SYSTEM
from archive.security.levels import Caveat, Marking
from archive.settings import Settings
from archive.states import FilingState, Outcome, RequestState
from archive.subscribers import context

#: Of so many requests whose copies are ready number and code are told.
TOLD = 2


@dataclass(frozen=True)
class Plan:
    """A request to be: how many days ago it came, how far it goes, for which sort of dossier."""

    days_ago: int
    go: Callable[[Way], object]
    private: bool = False
    alone: bool = False


def _returned(way: Way) -> None:
    return_request(way.by("dangan"), way.request, reason="请补充当事人的授权委托书原件照片。")


def _completed(way: Way) -> None:
    _returned(way)
    requests, number = way.ctx.site.requests, way.request.title
    note = "已补充，请继续办理。"
    complete_request(way.public(), requests, number=number, code=way.code, note=note)
    way.taken()


def _sent_back(way: Way) -> None:
    request = way.proposed()
    send_back_request(way.by_head(), request, reason="请核对照片是否可以提供。")


def _dismissed(way: Way) -> None:
    reason = "申请内容属于政府信息公开，请另行申请。"
    outcome = Outcome.OTHER_CHANNEL
    dismiss_request(way.by("dangan"), way.request, outcome=outcome, reason=reason)


def _withdrawn(way: Way) -> None:
    requests, number = way.ctx.site.requests, way.request.title
    withdraw_request(way.public(), requests, number=number, code=way.code)


def _lapsed(way: Way) -> None:
    """Nobody came: the copies were made long ago, and their time is over."""
    request = way.prepared()
    paper = form_pdf(Form(way.ctx.site.bureau.title, "复制件证明", request.title))
    made = Made(arrived(way.ctx, paper, f"{request.title}.pdf"), 1)
    note_copies(way.ctx.as_actor(SYSTEM), request, made=made)
    way.wait(way.ctx.settings.link_days)
    lapse_request(way.by("dangan"), request)


#: The demo's requests, the oldest first; the worker makes the copies of those prepared.
PLANS = (
    Plan(75, _lapsed),
    Plan(36, Way.examined, private=True),
    Plan(34, lambda way: way.decided(only_open=True)),
    Plan(31, lambda way: way.decided(refuse_all=True)),
    Plan(29, lambda way: way.decided(only_open=True, partly=True)),
    Plan(26, Way.prepared, private=True),
    Plan(24, Way.prepared),
    Plan(22, Way.prepared),
    Plan(20, Way.prepared),
    Plan(17, _completed),
    Plan(16, _sent_back, private=True),
    Plan(14, _returned),
    Plan(15, lambda way: way.decided(only_open=True), alone=True),
    Plan(13, lambda way: way.decided(only_open=True)),
    Plan(12, Way.proposed),
    Plan(9, _dismissed),
    Plan(8, _withdrawn),
    Plan(6, Way.taken),
    Plan(3, lambda _way: None),
    Plan(1, lambda _way: None),
)


def ask_for_copies(site: Archive, settings: Settings, chance: Random) -> dict[str, str]:
    """Make the requests; give number and code of those whose copies are to be made."""
    *sealed, alone = _dossiers(site)
    private = [each for each in sealed if _is_private(each)] or sealed
    ordered = {}
    for number, plan in enumerate(PLANS):
        day = clock.roll_over(clock.now().date() - timedelta(days=plan.days_ago))
        ctx = context(site, PUBLIC, moment(day, 9), "demo", settings)
        choice = private if plan.private else sealed
        way = Way(ctx, alone if plan.alone else choice[number % len(choice)], chance)
        plan.go(way)
        if way.request.state is RequestState.PREPARING:
            ordered[way.request.title] = way.code
    return ordered


def hand_over(site: Archive, settings: Settings) -> None:
    """Hand over, at the counter, the copies of the requests not told, and close one of them.

    Then order more: the server's worker has something to make when it starts.
    """
    ctx = acting(context(site, PUBLIC, clock.now(), "demo", settings), "dangan")
    for number, request in enumerate(_in_state(site, RequestState.READY)[TOLD:]):
        deliver_copies(ctx, request, received_by=request.application.name)
        if number:
            close_request(ctx, request)
    _tighten(site, ctx)
    prepare_copies(ctx, _in_state(site, RequestState.PARTLY)[-1])


def _tighten(site: Archive, ctx: Context) -> None:
    """Mark a record that was to be handed over by one request alone, so that it waits."""
    under_way = [each for each in site.requests.values() if isinstance(each, CopyRequest)]
    asked = Counter(each.dossier.uid for each in under_way if each.dossier is not None)
    alone = next(
        each
        for each in under_way
        if each.dossier and asked[each.dossier.uid] == 1 and each.released()
    )
    record = site.found(alone.released()[0].record)
    marking = Marking(
        caveats=frozenset({Caveat.COMMERCIAL}), basis="权利人来函，反不正当竞争法第九条"
    )
    set_marking(acting(ctx, "baomi"), cast("Record", record), marking=marking)


def _in_state(site: Archive, state: RequestState) -> list[CopyRequest]:
    every = (each for each in site.requests.values() if isinstance(each, CopyRequest))
    return [request for request in every if request.state is state]


def _is_private(dossier: Dossier) -> bool:
    """Say whether photographs of the dossier show somebody else."""
    marks = [each.marking for each in dossier.volume("main").records() if len(each) > 1]
    return any(mark is not None and Caveat.PRIVACY in mark.caveats for mark in marks)


def _dossiers(site: Archive) -> list[Dossier]:
    """Give the sealed penalty dossiers of the units whose head has an account, newest first."""
    found = [node for node in site.by_uid.values() if isinstance(node, Dossier)]
    fit = [each for each in found if each.state is FilingState.SEALED and each.series == "penalty"]
    near = [each for each in fit if each.facts.unit in {"jcdd", "cgs"} and each.marking is None]
    return sorted(near, key=lambda each: (each.facts.opened, each.path), reverse=True)
