"""A copy request through the pages: asked, taken, examined, decided, made, fetched, verified."""

import re
from hashlib import sha256
from typing import Any

import pypdfium2
from builders import Archive, press
from portal import NUMBER, TYPED, ask, follow, receipt
from requested import PRIVATE, requested
from webtest import TestApp, Upload

from archive.models.answers import Answer, Ground, Item
from archive.operations.copies import note_failure, prepare_copies
from archive.operations.markings import set_marking


def _pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def _take(archivist: TestApp, number: str) -> Any:
    form = archivist.get(f"/requests/{number}/").forms["take"]
    form["verified"] = True
    return form.submit(status=303).follow()


def _propose(page: Any, answers: dict[int, str]) -> Any:
    form = page.forms["items"]
    for position, answer in answers.items():
        uid = form.fields["record"][position].value
        form[f"answer-{uid}"] = answer
        if answer != "release":
            form[f"ground-{uid}"] = "privacy"
    return form.submit("then", value="submit", status=303).follow()


def test_a_request_from_the_form_to_the_verified_copy(archive: Archive) -> None:
    archive.dossier()
    archive.work()
    requester = archive.browser()
    number, code = receipt(ask(requester))
    assert "已收件" in follow(requester, number, code)

    archivist, head = archive.browser("archivist"), archive.browser("head")
    assert number in archivist.get("/requests/")
    assert archivist.get(f"/requests/{number}/").click("身份证.txt").body == b"identity"
    page = _propose(_take(archivist, number), {0: "release", 1: "refuse"})
    assert "待审批" in page

    form = head.get(f"/requests/{number}/").forms["items"]
    assert "部分同意" in form.submit(status=303).follow()
    press(archivist.get(f"/requests/{number}/"), "/prepare")
    archive.work()

    page = requester.get("/follow-status")
    assert "待领取" in page
    notice = "".join(_pages(page.click("下载决定告知书").body))
    assert "决定部分同意" in notice
    assert "个人隐私" in notice
    fetch = next(form for form in page.forms.values() if form.action == "/follow-fetch")
    copies = fetch.submit()
    words = _pages(copies.body)
    assert number in words[-1]
    assert any("第1件的正文" in page for page in words)
    assert not any("第2件的正文" in page for page in words)

    form = requester.get(f"/verify?n={number}").forms["form"]
    form["file"] = Upload("copy.pdf", copies.body)
    assert "核对一致" in form.submit()
    page = press(archivist.get(f"/requests/{number}/"), "/close")
    assert "办结" in page
    assert number not in archivist.get("/requests/")
    assert number in archivist.get("/requests/?show=ended")


def test_what_was_typed_is_kept_when_the_form_is_refused(archive: Archive) -> None:
    page = ask(archive.browser(), 422, document_number="110105194912310021")
    form = page.forms["form"]
    assert form["name"].value == "刘丰收"
    assert form["wanted"].value == TYPED["wanted"]
    assert "证件号码有误" in page
    with archive.visit() as site:
        assert len(site.requests) == 0
    assert not list(archive.settings.upload_folder.iterdir())


def test_the_answer_to_an_asker_does_not_depend_on_whether_the_case_exists(
    archive: Archive,
) -> None:
    archive.dossier()
    seen = []
    for case_number in (NUMBER, "栾市监处罚〔2020〕98号"):
        browser = archive.browser()
        page = ask(browser, case_number=case_number)
        number, code = receipt(page)
        status = follow(browser, number, code)
        seen.append(_without(page, number, code) + _without(status, number, code))
    plain = [re.sub(r"栾市监处罚〔2020〕\d+号", "", each) for each in seen]
    assert plain[0] == plain[1]


def _without(page: Any, number: str, code: str) -> str:
    body = page.text.replace(number, "").replace(code, "")
    return re.sub(r'\d\d:\d\d|"X-CSRF-Token": "\w+"|value="\w+"', "", body)


def test_a_wrong_code_and_an_unknown_number_answer_alike(archive: Archive) -> None:
    browser = archive.browser()
    number, code = receipt(ask(browser))
    wrong = [
        _without(follow(browser, *key, status=422), *key)
        for key in ((number, "AAAA-AAAA-AAAA"), ("2026-999999", code))
    ]
    assert wrong[0] == wrong[1]


def test_the_code_stands_in_no_address_and_is_forgotten_when_told(archive: Archive) -> None:
    browser = archive.browser()
    number, code = receipt(ask(browser))
    page = follow(browser, number, code)
    assert code.replace("-", "") not in page.request.url + page.text.replace("-", "")
    press(page, "/follow-end")
    assert browser.get("/follow-status", status=303).location.endswith("/follow")


def test_a_request_is_completed_and_withdrawn_by_its_code(archive: Archive) -> None:
    browser, archivist = archive.browser(), archive.browser("archivist")
    number, code = receipt(ask(browser))
    form = archivist.get(f"/requests/{number}/").forms["return"]
    form["reason"] = "请补授权委托书"
    assert "退回补正" in form.submit(status=303).follow()
    page = follow(browser, number, code)
    assert "请补授权委托书" in page
    form = page.forms["complete"]
    form["note"], form["files"] = "已补", [Upload("委托书.txt", b"letter")]
    assert "已收件" in form.submit(status=303).follow()
    assert archivist.get(f"/requests/{number}/").click("委托书.txt").body == b"letter"
    assert "撤回" in press(browser.get("/follow-status"), "/follow-withdraw")
    assert number in archivist.get("/requests/?show=ended")


