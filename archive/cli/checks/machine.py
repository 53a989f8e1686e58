"""The machine: its disk, its clock, its calendar of holidays."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.cli.checks import Finding, bad, good, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration

GIB = 1024**3

#: Free space below which one should look, and days before the calendar ends.
SPARE, AHEAD = 20 * GIB, timedelta(days=60)

#: Bytes of what the kernel tells of its clock at most, and its word for one that nobody sets.
TIMEX, UNSYNCHRONISED = 512, 5


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


def clock_is_set(_config: Configuration) -> Iterator[Finding]:
    """Look whether the kernel's clock follows a time server."""
    import ctypes

    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None:
        return
    if adjtimex(ctypes.create_string_buffer(TIMEX)) == UNSYNCHRONISED:
        yield look(
            "本机时钟没有与授时服务器同步",
            "apt-get install systemd-timesyncd 或 chrony，内网写上本单位的授时服务器：期限按它算。",
        )
    else:
        yield good("本机时钟已同步")


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


CHECKS = (disk, clock_is_set, calendar)
