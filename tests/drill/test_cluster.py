"""Two servers and two workers on one PostgreSQL: one archive, whichever of them one asks."""

import sys
import threading
import time
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from builders import PASSWORD, press
from clustered import Clustered, clustered
from killing.cases import planned
from killing.deeds import Office, do
from killing.wire import browser
from portal import ask, receipt
from webtest import Upload

#: Seconds after which what one server keeps is found by the other.
SOON = 1.0

#: Seconds in which all is back to that once PostgreSQL is.
BACK = 5.0

CLIENTS = 16


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clustered]:
    with clustered(tmp_path_factory.mktemp("cluster"), link_fetches="1000") as running:
        yield running
        running.end()


def at(house: Clustered, number: int, login: str | None = None) -> Any:
    """A browser on one of the servers."""
    opened = browser(lambda: house.webs[number].address)
    return signed_in(opened, login) if login else opened


def signed_in(opened: Any, login: str, password: str = PASSWORD, status: int = 303) -> Any:
    form = opened.get("/sign-in").forms["sign-in"]
    form["login"], form["password"] = login, password
    form.submit(status=status)
    return opened


def moved(house: Clustered, opened: Any, number: int) -> Any:
    """The same browser, with its cookies, on another server."""
    opened.app = at(house, number).app
    return opened


def new_dossier(officer: Any, number: str) -> str:
    form = officer.get("/J001/penalty/new").forms["form"]
    form["case_number"], form["cause"] = number, "销售不合格化肥"
    form["opened"], form["decided"], form["closed"] = "2020-03-02", "2020-04-01", "2020-05-06"
    form.set("party_name", "栾川县丰收农资店", 0)
    return str(form.submit(status=303).location).split("://", 1)[-1].partition("/")[2].rstrip("/")


def file(officer: Any, dossier: str, title: str, content: bytes) -> None:
    form = officer.get(f"/{dossier}/main/add").forms["form"]
    form["title"], form["kind"] = title, "inquiry-record"
    form["files"] = [Upload(f"{title}.txt", content)]
    if form.submit(status=[303, 503]).status_int != 303:  # others wrote here: one presses again
        form["files"] = [Upload(f"{title}.txt", content)]
        form.submit(status=303)


def seconds_until(found: Any, longest: float = 20) -> float:
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < longest
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.timeout(180)
def test_the_main_job_is_done_by_servers_in_turn(house: Clustered) -> None:
    turns = cycle(web.address for web in house.webs)
    office, case = Office(lambda: next(turns)), planned(7, 0, 0)
    while not case.is_over:
        for name, value in do(office, case).items():
            setattr(case, name, value)
        case.at += 1
    assert case.fetched


@pytest.mark.timeout(180)
def test_what_one_server_keeps_the_other_finds_within_a_second(house: Clustered) -> None:
    officer, other = at(house, 0, "officer"), at(house, 1, "officer")
    dossier = new_dossier(officer, "栾市监立〔2020〕901号")
    other.get("/search", {"q": "先问一次"})  # the first question loads dictionaries
    words = [f"寻物{number:04d}号" for number in range(3001, 3013)]
    taken = []
    for word in words:
        file(officer, dossier, word, f"现场检查 {word}".encode())
        taken.append(
            seconds_until(lambda word=word: "共 1 条" in other.get("/search", {"q": word}))
        )
    sys.stdout.write(f"found after {[round(each, 2) for each in taken]} s\n")
    assert sorted(taken)[len(taken) // 2] < SOON
    assert max(taken) < 2 * SOON


@pytest.mark.timeout(180)
def test_a_job_queued_by_one_server_is_taken_within_a_second(house: Clustered) -> None:
    officer = at(house, 0, "officer")
    dossier = new_dossier(officer, "栾市监立〔2020〕902号")
    file(officer, dossier, "待识读", "待识读的正文".encode())

    def taken() -> bool:
        with house.visit() as site:
            return site.jobs.waiting() == 0

    waited = seconds_until(taken)
    sys.stdout.write(f"taken after {waited:.2f} s\n")
    assert waited < SOON


@pytest.mark.timeout(240)
def test_sixteen_clients_lose_no_file(house: Clustered) -> None:
    officers = [at(house, number % 2, "officer") for number in range(CLIENTS)]
    dossiers = [new_dossier(officers[0], f"栾市监立〔2020〕91{number}号") for number in range(4)]
    kept: list[tuple[str, bytes]] = []
    failed: list[BaseException] = []

    def file_some(number: int) -> None:
        try:
            for turn in range(3):
                title, content = f"{number}之{turn}", f"{number} {turn} ".encode() * 3000
                file(officers[number], dossiers[number % 4], title, content)
                kept.append((title, content))
        except BaseException as failure:
            failed.append(failure)
            raise

    hands = [threading.Thread(target=file_some, args=[number]) for number in range(CLIENTS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert not failed
    assert len(kept) == CLIENTS * 3
    with house.visit() as site:
        assert sorted(bytes_in(site, dossiers)) == sorted(kept)


def bytes_in(site: Any, dossiers: list[str]) -> Iterator[tuple[str, bytes]]:
    for dossier in dossiers:
        node = site
        for name in dossier.split("/"):
            node = node[name]
        for record in node.records():
            for component in record.values():
                with component.blob.open("r") as stream:
                    yield record.title, stream.read()


@pytest.mark.timeout(120)
def test_sessions_throttle_and_signing_out_are_shared_at_once(house: Clustered) -> None:
    person = at(house, 0, "archivist")
    assert "王档案" in moved(house, person, 1).get("/")
    press(person.get("/"), "/sign-out")
    assert "王档案" not in moved(house, person, 0).get("/")

    tries = 0
    while "尝试次数过多" not in (answer := vain(house, tries % 2)).text:
        tries += 1
        assert tries < 20, answer.text
    assert "尝试次数过多" in vain(house, 0)
    assert "尝试次数过多" in vain(house, 1)


def vain(house: Clustered, number: int) -> Any:
    form = at(house, number).get("/sign-in").forms["sign-in"]
    form["login"], form["password"] = "plain", "a wrong password"
    return form.submit(expect_errors=True)


@pytest.mark.timeout(180)
def test_postgresql_is_stopped_and_started_and_all_comes_back(house: Clustered) -> None:
    officers = [at(house, number, "officer") for number in (0, 1)]
    dossier = new_dossier(officers[0], "栾市监立〔2020〕904号")
    house.cluster.stop()
    for officer in officers:
        answer = officer.get("/", status=503)
        assert "数据库服务器暂时连不上" in answer
        assert answer.headers["Retry-After"]
        assert "--" in officer.get("/static/main.css")
    time.sleep(5)
    house.cluster.start()
    for again, longest in ((False, BACK), (True, SOON)):
        for number, officer in enumerate(officers):
            assert "张办案" in officer.get("/")
            word = f"恢复后{number}{again}的正文"
            file(officer, dossier, word, word.encode())
            other = officers[1 - number]
            waited = seconds_until(lambda w=word, o=other: "共 1 条" in o.get("/search", {"q": w}))
            sys.stdout.write(f"found after the outage after {waited:.2f} s\n")
            assert waited < longest
    receipt(ask(at(house, 1)))
    assert all(each.process.poll() is None for each in (*house.webs, *house.workers))
    for each in house.workers:
        assert "Traceback" not in each.logged()
