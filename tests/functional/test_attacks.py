"""What a hostile reviewer tried once, and what has to come of it ever after."""

from dataclasses import replace

import pytest
from builders import PASSWORD, Archive
from portal import TYPED, ask, receipt
from requested import requested
from webob import Request
from webtest import Upload

from archive.errors import Invalid, NotPermitted
from archive.models.answers import Answer, Item
from archive.operations.decisions import Ruling, decide_request
from archive.operations.examination import propose_items, submit_proposal
from archive.operations.markings import set_marking
from archive.search.text.analysis import fold, index_tokens, parts, words
from archive.security.levels import Caveat, Clearance, Marking
from archive.security.permissions import Role


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    ["9" * 900_000, " " * 900_000, "a\u0301\u0323" * 200_000, "a-" * 400_000, "a_" * 400_000],
)
def test_no_text_takes_time_in_the_square(text: str) -> None:
    folded = fold(text)
    assert len(index_tokens(folded)) + len(parts(folded)) + len(words(folded)) >= 0


@pytest.mark.parametrize("field", ["number", "makers", "description", "title"])
def test_no_field_takes_more_than_a_person_types(archive: Archive, field: str) -> None:
    path = archive.dossier(sealed=False)
    form = archive.browser("officer").get(f"{path}/main/add").forms["form"]
    form["title"], form["kind"] = "现场笔录", "scene-record"
    form[field] = "9" * 30_000
    assert "请" in form.submit(status=422)


@pytest.mark.parametrize(
    ("opened", "closed"), [("9999-12-30", "9999-12-31"), ("0001-01-01", ""), ("2999-01-01", "")]
)
def test_no_day_lies_beyond_today_or_before_the_republic(
    archive: Archive, opened: str, closed: str
) -> None:
    officer = archive.browser("officer")
    form = officer.get("/J001/penalty/new").forms["form"]
    form["case_number"], form["cause"] = "栾市监立〔2020〕1号", "某事"
    form.set("party_name", "某店", 0)
    form["opened"], form["closed"] = opened, closed
    assert "一九四九年" in form.submit(status=422)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=é",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=nonsense",
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/ask", "/verify", "/follow", "/language"])
def test_a_form_that_is_no_form_is_answered(archive: Archive, kind: str, path: str) -> None:
    request = Request.blank(path, method="POST", body=b"x=1")
    request.environ["CONTENT_TYPE"] = kind.encode().decode("latin-1")
    assert request.get_response(archive.app).status_int in {400, 404}


def test_a_file_in_the_place_of_a_word_is_no_word(archive: Archive) -> None:
    browser = archive.browser()
    form = browser.get("/sign-in").forms["sign-in"]
    token = form["csrf_token"].value
    files = [("login", "x.txt", b"officer"), ("password", "y.txt", PASSWORD.encode())]
    answer = browser.post("/sign-in", {"csrf_token": token}, upload_files=files, status=422)
    assert "账号或密码不正确" in answer


@pytest.mark.parametrize("page", ["9" * 5000, "-1", "1e9", "²"])
def test_a_page_that_is_no_number_is_the_first(archive: Archive, page: str) -> None:
    assert "共 0 条" in archive.browser("officer").get("/search", {"q": "无", "page": page})


def test_no_account_hides_the_page_that_makes_accounts(archive: Archive) -> None:
    admin = archive.browser("admin")
    for login in ("new", "NEW"):
        form = admin.get("/people/new").forms["form"]
        form["login"], form["name"] = login, "某人"
        form.get("roles", index=1).checked = True
        form.submit(status=422)
    assert "新建账号" in admin.get("/people/new")


@pytest.mark.parametrize(
    "roles",
    [
        {Role.ADMINISTRATOR, Role.ARCHIVIST},
        {Role.SECURITY, Role.HEAD},
        {Role.AUDITOR, Role.OFFICER},
        {Role.ADMINISTRATOR, Role.SECURITY},
    ],
)
def test_the_three_administrations_hold_no_other_role(archive: Archive, roles: set[Role]) -> None:
    from archive.operations.people import create_account

    with archive.visit() as site, pytest.raises(Invalid, match="三人分任"):
        create_account(
            archive.as_person(site, "admin"), site.people, login="many", name="某人",
            roles=frozenset(roles), unit="u1",
        )  # fmt: skip


