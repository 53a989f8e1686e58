"""The command that serves the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.cli.configuration import Configuration


@click.command()
@click.option("--reload", is_flag=True, help="For developers: start anew when a file changes.")
@click.option(
    "--listen", default="", metavar="HOST:PORT", help="Serve there, whatever the settings name."
)
@click.pass_obj
def serve(config: Configuration, *, reload: bool, listen: str) -> None:
    """Serve the archive at the address the settings file names."""
    from archive.server.limits import read_limits
    from archive.server.serving import prepare
    from archive.server.serving import serve as serve_it

    if reload:
        import hupper

        watching = hupper.start_reloader(
            "archive.cli.serving.serve_again", worker_kwargs={"ini": config.ini}
        )
        watching.watch_files([config.ini])
    said = {"listen": listen} if listen else {}
    limits = read_limits({**config.server, **said}, config.settings)
    config.set_up_logging()
    prepare(config.settings)
    serve_it(config.application, limits, config.uri)


def serve_again(ini: str) -> None:
    """Serve in a process that ends when a file changes."""
    from archive.cli import main

    main(["--ini", ini, "serve", "--reload"])


COMMANDS = (serve,)
