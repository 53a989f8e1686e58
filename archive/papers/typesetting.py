"""Fills a Typst source with plain values and gives a PDF/A; values are data, never source."""

import json
import re
from dataclasses import asdict, is_dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

HERE = Path(__file__).parent
DEBIAN = Path("/usr/share/fonts/opentype/noto")
#: PDF/A shows no letter that no font has; the geta stands for it, as printers have it.
GETA = "〓"
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')

#: How many missing letters are replaced one by one, before all rare ones are at once.
MOST_MISSING = 12

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
    text = json.dumps(plain, default=_written, ensure_ascii=False)
    for _try in range(MOST_MISSING):
        try:
            return _compiled(source, text, root)
        except typst.TypstError as error:
            missing = MISSING.search(str(error))
            if missing is None:
                raise
            text = re.sub("[" + re.escape(missing[1]) + "]", GETA, text)
    return _compiled(source, text.encode("gb2312", "replace").decode("gb2312"), root)


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
