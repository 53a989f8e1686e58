"""The limits of the web server: ``[server:main]`` of the ini file, each with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waitress.adjustments import Adjustments

from archive.settings import Settings, WrongSetting
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: What a form may hold beside its files.
BESIDE_FILES = 2_000_000

#: Of all that proxies say only this is ever believed: where a person comes from.
BELIEVED = {"x-forwarded-for", "x-forwarded-proto"}


def _positive(value: str) -> int:
    if (number := int(value)) <= 0:
        raise ValueError(value)
    return number


def _headers(value: str) -> str:
    if not set(value.lower().split()) <= BELIEVED:
        raise ValueError(value)
    return value.lower()


#: name: how it is read, what holds where it is not set, why.
LIMITS: dict[str, tuple[Callable[[str], Any], Any, str]] = {
    "listen": (str, "127.0.0.1:6543", "only this machine: a TLS proxy stands in front"),
    "threads": (_positive, 6, "answers at the same time"),
    "connection_limit": (_positive, 500, "open connections: fifty people with six each"),
    "backlog": (_positive, 256, "connections the kernel keeps while all of those are taken"),
    "channel_timeout": (_positive, 60, "seconds after which an idle connection is closed"),
    "cleanup_interval": (_positive, 10, "seconds between two looks for such connections"),
    "max_request_header_size": (_positive, 32768, "bytes: eight times what a page of ours sends"),
    "max_request_body_size": (_positive, None, "bytes: juanzong.upload_limit and its form"),
    "inbuf_overflow": (_positive, 262144, "bytes of a body kept in memory; more: var/spool"),
    "outbuf_overflow": (_positive, 1048576, "bytes of an answer kept in memory; more: var/spool"),
    "outbuf_high_watermark": (_positive, 16777216, "bytes at which an answer waits for its reader"),
    "recv_bytes": (_positive, 65536, "bytes taken at a time: large files come faster"),
    "trusted_proxy": (str, None, "address of the proxy that tells a person's"),
    "trusted_proxy_count": (_positive, 1, "proxies one after the other"),
    "trusted_proxy_headers": (_headers, "x-forwarded-for", "how it tells; no other is believed"),
}  # fmt: skip

#: What is no operator's choice: select would bound the connections, failures tell nothing.
FIXED = {"ident": "juanzong", "expose_tracebacks": False, "asyncore_use_poll": True,
         "log_socket_errors": False, "clear_untrusted_proxy_headers": True}  # fmt: skip

#: The server the section may name: the one that is meant in any case.
USED = {"egg:waitress#main", "egg:waitress"}


def read_limits(section: Mapping[str, str], settings: Settings) -> Adjustments:
    """Read ``[server:main]``; raise WrongSetting with one sentence for what can't be used."""
    limits: dict[str, Any] = {name: default for name, (_read, default, _why) in LIMITS.items()}
    limits["max_request_body_size"] = settings.upload_limit + BESIDE_FILES
    for name, value in section.items():
        if name == "use" and value in USED:
            continue
        if name not in LIMITS:
            raise WrongSetting(
                _("[server:main] 没有名为 {name} 的设置。"), name=f"{name} = {value}"
            )
        if value or LIMITS[name][1] is not None:  # empty is its way to say: not set
            limits[name] = _read(name, value)
    if limits["trusted_proxy"] is None:
        del limits["trusted_proxy_count"], limits["trusted_proxy_headers"]
    try:
        return Adjustments(**{k: v for k, v in limits.items() if v is not None}, **FIXED)
    except (ValueError, OSError) as error:
        raise WrongSetting(
            _("[server:main] 的值“{value}”不能用：{name}"), name=error, value=limits["listen"]
        ) from None


def _read(name: str, value: str) -> Any:
    read, _default, _why = LIMITS[name]
    try:
        return read(value)
    except ValueError:
        raise WrongSetting(
            _("[server:main] 的值“{value}”不能用：{name}"), name=name, value=value
        ) from None
