"""What a decision says is read as kinds of penalty, and nothing that it does not give."""

import pytest

from archive.regulation import penalties, penalties_in
from archive.regulation.rows import PenaltyKind
from archive.search.text.analysis import fold


def test_all_kinds_of_the_law_are_there() -> None:
    assert len(penalties()) == 13


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("警告，罚款3000元", {"warning", "fine"}),
        ("没收违法所得1200元、没收不合格化肥20袋，并处罚款5000元",
         {"unlawful-gains", "unlawful-goods", "fine"}),
        ("没收全部违法所得和非法财物", {"unlawful-gains", "unlawful-goods"}),
        ("沒收違法所得，罰款", {"unlawful-gains", "fine"}),
        ("没收违法经营的食品", {"unlawful-goods"}),
        ("责令停业整顿，吊销食品经营许可证", {"operation-halted", "permit-revoked"}),
        ("五年内不得从事食品生产经营管理工作", {"occupation-restricted"}),
        ("行政拘留5日；责令关闭", {"detention", "closure"}),
        ("逾期每日按百分之三加处罚款", set()),
        ("免予罚款", set()),
        ("不予行政处罚", set()),
        ("责令改正", set()),
        ("未标注警告标志", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_a_decision_gives(written: str, keys: set[str]) -> None:
    assert set(penalties_in(fold(written))) == keys


def test_a_row_that_does_not_find_its_own_name_is_refused() -> None:
    with pytest.raises(ValueError, match="written"):
        PenaltyKind("fine", "罚款", "Fine", "拘留")
    with pytest.raises(ValueError, match="written"):
        PenaltyKind("fine", "罚款", "Fine", "罚款|")
