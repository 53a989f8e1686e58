"""The public pages as a requester uses them: asking, the receipt, following."""

import re
from typing import Any

from requested import CITIZEN_ID
from webtest import TestApp, Upload

NUMBER = "栾市监处罚[2020]12号"
TYPED = {
    "name": "刘丰收",
    "document_number": CITIZEN_ID,
    "case_number": NUMBER,
    "wanted": "现场照片、询问笔录",
    "purpose": "行政复议",
}


def ask(browser: TestApp, status: int = 200, **typed: str) -> Any:
    form = browser.get("/ask").forms["form"]
    for name, value in (TYPED | typed).items():
        form[name] = value
    form["files"] = [Upload("身份证.txt", b"identity")]
    return form.submit(status=status)


def receipt(page: Any) -> tuple[str, str]:
    number = re.search(r"\d{4}-\d{6}", page.text)
    code = re.search(r"(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}", page.text)
    assert number
    assert code
    return number[0], code[0]


def follow(browser: TestApp, number: str, code: str, status: int = 303) -> Any:
    form = browser.get("/follow").forms["form"]
    form["number"], form["code"] = number, code
    answer = form.submit(status=status)
    return answer.follow() if status == 303 else answer
