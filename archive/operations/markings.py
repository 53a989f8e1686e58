"""Marking a dossier or record (Art. 34): level and caveats, with basis, decider and term."""

from dataclasses import replace
from datetime import date

from archive.errors import Invalid, NotPermitted
from archive.events.base import Uid
from archive.events.dossiers import (
    InformedNoted,
    MarkedFound,
    MarkedRead,
    MarkingSet,
    StubRegistered,
)
from archive.models.base import Node
from archive.models.cases import plausible
from archive.models.dossiers import Dossier
from archive.models.markings import KNOWERS_FROM, LONGEST, Changed, Informed, Stub, change_of
from archive.models.records import Record
from archive.models.site import Archive
from archive.operations._act import Context, act, relied_on_records
from archive.security.levels import OPEN, Level, Marking, dominates, join, later, longest_until
from archive.security.permissions import Permission as P
from archive.wording import _


@act(P.MARKING_SET)
def set_marking(ctx: Context, node: Dossier | Record, *, marking: Marking) -> None:
    """Mark ``node`` anew: set, raise, lower, extend, declassify, each with its basis.

    A level needs basis, organ, date and term, and no bytes below. Raises NotPermitted where the
    actor could not read what he marks.
    """
    _require_complete(marking)
    _require_no_bytes(ctx, node, marking)
    if not dominates(ctx.actor.clearance, join([marking], ctx.today)):
        raise NotPermitted(_("不能标注高于本人涉密权限的密级或标注。"))
    before = node.marking or OPEN
    after = replace(marking, decided_by=ctx.actor.name)
    change = change_of(before, after, ctx.today)
    _put(ctx.site, node, None if after.is_open else after)
    changed = Changed(ctx.now, change, before, after, marking.basis, ctx.actor.name)
    node.marking_history = (*node.marking_history, changed)
    tightened = _tightens(before, after, ctx.today)
    if tightened:
        ctx.site.tightened_at = ctx.now
    ctx.happened(MarkingSet(node, before, after, change, tightened))


@act(P.MARKING_SET)
def register_stub(ctx: Context, record: Record, *, stub: Stub) -> None:
    """Enter where the original of a classified record is, and who keeps it (涉密登记)."""
    if join(record.guards, ctx.today).level is Level.UNCLASSIFIED:
        raise Invalid(place=_("只有定密的件才作涉密登记。"))
    before, record.stub = record.stub, stub
    ctx.happened(StubRegistered(record, before, stub))


@act(P.MARKING_SET)
def note_knower(ctx: Context, record: Record, *, name: str, how: str) -> None:
    """Put somebody who learned of a secret outside the archive on its list (知悉人员)."""
    name, how = name.strip(), how.strip()
    wrong = {
        field: _("请填写此项。")
        for field, value in (("name", name), ("how", how))
        if not value or len(value) > LONGEST
    }
    if wrong:
        raise Invalid(**wrong)
    _know(ctx, record, Informed(name, ctx.now, how))


@act(P.DOSSIER_READ)
def note_reading_of_marked(ctx: Context, node: Node) -> None:
    """Write down, before its page leaves, that somebody reads a marked object (Art. 34)."""
    effective = join(node.guards, ctx.today)
    if effective.is_open:
        return
    ctx.happened(MarkedRead(node, effective.level, effective.caveats))
    if isinstance(node, Record) and effective.level >= KNOWERS_FROM:
        known = {knower.uid for knower in node.knowers}
        if ctx.actor.uid not in known:
            _know(ctx, node, Informed(ctx.actor.name, ctx.now, _("在系统中查阅"), ctx.actor.uid))


@act(P.SEARCH)
def note_finding_of_marked(ctx: Context, site: Archive, *, found: tuple[int, ...]) -> None:
    """Write down, before the page leaves, which marked objects a search showed somebody."""
    ctx.happened(MarkedFound(site, tuple(map(Uid, found))))


def _know(ctx: Context, record: Record, knower: Informed) -> None:
    record.knowers = (*record.knowers, knower)
    ctx.happened(InformedNoted(record, knower))


def _put(site: Archive, node: Dossier | Record, marking: Marking | None) -> None:
    node.marking = marking
    if marking is None:
        site.marked.discard(node.uid)
    else:
        site.marked.add(node.uid)


def _tightens(before: Marking, after: Marking, day: date) -> bool:
    higher = after.level_on(day) > before.level_on(day)
    longer = after.level > Level.UNCLASSIFIED and later(after.until, before.until)
    return higher or longer or bool(after.caveats - before.caveats)


def _require_complete(marking: Marking) -> None:
    wrong = {} if marking.basis.strip() else {"basis": _("请填写定密、变更或解密的依据。")}
    if marking.level > Level.UNCLASSIFIED:
        wrong |= _incomplete_level(marking)
    if wrong:
        raise Invalid(**wrong)


def _incomplete_level(marking: Marking) -> dict[str, str]:
    wrong = {}
    if not marking.organ.strip():
        wrong["organ"] = _("请填写原定密机关。")
    if marking.decided_on is None or not plausible(marking.decided_on):
        wrong["decided_on"] = _("请填写定密日期，不晚于今天。")
    elif marking.until is None or marking.until > longest_until(marking.level, marking.decided_on):
        wrong["until"] = _("请填写保密期限，不得超过绝密三十年、机密二十年、秘密十年。")
    elif marking.until < marking.decided_on:
        wrong["until"] = _("保密期限不能早于定密日期。")
    return wrong


def _require_no_bytes(ctx: Context, node: Dossier | Record, marking: Marking) -> None:
    if marking.level is Level.UNCLASSIFIED:
        return
    records = list(node.records()) if isinstance(node, Dossier) else [node]
    if isinstance(node, Dossier):
        relied_on_records(ctx, node)
    for record in records:
        ctx.relied_on_children(record)
    if any(len(record) for record in records):
        raise Invalid(level=_("本系统不得存储国家秘密：载有文件的案卷和件不能定密，请先移出文件。"))
