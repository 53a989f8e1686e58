"""The machine: disk, clock, holiday calendar, fonts, extras, and the walls around foreign files."""

from __future__ import annotations

import shutil
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from archive.cli.checks import Finding, bad, good, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration

GIB = 1024**3

#: Free space below which one should look, and days before the calendar ends.
SPARE, AHEAD = 20 * GIB, timedelta(days=60)

WALL_NAMES = {
    "memory": "内存",
    "time": "时间",
    "files": "文件大小",
    "open files": "打开的文件数",
    "network": "网络",
    "privileges": "提升权限",
}


def disk(config: Configuration) -> Iterator[Finding]:
    """Look how much room is left where the archive lies."""
    from archive.storage.opening import place_of

    place = place_of(config.section["zodbconn.uri"])
    folders = {config.settings.var, *((place.path.parent,) if place else ())}
    for folder in sorted(folders):
        if not folder.is_dir():
            yield bad(f"没有文件夹 {folder}", "运行 juanzong init。")
            continue
        free = shutil.disk_usage(folder).free
        told = f"{folder} 还有 {free / GIB:.0f} GB"
        yield good(told) if free > SPARE else look(told, "尽早扩充磁盘；低于下限时不再收文件。")


def calendar(_config: Configuration) -> Iterator[Finding]:
    """Look whether the holidays of the next weeks are known."""
    from archive import clock
    from archive.regulation.holidays import published_until

    today = clock.now().date()
    known = published_until(today)
    if known < today:
        yield bad(
            f"不知道 {today.year} 年的放假安排", "写进 juanzong.regulation 文件夹的 holidays.toml。"
        )
    elif known - today < AHEAD:
        yield look(
            f"放假安排只到 {known}", "国务院公布后写进 juanzong.regulation 文件夹的 holidays.toml。"
        )
    else:
        yield good(f"放假安排到 {known}")


def fonts(_config: Configuration) -> Iterator[Finding]:
    """Look whether papers can be printed in Chinese."""
    from archive.papers.typesetting import DEBIAN

    if DEBIAN.is_dir():
        yield good("中文字体 Noto CJK")
    elif find_spec("pylopdf_fonts_zh_cn") is not None:
        yield look("只有随程序带的中文字体", "apt-get install fonts-noto-cjk")
    else:
        yield bad("没有中文字体", "apt-get install fonts-noto-cjk")


def extras(config: Configuration) -> Iterator[Finding]:
    """Say what is missing because an extra is not installed."""
    from archive.media import recognition

    if recognition.missing():
        yield look(recognition.missing(), "pip install 'juanzong[ocr]'")
    else:
        yield good("juanzong[ocr]")
    if not config.settings.look_at_pictures:
        yield look("look_at_pictures = no：图片上的国家秘密标志没有人看", "删去这一设置。")


def walls(_config: Configuration) -> Iterator[Finding]:
    """Try out which bounds the process has that reads foreign files."""
    from archive.media.sandbox import walls as held_walls

    held = held_walls()
    missing = [name for key, name in WALL_NAMES.items() if not held.get(key)]
    if not held:
        yield bad("识读文件的子进程没有应答", "文件无法识读；查看服务的日志。")
    elif missing:
        yield look(
            f"识读文件的子进程没有限制：{'、'.join(missing)}",
            "见 docs/security.md；可用 systemd 单元补上。",
        )
    else:
        yield good("识读文件的子进程限制了内存、时间、文件、网络和权限")


CHECKS = (disk, calendar, fonts, extras, walls)
