"""Verifying a copy: genuine or not, by file or digest, and nothing else is told."""

import re
from hashlib import sha256
from itertools import product

from builders import Archive
from requested import requested
from webtest import TestApp, Upload


def _verify(browser: TestApp, number: str, content: bytes | None, digest: str = "") -> bool:
    form = browser.get(f"/verify?n={number}").forms["form"]
    assert form["number"].value == number
    if content is not None:
        form["file"] = Upload("copy.pdf", content)
    form["sha256"] = digest
    page = form.submit()
    assert ("核对一致" in page) is not ("核对不一致" in page)
    return "核对一致" in page


def test_a_copy_is_verified_by_its_digest_too_and_nothing_more_is_told(archive: Archive) -> None:
    with requested(archive) as case:
        case.ready(content=b"%PDF copies")
        number = case.asked.title
    stranger = archive.browser()
    digest = sha256(b"%PDF copies").hexdigest()
    assert _verify(stranger, number, None, digest)
    assert _verify(stranger, number, None, digest.upper())
    assert _verify(stranger, number, b"%PDF copies")
    assert not _verify(stranger, number, b"%PDF copies ")
    answers = set()
    for other in ("2026-999999", number):
        assert not _verify(stranger, other, None, "0" * 64)
        page = stranger.get(f"/verify?n={other}")
        answers.add(page.text.replace(other, ""))
        assert "刘丰收" not in page
    assert len({re.sub(r'value="[^"]{20,}"', "", each) for each in answers}) == 1


def test_no_digest_is_genuine_where_nothing_was_handed_out(archive: Archive) -> None:
    with requested(archive) as case:
        number = case.asked.title
    browser = archive.browser()
    for asked, digest in product((number, "", "people"), ("", "-", "-" * 64, "0" * 64, "无")):
        assert not _verify(browser, asked, None, digest), (asked, digest)
