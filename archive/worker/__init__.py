"""A door no person uses: does what was queued, in a thread of the server or on its own."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from archive.errors import IndexAway, Missing, SchemaOutdated
from archive.search.sync import resume
from archive.worker.hands import Worker

if TYPE_CHECKING:
    from pyramid.config import Configurator

__all__ = ["Worker", "includeme"]


def includeme(config: Configurator) -> None:
    """Wake the worker, where the server has begun one, after every change that was committed."""
    from pyramid.events import ApplicationCreated, NewRequest

    config.add_subscriber(_resume, ApplicationCreated)
    if not config.registry.juanzong.worker:
        return
    config.add_subscriber(_wake_after_commit, NewRequest)


def _resume(event: Any) -> None:
    """Before anybody searches, hide what the index of this server does not know of yet.

    Where the settings name another engine than before, the old one goes on until it is filled.
    """
    registry = event.app.registry
    db = registry._zodb_databases[""]
    with suppress(Missing, SchemaOutdated, IndexAway):  # which every request will tell
        if registry.juanzong.worker and registry.index.needs_making(db):
            registry.index.lean(db)
        resume(db, registry.index)


def start(registry: Any) -> threading.Thread | None:
    """Begin the worker of a server, in a thread; ``None`` where the settings want none here.

    The application alone has none, so that a shell or a test does not race it.
    """
    if not registry.juanzong.worker:
        return None
    db = registry._zodb_databases[""]
    registry.worker = Worker(db, registry.index, registry.juanzong)
    thread = threading.Thread(target=registry.worker.run, name="worker", daemon=True)
    thread.start()
    return thread


def _wake_after_commit(event: Any) -> None:
    request = event.request
    worker = getattr(request.registry, "worker", None)
    if worker is not None and request.method == "POST":
        request.tm.get().addAfterCommitHook(lambda committed: committed and worker.wake())
