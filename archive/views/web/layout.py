"""What every page shares: templates, language, navigation, breadcrumbs, words and numbers."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.events import BeforeRender
from pyramid.i18n import TranslationString
from pyramid.renderers import get_renderer
from pyramid.security import NO_PERMISSION_REQUIRED

from archive.clock import TIMEZONE, now
from archive.errors import ArchiveError
from archive.security.levels import Marking
from archive.security.permissions import Permission as P
from archive.storage.outage import DatabaseAway
from archive.views.web.request import Request
from archive.wording import _

PACKAGE = Path(__file__).parents[2]
PACKED = PACKAGE / "templates"
CHECKOUT = PACKAGE.parent / "templates"

#: The main places, each with the permission that shows it.
PLACES: tuple[tuple[str, str, P], ...] = (
    (_("首页"), "", P.SIGNED_IN),
    (_("案卷"), "holdings", P.DOSSIER_READ),
    (_("复制申请"), "requests", P.REQUEST_READ),
    (_("定密标注"), "markings", P.MARKING_SET),
    (_("知悉授权"), "grants", P.GRANT_LIST),
    (_("账号"), "people", P.ACCOUNT_LIST),
    (_("单位"), "units", P.ACCOUNT_LIST),
    (_("权限说明"), "explain", P.ACCESS_EXPLAIN),
    (_("后台工作"), "jobs", P.JOB_LIST),
    (_("备份"), "backups", P.BACKUP_LIST),
    (_("字节核对"), "fixity", P.FIXITY_LIST),
    (_("审计日志"), "journal", P.JOURNAL_READ),
)


def translator(request: Request) -> Callable[..., str]:
    """Give the function that says a marked sentence in the language of the request."""
    if request.locale_name != "en":
        return lambda sentence, **facts: sentence.format(**facts) if facts else sentence
    localizer = request.localizer

    def english(sentence: str, **facts: object) -> str:
        found: str = localizer.translate(TranslationString(sentence, domain="archive"))
        return found.format(**facts) if facts else found

    return english


def say_error(request: Request, error: ArchiveError) -> str:
    """Say a domain error in the language of the request."""
    return str(request.say(error.sentence, **error.facts))


def written_date(value: date | datetime | None) -> str:
    """Write a day, or a moment in the office's time, the way it is read; nothing for none."""
    if isinstance(value, datetime):
        return value.astimezone(TIMEZONE).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if value else ""


def written_size(size: int) -> str:
    """Write a number of bytes in the unit a person reads."""
    amount, unit = float(size), "B"
    for larger in ("KB", "MB", "GB"):
        if amount < 1000:  # noqa: PLR2004 - three digits are read at a glance
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def written_term(say: Callable[..., str], marking: Marking) -> str:
    """Write how long a level holds, as the official mark does: in years where they are whole."""
    start, end = marking.decided_on, marking.until
    if end is None:
        return ""
    if start is not None and (start.month, start.day) == (end.month, end.day):
        return say(_("{n}年"), n=end.year - start.year)
    return end.isoformat()


def _today() -> date:
    return now().date()


def address(node: Any, *view: str) -> str:
    """Give the path of a node's page, without the host; names in the tree need no quoting."""
    path = node.path.rstrip("/") + "/" + "/".join(view)
    return path if path.isascii() else quote(path)


def inside(typed: str) -> str:
    """Give the address typed if it leads to a page of ours, else that of the first page."""
    ours = typed.startswith("/") and not typed.startswith(("//", "/\\")) and typed.isprintable()
    return quote(typed, safe="/?=&%+-._~#:@,;!*'()$") if ours else "/"


def trail(request: Request) -> list[tuple[str, str]]:
    """Give title and address of everything that holds the context and has a page."""
    lineage = list(request.node.lineage())[1:-1]
    named = ((getattr(node, "title", ""), node) for node in reversed(lineage))
    return [(title, address(node)) for title, node in named if title]


def _share(event: BeforeRender) -> None:
    request = event.get("request")
    if not isinstance(request, Request):
        return
    event.update(
        _=request.say,
        layout=get_renderer("archive:templates/layout.pt").implementation(),
        macros=get_renderer("archive:templates/macros.pt").implementation().macros,
        settings=request.registry.juanzong,
        person=request.person,
        may=request.may,
        P=P,
        steps=request.steps,
        at=request.at,
        day=written_date,
        size=written_size,
        site=request.site,
        quote=quote,
        today=_today,
        trail=[] if request.exception else request.trail,
        term=lambda marking: written_term(request.say, marking),
    )


def _places(request: Request) -> list[tuple[str, str, bool]]:
    """Give label, address and whether one is there, of the places the person may go to."""
    here = request.path
    return [
        (request.say(label), f"/{path}", here.rstrip("/") == f"/{path}".rstrip("/"))
        for label, path, permission in PLACES
        if request.may(permission, request.root)
    ]


def _choose_language(request: Request) -> str:
    chosen = request.cookies.get("language")
    default: str = request.registry.juanzong.language
    return chosen if chosen in {"zh_CN", "en"} else default


def _without_database(request: Any) -> Any:
    """Give the archive, or nothing where its database is away: files are shown all the same."""
    try:
        return request.site
    except DatabaseAway:
        return None


def includeme(config: Configurator) -> None:
    """Set up templates, languages, the static files and the words every page uses."""
    if not PACKED.is_dir():
        config.override_asset("archive:templates/", f"{CHECKOUT}/")
    config.add_translation_dirs("archive:locale/")
    config.set_locale_negotiator(_choose_language)
    config.add_static_view(
        "static", "archive:static", permission=NO_PERMISSION_REQUIRED, factory=_without_database
    )
    config.add_request_method(translator, "say", reify=True)
    config.add_request_method(lambda _request: address, "at", reify=True)
    config.add_request_method(trail, "trail", reify=True)
    config.add_request_method(_places, "places", reify=True)
    config.add_subscriber(_share, BeforeRender)
