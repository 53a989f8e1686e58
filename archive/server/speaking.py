"""What a command beside the server says and asks goes to the terminal it was typed at."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from click import termui

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Spoken:
    """One terminal, at the other end of a socket: a line of JSON for each thing said."""

    def __init__(self, stream: Any) -> None:
        """Speak through ``stream``."""
        self._stream = stream

    def say(self, kind: str, what: object) -> None:
        """Say something: ``out``, ``err``, ``ask``, ``hidden``, ``end``."""
        self._stream.write(json.dumps({kind: what}).encode() + b"\n")
        self._stream.flush()

    def ask(self, kind: str, prompt: str) -> str:
        """Ask at the terminal; give what was typed, or raise EOFError."""
        self.say(kind, prompt)
        typed = json.loads(self._stream.readline() or b"{}").get("typed")
        if typed is None:
            raise EOFError
        return str(typed)


_terminal: ContextVar[Spoken | None] = ContextVar("terminal", default=None)


class _Stream:
    """Standard output or error: a command's goes to its terminal, everything else as before."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, kind: str, before: Any) -> None:
        self._kind, self._before = kind, before

    def write(self, text: str) -> int:
        """Write to where the text belongs."""
        if spoken := _terminal.get():
            spoken.say(self._kind, text)
            return len(text)
        return int(self._before.write(text))

    def isatty(self) -> bool:
        """Say that nothing is drawn here."""
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._before, name)


def begin() -> None:
    """From now on, let what is said and asked in a command's thread go to its terminal."""
    if isinstance(sys.stdout, _Stream):
        return
    sys.stdout, sys.stderr = _Stream("out", sys.stdout), _Stream("err", sys.stderr)
    termui.visible_prompt_func = _asking("ask", termui.visible_prompt_func)
    termui.hidden_prompt_func = _asking("hidden", termui.hidden_prompt_func)  # type: ignore[assignment]


def _asking(kind: str, before: Callable[[str], str]) -> Callable[[str], str]:
    def asked(prompt: str = "") -> str:
        spoken = _terminal.get()
        return spoken.ask(kind, prompt) if spoken else before(prompt)

    return asked


@contextmanager
def through(spoken: Spoken) -> Iterator[None]:
    """Let this thread speak at that terminal."""
    token = _terminal.set(spoken)
    try:
        yield
    finally:
        _terminal.reset(token)
