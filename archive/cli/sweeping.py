"""The command that takes away what aborted tries left among the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.cli.configuration import Configuration


@click.command()
@click.option("--do", is_flag=True, help="Take them away; else they are only listed.")
@click.option(
    "--older", type=click.IntRange(min=1), default=1, show_default=True, help="Days of age."
)
@click.pass_obj
def sweep(config: Configuration, /, *, do: bool, older: int) -> None:
    """List, or with --do take away, the files of aborted tries that no record names.

    Works beside the running server; refused while a pack or backup runs.
    """
    from datetime import timedelta

    from archive import clock
    from archive.storage.sweeping import sweep

    before = clock.now() - timedelta(days=older)
    files = size = 0
    with config.database() as db:
        for left in sweep(db.storage, before, do=do):
            files, size = files + 1, size + left.size
            click.echo(f"{left.size}\t{left.path}")
    told = "已清除" if do else "可清除（--do）"
    click.echo(f"{told} {files} 个无主文件，{size} 字节。")


COMMANDS = (sweep,)
