"""Commands that keep the archive: init, demo, upgrade, reindex, worker."""

from __future__ import annotations

import secrets
import signal
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from archive.wording import _

if TYPE_CHECKING:
    from archive.backups.made import Made
    from archive.cli.configuration import Configuration
    from archive.settings import Settings

#: Told to who would run a worker beside a server on one file.
APART = _(
    "另一个程序正在使用这个档案库。单个文件的存储（file://）只能由一个程序打开："
    "请让服务自己处理后台任务（juanzong.worker = yes），或改用 RelStorage 或 ZEO。"
)


def prepare_folders(settings: Settings, uri: str) -> None:
    """Make the folders of the archive, an empty storage, and the key that signs cookies."""
    from archive.storage.durable import write_whole
    from archive.storage.opening import open_database, place_of

    for folder in settings.folders:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = place_of(uri)
    if place is not None and not place.path.exists():
        place.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        open_database(uri, new=True).close()
    if not settings.secret_file.exists():
        write_whole(settings.secret_file, secrets.token_hex(32).encode())


@click.command()
@click.option("--bureau", default=None, help="The bureau's name, on pages and papers.")
@click.option("--short", default=None, help="Its short form, in the numbers of notices.")
@click.option("--fonds", prompt="全宗号", default="J001", help="Code of the fonds (全宗号).")
@click.option("--login", prompt="管理员账号", default="admin", help="The administrator's account.")
@click.option("--name", prompt="管理员姓名", required=True, help="The administrator's own name.")
@click.password_option(prompt="管理员密码", help="The administrator's password.")
@click.option(
    "--cluster",
    default="",
    metavar="postgresql://…",
    help="Write settings for several servers and workers on this PostgreSQL.",
)
@click.pass_obj
def init(
    config: Configuration, /, bureau: str | None, short: str | None, cluster: str, **first: str
) -> None:
    """Make an empty archive: whose it is, one fonds and one administrator.

    All but the codes can be righted later, with their history.
    """
    from archive.cli.console import console
    from archive.models.named import Facts
    from archive.models.site import make_site
    from archive.operations.people import create_account
    from archive.operations.signing import take_invitation
    from archive.operations.site import found_bureau, open_fonds
    from archive.security.permissions import Role
    from archive.storage.visiting import connected

    wrote = config.write_settings(cluster)
    settings = config.settings
    whose = Facts(
        bureau or click.prompt("本局名称", default=config.section.get("juanzong.organ")),
        short or click.prompt("本局简称", default=config.section.get("juanzong.organ_short")),
    )
    prepare_folders(settings, config.uri)
    with config.database() as db, connected(db) as root:
        site = make_site(root)
        ctx = console(site, settings)
        found_bureau(ctx, site, facts=whose)
        open_fonds(ctx, site, code=first["fonds"], title=whose.name)
        roles, login = frozenset({Role.ADMINISTRATOR}), first["login"]
        made = create_account(
            ctx, site.people, login=login, name=first["name"], roles=roles, unit=None
        )
        take_invitation(ctx, site.people, login=login, code=made.code, password=first["password"])
    click.echo(f"档案库已建立：{config.settings.var}")
    if wrote:
        click.echo(
            f"设置文件已写出：{config.ini}。请改其中标有【改】的地方，再运行 juanzong check。"
        )


@click.command()
@click.option("--dossiers", default=40, show_default=True, help="How many dossiers.")
@click.pass_obj
def demo(config: Configuration, dossiers: int) -> None:
    """Make a small, believable archive to look around in."""
    from archive.cli.demo import build_demo
    from archive.models.site import make_site
    from archive.storage.visiting import connected

    prepare_folders(config.settings, config.uri)
    with config.database() as db, config.index() as index:
        with connected(db) as root:
            make_site(root)
        with click.progressbar(length=dossiers, label="案卷", file=sys.stderr) as bar:
            built = build_demo(
                db, index, config.settings, dossiers=dossiers, progress=lambda: bar.update(1)
            )
    click.echo(built)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say which steps are outstanding.")
@click.option("--no-backup", is_flag=True, help="Make no backup first: there is one.")
@click.pass_obj
def upgrade(config: Configuration, *, dry_run: bool, no_backup: bool) -> None:
    """Bring an older archive up to this program, after a backup; say how to go back."""
    from archive.cli.noting import note, taken
    from archive.evolve import outstanding
    from archive.evolve import upgrade as evolve
    from archive.models.site import site_of
    from archive.storage.visiting import connected

    made = None
    with config.database() as db:
        with connected(db) as root:
            steps = outstanding(site_of(root, any_schema=True))
        if steps and not dry_run:
            made = None if no_backup else _backup_first(config)
            with connected(db) as root:
                evolve(site_of(root, any_schema=True), config.settings)
        suspended = 0 if dry_run else _suspend(db, config.settings)
    for step in steps:
        click.echo(step.name)
    click.echo(f"{len(steps)} 步{'待执行' if dry_run else '已执行'}。")
    if suspended:
        click.echo(f"暂停了 {suspended} 件复制申请：所涉的件不得提供，须重新审核。")
    if made:
        note(config, taken(made, config.settings.backup_folder))


def _suspend(db: Any, settings: Settings) -> int:
    """Suspend the requests that release what may not go out; give how many."""
    from archive import clock
    from archive.models.site import site_of
    from archive.operations.suspensions import suspend_hindered
    from archive.security.access import SYSTEM
    from archive.storage.visiting import connected
    from archive.subscribers import context

    with connected(db) as root:
        site = site_of(root)
        return suspend_hindered(context(site, SYSTEM, clock.now(), "console", settings), site)


def _backup_first(config: Configuration) -> Made:
    from archive.cli.backups import take

    folder = config.settings.backup_folder
    made = take(config, folder, noted=False)
    click.echo(
        f"如需回退：停止服务，juanzong restore {folder} 新文件夹 --to {made.commit}，"
        "再用原来的程序打开恢复出来的档案库。"
    )
    return made


@click.command()
@click.option("--repair", "only_repair", is_flag=True, help="Only compare and mend.")
@click.pass_obj
def reindex(config: Configuration, *, only_repair: bool) -> None:
    """Make the full-text index anew, or compare it with the database and mend it.

    One that is damaged is set aside under another name; then it is made anew in any case.
    """
    from archive.search.sync import rebuild, repair

    with config.database() as db, config.index() as index:
        index.check(whole=True)
        if only_repair and not index.needs_making(db):
            missing, gone, stale = repair(db, index)
            click.echo(f"补入 {missing} 条，移出 {gone} 条，更新 {stale} 条。")
            return
        count = rebuild(db, index, lambda done, total: click.echo(f"{done}/{total}", err=True))
        click.echo(f"已重建，共 {count} 条。")


@click.command()
@click.option("--once", is_flag=True, help="End when nothing is left to do.")
@click.pass_obj
def worker(config: Configuration, *, once: bool) -> None:
    """Index and do the queued jobs, until told to end."""
    from archive.storage.opening import Busy
    from archive.worker import Worker

    config.set_up_logging()
    with ExitStack() as opened:
        try:
            db = opened.enter_context(config.database())
        except Busy:
            raise Busy(APART) from None
        index = opened.enter_context(config.index())
        hand = Worker(db, index, config.settings)

        def end(*_signal: Any) -> None:
            hand.end()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        hand.run_once() if once else hand.run()


COMMANDS = (init, demo, upgrade, reindex, worker)
