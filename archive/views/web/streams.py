"""The bytes of a file on their way out: reckoned as they leave, and cut short if they are wrong."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from webob.static import FileIter

from archive import clock
from archive.models.fixity import Look, Occasion
from archive.operations.fixity import note_look
from archive.preservation.fixity import PIECE, Stored, Unsound, judged, unreadable
from archive.views.web.database import keep_afterwards
from archive.views.web.request import Request

log = logging.getLogger(__name__)


class Checked(FileIter):
    """A file's bytes; where all of them are asked for, the last piece waits for their SHA-256."""

    def __init__(self, stream: Any, stored: Stored, wrong: Callable[[Look], None]) -> None:
        """Serve ``stream``; ``wrong`` is told what is wrong with it before it is cut short."""
        super().__init__(stream)
        self._stored, self._wrong = stored, wrong

    def __iter__(self) -> Iterator[bytes]:
        """Go through all of the bytes."""
        return self.app_iter_range()

    def app_iter_range(
        self, seek: int | None = None, limit: int | None = None, block_size: int | None = None
    ) -> Iterator[bytes]:
        """Go through the bytes from ``seek`` to ``limit``; of a part no sum can be told."""
        is_whole = not seek and (limit is None or limit >= self._stored.size)
        if is_whole:
            return self._whole()
        part: Iterator[bytes] = super().app_iter_range(seek, limit, block_size)
        return part

    def _whole(self) -> Iterator[bytes]:
        digest, size, held = sha256(), 0, b""
        with self.file as stream:
            try:
                while piece := stream.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    if size > self._stored.size:
                        break
                    if held:
                        yield held
                    held = piece
                look = judged(self._stored, size, digest.hexdigest())
            except OSError as error:
                look = unreadable(self._stored, error)
        if look.fault is not None:
            self._wrong(look)
            raise Unsound(look, self._stored.name)
        yield held


def incident(request: Request) -> Callable[[Look], None]:
    """Give what writes down, after the transaction of ``request``, that bytes were wrong."""
    keep, ctx = keep_afterwards(request), request.ctx

    def note(look: Look) -> None:
        def change(site: Any) -> None:
            acting = replace(ctx, site=site, now=clock.now())
            note_look(acting, site, look=look, occasion=Occasion.DOWNLOAD)

        log.error("the bytes of %s are wrong: %s", look.uid, look.fault)
        try:
            keep(change)
        except Exception:
            log.exception("that the bytes of %s are wrong could not be written down", look.uid)

    return note
