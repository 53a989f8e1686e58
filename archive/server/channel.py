"""Waitress's connections, where a body that can't be taken is answered with a page of ours."""

from __future__ import annotations

import logging
import socket
import time
from io import BytesIO
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

log = logging.getLogger(__name__)

#: Under this key the application finds why the body was not taken: a status of HTTP.
REFUSED = "juanzong.refused"

#: Seconds during which what a browser still sends is thrown away, so that it reads the answer.
PATIENCE = 30


class NoRoom(Error):
    """The body could not be written down."""

    code = 507
    reason = "Insufficient Storage"


class Parser(HTTPRequestParser):
    """Takes a request; where its body can't be written down, it is refused and not cut off."""

    def received(self, data: bytes) -> int:
        """Take some bytes; give how many."""
        try:
            return int(super().received(data))
        except OSError as failure:
            log.warning("a body can't be written to the spool: %s", failure)
            self.error, self.completed = NoRoom(str(failure)), True
            return len(data)

    def close(self) -> None:
        """Let go of the body; what of it could not be written is of no use any more."""
        try:
            super().close()
        except OSError as failure:
            log.debug("the rest of a refused body was dropped: %s", failure)

    def get_body_stream(self) -> Any:
        """Give the body; an empty one where it was not taken."""
        return BytesIO() if self.error else super().get_body_stream()


class Refusal(WSGITask):
    """Lets the application say in the person's language why the body was not taken."""

    def get_environment(self) -> dict[str, Any]:
        """Give the environment of the request without its body."""
        environ: dict[str, Any] = super().get_environment()
        environ[REFUSED] = self.request.error.code
        environ["CONTENT_LENGTH"] = "0"
        return environ

    def execute(self) -> None:
        """Answer, and close the connection: the rest of the body may still come."""
        self.set_close_on_finish()
        super().execute()


def _refusal(channel: Channel, request: Parser) -> Any:
    """Give the task that tells what is wrong with a request."""
    told = isinstance(request.error, RequestEntityTooLarge | NoRoom)
    channel.is_sent_in_vain = told
    return (Refusal if told else ErrorTask)(channel, request)


class Channel(HTTPChannel):
    """A connection that, after such an answer, waits until the browser has read it."""

    parser_class = Parser
    error_task_class = staticmethod(_refusal)
    is_sent_in_vain = False
    _throws_away_until = 0.0

    def readable(self) -> bool:
        """Say whether anything is to be read."""
        return bool(self._throws_away_until) or bool(super().readable())

    def handle_read(self) -> None:
        """Read; what comes after a refusal is thrown away, for a while."""
        if not self._throws_away_until:
            super().handle_read()
            return
        try:
            ended = not self.recv(1 << 18)
        except OSError:
            ended = True
        if ended or time.time() > self._throws_away_until:
            self.handle_close()

    def handle_close(self) -> None:
        """Close; after a refusal only our side at first."""
        if self.is_sent_in_vain and self.connected and not self._throws_away_until:
            self._throws_away_until, self.will_close = time.time() + PATIENCE, False
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                log.debug("the other side had gone")
            else:
                return
        super().handle_close()

    @property
    def is_busy(self) -> bool:
        """Say whether a request is coming in, being answered or being sent."""
        return bool(self.requests or self.request or self.total_outbufs_len)
