"""Commands for accounts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from archive.security.permissions import GIVEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration
    from archive.models.people import Person
    from archive.operations._act import Context


@click.group()
def user() -> None:
    """Make, list, shut and reset accounts."""


@user.command("list")
@click.pass_obj
def list_users(config: Configuration) -> None:
    """List the accounts."""
    from archive.storage.visiting import visit

    with config.database() as db, visit(db) as site:
        for person in site.people.everyone():
            roles = "、".join(role.label for role in sorted(person.roles))
            shut = "停用" if person.disabled else "可用"
            unit = site.unit_name(person.unit)
            click.echo(f"{person.__name__}\t{person.title}\t{roles}\t{unit}\t{shut}")


@user.command("create")
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(list(map(str, GIVEN)))
)
@click.option("--unit", default=None, help="Code of the unit.")
@click.pass_obj
def create_user(
    config: Configuration, login: str, name: str, roles: tuple[str, ...], unit: str | None
) -> None:
    """Make an account and print the code by which its holder sets the password.

    Whoever may run this on the server acts as the administrator; from the first security officer
    on, a security officer has to confirm the account before it can be used.
    """
    from archive.cli.console import console
    from archive.operations.people import create_account
    from archive.security.permissions import Role
    from archive.storage.visiting import visit

    with config.database() as db, visit(db) as site:
        ctx, held = console(site, config.settings), frozenset(map(Role, roles))
        made = create_account(ctx, site.people, login=login, name=name, roles=held, unit=unit)
        waits = made.person.disabled
    _tell_code(login, made.code)
    if waits:
        click.echo("账号须经保密员确认后才能登录。")


@user.command("disable")
@click.argument("login")
@click.pass_obj
def disable_user(config: Configuration, login: str) -> None:
    """Shut an account; whoever is signed in with it is out at once."""
    from archive.operations.people import disable_account

    with _account(config, login) as (ctx, person):
        disable_account(ctx, person)
    click.echo(f"账号 {login} 已停用。")


@user.command("enable")
@click.argument("login")
@click.pass_obj
def enable_user(config: Configuration, login: str) -> None:
    """Open a shut account as it was; from the first security officer on only propose it."""
    from archive.operations.people import propose_standing

    with _account(config, login) as (ctx, person):
        roles, unit = person.roles, person.unit
        holds = propose_standing(ctx, person, roles=roles, unit=unit, reason="重新启用")
    click.echo(f"账号 {login} 已启用。" if holds else "已提出，须经保密员确认才能登录。")


@user.command("reset")
@click.argument("login")
@click.pass_obj
def reset_user(config: Configuration, login: str) -> None:
    """Void a password and print the code by which its holder sets a new one."""
    from archive.operations.people import reset_account

    with _account(config, login) as (ctx, person):
        code = reset_account(ctx, person).code
    _tell_code(login, code)


@contextmanager
def _account(config: Configuration, login: str) -> Iterator[tuple[Context, Person]]:
    from archive.cli.console import console
    from archive.errors import Missing
    from archive.models.people import Person
    from archive.storage.visiting import visit

    with config.database() as db, visit(db) as site:
        person = site.people.get(login)
        if not isinstance(person, Person):
            raise Missing
        yield console(site, config.settings), person


def _tell_code(login: str, code: str) -> None:
    click.echo(f"账号 {login}，一次性口令 {code}（三天内有效，请当面交给本人）")


COMMANDS = (user,)
