"""Files a made-up case through the acts: opened, filled, marked, handed in, sealed."""

import tempfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random

from archive.cli.demo.cases import Case
from archive.cli.demo.pieces import Piece, pieces
from archive.cli.demo.staff import acting, moment
from archive.clock import add_working_days
from archive.models.cases import Procedure
from archive.models.components import Arrived
from archive.models.dossiers import Dossier
from archive.models.holdings import Series
from archive.models.markings import Stub
from archive.models.records import Record, RecordFacts
from archive.models.site import Archive
from archive.operations._act import Context
from archive.operations.dossiers import (
    create_dossier,
    return_dossier,
    seal_dossier,
    submit_dossier,
)
from archive.operations.grants import Holder, give_grant
from archive.operations.markings import register_stub, set_marking
from archive.operations.records import add_components, add_record
from archive.regulation import kind
from archive.security.access import SYSTEM, Identity
from archive.security.levels import Caveat, Level, Marking
from archive.security.permissions import Role
from archive.settings import Settings
from archive.states import FilingState
from archive.subscribers import context

#: Kind of the records marked, with which caveat and why; one case in so many, from which on.
CAVEATS = (
    ("photographs", Caveat.PRIVACY, "照片摄有无关人员（个人信息保护法第二十八条）", 3, 0),
    ("inquiry-record", Caveat.PRIVACY, "个人信息保护法第二十八条", 7, 2),
    ("case-source", Caveat.INFORMANT, "投诉举报处理暂行办法第三十三条", 3, 1),
    ("investigation-report", Caveat.WORK, "保守国家秘密法第六十四条", 4, 2),
    ("electronic-evidence", Caveat.COMMERCIAL, "反不正当竞争法第九条", 1, 0),
)

#: The case with a registered secret, and those marked as a whole.
SECRET_CASE = 4
MARKED_WHOLE = frozenset({6, 24})
PROVINCE = "河南省市场监督管理局"


def file_case(site: Archive, settings: Settings, case: Case, chance: Random) -> Dossier:
    """File ``case`` as far as its state says."""
    filed = case.facts.closed or add_working_days(case.facts.opened, 3)
    ctx = context(site, SYSTEM, moment(filed), "demo", settings)
    officer = _officer(ctx, case)
    series = site.fonds[0][case.series]
    if not isinstance(series, Series):
        raise TypeError(case.series)
    dossier = create_dossier(officer, series, facts=case.facts)
    for piece in pieces(case, chance):
        _mark(ctx, _add(officer, dossier, piece), case)
    if case.number == SECRET_CASE:
        _register_secret(officer, dossier, filed)
    if case.number in MARKED_WHOLE:
        whole = Marking(caveats=frozenset({Caveat.COMMERCIAL}), basis="反不正当竞争法第九条")
        set_marking(acting(ctx, "baomi"), dossier, marking=replace(whole, decided_on=ctx.today))
    _hand_in(officer, dossier, case)
    return dossier


def _officer(ctx: Context, case: Case) -> Context:
    """Act as the unit's officer; a unit without an account has a made-up one."""
    known = {"jcdd": "banan", "cgs": "banan2"}
    if case.facts.unit in known:
        return acting(ctx, known[case.facts.unit])
    roles = frozenset({Role.OFFICER})
    name = case.facts.officers[0]
    return ctx.as_actor(Identity(uid=4, name=name, roles=roles, unit=case.facts.unit))


def arrived(ctx: Context, content: bytes, name: str) -> Arrived:
    """Give ``content`` as a file that has just arrived."""
    with tempfile.NamedTemporaryFile(dir=ctx.settings.upload_folder, delete=False) as stream:
        stream.write(content)
    return Arrived(Path(stream.name), name, len(content), sha256(content).hexdigest())


def _add(ctx: Context, dossier: Dossier, piece: Piece) -> Record:
    volume = dossier.volume(kind(piece.facts.kind).volume)
    record = add_record(ctx, volume, facts=piece.facts)
    files = [arrived(ctx, content, name) for name, content in piece.files]
    add_components(ctx, record, files=files)
    return record


def _mark(ctx: Context, record: Record, case: Case) -> None:
    for key, caveat, basis, every, first in CAVEATS:
        if record.facts.kind == key and case.number % every == first:
            marking = Marking(caveats=frozenset({caveat}), basis=basis, decided_on=ctx.today)
            set_marking(acting(ctx, "baomi"), record, marking=marking)


def _register_secret(officer: Context, dossier: Dossier, day: date) -> None:
    """Register a secret paper without its bytes (保密法 31)."""
    facts = RecordFacts("涉密文件登记", "other-main", day, PROVINCE)
    record = add_record(officer, dossier.volume("main"), facts=facts)
    marking = Marking(
        level=Level.SECRET,
        basis="市场监管工作国家秘密范围的规定",
        organ=PROVINCE,
        decided_on=day,
        until=day.replace(year=day.year + 20, day=min(day.day, 28)),
    )
    set_marking(acting(officer, "baomi"), record, marking=marking)
    stub = Stub("保密室三号柜", "豫市监机〔2019〕7号", "孙严", "局领导、承办机构负责人")
    register_stub(acting(officer, "baomi"), record, stub=stub)
    reason = "协助调查同一当事人的另一案"
    give_grant(acting(officer, "baomi"), dossier, holder=Holder(login="banan2"), reason=reason)


def _hand_in(officer: Context, dossier: Dossier, case: Case) -> None:
    if case.state is FilingState.OPEN:
        return
    submit_dossier(officer, dossier)
    term = 3 if case.facts.procedure is Procedure.SUMMARY else 8
    later = replace(officer, now=moment(add_working_days(officer.today, term)))
    archivist = acting(later, "dangan")
    if case.state is FilingState.RETURNED:
        return_dossier(archivist, dossier, reason="缺少送达回证原件，请补充后重新提交。")
    elif case.state is FilingState.SEALED:
        seal_dossier(archivist, dossier)
