"""Article 33 once through, over HTTP: asked, examined, decided, made, fetched, verified, closed."""

import re

import pypdfium2
from builders import Archive, press

ASKED = {
    "name": "王小明",
    "document": "citizen-id",
    "document_number": "11010519491231002X",
    "case_number": "栾市监处罚[2020]12号",
    "relation": "party",
    "wanted": "行政处罚决定书和询问笔录",
    "purpose": "行政复议",
    "delivery": "link",
}


def ask(archive: Archive, **changes: str) -> tuple[str, str]:
    """Fill in the public form; give number and code."""
    form = archive.browser().get("/ask").forms["form"]
    for name, value in {**ASKED, **changes}.items():
        form[name] = value
    page = form.submit(status=200)
    number = re.search(r"\d{4}-\d{6}", page.text)
    code = re.search(r'code-once">([0-9A-Z-]+)<', page.text)
    assert number and code
    return number[0], code[1]


def follow(archive: Archive, number: str, code: str):
    browser = archive.browser()
    form = browser.get("/follow").forms["form"]
    form["number"], form["code"] = number, code
    return form.submit(status=303).follow()


def test_a_party_gets_copies_of_what_the_head_approves(archive: Archive) -> None:
    archive.dossier()
    archive.work()
    number, code = ask(archive)
    assert "已收件" in follow(archive, number, code)

    archivist = archive.browser("archivist")
    page = archivist.get(f"/requests/{number}/")
    form = page.forms["take"]
    form["verified"] = True
    page = form.submit(status=303).follow()
    form = page.forms["items"]
    uids = [field.value for field in form.fields["record"]]
    form[f"answer-{uids[0]}"] = "release"
    form[f"answer-{uids[1]}"], form[f"ground-{uids[1]}"] = "refuse", "privacy"
    page = form.submit("then", index=1, status=303).follow()
    assert "待审批" in page

    head = archive.browser("head")
    page = head.get(f"/requests/{number}/").forms["items"].submit(status=303).follow()
    assert "部分同意" in page

    page = press(archivist.get(f"/requests/{number}/"), "/prepare")
    assert "正在制作" in page
    archive.work()
    page = follow(archive, number, code)
    assert "待领取" in page
    form = next(form for form in page.forms.values() if form.action == "/follow-fetch")
    copies = form.submit(status=200)
    assert copies.body.startswith(b"%PDF")
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(copies.body)]
    assert "复制件证明" in pages[0]
    assert "第1件的正文" in pages[1]
    assert "第2件的正文" not in "".join(pages)
    for text in pages:
        assert number in text
        assert "王小明" in text

    form = archive.browser().get(f"/verify?n={number}").forms["form"]
    form["file"] = ("copy.pdf", copies.body)
    assert "核对一致" in form.submit()
    form["file"] = ("copy.pdf", copies.body + b" ")
    assert "核对不一致" in form.submit()

    assert "办结" in press(archivist.get(f"/requests/{number}/"), "/close")
