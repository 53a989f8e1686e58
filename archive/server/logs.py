"""Log lines as JSON, each with the request it belongs to; what people read or type is in none.

In the ini file: ``[formatter_json] class = archive.server.logs.JsonLines``.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.clock import TIMEZONE


@dataclass
class Asked:
    """What a log line may tell of a request: never its address, its fields or its search."""

    id: str
    route: str = ""
    uid: int | None = None


#: The request of this thread.
ASKED: ContextVar[Asked | None] = ContextVar("asked", default=None)

#: What a line may be given beside its words.
MORE = ("request", "route", "uid", "method", "status", "seconds")


class JsonLines(logging.Formatter):
    """Writes each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, TIMEZONE).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if asked := ASKED.get():
            line |= {"request": asked.id, "route": asked.route, "uid": asked.uid}
        line |= {name: getattr(record, name) for name in MORE if hasattr(record, name)}
        if record.exc_info:
            line["failure"] = self.formatException(record.exc_info)
        return json.dumps(
            {name: value for name, value in line.items() if value not in {None, ""}},
            ensure_ascii=False,
        )


def message_of(request: Any) -> str:
    """Say of which request an unforeseen failure was: neither its address nor its fields."""
    asked = ASKED.get()
    return f"failure in request {asked.id if asked else ''} {request.method} {route_of(request)}"


def route_of(request: Any) -> str:
    """Name what a request reached: the kind of thing and the view; nothing anyone typed."""
    if (matched := getattr(request, "matched_route", None)) is not None:
        return "static" if matched.name.startswith("__static") else str(matched.name)
    context, name = getattr(request, "context", None), getattr(request, "view_name", "")
    if context is None or name not in _views(request.registry):
        return "none"
    return f"{type(context).__name__}.{name or 'page'}"


def _views(registry: Any) -> frozenset[str]:
    """Give the names of all views there are."""
    names: frozenset[str] | None = getattr(registry, "view_names", None)
    if names is None:
        found = registry.introspector.get_category("views") or []
        names = frozenset(str(each["introspectable"].get("name") or "") for each in found)
        registry.view_names = names
    return names
