"""Copy requests of the demo, one in each state, each brought there through the acts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from archive import clock
from archive.cli.demo.cases import citizen_id
from archive.cli.demo.filing import arrived
from archive.cli.demo.staff import acting
from archive.models.cases import PartyKind
from archive.models.dossiers import INTERNAL, Dossier
from archive.models.requests import (
    Answer,
    Asked,
    CopyRequest,
    Delivery,
    Document,
    Ground,
    Item,
    Relation,
)
from archive.models.site import Archive
from archive.operations._act import Context
from archive.operations.copies import (
    Made,
    deliver_copies,
    lapse_request,
    note_copies,
    prepare_copies,
)
from archive.operations.decisions import Ruling, decide_request
from archive.operations.examination import propose_items, submit_proposal
from archive.operations.requests import (
    close_request,
    dismiss_request,
    receive_request,
    return_request,
    take_request,
    withdraw_request,
)
from archive.papers.forms import Form, form_pdf
from archive.security.access import PUBLIC, SYSTEM
from archive.settings import Settings
from archive.subscribers import context
from archive.workflow import Asking, Filing, Outcome

NAMES = ("王海涛", "李春梅", "刘志强", "陈丽华", "赵文博", "周雪莲", "吴建军", "郑红霞")


class Way:
    """A request on its way, with who has to do what."""

    def __init__(self, ctx: Context, dossier: Dossier, chance: Random, number: int) -> None:
        """Ask for copies of ``dossier``, some days ago."""
        self.ctx, self.dossier = ctx, dossier
        party = dossier.facts.parties[0]
        own = party.kind is PartyKind.PERSON
        asked = Asked(
            name=party.name if own else NAMES[number % len(NAMES)],
            document=Document.CITIZEN_ID,
            document_number=party.number if own else citizen_id(chance),
            relation=Relation.PARTY if own else Relation.AGENT,
            represents="" if own else party.name,
            case_number=dossier.facts.decision_number,
            wanted="行政处罚决定书、现场笔录和送达回证",
            purpose=("行政复议", "行政诉讼", "信用修复")[number % 3],
            delivery=Delivery.LINK,
            phone=f"138{chance.randrange(10**8):08d}",
        )
        public = ctx.as_actor(PUBLIC)
        self.request, self.code = receive_request(public, ctx.site.requests, asked=asked)

    def by(self, login: str) -> Context:
        """Give the context in which one of the staff acts."""
        return acting(self.ctx, login)

    def taken(self) -> CopyRequest:
        """Verify and take up."""
        take_request(self.by("dangan"), self.request, dossier=self.dossier, verified=True)
        return self.request

    def proposed(self, *, refuse_all: bool = False, only_open: bool = False) -> CopyRequest:
        """Examine and hand to the head: what carries no marking is released."""
        request = self.taken()
        every = (_item(record, refuse_all=refuse_all) for record in self.dossier.records())
        items = tuple(item for item in every if not only_open or item.ground is None)
        propose_items(self.by("dangan"), request, items=items)
        submit_proposal(self.by("dangan"), request)
        return request

    def decided(
        self, *, refuse_all: bool = False, only_open: bool = False, partly: bool = False
    ) -> CopyRequest:
        """Let the head decide as proposed, or refuse the first record too."""
        request = self.proposed(refuse_all=refuse_all, only_open=only_open)
        rulings = {uid: Ruling(agreed=True) for uid in request.items}
        if partly:
            rulings[next(iter(rulings))] = Ruling(agreed=False, reason="与申请用途无关")
        head = "fuze" if self.dossier.facts.unit == "jcdd" else "fuze2"
        decide_request(self.by(head), request, rulings=rulings)
        return request

    def prepared(self) -> CopyRequest:
        """Order the copies."""
        request = self.decided()
        prepare_copies(self.by("dangan"), request)
        return request


def _item(record: object, *, refuse_all: bool) -> Item:
    marked = getattr(record, "marking", None) is not None
    internal = getattr(record, "volume").name == INTERNAL  # noqa: B009 - a record, by its maker
    ground = Ground.INTERNAL if internal else Ground.PRIVACY if marked else Ground.OTHER_LAW
    answer = Answer.REFUSE if marked or internal or refuse_all else Answer.RELEASE
    uid = getattr(record, "uid")  # noqa: B009 - the same
    return Item(uid, answer, None if answer is Answer.RELEASE else ground)


def _returned(way: Way) -> None:
    return_request(way.by("dangan"), way.request, reason="请补充当事人的授权委托书。")


def _dismissed(way: Way) -> None:
    reason = "申请内容属于政府信息公开，请另行申请。"
    outcome = Outcome.OTHER_CHANNEL
    dismiss_request(way.by("dangan"), way.request, outcome=outcome, reason=reason)


def _withdrawn(way: Way) -> None:
    public, requests = way.ctx.as_actor(PUBLIC), way.ctx.site.requests
    withdraw_request(public, requests, number=way.request.title, code=way.code)


def _lapsed(way: Way) -> None:
    """Nobody came: the copies were made long ago, and their time is over."""
    request = way.prepared()
    old = replace(way.ctx, now=way.ctx.now - timedelta(days=60))
    paper = form_pdf(Form(way.ctx.settings.organ, "复制件证明", request.title))
    made = Made(arrived(way.ctx, paper, f"{request.title}.pdf"), 1)
    note_copies(old.as_actor(SYSTEM), request, made=made)
    lapse_request(way.by("dangan"), request)


#: How far each of the demo's requests has come.
WAYS: tuple[Callable[[Way], object], ...] = (
    lambda _way: None,
    lambda _way: None,
    _returned,
    Way.taken,
    Way.taken,
    Way.proposed,
    lambda way: way.decided(only_open=True),
    lambda way: way.decided(only_open=True, partly=True),
    lambda way: way.decided(refuse_all=True),
    Way.prepared,
    Way.prepared,
    Way.prepared,
    Way.prepared,
    _lapsed,
    _withdrawn,
    _dismissed,
)

#: Requests whose copies the worker makes; of the first two number and code are told.
PREPARED = (9, 10, 11, 12)
TOLD = (9, 10)


def ask_for_copies(site: Archive, settings: Settings, chance: Random) -> dict[str, str]:
    """Make the requests; give number and code of those whose copies can be fetched."""
    sealed = [each for each in _dossiers(site) if each.facts.unit in {"jcdd", "cgs"}]
    told = {}
    for number, go in enumerate(WAYS):
        when = clock.now() - timedelta(days=2 * (len(WAYS) - number) + 3)
        ctx = context(site, PUBLIC, _office_hour(when), "demo", settings)
        way = Way(ctx, sealed[number % len(sealed)], chance, number)
        go(way)
        if number in TOLD:
            told[way.request.title] = way.code
    return told


def hand_over(site: Archive, settings: Settings) -> None:
    """Hand over, at the counter, the copies of the requests not told; close one of them."""
    ctx = acting(context(site, PUBLIC, clock.now(), "demo", settings), "dangan")
    ready = [each for each in site.requests.values() if _state(each) is Asking.READY]
    for number, request in enumerate(ready[len(TOLD) :]):
        if isinstance(request, CopyRequest):
            deliver_copies(ctx, request, received_by=request.asked.name)
            if number:
                close_request(ctx, request)


def _state(request: object) -> object:
    return getattr(request, "state", None)


def _office_hour(when: datetime) -> datetime:
    return when.replace(hour=9, minute=30, second=0, microsecond=0)


def _dossiers(site: Archive) -> list[Dossier]:
    """Give the sealed penalty dossiers whose party a person can be or act for, newest first."""
    found = [node for node in site.by_uid.values() if isinstance(node, Dossier)]
    sealed = [each for each in found if each.state is Filing.SEALED and each.series == "penalty"]
    return sorted(sealed, key=lambda each: each.facts.opened, reverse=True)