def test_the_order_tells_nothing_of_what_is_hidden(archive: Archive) -> None:
    path = archive.dossier(sealed=False, records=3)
    with archive.visit() as site:
        dossier = site["J001"]["penalty"]["2020"]["0001"]
        marking = Marking(caveats=frozenset({Caveat.COMMERCIAL}), basis="反不正当竞争法第九条")
        security = archive.as_person(site, "security")
        set_marking(security, dossier.volume("main")["002"], marking=marking)
    archive.clear("officer", Clearance())
    officer = archive.browser("officer")
    csrf = officer.get("/").text.split('X-CSRF-Token": "')[1].split('"')[0]
    told = set()
    for hidden in ("002", "099"):
        names = [("name", "001"), ("name", hidden), ("name", "003"), ("csrf_token", csrf)]
        page = officer.post(f"{path}/main/order", names, status=303).follow()
        told.add("排序与现有的件不一致" in page)
    assert told == {True}


def test_who_examined_once_never_decides(archive: Archive) -> None:
    with requested(archive) as scene:
        scene.taken()
        other = scene.who("other")
        roles = frozenset({Role.ARCHIVIST, Role.HEAD})
        other = other.as_actor(replace(other.actor, roles=roles, unit="u1"))
        item = Item(scene.open, Answer.RELEASE)
        propose_items(other, scene.asked, items=(item,))
        propose_items(scene.who("plain"), scene.asked, items=(item,))
        submit_proposal(scene.who("plain"), scene.asked)
        with pytest.raises(NotPermitted, match="审核过本申请的人"):
            decide_request(other, scene.asked, rulings={scene.open: Ruling(agreed=True)})


def test_copies_are_shut_to_whom_what_is_in_them_is_shut(archive: Archive) -> None:
    archive.dossier()
    archive.work()
    number, _code = receipt(ask(archive.browser()))
    plain = archive.browser("plain")
    form = plain.get(f"/requests/{number}/").forms["take"]
    form["verified"] = True
    form = form.submit(status=303).follow().forms["items"]
    uid = int(form.fields["record"][0].value)
    form[f"answer-{uid}"] = "release"
    form.submit("then", index=1, status=303)
    archive.browser("head").get(f"/requests/{number}/").forms["items"].submit(status=303)
    from builders import press

    press(plain.get(f"/requests/{number}/"), "/prepare")
    archive.work()
    address = f"/requests/{number}/copies"
    assert plain.get(address).body.startswith(b"%PDF")
    archive.browser("legal").get(address, status=404)
    with archive.visit() as site:
        inside = site.requests[number].copies.path
        marking = Marking(caveats=frozenset({Caveat.INFORMANT}), basis="暂行办法第三十三条")
        set_marking(archive.as_person(site, "security"), site.found(uid), marking=marking)
    assert b"%PDF" not in plain.get(address, status=409).body
    plain.get(f"{inside}/download", status=404)


def test_a_picture_of_something_marked_is_kept_by_no_browser(archive: Archive) -> None:
    from pathlib import Path

    from material import make_pdf

    path = archive.dossier(sealed=False)
    officer = archive.browser("officer")
    form = officer.get(f"{path}/main/add").forms["form"]
    form["title"], form["kind"] = "图", "other-main"
    pdf = make_pdf(Path(archive.folder) / "a.pdf", ["字"])
    form["files"] = [("a.pdf", pdf.read_bytes())]
    form.submit(status=303)
    archive.work()
    page = f"{path}/main/003/001/page/1"
    assert "max-age=600" in officer.get(page).headers["Cache-Control"]
    with archive.visit() as site:
        marking = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="个人信息保护法第二十八条")
        record = site["J001"]["penalty"]["2020"]["0001"].volume("main")["003"]
        set_marking(archive.as_person(site, "security"), record, marking=marking)
    assert officer.get(page).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["机密★20年 通知.txt", "秘密 ☆6个月.pdf", "绝密＊.docx"])
def test_a_file_whose_name_bears_the_mark_of_a_secret_is_not_taken(
    archive: Archive, name: str
) -> None:
    path = archive.dossier(sealed=False)
    officer = archive.browser("officer")
    form = officer.get(f"{path}/main/add").forms["form"]
    form["title"], form["kind"] = "通知", "other-main"
    form["files"] = [Upload(name, b"content")]
    assert "国家秘密标志" in form.submit().maybe_follow()
    assert "本件没有文件" in officer.get(f"{path}/main/003/")
    public = archive.browser().get("/ask").forms["form"]
    for field, value in TYPED.items():
        public[field] = value
    public["files"] = [Upload(name, b"content")]
    assert "国家秘密标志" in public.submit(status=422)
    assert not list(archive.settings.upload_folder.iterdir())
