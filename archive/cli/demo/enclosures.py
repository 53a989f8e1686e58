"""Word and Excel files in made-up cases: what a party wrote, what an officer listed."""

import io
from datetime import date
from random import Random

import docx
import openpyxl

from archive.cli.demo.cases import Case
from archive.cli.demo.paper import written


def statement(case: Case, made: date) -> bytes:
    """Give the party's statement and defence as a DOCX."""
    document = docx.Document()
    document.add_heading("陈述申辩意见", level=1)
    name = case.facts.parties[0].name
    document.add_paragraph("栾川县市场监督管理局：")
    document.add_paragraph(
        f"贵局就{case.facts.cause}一案送达的告知书已收到。{case.found}属实，"
        "但属初次发生，数量不大，发现后已立即停止并主动配合调查，恳请从轻处理。"
    )
    document.add_paragraph(f"陈述申辩人：{name}")
    document.add_paragraph(written(made))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def ledger(case: Case, chance: Random) -> bytes:
    """Give the list of goods bought and sold as an XLSX; the last row adds up."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("进销明细")
    sheet.append(["日期", "名称", "购进数量", "销售数量", "单价（元）", "销售金额（元）"])
    price, total = chance.randint(8, 900), 0
    for week in range(6):
        sold = chance.randint(1, 20)
        total += sold * price
        day = date.fromordinal(case.facts.opened.toordinal() - 7 * (6 - week))
        bought = sold + chance.randint(0, 5)
        sheet.append([day.isoformat(), case.deed.goods, bought, sold, price, sold * price])
    sheet.append(["合计", "", "", "", "", total])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
