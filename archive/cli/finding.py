"""The command that searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.cli.configuration import Configuration


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--as", "login", required=True, help="The account whose eyes to search with.")
@click.pass_obj
def search(config: Configuration, words: tuple[str, ...], login: str) -> None:
    """Find dossiers and records, as one account would."""
    from archive import clock
    from archive.errors import Missing
    from archive.models.exports import Wanted
    from archive.models.people import Person
    from archive.search.access import access_of
    from archive.search.asking import ask, query_of
    from archive.storage.visiting import visit

    today = clock.now().date()
    with config.database() as db, config.index(tends=False) as index, visit(db) as site:
        person = site.people.get(login)
        if not isinstance(person, Person):
            raise Missing
        access = access_of(site, person.identity(today), today)
        found = ask(index, query_of(site, Wanted(" ".join(words))), access).page
        click.echo(f"共 {found.total} 条")
        for hit in found.hits:
            click.echo(f"{site.found(hit.uid).path}\t{getattr(site.found(hit.uid), 'title', '')}")


COMMANDS = (search,)
