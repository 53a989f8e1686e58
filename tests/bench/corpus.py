"""Chinese records to search in: statutes cut to the length of a record, or made-up ones."""

import gzip
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

LAWS = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "laws.jsonl.gz"
LENGTH = 1500
PHRASES = (
    "当事人", "行政处罚", "市场监督管理", "现场检查", "询问笔录", "销售", "不合格化肥", "罚款",
    "证据", "违法所得", "食品安全", "营业执照", "本局", "调查终结", "听证", "陈述申辩", "依法",
    "产品质量", "检验报告", "送达", "复核", "没收", "经营者", "消费者", "抽样", "标签", "生产日期",
    "根据", "规定", "责令改正", "负责人", "栾川县", "许可证", "广告", "价格", "计量", "DNA",
    "依法追究刑事责任",
)  # fmt: skip


def records(count: int) -> tuple[list[str], str]:
    """Give ``count`` texts of about fifteen hundred characters, and what they are."""
    if LAWS.is_file():
        return list(islice(_statutes(), count)), "法律法规全文"
    return list(islice(_made_up(), count)), "随机生成的文书"


def laws() -> Iterator[tuple[str, str]]:
    """Go through the statutes: title and text."""
    with gzip.open(LAWS, "rt", encoding="utf-8") as lines:
        for line in lines:
            law = json.loads(line)
            yield law["title"], law["text"]


def _statutes() -> Iterator[str]:
    for _title, text in laws():
        for start in range(0, len(text), LENGTH):
            yield text[start : start + LENGTH]


def _made_up() -> Iterator[str]:
    chance = random.Random(20200302)
    weights = [1 / rank for rank in range(1, len(PHRASES) + 1)]
    while True:
        words = chance.choices(PHRASES, weights, k=LENGTH // 4)
        yield "".join(word + chance.choice(("", "", "", "，", "。")) for word in words)
