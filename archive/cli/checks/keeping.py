"""What is kept: the database and its clock, the tree, the three administrations, the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.checks import Finding, bad, good, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration


def archive(config: Configuration) -> Iterator[Finding]:
    """Look whether the archive opens, is of this program, and has its three administrations."""
    from archive.errors import ArchiveError
    from archive.storage.opening import open_database
    from archive.storage.visiting import visit

    try:
        db = open_database(config.section["zodbconn.uri"], read_only=True)
    except ArchiveError as error:
        yield bad(str(error), "先解决这一条，其余的才看得到。")
        return
    try:
        with visit(db) as site:
            yield from _kept(config, site)
    except ArchiveError as error:
        yield bad(str(error), "juanzong upgrade")
    finally:
        db.close()


def _kept(config: Configuration, site: object) -> Iterator[Finding]:
    for look_at in LOOKED_AT:
        yield from look_at(config, site)


def administrations(_config: Configuration, site: object) -> Iterator[Finding]:
    """Look whether each of the three administrations is somebody."""
    from archive.security.permissions import SEPARATED

    held = {
        role
        for person in site.people.everyone()  # type: ignore[attr-defined]
        if not person.disabled
        for role in person.roles
    }
    for role in sorted(SEPARATED):
        if role not in held:
            yield bad(
                f"还没有{role.label}",
                "在“账号”页或用 juanzong user create 建立，三员须由三人分任。",
            )


def units(_config: Configuration, site: object) -> Iterator[Finding]:
    """Look whether there is a unit to file dossiers for."""
    if not site.unit_codes():  # type: ignore[attr-defined]
        yield bad("还没有单位，不能立卷", "juanzong unit add 代码 名称")


def jobs(_config: Configuration, site: object) -> Iterator[Finding]:
    """Look whether queued work was given up."""
    if parked := site.jobs.parked():  # type: ignore[attr-defined]
        yield bad(
            f"{parked} 项后台任务已停下",
            "juanzong jobs list 看原因；解决后 jobs retry，不做了 jobs drop。",
        )


def fixity(config: Configuration, site: object) -> Iterator[Finding]:
    """Look whether bytes are wrong, and whether the round over them comes to its end."""
    from datetime import timedelta

    from archive import clock

    kept, now = site.fixity, clock.now()  # type: ignore[attr-defined]
    every = timedelta(days=config.settings.verify_days)
    if wrong := len(kept.open()):
        yield bad(
            f"{wrong} 个文件的字节不符",
            "juanzong verify bytes 说出是哪些；从备份取回原处，再核对一次，见“字节核对”页。",
        )
    ends, begun = kept.ends(now), kept.began or now
    if kept.last is not None and now - kept.last > 2 * every:
        yield bad(f"上次核对完全部字节是 {kept.last:%Y-%m-%d}", "juanzong verify bytes")
    elif ends is not None and ends - begun > every:
        yield look("字节核对一轮超过规定天数", "调高 juanzong.verify_rate。")
    elif kept.last is not None:
        yield good(f"{kept.last:%Y-%m-%d} 核对完全部字节")


def volumes(_config: Configuration, site: object) -> Iterator[Finding]:
    """Look whether records lie in a volume where their kind may not lie (Penalty 78)."""
    from archive.models.misplaced import misplaced_in

    count = len([record.uid for record in misplaced_in(site)])  # type: ignore[arg-type]
    if count:
        yield bad(
            f"{count} 件文书放错了卷",
            "档案员可在“案卷 › 放错卷的文书”页查看；其中副卷文书一律不提供复制。",
        )


def index(config: Configuration) -> Iterator[Finding]:
    """Look whether the full-text index opens."""
    from archive.errors import ArchiveError
    from archive.search.engines.opening import open_index

    try:
        opened = open_index(config.settings)
    except (ArchiveError, OSError, ValueError) as error:
        yield bad(f"检索引擎打不开：{error}", "juanzong reindex")
        return
    try:
        stamp = opened.stamp()
    finally:
        opened.close()
    if stamp is None:
        yield look(f"检索引擎 {config.settings.index} 还是空的", "服务启动后会自己编制。")
    else:
        yield good(f"检索引擎 {config.settings.index}")


def backups(config: Configuration, site: object) -> Iterator[Finding]:
    """Look how old the last backup and the last drill are, and whether they lie on another disk."""
    from archive import clock

    kept, now = site.backups, clock.now()  # type: ignore[attr-defined]
    folder = config.settings.backup_folder
    told = f"最近一次备份 {kept.last:%Y-%m-%d %H:%M}" if kept.last else "还没有备份"
    if kept.is_late(now):
        yield bad(told, f"每天运行 juanzong backup {folder}")
    else:
        yield good(told)
    if kept.is_wrong:
        yield bad(f"演练发现问题：{'；'.join(kept.drilled[0].wrong)}", "juanzong backup --whole")
    elif kept.is_drill_late(now):
        yield look("三个月以来没有演练过恢复", f"juanzong backup --drill {folder}")
    if folder.is_dir() and folder.stat().st_dev == config.settings.var.stat().st_dev:
        yield look(f"备份 {folder} 与档案库在同一块磁盘上", "把 juanzong.backups 设到另一块磁盘。")


#: What is looked at in the open archive; a part of the house that keeps a register adds its own.
LOOKED_AT = [administrations, units, volumes, jobs, backups, fixity]

CHECKS = (archive, index)
