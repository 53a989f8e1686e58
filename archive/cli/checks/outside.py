"""What people meet at the public address: its certificate, and whether we are behind it."""

from __future__ import annotations

import ssl
from datetime import datetime
from http.client import HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive import clock
from archive.cli.checks import Finding, bad, good, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.cli.configuration import Configuration

#: Seconds the address is given to answer, and days before its certificate ends.
PATIENCE, AHEAD = 5, 30


def certificate(config: Configuration) -> Iterator[Finding]:
    """Look whether the public address answers over TLS, with what, and for how long yet."""
    address = config.settings.public_address
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or not config.settings.over_tls:
        return
    connection = HTTPSConnection(
        parts.hostname, parts.port, timeout=PATIENCE, context=ssl.create_default_context()
    )
    try:
        connection.connect()
        yield _term(address, connection.sock.getpeercert())
        connection.request("GET", "/health")
        yield from _behind(address, connection.getresponse())
    except ssl.SSLCertVerificationError as error:
        yield look(
            f"本机不认 {address} 的证书：{error.verify_message}",
            "换浏览器认的证书；内部签发的，把签发机构的证书装到本机和各办公电脑。",
        )
    except (OSError, HTTPException) as error:
        yield look(
            f"从本机连不上 {address}：{error}", "启动服务和代理后再看；仍连不上，查域名和防火墙。"
        )
    finally:
        connection.close()


def _term(address: str, held: Any) -> Finding:
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(held["notAfter"]), clock.TIMEZONE)
    days = (ends - clock.now()).days
    if days < AHEAD:
        return look(f"{address} 的证书 {ends:%Y-%m-%d} 到期", "现在就续期，并让代理读入新的证书。")
    return good(f"{address} 的证书到 {ends:%Y-%m-%d}")


def _behind(address: str, answer: Any) -> Iterator[Finding]:
    if (answer.status, answer.read(8)) != (200, b"ok\n"):
        yield bad(
            f"{address}/health 回答 {answer.status}，代理后面不是本系统",
            "启动服务；代理的地址要与 [server:main] 的 listen 一致，见 docs/proxies/。",
        )


CHECKS = (certificate,)
