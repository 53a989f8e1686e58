"""The numbers of the field, read and written: case numbers, reference codes, people's numbers."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import ric, uscc

from archive.errors import Invalid
from archive.wording import _

BRACKETS = str.maketrans(
    {**dict.fromkeys("[【(〈<〔〖｛{", "〔"), **dict.fromkeys("]】)〉>〕〗｝}", "〕")}
)
YEAR_DIGITS = str.maketrans("零〇○◯Oo一二三四五六七八九", "000000123456789")
YEAR = re.compile(r"〔([0-9零〇○◯Oo一二三四五六七八九]{4})〕")
BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")

#: The first two digits of GB/T 2260, with those of residence permits (81, 82, 83).
PROVINCE = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
CITIZEN_ID = re.compile(PROVINCE + r"[0-9]{15}[0-9Xx]")
OLD_CITIZEN_ID = re.compile(PROVINCE + r"[0-9]{13}")

#: Two-character surnames still met with; of others the first character is the surname.
DOUBLE_SURNAMES = re.compile(
    "(欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木|轩辕|长孙|宇文|南宫|西门|申屠|闻人"
    "|澹台|呼延|太史|淳于|公羊|万俟|钟离|濮阳|单于|赫连|司空|百里|独孤|拓跋)."
)
SHORTEST_MASKED_PHONE = 8
SHORTEST_MASKED_ID = 15
LONGEST_MASK_OF_NAME = 2

#: 专业档案, the first level of DA/T 13 for enforcement dossiers.
CATEGORY = "ZY"
REFERENCE = re.compile(
    r"(?P<fonds>[A-Z0-9]{1,8})-(?P<category>[A-Z]{2})·(?P<series>[A-Z]{2,6})·(?P<year>[0-9]{4})"
    r"-(?P<retention>Y|D[0-9]+)-(?P<dossier>[0-9]{3,})(-(?P<record>[0-9]{3,}))?"
)


def normalise_case_number(number: str) -> str:
    """Give a case or decision number in its one written form: 栾市监处罚〔2020〕12号.

    Width, the brackets and zeros of the year, blanks and 第 vary in writing; leading zeros of the
    serial stay, since they are part of the number. Brackets around other words become （）.
    """
    plain = BLANKS.sub("", unicodedata.normalize("NFKC", number))
    plain = unicodedata.normalize("NFKC", plain).translate(BRACKETS)
    plain = YEAR.sub(lambda year: f"〔{year[1].translate(YEAR_DIGITS)}〕", plain)
    plain = re.sub(r"(〔[0-9]{4}〕)第+", r"\1", plain)
    return re.sub(r"〔(?![0-9]{4}〕)([^〔〕]*)〕", r"（\1）", plain)


class IdKind(StrEnum):
    """What a number is the number of."""

    CREDIT_CODE = "credit-code"
    CITIZEN_ID = "citizen-id"
    OTHER = "other"


def citizen_id_valid(number: str) -> bool:
    """Say whether ``number`` is a citizen's (GB 11643), of today's form or of the old one.

    Province, day of birth and check digit are tested. The county is not: a number keeps the
    county of the year in which it was given, often one that is younger than its holder.
    """
    plain = number.strip()
    if OLD_CITIZEN_ID.fullmatch(plain):
        return _is_day(f"19{plain[6:12]}")
    if not CITIZEN_ID.fullmatch(plain) or not _is_day(plain[6:14]):
        return False
    return bool(ric.calc_check_digit(plain) == plain[-1].upper())


def credit_code_valid(number: str) -> bool:
    """Say whether ``number`` is a unified social credit code (GB 32100)."""
    return bool(uscc.is_valid(number))


def identify(number: str) -> IdKind:
    """Say what ``number`` is: an organisation's credit code (public), a citizen's id, or other.

    One in thirty citizens' numbers passes for a credit code, while a credit code hardly ever
    holds a day of birth: what is both is taken for a person's, so that no person is disclosed.
    """
    if citizen_id_valid(number):
        return IdKind.CITIZEN_ID
    return IdKind.CREDIT_CODE if credit_code_valid(number) else IdKind.OTHER


def mask_citizen_id(number: str) -> str:
    """Hide the middle of a citizen's number: 110105********002X; all of one that is too short."""
    if len(number) < SHORTEST_MASKED_ID:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_phone(number: str) -> str:
    """Hide the middle of a telephone number: 138****1234; all of one that is too short."""
    if len(number) < SHORTEST_MASKED_PHONE:
        return "*" * len(number)
    return f"{number[:3]}****{number[-4:]}"


def mask_name(name: str) -> str:
    """Leave of a name only the surname: 张某某, 张某, 欧阳某; never the whole of it."""
    plain = name.strip()
    surname = plain[:2] if DOUBLE_SURNAMES.match(plain) else plain[:1]
    hidden = min(len(plain) - len(surname), LONGEST_MASK_OF_NAME)
    return surname + "某" * max(hidden, 1) if plain else ""


@dataclass(frozen=True)
class ReferenceCode:
    """The levels of a reference code (档号, DA/T 13); without ``record`` it is the dossier's."""

    fonds: str
    series: str
    year: int
    retention: str
    dossier: int
    record: int | None = None
    category: str = CATEGORY

    def __str__(self) -> str:
        """Write it: J001-ZY·XZCF·2020-D30-0012-003."""
        code = f"{self.fonds}-{self.category}·{self.series}·{self.year}-{self.retention}"
        code = f"{code}-{self.dossier:04d}"
        return code if self.record is None else f"{code}-{self.record:03d}"


def reference_code(  # noqa: PLR0913, PLR0917 - the levels of DA/T 13 in their order
    fonds: str, series: str, year: int, retention: str, dossier: int, record: int | None = None
) -> str:
    """Give the reference code (档号, DA/T 13): J001-ZY·XZCF·2020-D30-0012-003."""
    return str(ReferenceCode(fonds, series, year, retention, dossier, record))


def parse_reference_code(code: str) -> ReferenceCode:
    """Read a reference code as a person types it (width, blanks, case); Invalid when it is none."""
    plain = BLANKS.sub("", unicodedata.normalize("NFKC", code)).upper()
    found = REFERENCE.fullmatch(re.sub(r"[•・･∙⋅]", "·", plain))
    if found is None:
        raise Invalid(reference=_("档号的写法应如 J001-ZY·XZCF·2020-D30-0012-003。"))
    return ReferenceCode(
        found["fonds"],
        found["series"],
        int(found["year"]),
        found["retention"],
        int(found["dossier"]),
        int(found["record"]) if found["record"] else None,
        found["category"],
    )


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return False
    return True
