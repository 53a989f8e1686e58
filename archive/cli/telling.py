"""Tells in one sentence why a command can't be done; in both languages, for whoever is on duty."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from archive.errors import ArchiveError, Invalid
from archive.wording import _

LOCALE = Path(__file__).parents[1] / "locale"

#: What a storage or a pickle says that can't be read.
DAMAGED = frozenset({"POSError", "FileStorageError", "UnpicklingError", "CorruptedError"})


def known(failure: Exception) -> ArchiveError | None:
    """Give what a failure is in the archive's words; ``None`` where it is a fault of ours."""
    if isinstance(failure, ArchiveError):
        return failure
    if DAMAGED & {each.__name__ for each in type(failure).__mro__}:
        return ArchiveError(
            _("数据库读不出来，可能已损坏：{why}。请勿再写入，改从备份恢复。"),
            why=f"{type(failure).__name__} {failure}".strip(),
        )
    if isinstance(failure, PermissionError) and failure.filename:
        return ArchiveError(_("没有权限读写 {path}。"), path=failure.filename)
    if isinstance(failure, BrokenPipeError):
        return None  # who read has seen enough: click ends in silence
    if isinstance(failure, OSError) and failure.strerror:
        return ArchiveError(
            _("读写失败：{path}：{why}"), path=failure.filename or "", why=failure.strerror
        )
    return None


def told(error: ArchiveError) -> str:
    """Give the sentence in Chinese, and in English where that is another."""
    if isinstance(error, Invalid):
        return str(error)
    english = _english().gettext(error.sentence).format(**error.facts)
    return str(error) if english == str(error) else f"{error} {english}"


@lru_cache(1)
def _english() -> gettext.NullTranslations:
    return gettext.translation("archive", str(LOCALE), ["en"], fallback=True)
