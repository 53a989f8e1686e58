"""What backup and restore do where the archive lies in PostgreSQL: pgbackrest does it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from archive.backups.made import Made
    from archive.cli.configuration import Configuration


def take_cluster(config: Configuration, folder: Path, *, keys: bool, whole: bool) -> Made:
    """Back PostgreSQL up into ``folder``, and the keys beside; tell what was made."""
    from archive.backups.cluster import server_of, storage_file
    from archive.backups.keys import House, keep_keys
    from archive.backups.pgbackrest import Repository

    kept = Repository(folder.absolute())
    kept.prepare(server_of(config.uri), config.settings.backup_days)
    if keys:
        house = House(config.settings, Path(config.ini), storage_file(config.uri))
        keep_keys(house, kept.keys)
    made = kept.back_up(whole=whole)
    click.echo(f"已备份 {made.commit}：数据库 {made.objects} 字节。")
    return made


def restore_cluster(folder: Path, into: Path, to: str | None, keys: Path | None) -> None:
    """Lay PostgreSQL's data and the keys out in ``into``; tell what to do with them."""
    from archive.backups.keys import restore_keys
    from archive.backups.pgbackrest import Repository
    from archive.backups.restoring import Occupied

    if into.exists() and any(into.iterdir()):
        raise Occupied(path=into)
    kept, into = Repository(folder.absolute()), into.absolute()
    settings = restore_keys(keys or kept.keys, into)
    into.chmod(0o711)  # PostgreSQL's account goes through it to its own folder
    kept.restore(into / "cluster", _wanted(to))
    click.echo(
        f"数据库已恢复到 {into / 'cluster'}：用 PostgreSQL 打开这个文件夹，它会自己补上日志。"
    )
    click.echo(
        f"再把 {into / 'secrets'} 里的 cluster.conf 指向它，核对后运行："
        f"juanzong --ini {settings} serve"
    )


def _wanted(to: str | None) -> datetime | str | None:
    """Read what to restore to: a backup's name, or a moment, to the end of its whole second."""
    from archive.backups.commits import moment_of, tid_of
    from archive.backups.pgbackrest import LABEL

    if to is None or LABEL.fullmatch(to):
        return to
    return moment_of(tid_of(to)).replace(microsecond=0) + timedelta(seconds=1)
