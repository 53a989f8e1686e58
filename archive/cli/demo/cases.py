"""Made-up cases: who did what, when it was found, how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.cn import ric, uscc

from archive.cli.demo.staff import UNITS
from archive.models.cases import CaseFacts, Party, PartyKind, Procedure
from archive.workflow import Filing

#: What was done, what was found, by which law, unit that handles it, fines in yuan.
DEEDS = (
    ("经营超过保质期的食品", "货架上待售的酱油、方便面已超过保质期", "食品安全法第三十四条", "spg", (2000, 20000)),
    ("未经许可从事食品经营", "现场正在加工出售卤肉，未能出示食品经营许可证", "食品安全法第三十五条", "spg", (5000, 50000)),
    ("发布虚假广告", "店门横幅宣称保健酒能够治愈高血压", "广告法第二十八条", "jcdd", (10000, 60000)),
    ("销售侵犯注册商标专用权的白酒", "库房内存放的白酒经权利人鉴定为侵权商品", "商标法第五十七条", "jcdd", (20000, 80000)),
    ("销售不合格化肥", "抽样检验复混肥料总养分不符合标准", "产品质量法第三十九条", "jcdd", (8000, 30000)),
    ("销售不合格电动自行车", "电动自行车最高车速和整车质量不符合强制性标准", "产品质量法第十三条", "jcdd", (5000, 30000)),
    ("使用未经检验的电梯", "电梯轿厢内检验合格标志已过期三个月", "特种设备安全法第四十条", "tsg", (30000, 90000)),
    ("使用未经检定的电子秤", "水果摊使用的电子计价秤没有检定合格证", "计量法第九条", "cgs", (200, 1000)),
    ("不按规定明码标价", "停车场入口没有公示收费标准", "价格法第十三条", "cgs", (500, 3000)),
    ("未凭处方销售处方药", "未能出示阿莫西林胶囊的处方和销售记录", "药品管理法第五十八条", "ypg", (1000, 30000)),
    ("经营未依法注册的医疗器械", "柜台陈列的血糖试纸没有注册证编号", "医疗器械监督管理条例第五十五条", "ypg", (5000, 50000)),
    ("侵害消费者个人信息", "售楼部出售登记的业主电话号码", "消费者权益保护法第二十九条", "jcdd", (10000, 50000)),
    ("使用超过期限的消毒餐具", "包间内消毒餐具标示的使用期限已过", "食品安全法第三十三条", "tts", (1000, 8000)),
    ("无照经营", "租用民房经营轮胎维修，没有办理登记", "无证无照经营查处办法第五条", "tts", (500, 5000)),
)  # fmt: skip

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_NAMES = (
    "建军",
    "秀英",
    "海涛",
    "春梅",
    "国庆",
    "丽华",
    "志强",
    "红霞",
    "文博",
    "晓燕",
    "振宇",
    "雪莲",
)
PLACES = ("栾川", "城关", "潭头", "庙子", "冷水", "三川", "合峪", "赤土店", "陶湾", "秋扒")
TRADES = (
    "兴旺超市",
    "老街饭店",
    "惠民大药房",
    "丰收农资店",
    "顺达车行",
    "金鼎商贸有限公司",
    "君山宾馆",
    "鑫源百货",
    "福满楼",
    "康泰医疗器械有限公司",
)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

#: Series of the rarer acts, with what they are about.
OTHERS = (
    ("licensing", "申请食品经营许可"),
    ("licensing", "申请特种设备使用登记"),
    ("inspection", "双随机抽查校园食堂"),
    ("coercion", "涉嫌销售假冒白酒被查封扣押财物"),
    ("confirmation", "申请计量器具检定确认"),
)


@dataclass(frozen=True)
class Case:
    """A case as it is filed: series, facts, what was found, and how far it has come."""

    series: str
    facts: CaseFacts
    found: str
    law: str
    address: str
    state: Filing


def cases(count: int, today: date, chance: Random) -> Iterator[Case]:
    """Make ``count`` cases of the years up to ``today``, the last ones still on their way."""
    serials: dict[int, int] = {}
    for number in range(count):
        late = number >= count - max(count // 6, 3)
        opened = _opened(number, count, today, chance, late=late)
        serials[opened.year] = serials.get(opened.year, 3) + chance.randint(1, 9)
        yield _case(number, opened, serials[opened.year], chance, state=_state(number, count))


def _opened(number: int, count: int, today: date, chance: Random, *, late: bool) -> date:
    if late:
        return today - timedelta(days=chance.randint(70, 110))
    year = 2019 + number * (today.year - 2019) // max(count, 1)
    return date(year, chance.randint(1, 9), chance.randint(1, 28))


def _state(number: int, count: int) -> Filing:
    last = (Filing.OPEN, Filing.SUBMITTED, Filing.RETURNED, Filing.OPEN, Filing.SUBMITTED)
    left = count - number
    return last[left - 1] if left <= len(last) and count > len(last) else Filing.SEALED


def _case(number: int, opened: date, serial: int, chance: Random, state: Filing) -> Case:
    deed, found, law, unit, fines = DEEDS[number % len(DEEDS)]
    series = "penalty"
    if number % 8 == 5:  # noqa: PLR2004 - every eighth case is of a rarer series
        series, deed = OTHERS[number // 8 % len(OTHERS)]
    summary = series == "penalty" and number % 7 == 3  # noqa: PLR2004 - some are summary
    fine = 50 * chance.randint(1, 4) if summary else chance.randrange(*fines, 100)
    place = chance.choice(PLACES)
    decided = opened + timedelta(days=1 if summary else chance.randint(20, 45))
    facts = CaseFacts(
        case_number=f"栾市监立〔{opened.year}〕{serial}号",
        cause=deed,
        unit=_unit(number, unit),
        opened=opened,
        parties=(_party(place, chance),),
        officers=("张建国", "刘卫东") if number % 2 else ("李秀兰", "马骏"),
        procedure=Procedure.SUMMARY if summary else Procedure.GENERAL,
        decided=decided,
        closed=decided + timedelta(days=chance.randint(3, 20)),
        decision_number=_decision(series, opened.year, serial, summary=summary),
        penalties=f"警告，罚款{fine}元" if series == "penalty" else "依法办结",
        outcome="罚款已缴清" if series == "penalty" else "",
        retention="10" if summary else "30",
    )
    return Case(series, facts, found, law, f"栾川县{place}镇{chance.randint(1, 99)}号", state)


def _unit(number: int, unit: str) -> str:
    """Give most cases to the two units whose officer and head have accounts."""
    return ("jcdd", "cgs", unit, "jcdd")[number % 4] if unit in dict(UNITS) else "jcdd"


def _decision(series: str, year: int, serial: int, *, summary: bool) -> str:
    words = {"penalty": "当罚" if summary else "处罚", "licensing": "许准", "coercion": "强措"}
    return f"栾市监{words.get(series, '决')}〔{year}〕{serial}号"


def _party(place: str, chance: Random) -> Party:
    if chance.random() < 0.4:  # noqa: PLR2004 - two of five parties are persons
        name = chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES)
        return Party(name, PartyKind.PERSON, citizen_id(chance))
    return Party(place + chance.choice(TRADES), PartyKind.ORGANISATION, credit_code(chance))


def citizen_id(chance: Random) -> str:
    """Make up a citizen's number with a right check digit."""
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(15000))
    stem = f"410324{born:%Y%m%d}{chance.randrange(1000):03d}"
    return stem + str(ric.calc_check_digit(stem + "0"))


def credit_code(chance: Random) -> str:
    """Make up a unified social credit code with a right check character."""
    stem = "91410324" + "".join(chance.choice(LETTERS) for _letter in range(9))
    return stem + str(uscc.calc_check_digit(stem))
