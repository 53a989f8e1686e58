"""What bears the mark of a state secret, and what only talks about secrecy."""

import gzip
import json
from pathlib import Path

import pytest

from archive.security.secrecy import mark_in, mark_in_name


@pytest.mark.parametrize(
    "text",
    [
        "机密★20年", "秘密★", "绝密★长期", "秘密☆6个月", "机密*20年", "机密＊二十年", "绝密*长期",
        "机 密 ★ 2 0 年", "机\n密\n★", "機密★20年", "絕密★", "秘密★2027年1月1日", "秘密*会议开始前",
        "密级：机密", "密级: 秘密\n标题", "机密20年\n标题", "密件\n 秘密 6个月 \n标题", "绝密长期",
        "豫市监〔2024〕3号（机密★10年）.pdf",
    ],
)  # fmt: skip
def test_a_mark_is_seen(text: str) -> None:
    assert mark_in(text)
    assert mark_in_name(text)


def test_in_a_name_any_asterisk_is_a_star() -> None:
    assert mark_in_name("绝密＊.docx") == "绝密＊"
    assert not mark_in_name("商业秘密*.docx")


@pytest.mark.parametrize(
    "text",
    [
        "国家秘密的密级分为绝密、机密、秘密三级", "商业秘密★", "工作秘密", "个人隐私", "秘密*重点*",
        "密级：非密", "密级：秘密、机密、绝密", "保守秘密", "机密文件的管理", "秘密 * 3", "★★★★★",
        "该事项定为机密20年的", "机密\n20年", "标题" * 300 + "\n机密20年\n",
    ],
)  # fmt: skip
def test_talk_of_secrecy_is_no_mark(text: str) -> None:
    assert not mark_in(text)


def test_no_published_law_is_taken_for_a_secret(shared: Path) -> None:
    with gzip.open(shared / "corpus" / "laws.jsonl.gz", "rt", encoding="utf-8") as lines:
        assert [law["title"] for law in map(json.loads, lines) if mark_in(law["text"])] == []
