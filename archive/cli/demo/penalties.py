"""The papers of a penalty case, by the general and by the summary procedure."""

from collections.abc import Iterator
from datetime import date, timedelta

from archive.cli.demo.cases import Case
from archive.cli.demo.paper import (
    AGREED,
    ORGAN,
    Paper,
    officers,
    paper,
    receipt,
    scene,
    signed,
    table,
    text,
    written,
)
from archive.papers.forms import Block, BlockKind

REMEDY = (
    "当事人应当自收到本决定书之日起十五日内缴纳罚款。如不服本决定，可以在六十日内申请行政复议，"
    "也可以在六个月内向栾川县人民法院提起行政诉讼。"
)


def of_general(case: Case) -> Iterator[Paper]:
    """Go through the papers of the general procedure; a case under inquiry has the first only."""
    yield from _begun(case)
    if case.facts.decided is not None:
        yield from _concluded(case, case.facts.decided)


def of_summary(case: Case) -> Iterator[Paper]:
    """Go through the papers of a fine on the spot (Penalty 70)."""
    day = case.facts.decided or case.facts.opened
    decision = _decision(case, "当场行政处罚决定书", "summary-decision", day)
    yield scene(case, day)
    yield decision
    yield receipt(case, decision, day)
    yield _payment(case, day)


def _begun(case: Case) -> Iterator[Paper]:
    opened = case.facts.opened
    told = f"{case.found}，涉嫌违反{case.law}"
    opinions = (("承办人意见", "建议立案"), ("承办机构意见", "同意"), ("单位负责人意见", AGREED))
    first = opened - timedelta(days=3)
    if case.number % 3 == 1:
        told_how = text(f"线索来源：群众举报，举报人要求保密。举报内容：{case.found}。")
        yield paper(case, "case-source", "案件来源登记表", first, told_how)
    yield paper(case, "filing-approval", "立案审批表", opened, text(told + "。"), signed(*opinions))
    yield scene(case, opened)
    yield _questions(case, opened + timedelta(days=2))


def _questions(case: Case, made: date) -> Paper:
    goods = case.deed.goods or "有关材料"
    rows = (
        ("我们是栾川县市场监督管理局的执法人员，这是我们的执法证件，请你确认。", "我看清楚了。"),
        ("你有陈述、申辩和申请回避的权利，是否申请回避？", "不申请。"),
        (f"请说明检查时发现的情况：{case.found}，是否属实？", "属实，是我们管理上的疏忽。"),
        (f"{goods}从何处取得，有无票据？", "从洛阳取得，票据没有留存。"),
        ("还有什么要补充？", "我们已经停止，愿意接受处理。"),
    )
    by = signed(("被询问人", case.facts.parties[0].name), officers(case))
    block = Block(BlockKind.QUESTIONS, rows=rows)
    return paper(case, "inquiry-record", "询问笔录", made, block, by)


def _concluded(case: Case, decided: date) -> Iterator[Paper]:
    facts, days = case.facts, timedelta
    closed = facts.closed or decided
    report = f"本案事实清楚，证据充分。{case.found}。建议给予{facts.penalties}的行政处罚。"
    review = "经审核，本案主体合法、程序正当、定性准确、裁量适当，同意承办机构意见。"
    rights = f"拟作出{facts.penalties}的行政处罚。你（单位）有权在五个工作日内陈述、申辩。"
    yield paper(
        case, "investigation-report", "案件调查终结报告", decided - days(12),
        text(report), signed(officers(case)),
    )  # fmt: skip
    if case.number % 2 == 0:
        by = signed(("审核人", "陈守法"))
        made = decided - days(10)
        yield paper(case, "legal-review", "案件审核（法制审核）表", made, text(review), by)
    notice = paper(case, "penalty-notice", "行政处罚告知书", decided - days(8), text(rights))
    yield notice
    if case.number % 4 == 1:
        yield receipt(case, notice, decided - days(8))
    decision = _decision(case, "行政处罚决定书", "penalty-decision", decided)
    yield decision
    yield receipt(case, decision, decided + days(1))
    if case.number % 4 == 0:
        yield _payment(case, closed)
    yield paper(
        case, "closing-approval", "结案审批表", closed,
        text(f"{facts.outcome}，建议结案。"), signed(("单位负责人意见", AGREED)),
    )  # fmt: skip


def _decision(case: Case, title: str, key: str, made: date) -> Paper:
    facts = case.facts
    lines = text(
        f"经查，{case.found}。以上事实有现场笔录、照片等证据证明。",
        f"上述行为违反了{case.law}的规定，构成{facts.cause}的违法行为。",
        f"依据有关法律规定，决定给予当事人如下行政处罚：{facts.penalties}。",
        REMEDY,
    )
    return paper(case, key, title, made, lines)


def _payment(case: Case, made: date) -> Paper:
    rows = table(
        ("缴款人", "项目", "金额（元）", "缴款日期"),
        (case.facts.parties[0].name, "罚款", f"{case.facts.amount}", written(made)),
    )
    return paper(case, "payment-receipt", "罚没票据", made, rows, signed(("执收单位", ORGAN)))
