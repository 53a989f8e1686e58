"""Marking a dossier or record (Art. 34): level and caveats, with basis, decider and term."""

from dataclasses import asdict, replace
from datetime import date

from archive.errors import Invalid, NotPermitted
from archive.events import MarkingSet
from archive.models.cases import plausible
from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.operations._act import Context, act
from archive.security.levels import OPEN, Level, Marking, dominates, join, longest_until
from archive.security.permissions import Permission as P
from archive.wording import _


@act(P.MARKING_SET)
def set_marking(ctx: Context, node: Dossier | Record, *, marking: Marking) -> None:
    """Mark ``node`` anew; a level needs basis, organ, date and term, and no bytes below.

    Raises NotPermitted where the actor could not read what he marks.
    """
    _require_complete(marking)
    _require_no_bytes(node, marking)
    if not dominates(ctx.actor.clearance, join([marking], ctx.today)):
        raise NotPermitted(_("不能标注高于本人涉密权限的密级或标注。"))
    before = node.marking or OPEN
    after = replace(marking, decided_by=ctx.actor.name)
    node.marking = None if after.is_open else after
    tightened = _tightens(before, after, ctx.today)
    facts = asdict(after) | {"tightened": "yes" if tightened else ""}
    ctx.happened(MarkingSet, node, asdict(before), facts)


def _tightens(before: Marking, after: Marking, day: date) -> bool:
    later = after.until is None or (before.until is not None and after.until > before.until)
    higher = after.level_on(day) > before.level_on(day)
    return (
        higher
        or (later and after.level > Level.UNCLASSIFIED)
        or bool(after.caveats - before.caveats)
    )


def _require_complete(marking: Marking) -> None:
    if marking.is_open:
        return
    wrong = {} if marking.basis.strip() else {"basis": _("请填写定密或标注的依据。")}
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
    return wrong


def _require_no_bytes(node: Dossier | Record, marking: Marking) -> None:
    if marking.level is Level.UNCLASSIFIED:
        return
    records = node.records() if isinstance(node, Dossier) else [node]
    if any(len(record) for record in records):
        raise Invalid(level=_("本系统不得存储国家秘密：载有文件的案卷和件不能定密，请先移出文件。"))
