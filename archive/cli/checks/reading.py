"""What reads and prints: fonts, extras, and the walls around the child that reads foreign files."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from archive.cli.checks import Finding, bad, good, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration

WALL_NAMES = {
    "memory": "内存",
    "time": "时间",
    "files": "文件大小",
    "open files": "打开的文件数",
    "network": "网络",
    "privileges": "提升权限",
}


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
    from archive.settings import WrongSetting
    from archive.signon.needed import require_extras

    try:
        require_extras(config.settings)
    except WrongSetting as error:
        yield bad(str(error), "装上所说的一项；没有外网时：sh install.sh 文件夹 该项。")
    if recognition.missing():
        yield look(recognition.missing(), "pip install 'juanzong[ocr]'")
    else:
        yield good("juanzong[ocr]")
    if not config.settings.scan_pictures:
        yield look("scan_pictures = no：图片上的国家秘密标志没有人看", "删去这一设置。")


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
            "没有网络限制多因内核不许：sysctl kernel.unprivileged_userns_clone=1。",
        )
    else:
        yield good("识读文件的子进程限制了内存、时间、文件、网络和权限")


CHECKS = (fonts, extras, walls)
