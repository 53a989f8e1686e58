"""Opens the full-text engine the settings name; each is loaded only where it is the one."""

from archive.search.port import Index
from archive.settings import Settings, WrongSetting
from archive.wording import _


def open_index(settings: Settings) -> Index:
    """Open the index, or begin an empty one where there is none.

    Raises WrongSetting where PostgreSQL is named and its driver, its address or it is missing.
    """
    return {"tantivy": _tantivy, "whoosh": _whoosh, "postgresql": _postgresql}[settings.index](
        settings
    )


def _tantivy(settings: Settings) -> Index:
    from archive.search.tantivy_index import TantivyIndex

    return TantivyIndex(settings.index_folder, settings.index_memory, settings.recency)


def _whoosh(settings: Settings) -> Index:
    from archive.search.whoosh_index import WhooshIndex

    return WhooshIndex(settings.index_folder, settings.index_memory, settings.recency)


def _postgresql(settings: Settings) -> Index:
    if settings.index_database is None:
        raise WrongSetting(_("juanzong.index 为 postgresql 时，还须设置 juanzong.index_database。"))
    try:
        from archive.search.postgres_index import PostgresIndex
    except ImportError:
        raise WrongSetting(
            _("juanzong.index 为 postgresql 时，还须安装 juanzong[postgres]。")
        ) from None
    try:
        return PostgresIndex(settings.index_database, recency=settings.recency)
    except ConnectionError as error:
        raise WrongSetting(
            _("juanzong.index_database 的数据库不能用：{why}"), why=str(error).strip()
        ) from None