def test_who_has_no_part_in_a_request_finds_nothing_there(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        number, copies = case.asked.title, case.asked.copies.__name__
    for login in (None, "officer", "otherhead", "security", "auditor", "admin"):
        browser = archive.browser(login)
        for place in ("", "decision", "delivery", f"{copies}/download", f"{copies}/"):
            browser.get(f"/requests/{number}/{place}", status=404)
    assert number not in archive.browser("otherhead").get("/requests/")


def test_the_pages_a_person_may_not_see_are_not_on_the_examiners_page(archive: Archive) -> None:
    with requested(archive) as case:
        case.taken()
        number = case.asked.title
    cleared = archive.browser("archivist").get(f"/requests/{number}/")
    assert "private 材料" in cleared
    assert "secret 材料" not in cleared
    plain = archive.browser("plain").get(f"/requests/{number}/")
    assert "open 材料" in plain
    assert "private 材料" not in plain


def test_the_examiners_page_offers_no_release_of_the_internal_volume(archive: Archive) -> None:
    with requested(archive) as case:
        case.taken()
        number, internal, opened = case.asked.title, case.records["internal"], case.open
    form = archive.browser("archivist").get(f"/requests/{number}/").forms["items"]
    offered = {
        uid: [value for value, *_ in form[f"answer-{uid}"].options] for uid in (internal, opened)
    }
    assert offered[internal] == ["", "refuse"]
    assert offered[opened] == ["", "release", "withhold-pages", "refuse"]


def test_pages_that_can_not_be_meant_are_refused(archive: Archive) -> None:
    with requested(archive) as case:
        case.taken()
        number, uid = case.asked.title, case.open
    archivist = archive.browser("archivist")
    for written in ("7-5", "1、4-2", "三", "1-", "1-9999", "0"):
        form = archivist.get(f"/requests/{number}/").forms["items"]
        form[f"answer-{uid}"], form[f"ground-{uid}"] = "withhold-pages", "privacy"
        form[f"pages-{uid}"] = written
        form.submit("then", value="keep", status="*")
        with archive.visit() as site:
            assert site.requests[number].items == {}, written


def test_the_notice_names_no_record_the_requester_may_not_know_of(archive: Archive) -> None:
    with requested(archive) as case:
        internal = Item(case.records["internal"], Answer.REFUSE, Ground.INTERNAL)
        case.decided(Item(case.open, Answer.RELEASE), internal)
        number, code = case.key.values()
        kind = case.record("internal").kind.name
    browser = archive.browser()
    words = "".join(_pages(follow(browser, number, code).click("下载决定告知书").body))
    assert "open材料" in words
    assert "internal" not in words
    assert kind not in words


def test_what_was_tightened_is_not_explained_to_who_fetches(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready()
        set_marking(case.who("security"), case.record("open"), marking=PRIVATE)
        number, code = case.key.values()
    browser = archive.browser()
    page = follow(browser, number, code)
    assert "下载复制件" not in page
    token = next(iter(page.forms.values()))["csrf_token"].value
    page = browser.post("/follow-fetch", {"csrf_token": token}, status=303).follow()
    assert "复制件现在不能领取" in page
    assert "标注" not in page
    assert "涉密" not in page


def test_the_paper_signed_at_the_counter_names_the_digest(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready(content=b"%PDF copies")
        number = case.asked.title
    archivist = archive.browser("archivist")
    page = archivist.get(f"/requests/{number}/")
    words = "".join(_pages(page.click("领取签收单").body))
    assert sha256(b"%PDF copies").hexdigest() in words
    form = page.forms["deliver"]
    form["received_by"] = "刘丰收"
    assert "已交付" in form.submit(status=303).follow()


def test_a_failure_to_make_the_copies_is_told_and_can_be_tried_again(archive: Archive) -> None:
    with requested(archive) as case:
        prepare_copies(case.decided().who("archivist"), case.asked)
        note_failure(case.worker, case.asked, failure="文件损坏")
        number = case.asked.title
    archivist = archive.browser("archivist")
    page = archivist.get(f"/requests/{number}/")
    assert "文件损坏" in page
    assert "文件损坏" not in press(page, "/prepare")
    archive.work()
    assert "待领取" in archivist.get(f"/requests/{number}/")


def test_an_enclosure_too_large_for_anyone_is_refused(archive: Archive) -> None:
    browser = archive.browser()
    form = browser.get("/ask").forms["form"]
    form["files"] = [Upload("大.bin", bytes(100 * 1024**2 + 1))]
    assert "文件总量超过上限" in form.submit(status=422)
    assert not list(archive.settings.upload_folder.iterdir())


def test_the_receipt_is_printed_for_who_has_the_code_and_nobody_else(archive: Archive) -> None:
    browser = archive.browser()
    page = ask(browser)
    number, code = receipt(page)
    (paper,) = _pages(page.forms["receipt"].submit(status=200).body)
    assert number in paper
    assert code in paper
    form = page.forms["receipt"]
    form["code"] = "2222-2222-2222"
    assert "不正确" in form.submit(status=403)
