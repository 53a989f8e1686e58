"""Made-up cases: who did what, when it was found, how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count as counted
from random import Random

from stdnum.cn import ric, uscc

from archive.cli.demo.deeds import PENALTIES, RARER, Deed
from archive.cli.demo.staff import OFFICERS
from archive.clock import add_working_days, roll_over
from archive.models.cases import CaseFacts, Party, PartyKind, Procedure
from archive.states import FilingState

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_NAMES = (
    "建军", "秀英", "海涛", "春梅", "国庆", "丽华", "志强", "红霞", "文博", "晓燕", "振宇", "雪莲",
)  # fmt: skip
PLACES = ("栾川", "城关", "潭头", "庙子", "冷水", "三川", "合峪", "赤土店", "陶湾", "秋扒")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRST = date(2019, 1, 15)

#: States of the last cases, the very last first; an open case may still be under inquiry.
LATEST = (
    FilingState.OPEN,
    FilingState.SUBMITTED,
    FilingState.RETURNED,
    FilingState.OPEN,
    FilingState.SUBMITTED,
)

WORDS = {"licensing": "许准", "coercion": "强措", "inspection": "检", "confirmation": "确"}
ENDS = {"licensing": "准予许可", "confirmation": "准予登记", "inspection": "已责令改正并复查"}


@dataclass(frozen=True)
class Case:
    """A case as it is filed: the deed, the facts, where it was, how far it has come."""

    number: int
    deed: Deed
    facts: CaseFacts
    address: str
    state: FilingState

    @property
    def series(self) -> str:
        """Name the series the dossier stands in."""
        return self.deed.series

    @property
    def found(self) -> str:
        """Tell what was found."""
        return self.deed.found

    @property
    def law(self) -> str:
        """Name the law by which it was judged."""
        return self.deed.law


def cases(count: int, today: date, chance: Random) -> Iterator[Case]:
    """Make ``count`` cases from 2019 up to ``today``, the last ones still on their way."""
    serials: dict[int, int] = {}
    penalties, rarer = counted(), counted()
    for number, opened in enumerate(_openings(count, today, chance)):
        serials[opened.year] = serials.get(opened.year, 3) + chance.randint(1, 9)
        is_rare = number % 8 == 5  # noqa: PLR2004 - every eighth case is of a rarer series
        table, turn = (RARER, rarer) if is_rare else (PENALTIES, penalties)
        deed = table[next(turn) % len(table)]
        yield _case(number, deed, opened, serials[opened.year], chance, _state(number, count))


def _openings(count: int, today: date, chance: Random) -> list[date]:
    """Spread the cases over the years, the last sixth over the last months."""
    early = max(count - max(count // 6, 3), 0)
    stride = (today - FIRST).days / max(early, 1)
    days = [FIRST + timedelta(days=int(n * stride)) for n in range(early)]
    days = [min(day, today - timedelta(days=150)) for day in days]
    late = sorted(today - timedelta(days=chance.randint(95, 120)) for _case in range(count - early))
    return [roll_over(day) for day in days + late]


def _state(number: int, count: int) -> FilingState:
    left = count - number
    on_their_way = left <= len(LATEST) < count // 2
    return LATEST[left - 1] if on_their_way else FilingState.SEALED


def _case(  # noqa: PLR0913, PLR0917 - a case is drawn from all of these
    number: int, deed: Deed, opened: date, serial: int, chance: Random, state: FilingState
) -> Case:
    summary = deed.summary
    place = chance.choice(PLACES)
    decided = opened if summary else roll_over(opened + timedelta(days=chance.randint(20, 45)))
    closed = decided if summary else add_working_days(decided, chance.randint(3, 12))
    fine = _fine(deed, chance, summary=summary)
    unit = ("jcdd", "cgs", deed.unit)[number % 3]
    word = "当罚" if summary else WORDS.get(deed.series, "处罚")
    runs = state is FilingState.OPEN and deed.series == "penalty" and number % 2 == 1
    facts = CaseFacts(
        case_number=f"栾市监立〔{opened.year}〕{serial}号",
        cause=deed.cause,
        unit=unit,
        opened=opened,
        parties=(_party(place, deed, chance),),
        officers=OFFICERS[unit],
        procedure=Procedure.SUMMARY if summary else Procedure.GENERAL,
        decided=None if runs else decided,
        closed=None if runs else closed,
        decision_number="" if runs else f"栾市监{word}〔{decided.year}〕{serial}号",
        penalties=f"警告，罚款{fine}元" if fine and not runs else "",
        amount=Decimal(fine) if fine and not runs else None,
        outcome="" if runs else ENDS.get(deed.series, "罚款已缴清" if fine else "已依法处理"),
        retention="10" if summary else "30",
    )
    return Case(number, deed, facts, f"栾川县{place}镇{chance.randint(1, 99)}号", state)


def _fine(deed: Deed, chance: Random, *, summary: bool) -> int:
    """Draw a fine; on the spot a person pays at most 200 yuan (行政处罚法第五十一条)."""
    lowest, highest = deed.fine
    if summary:
        return 50 * chance.randint(1, 4)
    return chance.randrange(lowest, highest, 100) if highest else 0


def _party(place: str, deed: Deed, chance: Random) -> Party:
    trade = chance.choice(deed.trades)
    if not trade:
        return Party(person_name(chance), PartyKind.PERSON, citizen_id(chance))
    return Party(place + trade, PartyKind.ORGANISATION, credit_code(chance))


def person_name(chance: Random) -> str:
    """Make up a person's name."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES)


def citizen_id(chance: Random) -> str:
    """Make up a citizen's number with a right check digit."""
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(15000))
    stem = f"410324{born:%Y%m%d}{chance.randrange(1000):03d}"
    return stem + str(ric.calc_check_digit(stem + "0"))


def credit_code(chance: Random) -> str:
    """Make up a unified social credit code with a right check character."""
    stem = "91410324" + "".join(chance.choice(LETTERS) for _letter in range(9))
    return stem + str(uscc.calc_check_digit(stem))
