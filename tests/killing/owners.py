"""Files nobody names: what arrived by half, and blobs of transactions that were never committed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ZODB.blob import BLOB_SUFFIX
from ZODB.POSException import POSKeyError
from ZODB.utils import repr_to_oid

from archive.settings import Settings


def left_over(settings: Settings, began: float) -> Iterator[str]:
    """Give what lies in the folders of arrivals since before the server ``began``."""
    for folder in (settings.upload_folder, settings.spool_folder):
        for path in folder.iterdir():
            if path.lstat().st_mtime < began:
                yield f"{path.parent.name}/{path.name} was left by who was killed"


def orphans(storage: Any, blobs: Path) -> list[Path]:
    """Give the files among the blobs that no transaction names."""
    files = (path for path in blobs.rglob(f"*{BLOB_SUFFIX}") if path.is_file())
    return [path for path in files if not _is_named(storage, path)]


def _is_named(storage: Any, path: Path) -> bool:
    oid, serial = storage.fshelper.getOIDForPath(str(path.parent)), path.name[: -len(BLOB_SUFFIX)]
    try:
        storage.loadSerial(oid, repr_to_oid(serial))
    except POSKeyError:
        return False
    return True
