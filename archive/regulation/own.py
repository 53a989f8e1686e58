"""The bureau's own folder of tables: what stands in it goes before what the program brings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

#: The folder, and what must be read anew when another one is named.
_named: list[Path] = []
_read: list[Callable[[], Any]] = []


def use_folder(folder: Path | None) -> None:
    """Take the tables of ``folder`` (``juanzong.regulation``) from now on; none for no folder."""
    chosen = [folder.absolute()] if folder else []
    if chosen != _named:
        _named[:] = chosen
        for table in _read:
            table.cache_clear()  # type: ignore[attr-defined]


def own_file(name: str) -> Path | None:
    """Give the bureau's own file called ``name``, where it has one."""
    path = _named[0] / name if _named else None
    return path if path is not None and path.is_file() else None


def read_again(*tables: Callable[[], Any]) -> None:
    """Have cached ``tables`` read anew whenever another folder is named."""
    _read.extend(tables)
