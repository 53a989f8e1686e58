"""Commands for accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.security.permissions import GIVEN

if TYPE_CHECKING:
    from archive.cli.configuration import Configuration


@click.group()
def user() -> None:
    """Make and list accounts."""


@user.command("list")
@click.pass_obj
def list_users(config: Configuration) -> None:
    """List the accounts."""
    from archive.models.storage import visit

    with config.database() as db, visit(db) as site:
        for person in site.people.everyone():
            roles = "、".join(role.label for role in sorted(person.roles))
            click.echo(f"{person.__name__}\t{person.title}\t{roles}\t{site.unit_name(person.unit)}")


@user.command("create")
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(list(map(str, GIVEN)))
)
@click.option("--unit", default=None, help="Code of the unit.")
@click.password_option()
@click.pass_obj
def create_user(  # noqa: PLR0913, PLR0917 - one argument an option
    config: Configuration,
    login: str,
    name: str,
    roles: tuple[str, ...],
    unit: str | None,
    password: str,
) -> None:
    """Make an account; whoever may run this on the server acts as the administrator."""
    from archive.cli.console import console
    from archive.models.storage import visit
    from archive.operations.people import create_account
    from archive.security.permissions import Role

    with config.database() as db, visit(db) as site:
        create_account(
            console(site, config.settings),
            site.people,
            login=login,
            name=name,
            roles=frozenset(map(Role, roles)),
            unit=unit,
            password=password,
        )
    click.echo(f"账号 {login} 已建立。")


COMMANDS = (user,)
