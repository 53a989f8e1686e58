"""The settings file: whose it is, and whether a server would start by it."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from archive.cli.checks import Finding, bad, good, look
from archive.cli.checks.entrance import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration


def ini(config: Configuration) -> Iterator[Finding]:
    """Look whether the settings are those of an archive in earnest, and nobody else's to read."""
    if config.section.get("pyramid.reload_templates", "").lower() in {"true", "yes", "1"}:
        yield bad(
            f"{config.ini} 是开发用的设置",
            "用 juanzong --ini 新文件 init 写出 production.ini 再改。",
        )
    else:
        yield good(f"设置文件 {config.ini}")
    if stat.S_IMODE(Path(config.ini).stat().st_mode) & 0o007:
        yield look(f"别的用户也能读 {config.ini}", f"里面若有数据库密码：chmod 640 {config.ini}")


def server(config: Configuration) -> Iterator[Finding]:
    """Look whether the server would start, and whether only the proxy reaches it."""
    from archive.server.limits import read_limits
    from archive.settings import WrongSetting

    try:
        limits = read_limits(config.server, config.settings)
    except WrongSetting as error:
        yield bad(str(error), "改正 [server:main]，可用的设置见 docs/operators.md。")
        return
    open_to = sorted({str(where[3][0]) for where in limits.listen} - LOOPBACK)
    if config.settings.over_tls and limits.trusted_proxy is None:
        yield look(
            "没有设 trusted_proxy，审计日志里人人都来自代理的地址",
            "在 [server:main] 加 trusted_proxy = 127.0.0.1（代理所在的地址）。",
        )
    if config.settings.over_tls and open_to:
        yield look(
            f"listen 也对外：{' '.join(open_to)}，绕过代理就没有 TLS",
            "代理在本机：listen = 127.0.0.1:6543；在别的机器：用防火墙只放行代理。",
        )
    yield good(f"[server:main] listen {' '.join(f'{w[3][0]}:{w[3][1]}' for w in limits.listen)}")


CHECKS = (ini, server)
