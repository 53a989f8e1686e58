"""Fills a Typst source with plain values and gives a PDF/A; values are data, never source."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

HERE = Path(__file__).parent
DEBIAN = Path("/usr/share/fonts/opentype/noto")
#: PDF/A shows no letter that no font has; the geta stands for it, as printers have it.
GETA = "〓"
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")

#: What is seen by nobody, or turns the reading direction, so that a name reads as another.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
HALVES = re.compile("[\ud800-\udfff]")
AS_WRITTEN = str.maketrans({"\t": "　　", "\v": "\n", "\f": "\n"})

#: A pattern that finds nothing.
NEVER = r"(?!)"

STANDARD: Literal["a-2b"] = "a-2b"


@cache
def fonts() -> typst.Fonts:
    """Give the Chinese fonts: Debian's Noto CJK where present, and those that came along."""
    packed = Path(str(files("pylopdf_fonts_zh_cn")))
    places = [str(place) for place in (DEBIAN, packed) if place.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=places)


def typeset(source: str, facts: Any, root: Path = HERE) -> bytes:
    """Give the PDF of the source called ``source`` filled with ``facts``, a dataclass or dict.

    ``root`` is the folder of the source and of the pictures it may show; nothing outside it is
    read. Strings in ``facts`` are never taken as Typst.
    """
    plain = asdict(facts) if is_dataclass(facts) and not isinstance(facts, type) else facts
    words = _each(json.loads(json.dumps(plain, default=_written)), _printable)
    while True:
        try:
            return _compiled(source, json.dumps(words, ensure_ascii=False), root)
        except typst.TypstError as error:
            fewer = _each(words, partial(_missing(error.diagnostic).sub, GETA))
            if fewer == words:
                raise
            words = fewer


def _each(plain: Any, change: Callable[[str], str]) -> Any:
    """Give ``plain`` with every string in it changed."""
    if isinstance(plain, str):
        return change(plain)
    if isinstance(plain, list):
        return [_each(value, change) for value in plain]
    if isinstance(plain, dict):
        return {key: _each(value, change) for key, value in plain.items()}
    return plain


def _printable(text: str) -> str:
    return HALVES.sub(GETA, UNSEEN.sub("", text.replace("\r\n", "\n"))).translate(AS_WRITTEN)


def _missing(told: str) -> re.Pattern[str]:
    """Give what finds the letters that Typst said no font has, each as a whole."""
    letters = {ESCAPE.sub(_unescaped, letter) for letter in MISSING.findall(told)}
    longest_first = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or NEVER)


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2]


def _compiled(source: str, text: str, root: Path) -> bytes:
    return bytes(
        typst.compile(
            str(root / source),
            root=str(root),
            font_paths=fonts(),
            sys_inputs={"facts": text},
            pdf_standards=STANDARD,
        )
    )


def _written(value: object) -> object:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return sorted(value) if isinstance(value, frozenset) else str(value)
