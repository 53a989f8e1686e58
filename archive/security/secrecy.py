"""Finds the mark of a state secret in words: 机密★20年 and the ways in which people write it."""

import re

#: Level and star, whatever star the keyboard had (GB/T 9704; 保密法 22).
MARK = re.compile(r"(?:绝密|机密|秘密)\s*[★☆＊*✩✪⭐]")


def bears_mark(words: str) -> bool:
    """Say whether ``words`` bear the mark of a state secret."""
    return bool(MARK.search(words))
