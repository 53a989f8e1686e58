"""Bytes that go wrong: a bit flipped, a file gone, the way a disk or a person does it."""

from pathlib import Path
from typing import Any

from archive.models.components import StoredFile


def files_in(site: Any) -> list[StoredFile]:
    """Give every file there is."""
    return [node for node in site.by_uid.values() if isinstance(node, StoredFile)]


def place(file: StoredFile) -> Path:
    """Give where the bytes of a file lie."""
    return Path(file.blob.committed())


def flip(path: Path, at: int = 0) -> None:
    """Turn one bit of a file; a second time turns it back."""
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
