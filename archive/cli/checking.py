"""The command that looks at everything an operator forgets."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.cli.checks import Finding
    from archive.cli.configuration import Configuration


@click.command()
@click.option("--quiet", is_flag=True, help="Only what is not in order.")
@click.pass_obj
def check(config: Configuration, *, quiet: bool) -> None:
    """Look at all an operator forgets and say what to do; exit code 1 where something is bad."""
    from archive.cli.checks import Grade, entrance, given, keeping, machine, outside, reading

    parts = (given, entrance, outside, machine, reading, keeping)
    found = [finding for part in parts for each in part.CHECKS for finding in each(config)]
    for finding in found:
        if not quiet or finding.grade is not Grade.GOOD:
            _tell(finding)
    if any(finding.grade is Grade.BAD for finding in found):
        sys.exit(1)


def _tell(finding: Finding) -> None:
    click.echo(f"{finding.grade} {finding.what}")
    if finding.todo:
        click.echo(f"    → {finding.todo}")


COMMANDS = (check,)
