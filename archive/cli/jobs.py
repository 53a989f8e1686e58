"""Commands for the queued work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.cli.configuration import Configuration


@click.group()
def jobs() -> None:
    """List the queued work, have it tried again, drop it."""


@jobs.command("list")
@click.pass_obj
def list_jobs(config: Configuration) -> None:
    """List the jobs: the parked first, then those that run, rest and wait."""
    from archive.storage.visiting import visit

    with config.database() as db, visit(db) as site:
        for job in site.jobs:
            since = job.since.isoformat(timespec="seconds")
            tries = f"{job.tries + job.lost} 次"
            facts = (str(job.key), job.place.label, job.work.label, str(job.uid), since, tries)
            click.echo("\t".join((*facts, job.sentence, job.failure)))
        click.echo(f"共 {site.jobs.waiting()} 项待做，{site.jobs.parked()} 项已停下。")


@jobs.command("retry")
@click.argument("key", type=int)
@click.pass_obj
def retry(config: Configuration, key: int) -> None:
    """Have a job that rests or is parked tried again at once."""
    from archive.cli.console import console
    from archive.operations.jobs import retry_job
    from archive.storage.visiting import visit

    with config.database() as db, visit(db) as site:
        retry_job(console(site, config.settings), site, key=key)
    click.echo("已重新排队。")


@jobs.command("drop")
@click.argument("key", type=int)
@click.pass_obj
def drop(config: Configuration, key: int) -> None:
    """Take a job out that will not be done; who waits for it is told."""
    from archive.cli.console import console
    from archive.operations.jobs import drop_job
    from archive.storage.visiting import visit

    with config.database() as db, visit(db) as site:
        drop_job(console(site, config.settings), site, key=key)
    click.echo("已撤销。")


COMMANDS = (jobs,)
