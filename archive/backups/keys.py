"""What a backup keeps beside the archive: its keys and settings in one file, its own tables.

``keys.tar`` holds the key that signs cookies, the settings file and the secrets it names. Whoever
has it can sign in as anybody, so it may lie elsewhere than the rest.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.backups.fitting import NAMED, SECRET, fitted
from archive.backups.sums import copy
from archive.errors import ArchiveError
from archive.storage.durable import make_private, sync_folder, write_whole
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.settings import Settings


class NoKeys(ArchiveError):
    """The backup was made without its keys, and none were given."""

    sentence = _(
        "这份备份不含密钥（keys.tar）。请用 --keys 指出密钥文件的位置；没有密钥，服务不能启动。"
    )


@dataclass(frozen=True)
class House:
    """What an archive is run with: its settings, and the file they stand in."""

    settings: Settings
    ini: Path
    storage: Path | None = None

    def secrets(self) -> Iterator[tuple[str, Path]]:
        """Go through the files to keep, each with its place in a restored folder."""
        yield SECRET, self.settings.secret_file
        if self.ini.is_file():
            yield self.ini.name, self.ini
        for name in NAMED:
            path = getattr(self.settings, name)
            if path is not None and path.is_file():
                yield f"secrets/{path.name}", path
        if self.storage is not None:  # it may hold PostgreSQL's password
            yield f"secrets/{self.storage.name}", self.storage


def keep_keys(house: House, into: Path) -> None:
    """Write the keys into one file, 0600; what is written is the old one or the new, never half."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, path in house.secrets():
            entry = tarfile.TarInfo(name)
            content = path.read_bytes()
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    write_whole(into, packed.getvalue())


def keep_tables(house: House, into: Path) -> None:
    """Copy the bureau's own tables, if it has any."""
    if house.settings.regulation is None:
        return
    make_private(into)
    for table in sorted(house.settings.regulation.glob("*.toml")):
        copy(table, into / table.name)
    sync_folder(into)


def restore_keys(keys: Path, into: Path) -> Path | None:
    """Lay the keys out in ``into``; give the settings file, fitted to its new place."""
    if not keys.is_file():
        raise NoKeys
    settings = None
    with tarfile.open(keys) as tar:
        for entry in tar:
            held = tar.extractfile(entry)
            path = into / entry.name
            if held is None or not path.resolve().is_relative_to(into.resolve()):
                continue
            make_private(path.parent)
            content = held.read()
            if "/" not in entry.name:
                settings, content = path, fitted(content.decode("utf-8")).encode()
            write_whole(path, content)
    return settings
