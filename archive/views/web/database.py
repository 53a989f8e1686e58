"""The database on every request, at pyramid_zodbconn's place in the registry, opened as we do."""

from typing import Any

import pyramid_zodbconn
from pyramid.config import Configurator

from archive.storage.opening import open_database


def _opened(uri: str, name: str, databases: dict[str, Any]) -> Any:
    return open_database(uri, database_name=name, databases=databases)


def includeme(config: Configurator) -> None:
    """Open ``zodbconn.uri`` by the archive's own resolver."""
    pyramid_zodbconn.includeme(config, db_from_uri=_opened)
