"""One copy request of the demo on its way, each step on a working day after the one before."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from archive import clock
from archive.cli.demo.cases import citizen_id, person_name
from archive.cli.demo.filing import arrived
from archive.cli.demo.staff import acting, moment
from archive.models.answers import Answer, Ground, Item, whole_pages
from archive.models.applications import Application, Delivery, Document, Relation
from archive.models.cases import PartyKind
from archive.models.components import Arrived
from archive.models.dossiers import INTERNAL, Dossier
from archive.models.records import Record
from archive.models.requests import CopyRequest
from archive.operations._act import Context
from archive.operations.copies import prepare_copies
from archive.operations.decisions import Ruling, decide_request
from archive.operations.examination import propose_items, review_item, submit_proposal
from archive.operations.requests import receive_request, take_request
from archive.papers.forms import Block, BlockKind, Form, form_pdf
from archive.security.access import PUBLIC
from archive.security.levels import Caveat, Effective, Level, join

PURPOSES = ("行政复议", "行政诉讼", "信用修复")
GROUNDS = {
    Caveat.PRIVACY: Ground.PRIVACY,
    Caveat.COMMERCIAL: Ground.COMMERCIAL,
    Caveat.INFORMANT: Ground.INFORMANT,
}


class Way:
    """A request on its way, with who has to do what."""

    def __init__(self, ctx: Context, dossier: Dossier, chance: Random) -> None:
        """Ask, at the time of ``ctx``, for copies of ``dossier``; an agent shows his mandate."""
        self.ctx, self.dossier = ctx, dossier
        asked = _asked(dossier, chance)
        files = [_mandate(ctx, asked)] if asked.represents else []
        public = ctx.as_actor(PUBLIC)
        received = receive_request(public, ctx.site.requests, asked=asked, files=files)
        self.request, self.code = received

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.ctx = replace(self.ctx, now=moment(self.ctx.today + timedelta(days=days)))

    def public(self) -> Context:
        """Let a working day pass; the requester acts."""
        day = clock.add_working_days(self.ctx.today, 1)
        self.ctx = replace(self.ctx, now=moment(day))
        return self.ctx.as_actor(PUBLIC)

    def by(self, login: str) -> Context:
        """Let a working day pass; one of the staff acts."""
        return acting(self.public(), login)

    def by_head(self) -> Context:
        """Let a working day pass; the head of the dossier's unit acts."""
        return self.by("fuze" if self.dossier.facts.unit == "jcdd" else "fuze2")

    def taken(self) -> CopyRequest:
        """Verify and take up."""
        take_request(self.by("dangan"), self.request, dossier=self.dossier, verified=True)
        return self.request

    def examined(self, *, refuse_all: bool = False, only_open: bool = False) -> CopyRequest:
        """Propose for each record: release what is open, leave out pages, refuse the rest."""
        request = self.taken()
        today = self.ctx.today
        each = (_item(record, join(record.guards, today)) for record in self.dossier.records())
        items = tuple(item for item in each if not only_open or item.ground is None)
        if refuse_all:
            items = tuple(Item(item.record, Answer.REFUSE, Ground.NOT_PARTY) for item in items)
        propose_items(self.by("dangan"), request, items=items)
        return request

    def proposed(self, *, refuse_all: bool = False, only_open: bool = False) -> CopyRequest:
        """Examine, have the legal reviewer agree where a caveat is touched, hand to the head."""
        request = self.examined(refuse_all=refuse_all, only_open=only_open)
        for uid, item in request.items.items():
            if item.proposed is Answer.WITHHOLD_PAGES:
                opinion = "隐去摄有他人面部的一页后可以提供。"
                review_item(self.by("fazhi"), request, record=uid, opinion=opinion, agreed=True)
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
        decide_request(self.by_head(), request, rulings=rulings)
        return request

    def prepared(self) -> CopyRequest:
        """Order the copies."""
        request = self.decided()
        prepare_copies(self.by("dangan"), request)
        return request


def _item(record: Record, marks: Effective) -> Item:
    if marks.level > Level.UNCLASSIFIED:
        return Item(record.uid, Answer.REFUSE, Ground.STATE_SECRET)
    if record.volume.name == INTERNAL:
        return Item(record.uid, Answer.REFUSE, Ground.INTERNAL)
    if not marks.caveats:
        return Item(record.uid, Answer.RELEASE)
    ground = GROUNDS.get(min(marks.caveats), Ground.OTHER_LAW)
    if len(record) > 1:
        return Item(record.uid, Answer.WITHHOLD_PAGES, withheld=whole_pages({2}, ground))
    return Item(record.uid, Answer.REFUSE, ground)


def _asked(dossier: Dossier, chance: Random) -> Application:
    party = dossier.facts.parties[0]
    own = party.kind is PartyKind.PERSON
    return Application(
        name=party.name if own else person_name(chance),
        document=Document.CITIZEN_ID,
        document_number=party.number if own else citizen_id(chance),
        relation=Relation.PARTY if own else chance.choice((Relation.AGENT, Relation.LAWYER)),
        represents="" if own else party.name,
        case_number=dossier.facts.decision_number,
        wanted=chance.choice(("行政处罚决定书、现场笔录和送达回证", "本案全部正卷材料")),
        purpose=chance.choice(PURPOSES),
        delivery=chance.choice(tuple(Delivery)),
        phone=f"138{chance.randrange(10**8):08d}",
    )


def _mandate(ctx: Context, asked: Application) -> Arrived:
    lines = (
        f"兹委托{asked.name}（身份证号 {asked.document_number}）为我单位代理人，",
        f"申请复制{asked.case_number}一案的材料，用于{asked.purpose}。",
    )
    block = Block(BlockKind.TEXT, lines=lines)
    seal = Block(BlockKind.SEAL, rows=((asked.represents, f"{ctx.today:%Y年%m月%d日}"),))
    paper = form_pdf(Form(asked.represents, "授权委托书", "", (block, seal)))
    return arrived(ctx, paper, "授权委托书.pdf")
