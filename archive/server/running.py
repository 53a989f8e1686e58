"""Runs the web server until it is told to end, and then ends what is under way, in order."""

from __future__ import annotations

import logging
import os
import signal
import time
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from archive.server.channel import Channel
from archive.settings import WrongSetting
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from waitress.adjustments import Adjustments

log = logging.getLogger(__name__)

#: Seconds that what is under way is given to end.
GRACE = 30.0

#: Seconds between two looks whether it has ended.
LOOK = 0.1


class Listener(TcpWSGIServer):
    """A listening socket whose connections answer as ours do."""

    channel_class = Channel


class Running:
    """The web server: its sockets, its threads, its connections."""

    def __init__(self, app: Any, limits: Adjustments) -> None:
        """Listen where ``limits`` say; raise WrongSetting where that can't be."""
        self._connections: dict[int, Any] = {}
        self._tasks = ThreadedTaskDispatcher()
        self._listeners: list[Listener] = []
        self._told: float | None = None
        for where in limits.listen:
            self._listeners.append(self._listen(app, limits, where))
        self._tasks.set_thread_count(limits.threads)

    def _listen(self, app: Any, limits: Adjustments, where: Any) -> Listener:
        try:
            return Listener(
                app, self._connections, dispatcher=self._tasks, adj=limits, sockinfo=where
            )
        except OSError as error:
            address = ":".join(map(str, where[3][:2]))
            raise WrongSetting(
                _("不能在 {address} 上提供服务：{why}。请检查 [server:main] 的 listen。"),
                address=address,
                why=error.strerror,
            ) from None

    @property
    def addresses(self) -> list[str]:
        """Give where it listens."""
        return [f"http://{each.effective_host}:{each.effective_port}" for each in self._listeners]

    def end(self, *_signal: Any) -> None:
        """Begin to end; a second time, end at once."""
        if self._told is not None:
            os._exit(128 + (_signal[0] if _signal else signal.SIGTERM))
        self._told = time.monotonic()
        self._listeners[0].pull_trigger()

    def run(self, told: Callable[[], None]) -> bool:
        """Serve until ``end``; call ``told`` then; say whether all under way ended in time."""
        while self._told is None:
            wasyncore.loop(timeout=1, use_poll=True, map=self._connections, count=1)
        told()
        for listener in self._listeners:
            listener.del_channel()
            listener.socket.close()
        wasyncore.loop(timeout=0, use_poll=True, map=self._connections, count=1)
        while (busy := self._busy()) and self.left() > 0:
            wasyncore.loop(timeout=LOOK, use_poll=True, map=self._connections, count=1)
        self._tasks.shutdown(timeout=max(self.left(), LOOK))
        if busy:
            log.warning("ended although %s requests were still under way", busy)
        return not busy

    def left(self) -> float:
        """Give the seconds that are left to what is under way."""
        return GRACE - (time.monotonic() - (self._told or time.monotonic()))

    def _busy(self) -> int:
        """Close the connections on which nothing happens; give how many others there are."""
        channels = [each for each in self._connections.values() if isinstance(each, Channel)]
        for channel in channels:
            channel.will_close = channel.will_close or not channel.is_busy
        return len(channels)
