"""A paper of a made-up case, and the blocks such papers are made of."""

from dataclasses import dataclass, replace
from datetime import date

from archive.cli.demo.cases import Case
from archive.papers.forms import Block, BlockKind, Form
from archive.regulation import kind

ORGAN = "栾川县市场监督管理局"
AGREED = "同意。赵国强"


@dataclass(frozen=True)
class Paper:
    """A paper of the case: its kind in the regulation's table, its date, and the form."""

    kind: str
    made: date
    form: Form
    title: str
    slot: str

    @property
    def number(self) -> str:
        """Give the number the paper bears."""
        return self.form.number if "决定书" in self.title else ""


def written(day: date) -> str:
    """Write a day the way papers do."""
    return f"{day.year}年{day.month}月{day.day}日"


def paper(case: Case, key: str, title: str, made: date, *blocks: Block) -> Paper:
    """Make a paper of the kind ``key`` with the case's head and the organ's seal."""
    facts = case.facts
    number = facts.decision_number if title.endswith("决定书") else facts.case_number
    head = Block(BlockKind.FACTS, rows=_party_rows(case))
    seal = Block(BlockKind.SEAL, rows=((ORGAN, written(made)),))
    form = Form(ORGAN, title, number, (head, *blocks, seal))
    return Paper(key, made, form, title, kind(key).slot)


def _party_rows(case: Case) -> tuple[tuple[str, str], ...]:
    party = case.facts.parties[0]
    return (
        ("当事人", party.name),
        ("证件号码", party.number),
        ("住所（地址）", case.address),
        ("案由", case.facts.cause),
    )


def text(*lines: str) -> Block:
    """Give paragraphs."""
    return Block(BlockKind.TEXT, lines=lines)


def signed(*rows: tuple[str, str]) -> Block:
    """Give lines of signatures: who, and what he wrote."""
    return Block(BlockKind.SIGNATURES, rows=rows)


def table(*rows: tuple[str, ...]) -> Block:
    """Give a table whose first row is its head."""
    return Block(BlockKind.LIST, rows=rows)


def officers(case: Case) -> tuple[str, str]:
    """Give the line in which the officers sign, with the numbers of their certificates."""
    names = case.facts.officers
    return "执法人员", "、".join(
        f"{name}（执法证号 1603240{sum(map(ord, name)) % 100:02d}）" for name in names
    )


def receipt(case: Case, served: Paper, made: date) -> Paper:
    """Give the receipt for a paper served; it is filed behind that paper (Penalty 78)."""
    rows = table(
        ("送达文书", "文号", "送达方式", "收到日期"),
        (served.title, served.form.number, "直接送达", written(made)),
    )
    by = signed(
        ("受送达人", case.facts.parties[0].name), ("送达人", "、".join(case.facts.officers))
    )
    made_out = paper(case, "service-receipt", "送达回证", made, rows, by)
    return replace(made_out, title=f"送达回证（{served.title}）", slot=served.slot)


def scene(case: Case, made: date, key: str = "scene-record", title: str = "现场笔录") -> Paper:
    """Give the record of what was seen on the spot."""
    lines = text(
        f"{written(made)}，执法人员{'、'.join(case.facts.officers)}出示执法证件后进行现场检查。",
        f"{case.found}。执法人员当场拍照取证，并告知当事人有陈述、申辩和申请回避的权利。",
    )
    by = signed(("当事人", case.facts.parties[0].name), officers(case), ("见证人", "何春梅"))
    return paper(case, key, title, made, lines, by)
