"""Doors for a terminal: the command ``juanzong``; what a command needs is loaded when it runs."""

import os
import sys
import warnings
from typing import Any

import click

from archive.cli.configuration import Configuration
from archive.errors import ArchiveError


class _Told(click.Group):
    """A group whose commands tell a domain error in one sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a domain error ends it with exit code 1."""
        try:
            return super().invoke(ctx)
        except ArchiveError as error:
            click.echo(f"juanzong: {error}", err=True)
            sys.exit(1)


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
    # Pyramid 2.1 still asks setuptools for pkg_resources; the operator can't help it.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    os.umask(0o077)  # what the archive writes is nobody else's
    command.obj = Configuration(ini)


def _register() -> None:
    from archive.cli import accounts, checking, finding, jobs, keeping, serving, units

    for module in (keeping, serving, accounts, units, finding, checking, jobs):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
