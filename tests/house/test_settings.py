"""The settings in the operators' page are the settings there are."""

from dataclasses import fields
from pathlib import Path

import pytest

from archive.settings import PREFIX, Settings, WrongSetting, read_settings

PAGE = Path(__file__).parents[2] / "docs" / "operators.md"


def rows() -> str:
    """The table, made from the settings themselves."""
    return "\n".join(
        f"| `{PREFIX}{each.name}` | `{each.default}` | {each.metadata['why']} |"
        for each in fields(Settings)
    )


def test_the_operators_page_lists_the_settings_there_are() -> None:
    assert rows() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("colour", "red", "没有名为 juanzong.colour 的设置。"),
        ("request_days", "soon", "“soon”不能用"),
        ("request_days", "-3", "“-3”不能用"),
        ("index", "elastic", "“elastic”不能用"),
        ("var", "", "juanzong.var"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(WrongSetting, match=sentence):
        read_settings({PREFIX + name: value})
