"""The command that serves the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.cli.configuration import Configuration


@click.command()
@click.pass_obj
def serve(config: Configuration) -> None:
    """Serve the archive at the address the settings file names."""
    from pyramid.scripts.pserve import main as pserve

    pserve(["pserve", config.ini])


COMMANDS = (serve,)
