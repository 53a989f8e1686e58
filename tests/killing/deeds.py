"""Each step of a case as people do it: a page, its form, one answer that acknowledges it."""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from builders import PASSWORD
from portal import TYPED, receipt
from webtest import TestApp, Upload

from killing.cases import Case, File
from killing.wire import Cut, browser

#: Seconds in which copies are made, whatever is killed: a killed worker's lease has to run out.
LONGEST_WAIT = 300

WHO = ("officer", "archivist", "head")


class Office:
    """The browsers of one client: an officer, an archivist and a head, and a requester."""

    def __init__(self, address: Callable[[], str]) -> None:
        """Sign nobody in yet."""
        self._address = address
        self._signed_in: dict[str, TestApp] = {}
        self.public = browser(address)
        #: Says whether the round is over, so that nobody waits any longer.
        self.is_told: Callable[[], bool] = bool

    def __getitem__(self, login: str) -> TestApp:
        """Give a person's browser: signed in once, and from then on whatever is killed."""
        if login not in self._signed_in:
            fresh = browser(self._address)
            form = fresh.get("/sign-in").forms["sign-in"]
            form["login"], form["password"] = login, PASSWORD
            form.submit(status=303)
            self._signed_in[login] = fresh
        return self._signed_in[login]


def do(office: Office, case: Case) -> dict[str, Any]:
    """Do the next step of the case; give what was learnt from the answer that acknowledged it."""
    step = case.step
    return DEEDS[step.what](office, case, step.which) or {}


def _open(office: Office, case: Case, _which: int) -> dict[str, Any]:
    form = office["officer"].get("/J001/penalty/new").forms["form"]
    form["case_number"], form["decision_number"] = case.case_number, case.decision_number
    form["cause"] = f"案由 {case.serial}"
    form["opened"], form["decided"], form["closed"] = "2020-03-02", "2020-04-01", "2020-05-06"
    form.set("party_name", "栾川县丰收农资店", 0)
    return {"path": _place(form.submit(status=303))}


def _record(office: Office, case: Case, which: int) -> None:
    planned = case.records[which]
    form = office["officer"].get(f"{case.path}/{planned.volume}/add").forms["form"]
    form["title"], form["kind"] = planned.title, planned.kind
    form["files"] = _sent(planned.files)
    form.submit(status=303)


def _upload(office: Office, case: Case, which: int) -> None:
    planned = case.records[which]
    record = office["officer"].get(f"{case.path}/").click(planned.title)
    form = office["officer"].get(f"{record.request.path.rstrip('/')}/upload").forms["form"]
    form["files"] = _sent(planned.later)
    form.submit(status=303)


def _submit(office: Office, case: Case, _which: int) -> None:
    _form(office["officer"].get(f"{case.path}/"), "/submit").submit(status=303)


def _seal(office: Office, case: Case, _which: int) -> None:
    _form(office["archivist"].get(f"{case.path}/seal"), "/seal").submit(status=303)


def _ask(office: Office, case: Case, _which: int) -> dict[str, Any]:
    form = office.public.get("/ask").forms["form"]
    typed = TYPED | {"case_number": case.decision_number, "wanted": case.wanted}
    for name, value in typed.items():
        form[name] = value
    form["files"] = _sent((case.identity,))
    number, code = receipt(form.submit(status=200))
    return {"number": number, "code": code}


def _take(office: Office, case: Case, _which: int) -> None:
    form = office["archivist"].get(f"/requests/{case.number}/").forms["take"]
    form["verified"] = True
    form.submit(status=303)


def _propose(office: Office, case: Case, _which: int) -> None:
    page = office["archivist"].get(f"/requests/{case.number}/")
    form, released = page.forms["items"], {r.title for r in case.records if r.is_released}
    for field in form.fields["record"]:
        chosen = page.html.find(attrs={"name": f"answer-{field.value}"})
        title = chosen.find_parent(class_="item").h3.a.get_text()
        answer = "release" if title in released else "refuse"
        form[f"answer-{field.value}"] = answer
        if answer == "refuse":
            form[f"ground-{field.value}"] = "privacy"
    form.submit("then", value="submit", status=303)


def _decide(office: Office, case: Case, _which: int) -> None:
    office["head"].get(f"/requests/{case.number}/").forms["items"].submit(status=303)


def _order(office: Office, case: Case, _which: int) -> None:
    page = office["archivist"].get(f"/requests/{case.number}/")
    _form(page, "/prepare").submit(status=303)


def _fetch(office: Office, case: Case, _which: int) -> dict[str, Any]:
    form = office.public.get("/follow").forms["form"]
    form["number"], form["code"] = case.number, case.code
    form.submit(status=303)
    ends = time.monotonic() + LONGEST_WAIT
    while not (found := _forms(office.public.get("/follow-status"), "/follow-fetch")):
        if office.is_told():
            raise Cut
        if time.monotonic() > ends:
            pytest.fail(f"{case.number} waits for its copies")
        time.sleep(0.2)
    body = found[0].submit(status=200).body
    return {"fetched": [*case.fetched, sha256(body).hexdigest()]}


def _close(office: Office, case: Case, _which: int) -> None:
    _form(office["archivist"].get(f"/requests/{case.number}/"), "/close").submit(status=303)


DEEDS: dict[str, Callable[[Office, Case, int], dict[str, Any] | None]] = {
    "open": _open, "record": _record, "upload": _upload, "submit": _submit, "seal": _seal,
    "ask": _ask, "take": _take, "propose": _propose, "decide": _decide, "order": _order,
    "fetch": _fetch, "close": _close,
}  # fmt: skip


def _sent(files: tuple[File, ...]) -> list[Upload]:
    return [Upload(file.name, file.content) for file in files]


def _place(answer: Any) -> str:
    return "/" + answer.location.split("://", 1)[-1].partition("/")[2].rstrip("/")


def _forms(page: Any, action: str) -> list[Any]:
    return [form for form in page.forms.values() if (form.action or "").endswith(action)]


def _form(page: Any, action: str) -> Any:
    found = _forms(page, action)
    assert found, f"no button {action} on {page.request.path}"
    return found[0]
