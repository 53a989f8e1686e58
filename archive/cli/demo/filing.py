"""Files a made-up case through the acts: opened, filled, marked, handed in, sealed."""

import tempfile
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from archive import clock
from archive.cli.demo.cases import Case
from archive.cli.demo.documents import Paper, papers
from archive.cli.demo.scenes import photograph, recording
from archive.cli.demo.staff import acting
from archive.models.components import Arrived
from archive.models.dossiers import Dossier
from archive.models.records import Record, RecordFacts
from archive.models.site import Archive, Series
from archive.operations._act import Context
from archive.operations.dossiers import (
    create_dossier,
    return_dossier,
    seal_dossier,
    submit_dossier,
)
from archive.operations.markings import set_marking
from archive.operations.records import add_components, add_record
from archive.papers.forms import form_pdf
from archive.regulation import kind
from archive.security.access import SYSTEM, Identity
from archive.security.levels import Caveat, Level, Marking
from archive.security.permissions import Role
from archive.settings import Settings
from archive.subscribers import context
from archive.workflow import Filing

#: Which of the papers carry which caveat, and why; drawn for some cases only.
CAVEATS = {
    "inquiry-record": (Caveat.PRIVACY, "个人信息保护法第二十八条"),
    "case-source": (Caveat.INFORMANT, "投诉举报处理暂行办法第三十三条"),
    "investigation-report": (Caveat.WORK, "保守国家秘密法第六十四条"),
    "scene-record": (Caveat.COMMERCIAL, "反不正当竞争法第九条"),
}


def moment(day: date, hour: int = 10) -> datetime:
    """Give a moment of ``day`` in office hours, never later than now."""
    return min(datetime.combine(day, time(hour), clock.TIMEZONE), clock.now())


def file_case(site: Archive, settings: Settings, case: Case, chance: Random) -> Dossier:
    """File ``case`` as far as its state says."""
    closed = case.facts.closed or case.facts.opened
    ctx = context(site, SYSTEM, moment(closed), "demo", settings)
    officer = _officer(ctx, case.facts.unit)
    fonds_series = site.fonds[0][case.series]
    if not isinstance(fonds_series, Series):
        raise TypeError(case.series)
    dossier = create_dossier(officer, fonds_series, facts=case.facts)
    for paper in papers(case):
        _mark(ctx, _add_paper(officer, dossier, paper), chance)
    _add_scenes(officer, dossier, case, chance)
    if chance.random() < 0.05:  # noqa: PLR2004 - a rare registered secret
        _register_secret(officer, ctx, dossier, closed)
    _hand_in(ctx, officer, dossier, case.state)
    return dossier


def _officer(ctx: Context, unit: str) -> Context:
    """Act as the unit's officer; a unit without an account has a made-up one."""
    known = {"jcdd": "banan", "cgs": "banan2"}
    if unit in known:
        return acting(ctx, known[unit])
    who = Identity(uid=4, name="承办人", roles=frozenset({Role.OFFICER}), unit=unit)
    return ctx.as_actor(who)


def arrived(ctx: Context, content: bytes, name: str) -> Arrived:
    """Give ``content`` as a file that has just arrived."""
    with tempfile.NamedTemporaryFile(dir=ctx.settings.upload_folder, delete=False) as stream:
        stream.write(content)
    return Arrived(Path(stream.name), name, len(content), sha256(content).hexdigest())


def _add(ctx: Context, dossier: Dossier, facts: RecordFacts, file: Arrived) -> Record:
    volume = dossier.volume(kind(facts.kind).volume)
    record = add_record(ctx, volume, facts=facts)
    add_components(ctx, record, files=[file])
    return record


def _add_paper(ctx: Context, dossier: Dossier, paper: Paper) -> Record:
    decision = "决定书" in paper.title and "送达" not in paper.title
    facts = RecordFacts(
        title=paper.title,
        kind=paper.kind,
        made=paper.made,
        makers=ctx.settings.organ,
        number=dossier.facts.decision_number if decision else "",
    )
    return _add(ctx, dossier, facts, arrived(ctx, form_pdf(paper.form), f"{paper.title}.pdf"))


def _mark(ctx: Context, record: Record, chance: Random) -> None:
    caveat = CAVEATS.get(record.facts.kind)
    if caveat is None or chance.random() > 0.15:  # noqa: PLR2004 - some records only
        return
    marking = Marking(caveats=frozenset({caveat[0]}), basis=caveat[1], decided_on=ctx.today)
    set_marking(acting(ctx, "baomi"), record, marking=marking)


def _add_scenes(ctx: Context, dossier: Dossier, case: Case, chance: Random) -> None:
    made = case.facts.opened
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene"
        photograph(path, case.facts.parties[0].name, made, chance)
        facts = RecordFacts("现场照片", "photographs", made, "、".join(case.facts.officers))
        _add(ctx, dossier, facts, arrived(ctx, path.read_bytes(), "现场照片.jpg"))
        if chance.random() < 0.2:  # noqa: PLR2004 - one inquiry in five was recorded
            recording(path, 4, chance)
            facts = RecordFacts("询问录音", "audio", made, "、".join(case.facts.officers))
            _add(ctx, dossier, facts, arrived(ctx, path.read_bytes(), "询问录音.wav"))


def _register_secret(officer: Context, ctx: Context, dossier: Dossier, day: date) -> None:
    """Register a secret paper without its bytes (保密法 31)."""
    facts = RecordFacts(
        "涉密文件登记",
        "other-main",
        day,
        "河南省市场监督管理局",
        description="原件存保密柜三号，由保密员保管",
    )
    record = add_record(officer, dossier.volume("main"), facts=facts)
    until = day.replace(year=day.year + 20, day=min(day.day, 28))
    marking = Marking(
        level=Level.SECRET,
        basis="国家秘密范围的规定",
        organ="河南省市场监督管理局",
        decided_on=day,
        until=until,
    )
    set_marking(acting(ctx, "baomi"), record, marking=marking)


def _hand_in(ctx: Context, officer: Context, dossier: Dossier, state: Filing) -> None:
    if state is Filing.OPEN:
        return
    submit_dossier(officer, dossier)
    archivist = acting(ctx, "dangan")
    if state is Filing.RETURNED:
        return_dossier(archivist, dossier, reason="缺少送达回证原件，请补充后重新提交。")
    elif state is Filing.SEALED:
        later = context(
            ctx.site, archivist.actor, moment(ctx.today + timedelta(days=12)), "demo", ctx.settings
        )
        seal_dossier(later, dossier)
