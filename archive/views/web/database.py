"""The database on every request, at pyramid_zodbconn's place in the registry, opened as we do."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pyramid_zodbconn
from pyramid.config import Configurator

from archive.storage.opening import open_database
from archive.storage.visiting import persist
from archive.views.web.request import Request


def _opened(uri: str, name: str, databases: dict[str, Any]) -> Any:
    return open_database(uri, database_name=name, databases=databases)


def keep_afterwards(request: Request) -> Callable[[Callable[[Any], Any]], Any]:
    """Give what makes a change in a transaction of its own, when that of ``request`` is over."""
    return partial(persist, request.registry._zodb_databases[""])


def includeme(config: Configurator) -> None:
    """Open ``zodbconn.uri`` by the archive's own resolver."""
    pyramid_zodbconn.includeme(config, db_from_uri=_opened)
