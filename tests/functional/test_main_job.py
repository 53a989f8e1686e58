"""The main job on real files: a case filed from them, found by words inside a PDF and an OFD,
copies asked for, approved, fetched and read back."""

import json
from pathlib import Path

import pypdfium2
import pytest
from builders import Archive, press
from material import make_ofd, make_pdf
from portal import ask, follow, receipt

WORDS_IN_PDF, WORDS_IN_OFD = "劳动者享有平等就业", "矿产资源勘查许可证"


@pytest.fixture(params=["real", "made"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, bytes]:
    """Real files from beside the checkout, or, where there are none, ones made here."""
    if request.param == "real":
        samples = request.getfixturevalue("shared") / "samples"
        return {path.name: path.read_bytes() for path in samples.iterdir() if path.suffix != ".tsv"}
    make_pdf(tmp_path / "law.pdf", [f"第一页\n{WORDS_IN_PDF}和选择职业的权利"])
    make_ofd(tmp_path / "licence.ofd", ["说明", f"中华人民共和国{WORDS_IN_OFD}"])
    return {
        path.name: path.read_bytes() for path in (tmp_path / "law.pdf", tmp_path / "licence.ofd")
    }


def _file_case(archive: Archive, files: dict[str, bytes]) -> str:
    officer = archive.browser("officer")
    form = officer.get("/J001/penalty/new").forms["form"]
    form["case_number"], form["decision_number"] = (
        "北流工商立字〔2015〕240号",
        "北流工商处字〔2015〕240号",
    )
    form["cause"] = "销售不合格复混肥料"
    form["opened"], form["decided"], form["closed"] = "2015-11-20", "2015-12-11", "2015-12-20"
    form.set("party_name", "北流市隆盛供销社", 0)
    page = form.submit(status=303).follow().click("加入件", index=0)
    form = page.forms["form"]
    form["each"], form["kind"] = True, "other-main"
    form["files"] = list(files.items())
    answer = form.submit()
    assert answer.status_int < 400
    dossier = officer.get("/J001/penalty/2015/0001/")
    press(dossier, "/submit")
    page = press(archive.browser("archivist").get("/J001/penalty/2015/0001/seal"), "/seal")
    assert "已归档" in page
    archive.work()
    return "北流工商处字(2015)240号"


def test_a_case_filed_from_files_is_found_by_their_words_and_copied(
    archive: Archive, files: dict[str, bytes]
) -> None:
    decision = _file_case(archive, files)
    officer = archive.browser("officer")
    for words in (WORDS_IN_PDF, WORDS_IN_OFD):
        page = officer.get("/search", {"q": words})
        assert "共 1 条" in page, words
        assert f"<mark>{words}</mark>" in page
    assert "共 1 条" in officer.get("/search", {"q": "北流工商立字[2015]240号"})

    number, code = receipt(ask(archive.browser(), case_number=decision))
    archivist = archive.browser("archivist")
    form = archivist.get(f"/requests/{number}/").forms["take"]
    form["verified"] = True
    form = form.submit(status=303).follow().forms["items"]
    uids = [field.value for field in form.fields["record"]]
    for uid in uids:
        form[f"answer-{uid}"] = "release"
    form.submit("then", index=1, status=303)
    head = archive.browser("head")
    page = head.get(f"/requests/{number}/").forms["items"].submit(status=303).follow()
    assert "同意" in page
    press(archivist.get(f"/requests/{number}/"), "/prepare")
    archive.work()

    page = follow(archive.browser(), number, code)
    fetch = next(form for form in page.forms.values() if form.action == "/follow-fetch")
    pdf = pypdfium2.PdfDocument(fetch.submit(status=200).body)
    texts = [sheet.get_textpage().get_text_range() for sheet in pdf]
    assert "复制件证明" in texts[0]
    assert len(texts) > len(files)
    assert all(number in text for text in texts)


def test_real_decisions_are_found_by_their_own_words(archive: Archive, shared: Path) -> None:
    lines = (shared / "cases" / "penalty_decisions_real_3.jsonl").read_text("utf-8").splitlines()
    decisions = [json.loads(line) for line in lines]
    with archive.visit() as site:
        from builders import FACTS

        from archive.models.records import RecordFacts
        from archive.operations.dossiers import create_dossier
        from archive.operations.records import add_components, add_record

        officer = archive.as_person(site, "officer")
        dossier = create_dossier(officer, site["J001"]["penalty"], facts=FACTS)
        for decision in decisions:
            facts = RecordFacts(decision["title"], "penalty-decision", number=decision["doc_no"])
            record = add_record(officer, dossier.volume("main"), facts=facts)
            add_components(officer, record, files=[archive.file(decision["text"].encode())])
    archive.work()
    browser = archive.browser("officer")
    for decision in decisions:
        longest = max(decision["text"].replace("；", "。").split("。"), key=len)
        sentence = longest.strip()[:20]
        page = browser.get("/search", {"q": f'"{sentence}"'})
        assert decision["title"] in page, sentence
