"""What of the journal is asked for in an address: time, person, object and kind."""

from datetime import date, datetime, time, timedelta

from archive.clock import TIMEZONE
from archive.errors import Invalid
from archive.models.journal import KIND, OBJECT, PERSON, Sought
from archive.models.site import Archive
from archive.presenters.journal_words import WHAT
from archive.security.access import PUBLIC, SYSTEM
from archive.views.people.calling import node_called
from archive.views.web.request import Request
from archive.wording import _

#: What can be asked for, by the names in the address.
ASKED = ("from", "to", "person", "about", "what")


def asked_of(request: Request) -> dict[str, str]:
    """Give what was typed, by name."""
    return {name: request.params.get(name, "").strip()[:200] for name in ASKED}


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
