"""Records cut from statutes, with five sorts of readers, for measuring engines at any size."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import count

from archive.search.port import Access, Document, Mark
from archive.security.levels import Caveat
from bench.corpus import LENGTH, laws

TODAY = date(2026, 11, 23)
UNITS = tuple(f"u{number}" for number in range(1, 8))
KINDS = ("inquiry-record", "other-main", "other-internal", "service-receipt")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴曾仇单解", "国建华文丽军明芳伟强敏静洁涛"
CAVEATS = frozenset(map(str, Caveat))

#: Five sorts of readers: all, all but marked, one unit, one unit with grants, two units marked.
READERS = (
    Access(3, CAVEATS, everywhere=True, units=frozenset(), dossiers=frozenset(), today=TODAY),
    Access(0, frozenset(), everywhere=True, units=frozenset(), dossiers=frozenset(), today=TODAY),
    Access(0, frozenset(), False, frozenset({"u1"}), frozenset(), TODAY),  # noqa: FBT003
    Access(0, CAVEATS, False, frozenset({"u2"}), frozenset(range(1, 40)), TODAY),  # noqa: FBT003
    Access(1, CAVEATS, False, frozenset({"u1", "u3"}), frozenset(), TODAY),  # noqa: FBT003
)


def whole() -> int:
    """Give how many records the statutes make."""
    return sum(-(-len(text) // LENGTH) for _title, text in laws())


def documents(number: int) -> Iterator[Document]:
    """Give records of about fifteen hundred characters; the statutes again, with noise, if few."""
    chance = random.Random(20200302)
    uids = count(1)
    for turn in count():
        for dossier, (title, text) in enumerate(laws(), start=1 + turn * 10_000):
            for start in range(0, len(text), LENGTH):
                uid = next(uids)
                if uid > number:
                    return
                noise = "".join(chance.choices(text, k=60)) if turn else ""
                yield _record(chance, uid, dossier, title, text[start : start + LENGTH] + noise)


def _record(chance: random.Random, uid: int, dossier: int, title: str, text: str) -> Document:
    party = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
    year = 2006 + dossier % 20
    return Document(
        uid=uid,
        dossier=dossier,
        is_dossier=False,
        series="penalty",
        year=year,
        unit=UNITS[dossier % len(UNITS)],
        title=title,
        marks=(Mark(1 + uid % 3),) if uid % 50 == 0 else (),
        caveats=frozenset({"privacy"}) if uid % 11 == 0 else frozenset(),
        kind=KINDS[uid % len(KINDS)],
        volume="main",
        numbers=(f"栾市监处罚〔{year}〕{dossier % 9000}号",),
        parties=(party,),
        date=date(year, 1 + uid % 12, 1 + uid % 28),
        pages=(text,),
    )


def asked() -> list[tuple[str, Access]]:
    """Give twenty queries of the kinds people type, each by each of the five sorts of readers."""
    chance = random.Random(7)
    plain = ["处罚", "规定", "市场", "行政处罚", "监督管理", "营业执照", "“依法追究刑事责任”",
             "食品 安全", "罚款 没收", "药品 或 医疗器械", "企业 非 个体", "年度:2019..2021 处罚",
             "题名:条例 责令改正", "罚", "当事人:王国华", "zgf"]  # fmt: skip
    numbers = [f"栾市监处罚〔{2006 + d % 20}〕{d}号" for d in chance.sample(range(1, 3400), 4)]
    return [(typed, reader) for reader in READERS for typed in (*plain, *numbers)]
