"""The numbers of the field, read and written: case numbers, reference codes, people's numbers."""

import re
import unicodedata

from stdnum.cn import ric, uscc

BRACKETS = str.maketrans({**dict.fromkeys("[【(〈<〔（［｛{", "〔"), **dict.fromkeys("]】)〉>〕）］｝}", "〕")})
YEAR = re.compile(r"〔([0-9○〇Oo零]{4})〕")
OLD_CITIZEN_ID = re.compile(r"\d{15}")


def normalise_case_number(number: str) -> str:
    """Give a case or decision number in its one written form: 栾市监处罚〔2020〕12号.

    Width, brackets, the zeros of the year, blanks and 第 vary in writing; leading zeros of the
    serial stay, since they are part of the number.
    """
    plain = unicodedata.normalize("NFKC", number).translate(BRACKETS)
    plain = re.sub(r"\s+", "", plain).replace("〕第", "〕")
    return YEAR.sub(lambda year: f"〔{re.sub('[○〇Oo零]', '0', year[1])}〕", plain)


def citizen_id_valid(number: str) -> bool:
    """Say whether ``number`` is a citizen's (GB 11643), of today's form or of the old one."""
    return bool(ric.is_valid(number)) or bool(OLD_CITIZEN_ID.fullmatch(number))


def credit_code_valid(number: str) -> bool:
    """Say whether ``number`` is a unified social credit code (GB 32100)."""
    return bool(uscc.is_valid(number))


def mask_citizen_id(number: str) -> str:
    """Hide the middle of a citizen's number: 110105********002X."""
    return number[:6] + "*" * max(len(number) - 10, 0) + number[-4:]


def mask_phone(number: str) -> str:
    """Hide the middle of a telephone number: 138****1234."""
    return f"{number[:3]}****{number[-4:]}"


def mask_name(name: str) -> str:
    """Leave of a name only the surname: 张某某."""
    return name[:1] + "某" * max(len(name) - 1, 0)


def reference_code(  # noqa: PLR0913, PLR0917 - the levels of DA/T 13 in their order
    fonds: str, series: str, year: int, retention: str, dossier: int, record: int | None = None
) -> str:
    """Give the reference code (档号, DA/T 13): J001-ZY·XZCF·2020-D30-0012-003."""
    code = f"{fonds}-ZY·{series}·{year}-{retention}-{dossier:04d}"
    return code if record is None else f"{code}-{record:03d}"
