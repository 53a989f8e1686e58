"""Commands for units and names."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration
    from archive.models.named import Facts
    from archive.models.site import Archive
    from archive.models.units import Unit
    from archive.operations._act import Context

WAITS = "已提出，须经保密员确认才生效。"


@click.group()
def unit() -> None:
    """List, add, rename and close units; from the first security officer on only propose it."""


@unit.command("list")
@click.pass_obj
def list_units(config: Configuration) -> None:
    """List the units."""
    with _opened(config) as (site, _ctx):
        for each in site.units.everyone():
            state = "可用" if each.is_open else "待确认" if each.is_proposed else "停用"
            click.echo(f"{each.code}\t{each.title or _proposed_name(each)}\t{state}")


@unit.command("add")
@click.argument("code")
@click.argument("name")
@click.pass_obj
def add_unit(config: Configuration, code: str, name: str) -> None:
    """Put a unit on the list."""
    from archive.operations.site import list_unit

    with _opened(config) as (site, ctx):
        made = list_unit(ctx, site.units, code=code, name=name)
        holds = made.is_open
    click.echo(f"单位 {code} 已建立。" if holds else WAITS)


@unit.command("rename")
@click.argument("code")
@click.argument("name")
@click.pass_obj
def rename_unit(config: Configuration, code: str, name: str) -> None:
    """Right the name of a unit."""
    from archive.models.named import Facts

    with _opened(config) as (site, ctx):
        each = _unit(site, code)
        holds = _propose(ctx, each, Facts(name, is_open=each.is_open))
    click.echo(f"单位 {code} 已改名。" if holds else WAITS)


@unit.command("close")
@click.argument("code")
@click.pass_obj
def close_unit(config: Configuration, code: str) -> None:
    """Shut a unit: no dossier and no account is added to it any more."""
    from archive.models.named import Facts

    with _opened(config) as (site, ctx):
        each = _unit(site, code)
        holds = _propose(ctx, each, Facts(each.title, is_open=False))
    click.echo(f"单位 {code} 已停用。" if holds else WAITS)


def _propose(ctx: Context, each: Unit, facts: Facts) -> bool:
    from archive.operations.site import propose_name

    return propose_name(ctx, each, facts=facts)


def _unit(site: Archive, code: str) -> Unit:
    from archive.errors import Missing
    from archive.models.units import Unit

    found = site.units.get(code)
    if not isinstance(found, Unit):
        raise Missing
    return found


def _proposed_name(each: Unit) -> str:
    waiting = each.proposed_facts
    return getattr(waiting.value, "name", "") if waiting else ""


@contextmanager
def _opened(config: Configuration) -> Iterator[tuple[Archive, Context]]:
    from archive.cli.console import console
    from archive.storage.visiting import visit

    with config.database() as db, visit(db) as site:
        yield site, console(site, config.settings)


COMMANDS = (unit,)
