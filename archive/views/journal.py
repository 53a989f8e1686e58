"""The journal as the auditor reads it: who did what, on what, when, from where."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from pyramid.view import view_config

from archive.clock import TIMEZONE
from archive.errors import Invalid
from archive.models.journal import KIND, OBJECT, PERSON, Entry, Journal, Sought
from archive.models.site import Archive
from archive.presenters.journal_words import BEFORE, WHAT
from archive.security.access import PUBLIC, SYSTEM
from archive.security.permissions import Permission as P
from archive.views.people.calling import node_called
from archive.views.web.forms import whole_number
from archive.views.web.request import Request
from archive.wording import _

#: Entries on the page.
SHOWN = 50

#: What can be asked for, by the names in the address.
ASKED = ("from", "to", "person", "about", "what")

#: Places that can be read from an address.
DIGITS = 22


@view_config(
    context=Archive,
    name="journal",
    permission=P.JOURNAL_READ,
    renderer="archive:templates/people/journal.pt",
)
def journal(site: Archive, request: Request) -> dict[str, Any]:
    """Show a page of the entries asked for; what was read or written stays out of it."""
    asked = {name: request.params.get(name, "").strip()[:200] for name in ASKED}
    shown: dict[str, Any] = {"entries": (), "older": None, "newer": None, "wrong": {}}
    try:
        shown |= _page(site.journal, sought(site, request, asked), request)
    except Invalid as wrong:
        shown["wrong"] = wrong.fields
    kinds = list(WHAT.items())
    query = urlencode({name: value for name, value in asked.items() if value})
    return shown | {"kinds": kinds, "asked": asked, "query": query, "words": WHAT | BEFORE}


def sought(site: Archive, request: Request, asked: dict[str, str]) -> Sought:
    """Give what is sought by what was typed; raise Invalid, naming each field that is wrong."""
    threads: list[tuple[int, int | str]] = []
    wrong: dict[str, str] = {}
    if asked["what"] in WHAT:
        threads.append((KIND, asked["what"]))
    if asked["person"]:
        uid = _person(site, request, asked["person"])
        threads.append((PERSON, uid or 0))
        if uid is None:
            wrong["person"] = _("没有这个人员，或者同名的不止一人：请填账号。")
    if asked["about"]:
        node = node_called(site, asked["about"])
        threads.append((OBJECT, node.uid if node is not None else 0))
        if node is None:
            wrong["about"] = _("没有这个对象。")
    days = {name: _day(asked[name]) for name in ("from", "to")}
    wrong |= {name: _("请按 2026-01-31 的样子填写日期。") for name in days
              if asked[name] and days[name] is None}  # fmt: skip
    if wrong:
        raise Invalid(**wrong)
    last = days["to"]
    end = _start(last) + timedelta(days=1) if last is not None else None
    begin = _start(days["from"]) if days["from"] is not None else None
    return Sought(tuple(threads)).within(begin, end)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), TIMEZONE)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if date.fromisoformat(typed).year > 1970 else None  # noqa: PLR2004 - the clock begins there
    except ValueError:
        return None


def _person(site: Archive, request: Request, typed: str) -> int | None:
    """Give the uid of who is called so: by account, or by a name that only one has."""
    for each in (PUBLIC, SYSTEM):
        if typed in {each.name, request.say(each.name)}:
            return each.uid
    account = site.people.get(typed.lower())
    named = [account] if account else [
        each for each in site.people.everyone() if str(each.title) == typed
    ]  # fmt: skip
    return named[0].uid if len(named) == 1 else None


def _page(journal: Journal, found: Sought, request: Request) -> dict[str, Any]:
    """Give the entries of the page, and the places from which the next ones lead on."""
    newer, older = (
        whole_number(request.params.get(name, ""), DIGITS) for name in ("newer", "older")
    )
    if newer is not None:
        up = replace(found, after=max(found.after, newer))
        rows = list(islice(journal.found(up, newest_first=False), SHOWN))[::-1]
    else:
        down = found if older is None else replace(found, before=min(found.before, older))
        rows = list(islice(journal.found(down), SHOWN))
    return {"entries": [entry for _place, entry in rows]} | _leading_on(journal, found, rows)


def _leading_on(
    journal: Journal, found: Sought, rows: list[tuple[int, Entry]]
) -> dict[str, int | None]:
    if not rows:
        return {"newer": None, "older": None}
    first, last = rows[0][0], rows[-1][0]
    above = journal.found(replace(found, after=max(found.after, first)), newest_first=False)
    below = journal.found(replace(found, before=min(found.before, last)))
    return {
        "newer": first if next(above, None) else None,
        "older": last if next(below, None) else None,
    }
