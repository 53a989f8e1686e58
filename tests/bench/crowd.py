"""The fifty of an office and what each does; which deeds are whose is read from the roles."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from builders import PASSWORD, Archive, enrolled
from killing.wire import Cut, browser
from portal import TYPED
from webtest import Upload

from archive.security.levels import Caveat, Clearance
from archive.security.permissions import PERMISSIONS, Role
from archive.security.permissions import Permission as P

#: Who they are: of a bureau's fifty, as many of each; two are requesters without an account.
STAFF = {
    Role.OFFICER: 30, Role.ARCHIVIST: 6, Role.LEGAL: 4, Role.HEAD: 4,
    Role.SECURITY: 2, Role.AUDITOR: 1, Role.ADMINISTRATOR: 1,
}  # fmt: skip
REQUESTERS = 2

WORDS = ("化肥", "销售不合格", "丰收农资", "第1件的正文", "栾市监立〔2020〕12号", "huafei")


@dataclass
class Person:
    """One of the fifty: a browser, the deeds the role allows, chance of his own."""

    browser: Any
    role: Role | None
    dossiers: list[str]
    chance: Random
    times: list[tuple[str, float]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    turn: int = 0

    def get(self, path: str, **asked: str) -> Any:
        return self._timed(lambda: self.browser.get(path, asked or None, status="*"))

    def send(self, form: Any) -> Any:
        return self._timed(lambda: form.submit(status="*"))

    def _timed(self, ask: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = ask()
        self.times.append((self.doing, time.perf_counter() - began))
        if answer.status_int >= 400:
            self.errors[f"{self.doing} {answer.status_int}"] += 1
        return answer

    doing = ""

    def do_something(self) -> None:
        deeds = [each for each in DEEDS if self._may(each[1])]
        [(self.doing, _permission, _weight, do)] = self.chance.choices(
            deeds, weights=[weight for _name, _permission, weight, _do in deeds]
        )
        self.turn += 1
        try:
            do(self)
        except Cut:
            self.errors[f"{self.doing} cut"] += 1

    def _may(self, permission: P) -> bool:
        if self.role is None:
            return permission is P.PUBLIC
        return permission is P.SIGNED_IN or permission in PERMISSIONS[self.role]


def _dossier(person: Person) -> Any:
    return person.get(person.chance.choice(person.dossiers) + "/")


def _record(person: Person) -> None:
    found = re.findall(r'href="(/[^"?#]+/main/\d+/?)"', _dossier(person).text)
    if found:
        person.get(person.chance.choice(found))


def _file(person: Person) -> None:
    form = person.get("/J001/penalty/new").forms["form"]
    form["case_number"] = f"栾市监立〔2021〕{person.chance.randrange(10**9)}号"
    form["cause"], form["opened"] = "销售不合格化肥", "2021-03-02"
    form.set("party_name", "栾川县丰收农资店", 0)
    answer = person.send(form)
    if answer.status_int == 303:
        path = "/" + answer.location.split("://", 1)[-1].partition("/")[2].rstrip("/")
        form = person.get(f"{path}/main/add").forms["form"]
        form["title"], form["kind"] = "询问笔录", "inquiry-record"
        form["files"] = [Upload("笔录.txt", f"笔录 {person.chance.random()} ".encode() * 2000)]
        person.send(form)


def _ask(person: Person) -> None:
    form = person.get("/ask").forms["form"]
    for name, value in TYPED.items():
        form[name] = value
    form["files"] = [Upload("身份证.txt", b"identity")]
    person.send(form)


#: name, who may, how often against the others, what is done.
DEEDS: tuple[tuple[str, P, int, Callable[[Person], Any]], ...] = (
    ("home", P.SIGNED_IN, 3, lambda person: person.get("/")),
    ("search", P.SEARCH, 5, lambda person: person.get("/search", q=person.chance.choice(WORDS))),
    ("dossier", P.DOSSIER_READ, 5, _dossier),
    ("record", P.COMPONENT_DOWNLOAD, 3, _record),
    ("file", P.DOSSIER_CREATE, 2, _file),
    ("requests", P.REQUEST_READ, 5, lambda person: person.get("/requests/")),
    ("journal", P.JOURNAL_READ, 5, lambda person: person.get("/journal/")),
    ("people", P.ACCOUNT_LIST, 2, lambda person: person.get("/people/")),
    ("ask", P.PUBLIC, 1, _ask),
)


class Filled:
    """What there is at first: fifty accounts, sealed dossiers."""

    def __init__(self, dossiers: int) -> None:
        self._count = dossiers
        self.logins: dict[str, Role] = {}
        self.dossiers: list[str] = []

    def __call__(self, archive: Archive) -> None:
        self.dossiers += [archive.dossier(records=3) for _number in range(self._count)]
        archive.work()
        with archive.visit() as site:
            for role, count in STAFF.items():
                for number in range(count):
                    login = f"{role}{number}"
                    unit = "u1" if role in {Role.OFFICER, Role.HEAD} else None
                    person = enrolled(site, login, f"{role.label}{number}", frozenset({role}), unit)
                    person.clearance = Clearance(caveats=frozenset(Caveat))
                    self.logins[login] = role


def people(addresses: list[str], filled: Filled, seed: int) -> list[Person]:
    """Sign fifty in, one after the other, spread over the servers."""
    where, found = cycle(addresses), []
    for number, (login, role) in enumerate([*filled.logins.items(), *[("", None)] * REQUESTERS]):
        at = next(where)
        opened = browser(lambda at=at: at)
        if role is not None:
            form = opened.get("/sign-in").forms["sign-in"]
            form["login"], form["password"] = login, PASSWORD
            form.submit(status=303)
        found.append(Person(opened, role, filled.dossiers, Random(seed * 1000 + number)))
    return found


def at_work(crowd: list[Person], seconds: float, pace: float) -> float:
    """Let all work for so long; give how long it was."""
    ends = time.monotonic() + seconds

    def work(person: Person) -> None:
        if pace:
            time.sleep(person.chance.uniform(0, pace))
        while time.monotonic() < ends:
            person.do_something()
            if pace:
                thought = person.chance.expovariate(1 / pace)
                time.sleep(max(0, min(thought, ends - time.monotonic())))

    began = time.monotonic()
    hands = [threading.Thread(target=work, args=[person]) for person in crowd]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return time.monotonic() - began
