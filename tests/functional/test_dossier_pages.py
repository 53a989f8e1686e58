"""The pages of a dossier keep what they promise: nothing hidden shows, nothing sent is lost."""

from io import BytesIO
from typing import Any

import pytest
from builders import Archive
from PIL import Image

from archive.operations.dossiers import submit_dossier
from archive.operations.markings import set_marking
from archive.operations.records import add_components
from archive.security.levels import Caveat, Clearance, Marking


def at(site: Any, path: str) -> Any:
    node = site
    for name in path.strip("/").split("/"):
        node = node[name]
    return node


def hide(archive: Archive, path: str) -> None:
    """Mark what stands at ``path`` so that ``plain`` may not read it."""
    marking = Marking(caveats=frozenset({Caveat.INFORMANT}), basis="举报人要求保密")
    with archive.visit() as site:
        set_marking(archive.as_person(site, "security"), at(site, path), marking=marking)


def form_of(page: Any) -> Any:
    return page.forms[max(key for key in page.forms if isinstance(key, int))]


def test_page_of_a_dossier_shows_no_gap_where_a_record_is_hidden(archive: Archive) -> None:
    path = archive.dossier(records=3)
    hide(archive, f"{path}/main/002")
    plain = archive.browser("plain")
    page = plain.get(f"{path}/")
    places = [cell.get_text() for cell in page.html.select("tbody td:first-child")]
    assert places == ["1", "2"]
    assert "第2件" not in page
    plain.get(f"{path}/main/002/", status=404)
    assert page.click("第3件").html.select_one("a[rel=prev]")["href"].endswith("/main/001/")


def test_reference_code_of_a_record_tells_nobody_of_a_hidden_one(archive: Archive) -> None:
    path = archive.dossier(records=3)
    assert "-D30-0001-003" in archive.browser("plain").get(f"{path}/main/003/")
    hide(archive, f"{path}/main/002")
    assert "-D30-0001-003" not in archive.browser("plain").get(f"{path}/main/003/")
    assert "-D30-0001-003" in archive.browser("archivist").get(f"{path}/main/003/")


def test_what_is_to_be_sealed_is_counted_without_what_is_hidden(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=3)
    with archive.visit() as site:
        submit_dossier(archive.as_person(site, "officer"), at(site, path))
    hide(archive, f"{path}/main/002")
    for login, count in (("plain", "2"), ("archivist", "3")):
        facts = archive.browser(login).get(f"{path}/seal").html.select_one("dl.facts")
        assert facts.find("dt", string="件数").find_next("dd").get_text() == count


def test_order_is_changed_around_what_is_hidden(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=3)
    hide(archive, f"{path}/main/002")
    archive.clear("officer", Clearance())
    officer = archive.browser("officer")
    token = form_of(officer.get(f"{path}/"))["csrf_token"].value
    officer.post(f"{path}/main/order", {"csrf_token": token, "up": "003"}, status=303)
    with archive.visit() as site:
        assert at(site, path).volume("main").order == ("003", "002", "001")


def test_page_that_lists_a_marked_record_is_written_down(archive: Archive) -> None:
    path = archive.dossier()
    hide(archive, f"{path}/main/001")
    archive.browser("archivist").get(f"{path}/")
    archive.browser("plain").get(f"{path}/")
    with archive.visit() as site:
        read = [each for each in site.journal.oldest_first() if each.kind == "marked.read"]
        assert [(each.actor_name, each.path) for each in read] == [("王档案", f"{path}/main/001")]


def test_page_picture_of_a_marked_record_is_written_down(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=1)
    picture = BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "PNG")
    with archive.visit() as site:
        file = archive.file(picture.getvalue(), "现场.png")
        add_components(
            archive.as_person(site, "officer"), at(site, f"{path}/main/001"), files=[file]
        )
    archive.work()
    hide(archive, f"{path}/main/001")
    archive.browser("plain").get(f"{path}/main/001/002/page/1", status=404)
    archive.browser("archivist").get(f"{path}/main/001/002/page/1", status=200)
    with archive.visit() as site:
        assert site.journal.newest(1)[0].kind == "marked.read"


@pytest.mark.parametrize("number", ["0", "2", "x", "1/1", "%EF%BC%99", "9" * 5000, ""])
def test_page_that_is_not_there_is_not_found(archive: Archive, number: str) -> None:
    path = archive.dossier(records=1)
    archive.browser("archivist").get(f"{path}/main/001/001/page/{number}", status=404)


def test_every_refused_file_is_named_however_many_there_are(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=0)
    form = form_of(archive.browser("officer").get(f"{path}/main/add"))
    form["title"] = "扫描件"
    names = [f"现场检查时拍摄的第{number}张照片.jpg" for number in range(30)]
    form["files"] = [("好的.txt", "正文".encode()), *((name, b"") for name in names)]
    page = form.submit()
    assert all(name in page for name in names)
    assert "好的.txt" in page.click("继续").click("扫描件")


def test_script_that_sent_files_is_told_where_to_go_and_the_message_waits(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=0)
    officer = archive.browser("officer")
    form = form_of(officer.get(f"{path}/main/add"))
    form["title"] = "询问笔录"
    answer = form.submit(headers={"X-Requested-With": "XMLHttpRequest"}, status=201)
    assert "已保存" in officer.get(answer.location)


def test_adding_no_file_at_all_says_so(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    page = form_of(archive.browser("officer").get(f"{path}/main/001/upload")).submit(status=422)
    assert "请选择文件" in page


def test_each_file_becomes_a_record_without_a_title_being_typed(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=0)
    page = archive.browser("officer").get(f"{path}/main/add")
    form = form_of(page)
    assert page.html.select("form")[-1].has_attr("novalidate")
    form["each"] = True
    form["files"] = [("立案审批表.txt", b"a"), ("询问笔录.txt", b"b")]
    page = form.submit(status=303).follow()
    assert [a.get_text() for a in page.html.select("tbody td:nth-child(2) a")] == [
        "立案审批表",
        "询问笔录",
    ]


def test_pages_of_a_record_are_numbered_through_its_files_as_search_does(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=1)
    with archive.visit() as site:
        record = at(site, f"{path}/main/001")
        files = [archive.file("第二个文件的正文".encode())]
        add_components(archive.as_person(site, "officer"), record, files=files)
    archive.work()
    page = archive.browser("officer").get(f"{path}/main/001/")
    assert [each["id"] for each in page.html.select("pre.words")] == ["p1", "p2"]


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "-1", "1e14", "一百"])
def test_amount_that_is_no_amount_is_said_beside_the_field(archive: Archive, typed: str) -> None:
    form = form_of(archive.browser("officer").get("/J001/penalty/new"))
    form["case_number"], form["cause"], form["opened"] = "1", "无照经营", "2021-02-01"
    form.set("party_name", "某店", 0)
    form["amount"] = typed
    page = form.submit(status=422)
    assert page.html.select_one("#amount")["aria-invalid"] == "true"
    assert page.html.select_one("#case_number")["value"] == "1"


def test_what_is_left_empty_is_asked_for_and_not_called_wrong(archive: Archive) -> None:
    path = archive.dossier(sealed=False)
    page = form_of(archive.browser("officer").get(f"{path}/main/add")).submit(status=422)
    assert page.html.select_one("#wrong-title").get_text() == "请填写此项。"
