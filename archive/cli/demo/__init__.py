"""A small, believable archive to look around in; everything in it is made up."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from ZODB.DB import DB

from archive import clock
from archive.cli.console import console
from archive.cli.demo.asking import TOLD, ask_for_copies, hand_over
from archive.cli.demo.cases import Case, cases
from archive.cli.demo.filing import file_case
from archive.cli.demo.staff import ACCOUNTS, PASSWORD, UNITS, add_staff, moment
from archive.models.named import Facts
from archive.models.site import Archive
from archive.operations.site import found_bureau, list_unit, open_fonds
from archive.search.engines.moving import Moving
from archive.settings import Settings
from archive.states import RequestState
from archive.storage.visiting import visit
from archive.worker import Worker

SEED = 20200210
FOUNDED = date(2019, 1, 2)

Progress = Callable[[], object]


def build_demo(
    db: DB, index: Moving, settings: Settings, *, dossiers: int, progress: Progress
) -> str:
    """Fill an archive just made: units, people, dossiers, requests; give what to tell.

    The copies that can be fetched are made; the other files are left to the server's worker.
    """
    chance = Random(SEED)
    with visit(db) as site:
        _found(site, settings)
    made = cases(dossiers, clock.now().date() - timedelta(days=1), chance)
    for case in sorted(made, key=_filed):
        _file(db, settings, case, chance)
        progress()
    with visit(db) as site:
        codes = ask_for_copies(site, settings, chance)
    hand = Worker(db, index, settings)
    while _being_made(db, codes) and hand.do_a_job():
        pass
    with visit(db) as site:
        hand_over(site, settings)
    while hand.index_some():
        pass
    return told(codes)


def _found(site: Archive, settings: Settings) -> None:
    ctx = replace(console(site, settings), now=moment(FOUNDED))
    found_bureau(ctx, site, facts=Facts(settings.organ, settings.organ_short))
    open_fonds(ctx, site, code="J001", title=settings.organ)
    for code, name in UNITS:
        list_unit(ctx, site.units, code=code, name=name)
    add_staff(ctx)


def _file(db: DB, settings: Settings, case: Case, chance: Random) -> None:
    with visit(db) as site:
        file_case(site, settings, case, chance)


def _being_made(db: DB, numbers: Iterable[str]) -> bool:
    with visit(db) as site:
        asked = [site.requests[number] for number in numbers]
        return any(getattr(each, "state", None) is RequestState.PREPARING for each in asked)


def _filed(case: Case) -> tuple[date, int]:
    return case.facts.closed or case.facts.opened, case.number


def told(codes: dict[str, str]) -> str:
    """Give the accounts and the requests that can be followed, a line each."""
    followed = [f"  {number}　取件码 {code}" for number, code in list(codes.items())[:TOLD]]
    return "\n".join([accounts_table(), "可以领取的复制申请：", *followed])


def accounts_table() -> str:
    """Give the accounts of the demo, a line each, and their password."""
    accounts = [f"  {login:<10}{name}　{duty}" for login, name, duty, *_rest in ACCOUNTS]
    return "\n".join([f"演示账号（密码都是 {PASSWORD}）：", *accounts])
