"""Commands that keep an archive from being lost: backup, restore, pack."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.backups.made import Made
    from archive.backups.making import Plan
    from archive.cli.configuration import Configuration

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--list", "only_list", is_flag=True, help="Only tell the backups there are.")
@click.option("--drill", is_flag=True, help="Restore the newest aside, read all of it, report.")
@click.option("--aside", type=FOLDER, default=None, help="Where to restore it for that.")
@click.option("--without-keys", is_flag=True, help="Leave the keys out: they are kept elsewhere.")
@click.option("--whole", is_flag=True, help="Begin a new whole copy instead of adding to the last.")
@click.pass_obj
def backup(config: Configuration, /, folder: Path | None, aside: Path | None, **how: bool) -> None:
    """Back the archive up into FOLDER, beside the running server; remove what is too old.

    Without FOLDER it goes where juanzong.backups says.
    """
    folder = folder or config.settings.backup_folder
    only_list, only_drill = how.pop("only_list"), how.pop("drill")
    if only_list:
        _list(folder)
    elif only_drill:
        _drill(config, folder, aside)
    else:
        take(config, folder, **how)


def take(config: Configuration, folder: Path, *, noted: bool = True, **how: bool) -> Made:
    """Back the archive up into ``folder``, and tell; ``noted`` in its register too."""
    from archive.cli.cluster_backups import take_cluster
    from archive.cli.noting import note, taken
    from archive.storage.opening import place_of

    if place_of(config.uri) is None:
        keys = not how.get("without_keys")
        made = take_cluster(config, folder, keys=keys, whole=how.get("whole", False))
    else:
        made = _take_files(config, folder, **how)
    if noted:
        note(config, taken(made, folder))
    return made


def _take_files(config: Configuration, folder: Path, **how: bool) -> Made:
    from archive.backups.making import back_up

    made, removed = back_up(plan_of(config, folder, **how))
    size = made.objects + made.bytes
    click.echo(f"已备份到提交 {made.commit}：{made.files} 个文件，{size} 字节。")
    for chain in removed:
        click.echo(f"已删除过期的备份 {chain.name}。")
    return made


def _drill(config: Configuration, folder: Path, aside: Path | None) -> None:
    from archive.backups.cluster_drill import drill_cluster
    from archive.backups.drilling import drill
    from archive.backups.pgbackrest import Repository
    from archive.cli.noting import drilled, note

    kept = Repository(folder.absolute())
    if kept.is_there:
        found = drill_cluster(kept, config.uri, (aside or folder).absolute())
    else:
        found = drill(folder, aside)
    made = found.made
    click.echo(f"已恢复到旁边核对：备份 {made.at:%Y-%m-%d %H:%M}，提交 {made.commit}。")
    click.echo(f"读出 {found.objects} 个对象、{found.files} 个文件，{len(found.wrong)} 处有问题。")
    for what in found.wrong:
        click.echo(what)
    note(config, drilled(found, folder))
    if found.wrong:
        sys.exit(1)


def plan_of(
    config: Configuration, folder: Path, *, without_keys: bool = False, whole: bool = False
) -> Plan:
    """Plan a backup of the archive that the settings name."""
    from archive.backups.keys import House
    from archive.backups.making import Plan
    from archive.storage.opening import place_of

    place = place_of(config.uri)
    assert place is not None  # noqa: S101 - others are pgbackrest's
    house = House(config.settings, Path(config.ini))
    term = timedelta(days=config.settings.backup_days)
    return Plan(house, place, folder, term, with_keys=not without_keys, whole=whole)


def _list(folder: Path) -> None:
    from archive.backups.listing import backups_in
    from archive.backups.pgbackrest import Repository

    kept = Repository(folder.absolute())
    found = [(kept.keys, each) for each in kept.made()] if kept.is_there else []
    found += [(chain.keys, made) for chain, made in backups_in(folder)]
    for keys, made in found:
        _row(keys, made)
    if found:
        click.echo(f"共 {len(found)} 份，最早的一份 {found[0][1].at:%Y-%m-%d %H:%M}。")
    else:
        click.echo(f"{folder} 里没有备份。")


def _row(keys: Path, made: Made) -> None:
    size = made.objects + made.bytes
    facts = (f"{made.at:%Y-%m-%d %H:%M:%S}", made.commit, f"{made.files} 个文件", f"{size} 字节")
    click.echo("\t".join((*facts, keys.parent.name, "" if keys.is_file() else "不含密钥")).rstrip())


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("into", type=FOLDER)
@click.option("--to", "to", default=None, help="A commit of --list, or a moment: its last commit.")
@click.option("--keys", type=FILE, default=None, help="The file of keys, where it lay elsewhere.")
def restore(folder: Path, into: Path, *, to: str | None, keys: Path | None) -> None:
    """Restore the newest backup in FOLDER into the new folder INTO, and check every byte.

    What is in INTO afterwards is a whole archive, with its key and settings.
    """
    from archive.backups.commits import moment_of, tid_of
    from archive.backups.pgbackrest import Repository
    from archive.backups.restoring import restore
    from archive.cli.cluster_backups import restore_cluster

    if Repository(folder).is_there:
        restore_cluster(folder, into, to, keys)
        return
    done = restore(folder, into, to=tid_of(to) if to else None, keys=keys)
    when = moment_of(done.commit.tid)
    click.echo(
        f"已恢复到 {when:%Y-%m-%d %H:%M:%S}（提交 {done.commit.tid.hex()}），{done.files} 个文件。"
    )
    if done.settings:
        click.echo(f"核对后运行：juanzong --ini {done.settings} serve（全文索引会自己重建）。")


@click.command()
@click.option("--days", default=7, show_default=True, help="Keep the history of so many days.")
@click.pass_obj
def pack(config: Configuration, days: int) -> None:
    """Let earlier states of objects go, and the files that nothing names any more.

    Restoring to a commit from before is then for backups made until now only.
    """
    with config.database() as db:
        before = db.getSize()
        db.pack(days=days)
        click.echo(f"已整理：{before} → {db.getSize()} 字节。")


COMMANDS = (backup, restore, pack)
