"""Finds the mark of a state secret in words: 机密★20年 and the ways in which people write it."""

import re

#: The levels, simplified and traditional; a page image or a PDF may put spaces between.
LEVEL = r"(?<!业)(?<!業)(?<!作)(?:[绝絕]\s*密|[机機]\s*密|[秘祕]\s*密)"

#: Level and star, whatever star the keyboard had (GB/T 9704; 保密法 22).
STAR = re.compile(rf"{LEVEL}\s*[★☆✩✪⭐✭✮]")

#: An asterisk is a star only before a term: 机密*20年, 秘密＊6个月, 绝密*长期.
TERM = (
    r"(?:\d+|[一二三四五六七八九十]+)\s*(?:年|个\s*月|個\s*月)"
    r"|长期|長期|\d{4}\s*年|[^\s*＊]{1,12}前"
)
ASTERISK = re.compile(rf"{LEVEL}\s*[*＊]\s*(?:{TERM})")

#: Where the star was lost, as in a poor scan, level and term still stand alone on a line.
GAP = r"[^\S\n]*"
ALONE = re.compile(
    rf"^{GAP}{LEVEL}{GAP}(?:\d+{GAP}年|\d+{GAP}[个個]{GAP}月|[长長]{GAP}期){GAP}$", re.MULTILINE
)

#: No name of a file has an asterisk for any other reason.
IN_NAME = re.compile(rf"{LEVEL}\s*[*＊]")

#: A field of a form: 密级：机密. Commercial and work secrets have no such level.
FIELD = re.compile(rf"(?:密\s*级|密\s*級|保密等级)\s*[:：]\s*{LEVEL}(?![、，,或及和/])")

#: Characters at the head of a document in which such a field is a mark and not talk of marks.
HEAD = 400


def mark_in_name(name: str) -> str:
    """Give the mark that a file's name bears; there any asterisk is a star."""
    found = IN_NAME.search(name)
    return "".join(found[0].split()) if found else mark_in(name)


def mark_in(text: str) -> str:
    """Give the mark that ``text`` bears, as it stands there; empty for none.

    Text that talks about secrecy bears none: a level counts only with its star, or at the head
    as the field of a form or alone on a line with its term.
    """
    found = (
        STAR.search(text)
        or ASTERISK.search(text)
        or ALONE.search(text[:HEAD])
        or FIELD.search(text[:HEAD])
    )
    return "".join(found[0].split()) if found else ""
