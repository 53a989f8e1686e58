"""Sends a command to the server that has the archive open, and is its terminal meanwhile."""

from __future__ import annotations

import getpass
import json
import socket
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ArchiveError
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.settings import Settings

#: The commands a server runs beside its other work. What begins, ends, moves or restores an
#: archive is not among them, nor what is a server or worker itself.
BESIDE = frozenset({"user", "unit", "search", "jobs", "verify", "reindex", "pack", "sweep", "note"})


class Interrupted(ArchiveError):
    """The server ended before the command did."""

    sentence = _("与服务的连接中断，命令可能没有完成，请查看服务日志。")


def runs_beside(words: Sequence[str]) -> bool:
    """Say whether a server may run this command; help is told without one."""
    return bool(words) and words[0] in BESIDE and not {"--help", "-h"} & set(words)


def run_beside(settings: Settings, words: Sequence[str]) -> int | None:
    """Let the server of this archive run the command; give its exit code.

    ``None`` where no server listens: then the archive is opened here.
    """
    from archive.server.console import named

    if not settings.console_socket.exists():
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        try:
            with named(settings.console_socket) as name:
                server.connect(name)
        except PermissionError:
            raise ArchiveError(_("没有权限读写 {path}。"), path=settings.console_socket) from None
        except OSError:
            return None  # what an ended server left
        with server.makefile("rwb") as stream:
            try:
                return _told(stream, list(words))
            except (OSError, ValueError):
                raise Interrupted from None


def _told(stream: Any, words: list[str]) -> int:
    """Show what the server says and answer what it asks; give the exit code."""
    _write(stream, {"words": words})
    for line in stream:
        [(kind, what)] = json.loads(line).items()
        if kind == "end":
            return int(what)
        if kind in {"ask", "hidden"}:
            _write(stream, {"typed": _typed(what, hidden=kind == "hidden")})
        else:
            click.echo(what, err=kind == "err", nl=False)
    raise Interrupted


def _write(stream: Any, what: object) -> None:
    stream.write(json.dumps(what).encode() + b"\n")
    stream.flush()


def _typed(prompt: str, *, hidden: bool) -> str | None:
    try:
        return getpass.getpass(prompt) if hidden else input(prompt)
    except (EOFError, KeyboardInterrupt):
        return None
