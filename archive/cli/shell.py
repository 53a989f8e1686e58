"""What ``pshell`` offers: the archive as ``site``, and ``ctx``, by which acts are done."""

from collections.abc import Iterator
from typing import Any

from archive.cli.console import console


def setup(env: dict[str, Any]) -> Iterator[None]:
    """Put the archive at hand as ``site``, and ``ctx`` as who sits at the console.

    Nothing typed is kept unless one says ``request.tm.commit()``. No worker runs beside the shell.
    """
    request = env["request"]
    request.tm.begin()
    env["site"] = request.site
    env["ctx"] = console(request.site, request.registry.juanzong)
    try:
        yield
    finally:
        request.tm.abort()
