"""Asks a child process with limits to read or draw a foreign file; every failure is a value."""

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.media.fork_server import NURSES
from archive.media.reading import Reading, Rendering, Status
from archive.media.sniff import MediaType
from archive.wording import _

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one child: bytes of memory, seconds of work, bytes of one file it writes."""

    memory: int = 1536 * MEGABYTE
    seconds: int = 60
    file: int = 64 * MEGABYTE


REASONS = {
    "memory": _("文件展开后过大，没有读取。"),
    "time": _("读取时间过长，已停止。"),
    "unknown": _("暂不支持识读这种格式，文件原样保存。"),
}
BROKEN = _("文件损坏、加密或格式有误，无法识读；文件原样保存。")


def examine(  # noqa: PLR0913 - a picture is exactly these measures
    path: Path,
    kind: MediaType,
    into: Path | None = None,
    *,
    width: int = 0,
    pages: int = 300,
    words: bool = True,
    limits: Limits | None = None,
) -> tuple[Reading, Rendering]:
    """Give the words and measures of a file, and with ``into`` pictures of its pages there.

    What can't be read is ``unreadable`` with its reason, what can't be drawn has a reason too.
    """
    answer = _ask(path, kind, limits or Limits(), into=into, width=width, pages=pages, words=words)
    return _reading(answer), _rendering(answer, into)


def _reading(answer: dict[str, Any]) -> Reading:
    if "failed" in answer or "unknown" in answer:
        reason = REASONS.get(answer.get("failed", "unknown"), BROKEN)
        return Reading(Status.UNREADABLE, reason)
    pages = tuple(answer.get("pages", ()))
    status = Status.READ if any(page.strip() for page in pages) else Status.NO_TEXT
    measures = {name: answer.get(name) for name in ("duration", "width", "height")}
    return Reading(status, "", pages, answer.get("page_count", 0), **measures)


def _rendering(answer: dict[str, Any], into: Path | None) -> Rendering:
    failed = answer.get("undrawn") or (answer.get("failed") if "images" not in answer else "")
    if into is None or failed:
        return Rendering(reason=REASONS.get(failed or "", BROKEN) if failed else "")
    return Rendering(tuple(into / Path(name).name for name in answer.get("images", ())))


def read(path: Path, kind: MediaType, limits: Limits | None = None) -> Reading:
    """Give the words and measures of a file alone."""
    return examine(path, kind, limits=limits)[0]


def render(  # noqa: PLR0913 - a picture is exactly these measures
    path: Path,
    kind: MediaType,
    into: Path,
    *,
    width: int,
    pages: int = 300,
    limits: Limits | None = None,
) -> Rendering:
    """Give the page pictures of a file alone."""
    return examine(path, kind, into, width=width, pages=pages, words=False, limits=limits)[1]


def head_words(path: Path, kind: MediaType, limits: Limits) -> str | None:
    """Give the words read off the head of the first page; ``None`` where it can't be read."""
    answer = _ask(path, kind, limits, into=None, head=True, words=False, width=0, pages=0)
    return answer.get("head")


def walls() -> dict[str, bool]:
    """Say which of the bounds a child really has: memory, time, files, network, privileges."""
    answer = _ask(Path("/dev/null"), MediaType.OTHER, Limits(), into=None, walls=True)
    held: dict[str, bool] = answer.get("walls", {})
    return held


def _ask(path: Path, kind: MediaType, limits: Limits, **how: Any) -> dict[str, Any]:
    asked = {**how, "into": str(how["into"].absolute()) if how["into"] else ""}
    asked |= {"path": str(path.absolute()), "kind": str(kind), "limits": asdict(limits)}
    with tempfile.TemporaryDirectory(prefix="juanzong-child-") as home:
        line = json.dumps({**asked, "home": home}).encode() + b"\n"
        return NURSES.ask(line, limits.seconds + 10)
