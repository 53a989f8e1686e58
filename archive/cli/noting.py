"""Writes down in the archive what was done to it from outside: backups and drills.

A backup reads the files and needs no open archive. The register does, so who runs one sends the
facts to the server that has it open, or opens it where none does.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from archive.cli.beside import run_beside
from archive.cli.telling import told as said
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from archive.backups.drilling import Outcome
    from archive.backups.made import Made
    from archive.cli.configuration import Configuration
    from archive.models.backups import Drilled, Taken


def taken(made: Made, folder: Path) -> Taken:
    """Give what the register keeps of a backup."""
    from archive.models.backups import Taken

    size = made.objects + made.bytes
    return Taken(made.at, str(folder.absolute()), made.commit, made.files, size)


def drilled(found: Outcome, folder: Path) -> Drilled:
    """Give what the register keeps of a drill."""
    from archive import clock
    from archive.models.backups import Drilled

    place, commit = str(folder.absolute()), found.made.commit
    return Drilled(clock.now(), place, commit, found.files, found.objects, found.wrong)


def note(config: Configuration, what: Taken | Drilled) -> None:
    """Have the register of the archive take something in; say so where that can't be done."""
    from archive.storage.opening import place_of

    facts = asdict(what) | {"at": what.at.isoformat(), "kind": type(what).__name__}
    words = ["note", json.dumps(facts, ensure_ascii=False)]
    try:
        if place_of(config.uri) is None or run_beside(config.settings, words) is None:
            _write(config, facts)  # no server has it open, or many may have
    except ArchiveError as error:
        click.echo(f"没能登记到档案库：{said(error)}", err=True)


def _write(config: Configuration, facts: dict[str, Any]) -> None:
    from archive.cli.console import console
    from archive.models.backups import Drilled, Taken
    from archive.operations.backups import note_backup, note_drill
    from archive.storage.visiting import visit

    told = facts | {"at": datetime.fromisoformat(facts["at"])}
    kind = told.pop("kind")
    with config.database() as db, visit(db) as site:
        ctx = console(site, config.settings)
        if kind == Taken.__name__:
            note_backup(ctx, site, taken=Taken(**told))
        else:
            found = Drilled(**told | {"wrong": tuple(told["wrong"])})
            note_drill(ctx, site, drilled=found)


@click.command("note", hidden=True)
@click.argument("facts")
@click.pass_obj
def note_facts(config: Configuration, facts: str) -> None:
    """Write down a backup or drill that was made; backup does this by itself."""
    _write(config, json.loads(facts))


COMMANDS = (note_facts,)
