"""The papers of a made-up case, in the order of its procedure, each as a form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from archive.cli.demo.cases import Case
from archive.models.cases import Procedure
from archive.papers.forms import Block, BlockKind, Form

ORGAN = "栾川县市场监督管理局"


@dataclass(frozen=True)
class Paper:
    """A paper of the case: its kind in the regulation's table, its date, and the form."""

    kind: str
    made: date
    form: Form
    title: str


def papers(case: Case) -> Iterator[Paper]:
    """Go through the papers of ``case``."""
    if case.series != "penalty":
        yield from _of_other(case)
    elif case.facts.procedure is Procedure.SUMMARY:
        yield from _of_summary(case)
    else:
        yield from _of_general(case)


def written(day: date) -> str:
    """Write a day the way papers do."""
    return f"{day.year}年{day.month}月{day.day}日"


def _paper(case: Case, kind: str, title: str, made: date, *blocks: Block) -> Paper:
    number = case.facts.decision_number if "决定书" in title else case.facts.case_number
    head = Block(BlockKind.FACTS, rows=_party_rows(case))
    seal = Block(BlockKind.SEAL, rows=((ORGAN, written(made)),))
    return Paper(kind, made, Form(ORGAN, title, number, (head, *blocks, seal)), title)


def _party_rows(case: Case) -> tuple[tuple[str, str], ...]:
    party = case.facts.parties[0]
    return (
        ("当事人", party.name),
        ("证件号码", party.number),
        ("住所（地址）", case.address),
        ("案由", case.facts.cause),
    )


def _text(*lines: str) -> Block:
    return Block(BlockKind.TEXT, lines=lines)


def _signed(*rows: tuple[str, str]) -> Block:
    return Block(BlockKind.SIGNATURES, rows=rows)


def _officers(case: Case) -> tuple[str, str]:
    names = case.facts.officers
    return "执法人员", "、".join(
        f"{name}（执法证号 1603240{number:02d}）" for number, name in enumerate(names, start=11)
    )


def _receipt(case: Case, what: str, made: date) -> Paper:
    rows = Block(
        BlockKind.LIST,
        rows=(
            ("送达文书", "文号", "送达方式", "收到日期"),
            (what, case.facts.decision_number, "直接送达", written(made)),
        ),
    )
    name = case.facts.parties[0].name
    signed = _signed(("受送达人", name), ("送达人", "、".join(case.facts.officers)))
    paper = _paper(case, "service-receipt", "送达回证", made, rows, signed)
    return Paper(paper.kind, made, paper.form, f"送达回证（{what}）")


def _scene(case: Case, made: date) -> Paper:
    shown = f"{case.found}。执法人员当场拍照取证，并告知当事人有陈述、申辩和申请回避的权利。"
    text = _text(
        f"{written(made)}，执法人员{'、'.join(case.facts.officers)}出示执法证件后进行现场检查。",
        shown,
    )
    signed = _signed(("当事人", case.facts.parties[0].name), _officers(case), ("见证人", "何春梅"))
    return _paper(case, "scene-record", "现场笔录", made, text, signed)


def _questions(case: Case, made: date) -> Paper:
    name = case.facts.parties[0].name
    rows = (
        ("我们是栾川县市场监督管理局的执法人员，这是我们的执法证件，请你确认。", "我看清楚了。"),
        ("你有陈述、申辩和申请回避的权利，是否申请回避？", "不申请。"),
        (f"请说明检查时发现的情况：{case.found}，是否属实？", "属实，是我们管理上的疏忽。"),
        ("涉案物品从何处购进，有无票据？", "从洛阳批发市场购进，票据没有留存。"),
        ("还有什么要补充？", "我们已经停止，愿意接受处理。"),
    )
    block = Block(BlockKind.QUESTIONS, rows=rows)
    return _paper(
        case,
        "inquiry-record",
        "询问笔录",
        made,
        block,
        _signed(("被询问人", name), _officers(case)),
    )


def _decision(case: Case, title: str, kind: str, made: date) -> Paper:
    facts = case.facts
    text = _text(
        f"经查，{case.found}。以上事实有现场笔录、询问笔录、照片等证据证明。",
        f"上述行为违反了{case.law}的规定，构成{facts.cause}的违法行为。",
        f"依据有关法律规定，决定给予当事人如下行政处罚：{facts.penalties}。",
        "当事人应当自收到本决定书之日起十五日内缴纳罚款。如不服本决定，可以在六十日内申请行政复议，"
        "也可以在六个月内向栾川县人民法院提起行政诉讼。",
    )
    return _paper(case, kind, title, made, text)


def _of_general(case: Case) -> Iterator[Paper]:
    facts = case.facts
    opened, decided = facts.opened, facts.decided or facts.opened
    closed = facts.closed or decided
    agree = "同意。赵国强"
    yield _paper(
        case, "case-source", "案件来源登记表", opened - timedelta(days=3),
        _text(f"日常监督检查中发现线索：{case.found}。"),
    )  # fmt: skip
    yield _paper(
        case, "filing-approval", "立案审批表", opened,
        _text(f"经核查，{case.found}，涉嫌违反{case.law}，建议立案调查。"),
        _signed(("承办人意见", "建议立案"), ("承办机构意见", "同意"), ("单位负责人意见", agree)),
    )  # fmt: skip
    yield _scene(case, opened)
    yield _questions(case, opened + timedelta(days=2))
    yield _paper(
        case, "investigation-report", "案件调查终结报告", decided - timedelta(days=12),
        _text(f"本案事实清楚，证据充分。{case.found}。建议给予{facts.penalties}的行政处罚。"),
        _signed(_officers(case)),
    )  # fmt: skip
    yield _paper(
        case, "legal-review", "案件审核（法制审核）表", decided - timedelta(days=10),
        _text("经审核，本案主体合法、程序正当、定性准确、裁量适当，同意承办机构意见。"),
        _signed(("审核人", "陈守法")),
    )  # fmt: skip
    yield _paper(
        case, "penalty-notice", "行政处罚告知书", decided - timedelta(days=8),
        _text(f"拟对你（单位）作出{facts.penalties}的行政处罚。你（单位）有权在五个工作日内陈述、申辩。"),
    )  # fmt: skip
    yield _decision(case, "行政处罚决定书", "penalty-decision", decided)
    yield _receipt(case, "行政处罚决定书", decided + timedelta(days=1))
    yield _paper(
        case, "closing-approval", "结案审批表", closed,
        _text(f"{facts.outcome}，建议结案。"), _signed(("单位负责人意见", agree)),
    )  # fmt: skip


def _of_summary(case: Case) -> Iterator[Paper]:
    decided = case.facts.decided or case.facts.opened
    yield _scene(case, decided)
    yield _decision(case, "当场行政处罚决定书", "summary-decision", decided)
    yield _receipt(case, "当场行政处罚决定书", decided)


def _of_other(case: Case) -> Iterator[Paper]:
    opened, decided = case.facts.opened, case.facts.decided or case.facts.opened
    kinds = {"licensing": "licence-application", "inspection": "inspection-task"}
    first = kinds.get(case.series, "other-main")
    yield _paper(case, first, "申请书及受理材料", opened, _text(f"{case.facts.cause}，材料齐全。"))
    yield _scene(case, opened + timedelta(days=3))
    yield _paper(case, "other-main", "处理决定书", decided, _text("经审查，符合规定，依法办结。"))
    yield _receipt(case, "处理决定书", decided + timedelta(days=1))
