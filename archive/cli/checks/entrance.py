"""The way in: address, TLS, host names, the key of the cookies, the second factor."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.cli.checks import Finding, bad, good

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration

#: Bytes a key has at least.
SHORTEST_KEY = 32

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

#: The name the settings come with, which must be edited.
SAMPLE = "dangan.example.cn"


def address(config: Configuration) -> Iterator[Finding]:
    """Look whether papers and redirects lead to where people come in."""
    settings = config.settings
    parts = urlsplit(settings.public_address)
    if parts.hostname == SAMPLE:
        yield bad(f"public_address 还是样例 {SAMPLE}", "写上贵局自己的网址（【改】的第一处）。")
    elif parts.hostname in LOOPBACK:
        yield bad(
            f"public_address 是本机地址 {settings.public_address}",
            "写上当事人能打开的网址：它印在复制件和回执上，也决定本系统认哪个主机名。",
        )
    elif parts.scheme != "https":
        yield bad(
            f"public_address {settings.public_address} 不是 https",
            "在前面放 TLS 代理，改为 https://…",
        )
    else:
        yield good(f"public_address {settings.public_address}")
    if (parts.scheme == "https") != settings.over_tls:
        yield bad(
            f"public_address 是 {parts.scheme}，over_tls 是 {'yes' if settings.over_tls else 'no'}",
            "经 TLS 提供服务时两者都要设：juanzong.over_tls = yes。",
        )
    if parts.hostname and parts.hostname not in settings.known_hosts:
        yield bad(
            f"juanzong.hosts 里没有 {parts.hostname}", "把它加进 juanzong.hosts，或删去这一设置。"
        )


def key(config: Configuration) -> Iterator[Finding]:
    """Look whether the key of the cookies is long enough and nobody else's."""
    path = config.settings.secret_file
    if not path.is_file():
        yield bad(f"没有密钥文件 {path}", "运行 juanzong init；恢复备份时用备份里的那一个。")
        return
    if len(path.read_bytes().strip()) < SHORTEST_KEY:
        yield bad(f"密钥 {path} 太短", "删去它，再启动一次：所有人须重新登录。")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield bad(f"别的用户也能读 {path}", f"chmod 600 {path}")
    else:
        yield good(f"密钥 {path}")


def second_factor(config: Configuration) -> Iterator[Finding]:
    """Look whether heads and the three administrations need a second factor."""
    if config.settings.second_factor == "no":
        yield bad("没有人需要第二重验证", "删去 juanzong.second_factor = no。")
    else:
        yield good(f"第二重验证：{config.settings.second_factor}")


CHECKS = (address, key, second_factor)
