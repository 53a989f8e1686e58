"""No answer to anyone holds a word of an object he may not read: every view of every object.

The views come from Pyramid's introspector, so a new one is walked by itself; each object holds
words of its own (tests/canaries.py), and ``verdict`` says who may read them.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from builders import PEOPLE
from canaries import planted
from crawler import TOKEN, View, Walker, links_in, views_of, words_in
from portal import follow
from pyramid.interfaces import IExceptionResponse
from scene import Scene
from webtest import TestApp

from archive import clock
from archive.models.base import Node
from archive.models.dossiers import Dossier, Volume
from archive.models.records import Record
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.security.access import PUBLIC, Identity, verdict
from archive.security.permissions import Permission as P

#: By the rule a word was planted under: what opens it on the object it stands in, and why.
RULES: dict[str, tuple[tuple[P, ...], str]] = {
    "read": ((P.DOSSIER_READ,), "Art. 34: the two gates for reading"),
    "marking": ((P.MARKING_SET,), "who knows of a secret is the security officer's to see"),
    "request": ((P.REQUEST_READ,), "the requester's words, and what he was told, on the request"),
    "copies": ((P.REQUEST_DELIVER,), "copies are seen by who hands them over"),
    "told": ((P.DOSSIER_READ,), "of an open record, told to the requester; else read as any"),
    "grant": ((P.GRANT_GIVE, P.GRANT_LIST), "the register tells who knows what, and why"),
    "account": ((P.ACCOUNT_LIST,), "the list of accounts shows names and what was proposed"),
    "own": ((), "sign-ins, sessions and kept searches are one's own"),
    "list": ((), "a result list is for who ordered it"),
}

#: What the requester sees who knows number and code: his own words, answer, copies, and of his
#: case the open records of the main volume that were answered (Art. 33).
REQUESTER = frozenset({"request", "copies", "told"})

#: Registered otherwise than on an object, and why nothing of an object can be in it.
WITHOUT_OBJECT = {
    "__static/": "files of the program",
    "IExceptionResponse": "Pyramid's own errors; ours stand before them",
    "WSGIHTTPException": "the same",
    "HTTPForbidden": "walked: whatever is denied is answered by it",
    "HTTPNotFound": "walked: whatever does not exist is answered by it",
    "ArchiveError": "walked: whatever an empty form lacks is answered by it",
    "BadCSRFToken": "asked for below, without the token",
    "BadCSRFOrigin": "a sentence and the public address, before anything is looked up",
    "OSError": "a sentence about the disk",
    "Unsound": "walked: it names a file that the person was let through to",
    "BodyRefused": "a sentence, before anything is looked up",
    "HTTPRequestEntityTooLarge": "the same",
    "health": "says ok to everyone",
    "ready": "numbers and names of checks, to who shows the token",
    "metrics": "numbers, to who shows the token; routes are named by kind and view",
}

#: What a view wants behind its name to show anything.
BEHIND = {"page": "/1"}

#: Views that neither show a page to anyone in the walk nor lead on to one, and why.
NEVER_SHOWN = {"sign-in-back": "comes from an identity provider; none is set here"}

#: Objects walked of a class that hold no words.
OTHERS = 2

#: Where numbers and uids of other objects are typed in.
GUESSED_AT = {Archive, CopyRequest}

NONSENSE = "zq9999x"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    logging.getLogger("exc_logger").disabled = True  # thousands of refusals are meant
    with planted(tmp_path_factory.mktemp("leaks")) as made, made.archive.visit() as site:
        made.site = site
        yield made
    logging.getLogger("exc_logger").disabled = False


@pytest.fixture(scope="module")
def walkers(scene: Scene) -> list[Walker]:
    """Everyone with an account, the public, and a requester who typed number and code."""
    day = clock.now().date()
    found = [
        _walker(scene, login, scene.archive.browser(login), scene.site.people[login].identity(day))
        for login in (*PEOPLE, "planted")
    ]
    requester = scene.archive.browser()
    follow(requester, *scene.codes["ready"])
    public = _walker(scene, "public", scene.archive.browser(), PUBLIC)
    return [*found, public, _walker(scene, "requester", requester, PUBLIC)]


def _walker(scene: Scene, name: str, browser: TestApp, identity: Identity) -> Walker:
    token = TOKEN.search(browser.get("/").text)[1]
    cookie = "; ".join(f"{key}={value}" for key, value in browser.cookies.items())
    return Walker(name, scene.archive.app, cookie, identity, token)


def seen_by(scene: Scene, walker: Walker) -> set[str]:
    """Give the words that the rules let a person see."""
    return {
        word
        for word, places in scene.words.items()
        if any(_may_see(scene, walker, scene.site.found(uid), rule) for uid, rule in places)
    }


def _may_see(scene: Scene, walker: Walker, node: Node, rule: str) -> bool:
    person, day = walker.identity, clock.now().date()
    if walker.name == "requester" and node.__name__ == scene.codes["ready"][0]:
        return rule in REQUESTER
    if rule == "list":
        return bool(node.person.uid == person.uid)
    if node.uid == person.uid or (rule == "grant" and _holds(walker, node)):
        return True
    place = node.copies if rule == "copies" else node.dossier if rule == "told" else node
    return any(verdict(person, place, permission, day) for permission in RULES[rule][0])


def _holds(walker: Walker, grant: Node) -> bool:
    """Say whether a person reads by the grant: then his own page tells him why."""
    person = walker.identity
    mine = grant.given.person == person.uid or grant.given.unit in {person.unit} - {None}
    readable = grant.dossier is not None and verdict(
        person, grant.dossier, P.DOSSIER_READ, clock.now().date()
    )
    return mine and bool(readable)


def leaks(seen: set[str], answer: Any, what: str, typed: str = "") -> list[str]:
    assert answer.status_int < 500, what
    return [f"{what}: {word}" for word in words_in(answer) - seen if word not in typed]


def nodes(scene: Scene) -> list[Node]:
    """Give every object that holds words, and of each class two that need hold none."""
    full = {uid for places in scene.words.values() for uid, _rule in places}
    chosen, count = [], Counter[type]()
    for uid, node in scene.site.by_uid.items():
        count[type(node)] += uid not in full
        if uid in full or isinstance(node, Volume) or count[type(node)] <= OTHERS:
            chosen.append(node)
    return chosen


def test_every_registered_view_is_walked_and_has_an_object(scene: Scene) -> None:
    views, others = views_of(scene.archive.app)
    names = {
        facts["route_name"]
        or (
            "IExceptionResponse"
            if facts["context"] is IExceptionResponse
            else facts["context"].__name__
        )
        for facts in others
    }
    assert names == set(WITHOUT_OBJECT), "say why nothing of an object can be in it, or walk it"
    kinds = {type(node) for node in nodes(scene)}
    without = [view for view in views if not any(issubclass(kind, view.context) for kind in kinds)]
    assert {view.context.__name__ for view in without} == set()
    assert len(views) > 80


@pytest.mark.timeout(300)
def test_no_view_of_any_object_tells_what_one_may_not_read(
    scene: Scene, walkers: list[Walker]
) -> None:
    views, _others = views_of(scene.archive.app)
    told, shown = [], set()
    for walker in walkers:
        seen = seen_by(scene, walker)
        for node in nodes(scene):
            for view in (each for each in views if isinstance(node, each.context)):
                for method, answer in _answers(walker, node, view):
                    what = f"{walker.name} {method} {node.path} {view.name}"
                    told += leaks(seen, answer, what)
                    if answer.status_int in {200, 303} and method == "GET":
                        shown.add((view.context, view.name))
    assert not told, "\n".join(told)
    silent = {each.name for each in views if each.gets and (each.context, each.name) not in shown}
    assert silent <= set(NEVER_SHOWN), "no object was in the state in which they show something"


def _answers(walker: Walker, node: Node, view: View) -> Iterator[tuple[str, Any]]:
    path = f"{node.path.rstrip('/')}/{view.name}"
    if view.gets:
        yield "GET", walker.get(path)
        if view.name in BEHIND:
            yield "GET", walker.get(path + BEHIND[view.name])
    if view.posts:
        yield "POST", walker.post(path)


@pytest.mark.timeout(300)
def test_no_way_from_page_to_page_tells_what_one_may_not_read(
    scene: Scene, walkers: list[Walker]
) -> None:
    """Follow every link: facets, orders, groups, pages, what has ended, one's own searches."""
    told, searched = [], set()
    for walker in walkers:
        seen, waiting, known = seen_by(scene, walker), ["/", "/search"], {"/", "/search"}
        while waiting:
            address = waiting.pop()
            answer = walker.follow(address)
            told += leaks(seen, answer, f"{walker.name} {address}")
            fresh = {each for each in links_in(answer) if _leads_on(each)} - known
            known |= fresh
            waiting += sorted(fresh)
        searched |= {each for each in known if each.startswith("/search?")}
    assert not told, "\n".join(told)
    for part in ("year=", "unit=", "kind=", "series=", "sort=newest", "sort=oldest", "grouped="):
        assert any(part in each for each in searched), part


