"""The settings in the operators' page are the settings there are."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from archive.server.limits import LIMITS, read_limits
from archive.settings import PREFIX, Settings, WrongSetting, read_settings, written

PAGE = Path(__file__).parents[2] / "docs" / "operators.md"


def rows() -> str:
    """The table, made from the settings themselves."""
    return "\n".join(
        f"| `{PREFIX}{each.name}` | `{written(each.default)}` | {each.metadata['why']} |"
        for each in fields(Settings)
    )


def limits() -> str:
    """The table of the web server's limits, made from the limits themselves."""
    return "\n".join(
        f"| `{name}` | `{'' if default is None else default}` | {why} |"
        for name, (_read, default, why) in LIMITS.items()
    )


def test_the_operators_page_lists_the_limits_there_are() -> None:
    assert limits() in PAGE.read_text(encoding="utf-8")


def test_all_the_limits_can_be_copied_from_the_page_at_once() -> None:
    found = dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert set(found) == set(LIMITS)
    assert vars(read_limits(found, Settings())).keys() == vars(read_limits({}, Settings())).keys()


def test_the_operators_page_lists_the_settings_there_are() -> None:
    assert rows() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("each", fields(Settings), ids=lambda each: each.name)
def test_a_default_can_be_copied_as_it_is_printed(each) -> None:
    copied = read_settings({PREFIX + each.name: written(each.default)})
    assert getattr(copied, each.name) == each.default


def test_all_the_defaults_can_be_copied_from_the_page_at_once() -> None:
    table = re.findall(
        r"^\| `(juanzong\.\w+)` \| `(.*?)` \|", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert len(table) == len(fields(Settings))
    assert read_settings(dict(table)) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("colour", "red", "没有名为 juanzong.colour 的设置。"),
        ("request_days", "soon", "“soon”不能用"),
        ("request_days", "-3", "“-3”不能用"),
        ("index", "elastic", "“elastic”不能用"),
        ("var", "", "juanzong.var"),
        ("public_address", "archive.example", "public_address"),
        ("over_tls", "yes", "https://"),
        ("slow_after", "0", "slow_after"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(WrongSetting, match=sentence):
        read_settings({PREFIX + name: value})
