"""Serves the archive: what belongs to a server begins here together, and ends together."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from archive.server.console import Console
from archive.server.running import LOOK, Running
from archive.server.spooling import clear, spool_in
from archive.server.supervision import Supervision
from archive.settings import Settings, read_secret
from archive.storage.opening import place_of
from archive.storage.visiting import visit
from archive.worker import start

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from waitress.adjustments import Adjustments

log = logging.getLogger(__name__)


def prepare(settings: Settings) -> None:
    """Make the folders of a server, and look at the key that signs; raise WrongSetting."""
    for folder in settings.folders:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    read_secret(settings.secret_file)


def serve(make: Callable[[], Any], limits: Adjustments, uri: str) -> None:
    """Serve the application that ``make`` gives until SIGTERM or SIGINT, then end what runs.

    Raises what can't be used as an ArchiveError, before anything is served.
    """
    app = make()
    registry = app.registry
    db, index = registry._zodb_databases[""], registry.index
    try:
        with visit(db):  # there is an archive, and it is of this program's schema
            pass
        ended = _served(app, limits, uri)
    finally:
        if sys.exc_info()[0] is not None:
            index.close()
            db.close()
    if not ended:
        log.warning("ended although something was still under way; nothing of it is half kept")
        os._exit(0)  # its threads would keep the process
    index.close()
    db.close()
    log.info("ended")


def _served(app: Any, limits: Adjustments, uri: str) -> bool:
    """Serve; give whether all that was under way at the end has ended."""
    registry = app.registry
    settings = registry.juanzong
    running = Running(app, limits)
    alone = place_of(uri) is not None
    spool_in(settings.spool_folder, alone=alone)
    clear(settings.upload_folder, alone=alone)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, running.end)
    working = start(registry)
    if working is None and alone:
        log.warning("juanzong.worker = no on a file:// storage: nobody indexes or does the jobs")
    console, supervision = Console(registry), Supervision(registry)
    console.start()
    supervision.start()
    print(f"卷宗 / Juanzong: {' '.join(running.addresses)}", flush=True)  # noqa: T201 - to who started it

    def told() -> None:
        log.info("ending: what runs is finished first")
        console.close()
        if working is not None:
            registry.worker.end()

    ended = running.run(told)
    supervision.close()
    return all([ended, console.ended(running.left()), _joined(working, running.left())])


def _joined(thread: threading.Thread | None, seconds: float) -> bool:
    if thread is not None:
        thread.join(max(seconds, LOOK))
    return thread is None or not thread.is_alive()
