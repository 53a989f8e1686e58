"""The journal as the auditor reads it: who did what, on what, when, from where, in words."""

import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from pyramid.response import Response
from pyramid.view import view_config

from archive.errors import Invalid
from archive.models.journal import Entry, Journal, Sought
from archive.models.site import Archive
from archive.operations.journal import note_journal_export
from archive.operations.searches import XLSX
from archive.presenters.journal import Told, told
from archive.presenters.journal_words import WHAT
from archive.search.listing import Row, write_xlsx
from archive.security.permissions import Permission as P
from archive.views.people.journal_asking import asked_of, sought
from archive.views.web.forms import whole_number
from archive.views.web.layout import written_date
from archive.views.web.request import Request
from archive.views.web.screens import go_on
from archive.wording import _

#: Entries on the page, and in the longest list that is taken along.
SHOWN, MOST = 50, 10_000

#: Places that can be read from an address.
DIGITS = 22

HEADINGS = (_("时间"), _("人员"), _("事项"), _("对象"), _("地址"), _("详情"), _("来源"))


@view_config(
    context=Archive,
    name="journal",
    permission=P.JOURNAL_READ,
    renderer="archive:templates/people/journal.pt",
)
def journal(site: Archive, request: Request) -> dict[str, Any]:
    """Show a page of the entries asked for, each as far as the person may know of it."""
    asked = asked_of(request)
    shown: dict[str, Any] = {"entries": (), "older": None, "newer": None, "wrong": {}}
    try:
        shown |= _page(site.journal, sought(site, request, asked), request)
    except Invalid as wrong:
        shown["wrong"] = wrong.fields
    query = urlencode({name: value for name, value in asked.items() if value})
    entries = [told(request.viewer, site, entry) for entry in shown["entries"]]
    kinds = list(WHAT.items())
    return shown | {"entries": entries, "kinds": kinds, "asked": asked, "query": query}


@view_config(
    context=Archive, name="journal-export", permission=P.JOURNAL_READ, request_method="POST"
)
def export(site: Archive, request: Request) -> Response:
    """Give the entries asked for as a list, unless there are too many; written down before."""
    asked = asked_of(request)
    back = f"/journal?{urlencode(asked)}"
    try:
        found = site.journal.found(sought(site, request, asked))
    except Invalid:
        return go_on(request, back, _("请先更正查询条件。"))
    entries = [entry for _place, entry in islice(found, MOST + 1)]
    if len(entries) > MOST:
        return go_on(request, back, _("超过一万条，请缩小范围（例如按月）后再导出。"))
    with tempfile.TemporaryDirectory(dir=request.registry.juanzong.upload_folder) as folder:
        path = Path(folder) / "journal.xlsx"
        rows = (_row(told(request.viewer, site, entry)) for entry in entries)
        headings = tuple(map(request.say, HEADINGS))
        count = write_xlsx(rows, path, request.say(_("审计日志")), headings)
        filters = tuple((name, value) for name, value in asked.items() if value)
        note_journal_export(request.ctx, site, filters=filters, rows=count)
        return _file(path, f"{request.say(_('审计日志'))}-{request.today}.xlsx")


def _file(path: Path, name: str) -> Response:
    return Response(
        path.read_bytes(),
        content_type=XLSX,
        charset=None,
        content_disposition=f"attachment; filename*=UTF-8''{quote(name)}",
    )


def _row(each: Told) -> Row:
    said = "\n".join(f"{label}：{text}" for label, text in each.said)
    return (
        written_date(each.at), each.who, each.what, each.title, each.place, said, each.origin,
    )  # fmt: skip


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
