"""A component (数字对象): a file of a record, its bytes written once and never again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from BTrees.IOBTree import IOBTree
from persistent import Persistent
from ZODB.blob import Blob

from archive.models.base import Node
from archive.wording import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from archive.models.base import Root
    from archive.security.levels import Marking


class Legibility(StrEnum):
    """Whether the worker could read the file."""

    WAITING = "waiting"
    READ = "read"
    NO_TEXT = "no-text"
    UNREADABLE = "unreadable"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The office's words for it."""
        return LEGIBILITY_LABELS[self]


LEGIBILITY_LABELS = {
    Legibility.WAITING: _("正在识读"),
    Legibility.READ: _("已识读"),
    Legibility.NO_TEXT: _("没有文字"),
    Legibility.UNREADABLE: _("无法识读"),
    Legibility.FAILED: _("识读失败，已告知系统管理员"),
}


NONE_DRAWN: Mapping[int, Blob] = MappingProxyType({})


@dataclass(frozen=True)
class Arrived:
    """A file that came through a door: a temporary path, hashed while it arrived."""

    path: Path
    name: str
    size: int
    sha256: str


class Text(Persistent):
    """The words of a file, by page; apart from the component so that pages need not load them."""

    def __init__(self, pages: Sequence[str]) -> None:
        """Keep one text a page."""
        self.pages = tuple(pages)


class StoredFile(Node):
    """A file: bytes, name, media type, size and SHA-256, and what the worker read in it."""

    legibility = Legibility.WAITING
    reason = ""
    page_count = 0
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    text: Text | None = None
    _previews: IOBTree | None = None

    def __init__(self, arrived: Arrived, media_type: str) -> None:
        """Note what arrived; its bytes are taken over when the component gets its place."""
        super().__init__()
        self.filename = arrived.name
        self.size = arrived.size
        self.sha256 = arrived.sha256
        self.media_type = media_type
        self.blob = Blob()
        self._v_arrived = arrived.path

    @property
    def title(self) -> str:
        """Give the name under which the file came."""
        return self.filename

    @property
    def text_pages(self) -> tuple[str, ...]:
        """Give the words by page; empty where none were read."""
        return self.text.pages if self.text is not None else ()

    def attached(self, root: Root) -> None:
        """Take the bytes over: the temporary file is moved into the store, not copied."""
        super().attached(root)
        arrived = getattr(self, "_v_arrived", None)
        if arrived is not None:
            _move_in(self.blob, arrived, root)
            del self._v_arrived

    def add_preview(self, page: int, image: Path) -> None:
        """Take a page's picture over (moved); pages count from 1."""
        blob = Blob()
        _move_in(blob, image, self)
        if self._previews is None:
            self._previews = IOBTree()
        self._previews[page] = blob

    @property
    def previews(self) -> Mapping[int, Blob]:
        """Give the pictures of the pages that were drawn, by page."""
        return self._previews if self._previews is not None else NONE_DRAWN

    def forget_previews(self) -> None:
        """Let the pictures go, before others are drawn."""
        self._previews = None


class Component(StoredFile):
    """A file of a record."""


class Attachment(StoredFile):
    """A file a requester sent along; not part of any dossier."""

    @property
    def guards(self) -> tuple[Marking, ...]:
        """Be guarded as the request it belongs to, and so as the dossier asked about."""
        return self.__parent__.guards if self.__parent__ is not None else ()


def _move_in(blob: Blob, path: Path, near: Persistent) -> None:
    """Move a file into ``blob``; told of the database first, it stays on the blobs' own disk."""
    if near._p_jar is not None:
        near._p_jar.add(blob)
    blob.consumeFile(str(path))
