"""Opens the full-text engine the settings name; each is loaded only where it is the one."""

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

from archive.errors import IndexAway
from archive.search.port import Index
from archive.search.text.analysis import ANALYSIS_VERSION
from archive.settings import Settings, WrongSetting
from archive.storage.durable import sync_folder
from archive.wording import _

#: What an index that was damaged is called from then on, and how many of such are kept.
BROKEN, KEPT = "broken", 3

#: What Tantivy says of the house and not of the index: permission, a full or read-only disk …
HOUSE = re.compile(r"os error (?:1|5|12|13|23|24|28|30|122)\)|PermissionDenied|LockBusy")


def open_index(settings: Settings) -> Index:
    """Open the index, or begin an empty one where there is none.

    Raises WrongSetting where PostgreSQL is named and its driver or its address is missing, and
    IndexAway where its server can't be reached or the folder can't be used.
    """
    if settings.index == "postgresql":
        return _postgresql(settings)
    _require_access(settings)
    try:
        return {"tantivy": _tantivy, "whoosh": _whoosh}[settings.index](settings)
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError) or HOUSE.search(str(error)):
            raise IndexAway(_("全文索引不能用：{why}"), why=error) from None
        raise


def set_aside(settings: Settings, now: datetime) -> None:
    """Rename a damaged index, so that another can be begun; only the newest such are kept."""
    name = f"{BROKEN}-{now:%Y%m%dT%H%M%S%f}"
    if settings.index == "postgresql":
        _set_schema_aside(settings, name)
        return
    own = _own_folder(settings)
    own.rename(own.with_name(f"{own.name}.{name}"))
    for older in sorted(own.parent.glob(f"{own.name}.{BROKEN}-*"), reverse=True)[KEPT:]:
        shutil.rmtree(older, ignore_errors=True)
    sync_folder(own.parent)


def _own_folder(settings: Settings) -> Path:
    return settings.index_folder / f"{settings.index}-{ANALYSIS_VERSION}"


def _require_access(settings: Settings) -> None:
    """Raise IndexAway where the folder of the index can't be read and written by this account."""
    own = _own_folder(settings)
    for folder in (settings.index_folder, own):
        if folder.exists() and not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK)):
            raise IndexAway(_("没有权限读写 {path}。"), path=folder)
    for file in own.glob("*") if own.is_dir() else ():
        if not os.access(file, os.R_OK):
            raise IndexAway(_("没有权限读写 {path}。"), path=file)


def _tantivy(settings: Settings) -> Index:
    from archive.search.engines.tantivy.index import TantivyIndex

    return TantivyIndex(settings.index_folder, settings.index_memory, settings.recency)


def _whoosh(settings: Settings) -> Index:
    from archive.search.engines.whoosh.index import WhooshIndex

    return WhooshIndex(settings.index_folder, settings.index_memory, settings.recency)


def _postgresql(settings: Settings) -> Index:
    if settings.index_database is None:
        raise WrongSetting(_("juanzong.index 为 postgresql 时，还须设置 juanzong.index_database。"))
    try:
        from archive.search.engines.postgres.index import NO_ADDRESS, PostgresIndex
    except ImportError:
        raise WrongSetting(
            _("juanzong.index 为 postgresql 时，还须安装 juanzong[postgres]。")
        ) from None
    try:
        return PostgresIndex(settings.index_database, recency=settings.recency)
    except ConnectionError as error:
        kind = WrongSetting if str(error) == NO_ADDRESS else IndexAway
        raise kind(
            _("juanzong.index_database 的数据库不能用：{why}"), why=str(error).strip()
        ) from None


def _set_schema_aside(settings: Settings, name: str) -> None:
    from archive.search.engines.postgres.index import set_schema_aside

    set_schema_aside(settings.index_database or "", name, KEPT)