def _leads_on(address: str) -> bool:
    """Say whether a link is followed; of searches those with two choices at most."""
    path, _mark, query = address.partition("?")
    inside = address.startswith("/") and path != "/language"
    return (
        inside and not path.startswith("/static/") and (path != "/search" or query.count("=") < 3)
    )


def searchers(scene: Scene, walkers: list[Walker]) -> list[Walker]:
    day = clock.now().date()
    return [each for each in walkers if verdict(each.identity, scene.site, P.SEARCH, day)]


def test_a_word_of_something_hidden_is_answered_as_one_that_stands_nowhere(
    scene: Scene, walkers: list[Walker]
) -> None:
    for walker in searchers(scene, walkers):
        hidden = sorted(set(scene.words) - seen_by(scene, walker))
        assert len(hidden) > 50
        for place, words in (("/search", hidden[::2]), ("/names", hidden[1::20])):
            nowhere = walker.get(place, q=NONSENSE).text.replace(NONSENSE, "")
            for word in words:
                assert walker.get(place, q=word).text.replace(word, "") == nowhere, word


def test_what_is_found_and_counted_is_what_may_be_read(scene: Scene, walkers: list[Walker]) -> None:
    day = clock.now().date()
    kept = [each for each in nodes(scene) if isinstance(each, (Dossier, Record))]
    totals = set()
    for walker in searchers(scene, walkers):
        readable = [each for each in kept if verdict(walker.identity, each, P.DOSSIER_READ, day)]
        page = walker.get("/search")
        assert f"共 {len(readable)} 条" in page.text, walker.name
        counts = re.findall(r'<span\s+class="muted">(\d+)</span></li>', page.text)
        assert max(map(int, counts), default=0) == len(readable)
        assert leaks(seen_by(scene, walker), walker.get("/names", q="店"), walker.name) == []
        totals.add(len(readable))
    assert len(totals) > 3


