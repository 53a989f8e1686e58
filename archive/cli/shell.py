"""What ``pshell`` offers: the archive and a context that reads."""

from collections.abc import Iterator
from typing import Any


def setup(env: dict[str, Any]) -> Iterator[None]:
    """Put the archive at hand as ``site``; nothing typed is committed unless one says so."""
    request = env["request"]
    request.tm.begin()
    env["site"] = request.site
    try:
        yield
    finally:
        request.tm.abort()
