"""The command that looks whether bytes and journal are what they were."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from archive.cli.configuration import Configuration
    from archive.models.fixity import Look
    from archive.preservation.fixity import Stored, Tally

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("what", type=click.Choice(["bytes", "journal", "all"]))
@click.option("--dossier", default=None, help="One dossier: its path, reference or case number.")
@click.option("--since", type=DAY, default=None, help="Only what came since this day.")
@click.pass_obj
def verify(
    config: Configuration, /, what: str, *, dossier: str | None, since: datetime | None
) -> None:
    """Look whether bytes and journal are what they were; ends with 1 where something is not.

    Works beside the running server. What is wrong goes on the list of the page /fixity.
    """
    from archive.clock import TIMEZONE

    moment = since.replace(tzinfo=TIMEZONE) if since else None
    wrong = 0
    if what in {"bytes", "all"}:
        wrong += _bytes(config, dossier, moment)
    if what in {"journal", "all"}:
        wrong += _journal(config, moment)
    sys.exit(1 if wrong else 0)


def _bytes(config: Configuration, dossier: str | None, since: datetime | None) -> int:
    """Look at the files wanted, tell what is wrong and keep what was found; give how many."""
    from archive import clock
    from archive.cli.console import console
    from archive.models.fixity import Occasion, Round
    from archive.operations.fixity import note_verified
    from archive.preservation.fixity import every_file, files_in
    from archive.storage.visiting import persist, visit

    began = clock.now()
    scope = since.date().isoformat() if since else ""
    with config.database() as db:
        if dossier:
            with visit(db) as site:
                found = _dossier(site, dossier)
                scope, files = str(found.uid), iter(files_in(found))
        else:
            files = every_file(db, since)
        done = _looked_at(config, db, files)
        facts = Round(
            Occasion.COMMAND, began, clock.now(), done.files, done.bytes, done.wrong, scope
        )
        persist(db, lambda site: note_verified(console(site, config.settings), site, done=facts))
    click.echo(f"已核对 {done.files} 个文件，{done.bytes} 字节，{done.wrong} 个不符。")
    return done.wrong


def _looked_at(config: Configuration, db: Any, files: Iterable[Stored]) -> Tally:
    from archive.cli.console import console
    from archive.models.fixity import Occasion
    from archive.operations.fixity import note_look
    from archive.preservation.fixity import Tally, look_at
    from archive.storage.visiting import persist, visit

    with visit(db) as site:
        known = {each.uid for each in site.fixity.open()}
    done = Tally()
    for stored in files:
        look = look_at(db, stored)
        if look is None:
            continue
        done.count(look, stored.size)
        if look.fault is not None:
            _tell(db, stored, look)
        if look.fault is not None or stored.uid in known:

            def note(site: Any, look: Look = look) -> None:
                ctx = console(site, config.settings)
                note_look(ctx, site, look=look, occasion=Occasion.COMMAND)

            persist(db, note)
    return done


def _tell(db: Any, stored: Stored, look: Look) -> None:
    """Tell what is wrong with a file, and where it lies; nothing of what it is called."""
    from archive.preservation.fixity import place_of_bytes
    from archive.storage.visiting import visit

    with visit(db) as site:
        facts = (
            look.fault.label if look.fault else "",
            str(stored.uid),
            site.found(stored.uid).path,
        )
        where = place_of_bytes(site, stored.uid)
    sums = (stored.sha256, look.sha256 or "—")
    click.echo("\t".join((*facts, *sums, where)))


def _dossier(site: Any, name: str) -> Any:
    """Give the dossier with this path, reference or case number; Missing where there is none."""
    from archive.errors import Missing
    from archive.models.dossiers import Dossier
    from archive.models.identifiers import normalise_case_number

    if uids := site.case_uids(normalise_case_number(name)):
        return site.found(uids[0])
    found = next((each for each in _dossiers(site) if name in {each.path, each.reference}), None)
    if not isinstance(found, Dossier):
        raise Missing
    return found


def _dossiers(site: Any) -> Any:
    for fonds in site.fonds:
        for series in fonds.values():
            for year in series.values():
                yield from year.values()


def _journal(config: Configuration, since: datetime | None) -> int:
    """Reckon the journal anew and tell what is wrong; give how much."""
    from archive.preservation.journal import check_journal

    with config.database() as db:
        done = check_journal(db, since)
    for line in done.wrong:
        click.echo(line)
    click.echo(f"已核对 {done.entries} 条日志，{len(done.wrong)} 条不符。")
    return len(done.wrong)


COMMANDS = (verify,)
