"""Opens the full-text engine the settings name."""

from archive.search.port import Index
from archive.settings import Settings


def open_index(settings: Settings) -> Index:
    """Open the index, or begin an empty one where there is none."""
    from archive.search.tantivy_index import TantivyIndex

    return TantivyIndex(settings.index_folder, memory=settings.index_memory)
