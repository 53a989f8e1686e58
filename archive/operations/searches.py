"""Searches a person keeps, and result lists he has written out."""

from dataclasses import replace

from archive.errors import Invalid, Missing, WrongState
from archive.events.site import (
    ExportFetched,
    ExportMade,
    ExportOrdered,
    ListHandedOut,
    SearchForgotten,
    SearchSaved,
)
from archive.models.components import Arrived, StoredFile
from archive.models.exports import Export, Saved, Wanted
from archive.models.site import Archive
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P
from archive.wording import _

#: Searches one person may keep, and the longest name and query of one.
MOST, LONGEST_NAME, LONGEST = 50, 60, 2000

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@act(P.SEARCH)
def save_search(ctx: Context, site: Archive, *, name: str, query: str) -> None:
    """Keep a search under ``name``; the same name again keeps the newer one."""
    person, name = ctx.oneself(), name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(name=_("请填写名称，不超过六十字。"))
    if not query or len(query) > LONGEST:
        raise Invalid(name=_("这个检索太长，不能保存。"))
    others = tuple(each for each in person.searches if each.name != name)
    if len(others) >= MOST:
        raise Invalid(name=_("最多保存五十个检索，请先删去一些。"))
    person.searches = (*others, Saved(name, query, ctx.now))
    ctx.happened(SearchSaved(site, name))


@act(P.SEARCH)
def forget_search(ctx: Context, site: Archive, *, name: str) -> None:
    """Keep a search no longer."""
    person = ctx.oneself()
    person.searches = tuple(each for each in person.searches if each.name != name)
    ctx.happened(SearchForgotten(site, name))


@act(P.SEARCH)
def order_export(ctx: Context, site: Archive, *, wanted: Wanted) -> Export:
    """Have a long result list written by the worker, with what the person may read."""
    site.exports.sweep(ctx.now)
    export = Export(wanted, ctx.actor, ctx.now)
    site.exports[f"{site.numbering.take('export'):08d}"] = export
    ctx.happened(ExportOrdered(export, wanted))
    return export


@act(P.JOB_RUN)
def note_export(ctx: Context, export: Export, *, arrived: Arrived, rows: int) -> None:
    """Keep the finished list."""
    export.failure = ""
    export.keep(replace(arrived, name=f"{export.__name__}.xlsx"), XLSX, rows)
    ctx.happened(ExportMade(export, rows, arrived.sha256))


@act(P.SEARCH)
def fetch_export(ctx: Context, export: Export) -> StoredFile:
    """Hand the list to whose it is, unless access became tighter since; written down before."""
    if export.person.uid != ctx.actor.uid:
        raise Missing
    if export.is_stale(ctx.now, ctx.site.tightened_at, ctx.actor):
        raise WrongState(_("清单已过期，或者权限、标注已有变动，请重新导出。"))
    if export.failure:
        raise WrongState(export.failure)
    if export.file is None:
        raise WrongState(_("清单正在制作，请稍候。"))
    ctx.happened(ExportFetched(export, export.file.sha256))
    return export.file


@act(P.SEARCH)
def note_short_export(ctx: Context, site: Archive, *, wanted: Wanted, rows: int) -> None:
    """Write down, before it leaves, that a short result list is handed out at once."""
    ctx.happened(ListHandedOut(site, wanted, rows))
