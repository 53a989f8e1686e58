"""The papers of the rarer acts: licensing, inspection, coercion, confirmation."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from archive.cli.demo.cases import Case
from archive.cli.demo.paper import (
    AGREED,
    Paper,
    officers,
    paper,
    receipt,
    scene,
    signed,
    table,
    text,
)


def of_licensing(case: Case) -> Iterator[Paper]:
    """Go through the papers of a licence: asked for, accepted, checked, granted."""
    opened, decided = case.facts.opened, case.facts.decided or case.facts.opened
    what = case.facts.cause.removeprefix("申请")
    asked = text(f"现{case.facts.cause}，所附材料真实、有效，共七份。")
    by = signed(("申请人", case.facts.parties[0].name))
    yield paper(case, "licence-application", f"{what}申请书", opened, asked, by)
    accepted = text("申请材料齐全，符合法定形式，决定予以受理。")
    yield paper(case, "acceptance-notice", "受理通知书", opened, accepted)
    yield scene(case, opened + timedelta(days=5), "licence-check", "现场核查记录")
    approved = signed(("承办人意见", "建议准予"), ("单位负责人意见", AGREED))
    yield paper(case, "licence-approval", "许可审批表", decided, text(f"{case.found}。"), approved)
    granted = text(f"经审查，{case.found}，符合{case.law}的规定，准予许可。")
    decision = paper(case, "licence-decision", "准予行政许可决定书", decided, granted)
    yield decision
    yield receipt(case, decision, decided + timedelta(days=1))


def of_inspection(case: Case) -> Iterator[Paper]:
    """Go through the papers of an inspection: task, record, order to correct, check."""
    opened, decided = case.facts.opened, case.facts.decided or case.facts.opened
    task = text("按照年度抽查计划，随机抽取检查对象和执法检查人员，检查结果向社会公开。")
    yield paper(case, "inspection-task", "双随机抽查任务单", opened, task, signed(officers(case)))
    seen = opened + timedelta(days=1)
    yield scene(case, seen, "inspection-record", "现场检查笔录")
    order = text(f"{case.found}，不符合{case.law}的规定，责令十五日内改正。")
    ordered = paper(case, "correction-order", "责令改正通知书", seen, order)
    yield ordered
    yield receipt(case, ordered, seen)
    checked = text("经复查，前述问题已经改正。")
    yield paper(case, "correction-check", "整改复查记录", decided, checked, signed(officers(case)))


def of_coercion(case: Case) -> Iterator[Paper]:
    """Go through the papers of a seizure: decision and list of goods, its end."""
    opened, decided = case.facts.opened, case.facts.decided or case.facts.opened
    seized = text(
        f"{case.found}。依据{case.law}，决定对清单所列财物予以扣押，期限三十日。",
        "当事人可以在六十日内申请行政复议，也可以在六个月内提起行政诉讼。",
    )
    decision = paper(case, "coercion-decision", "实施行政强制措施决定书", opened, seized)
    goods = (case.deed.goods, "500ml×6", "36", "箱")
    yield scene(case, opened)
    yield decision
    yield paper(
        case, "goods-list", "财物清单", opened, table(("名称", "规格", "数量", "单位"), goods),
        signed(("当事人", case.facts.parties[0].name), officers(case)),
    )  # fmt: skip
    yield receipt(case, decision, opened)
    ended = text("扣押期限届满，案件已转入处罚程序，解除对前述财物的扣押。")
    release = paper(case, "coercion-release", "解除行政强制措施决定书", decided, ended)
    yield release
    yield receipt(case, release, decided)


def of_confirmation(case: Case) -> Iterator[Paper]:
    """Go through the papers of a registration asked for."""
    opened, decided = case.facts.opened, case.facts.decided or case.facts.opened
    by = signed(("申请人", case.facts.parties[0].name))
    asked = text(f"现{case.facts.cause}，所附材料真实、有效。")
    yield paper(case, "other-main", "登记申请书", opened, asked, by)
    yield paper(case, "materials-receipt", "材料接收凭证", opened, text("收到申请材料共五份。"))
    granted = text(f"经审查，{case.found}，符合{case.law}的规定，准予登记。")
    notice = paper(case, "other-main", "准予登记通知书", decided, granted)
    yield notice
    yield receipt(case, notice, decided)


RARER: dict[str, Callable[[Case], Iterator[Paper]]] = {
    "licensing": of_licensing,
    "inspection": of_inspection,
    "coercion": of_coercion,
    "confirmation": of_confirmation,
}