def test_naming_what_is_hidden_brings_nothing_of_it(scene: Scene, walkers: list[Walker]) -> None:
    """Put numbers, places and uids of something hidden into every form and address at once."""
    views = [each for each in views_of(scene.archive.app)[0] if each.context in GUESSED_AT]
    told, typed = [], _guess(scene.site.found(scene.dossiers["marked"]))
    for walker in walkers:
        seen = seen_by(scene, walker)
        for node in (each for each in nodes(scene) if type(each) in GUESSED_AT):
            for view in (each for each in views if isinstance(node, each.context)):
                path, what = f"{node.path.rstrip('/')}/{view.name}", f"{walker.name} {view.name}"
                if view.gets:
                    told += leaks(seen, walker.get(path, **typed), what, str(typed))
                if view.posts:
                    told += leaks(seen, walker.post(path, **typed), what, str(typed))
    assert not told, "\n".join(told)


def _guess(dossier: Any) -> dict[str, str]:
    record = dossier.volume("main").records()[0]
    uid = record.uid
    return {
        "what": record.path, "person": "planted", "permission": "dossier:read",
        "number": dossier.facts.case_number, "dossier": str(dossier.uid), "verified": "1",
        "record": str(uid), f"answer-{uid}": "release", f"ruling-{uid}": "agree",
        "opinion": "可以", "agreed": "yes", "q": "店", "unit": dossier.facts.unit, "grouped": "yes",
    }  # fmt: skip
