"""Doors for a terminal: the command ``juanzong``; what a command needs is loaded when it runs."""

import os
import sys
import warnings
from typing import Any

import click

from archive.cli.beside import run_beside, runs_beside
from archive.cli.configuration import Configuration
from archive.cli.telling import known, told


class _Told(click.Group):
    """A group whose commands tell a domain error in one sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, here or in the server that has the archive; tell what can't be done."""
        # Pyramid 2.1 still asks setuptools for pkg_resources; the operator can't help it.
        warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
        words = [*ctx._protected_args, *ctx.args]
        try:
            code = _run_beside(ctx, words)
            return super().invoke(ctx) if code is None else sys.exit(code)
        except Exception as failure:
            error = known(failure)
            if error is None:
                raise
            click.echo(f"juanzong: {told(error)}", err=True)
            sys.exit(1)


def _run_beside(ctx: click.Context, words: list[str]) -> int | None:
    """Let a server run the command where one listens and may; give its exit code."""
    if ctx.obj is not None or not runs_beside(words):
        return None  # it is the server who runs it
    return run_beside(Configuration(ctx.params["ini"]).settings, words)


@click.group(cls=_Told)
@click.option(
    "--ini",
    default="development.ini",
    envvar="JUANZONG_INI",
    show_default=True,
    help="The settings file.",
)
@click.version_option(package_name="juanzong")
@click.pass_context
def main(command: click.Context, ini: str) -> None:
    """卷宗: a records archive for administrative law enforcement."""
    os.umask(0o077)  # what the archive writes is nobody else's
    command.obj = command.obj or Configuration(ini)


def _register() -> None:
    from archive.cli import (
        accounts,
        backups,
        checking,
        finding,
        jobs,
        keeping,
        noting,
        serving,
        sweeping,
        units,
        verifying,
    )

    keeps = (keeping, backups, noting, verifying, sweeping)
    for module in (*keeps, serving, accounts, units, finding, checking, jobs):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
