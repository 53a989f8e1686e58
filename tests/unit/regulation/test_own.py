"""The bureau's own folder: its rows go before the program's, its holidays before the calendar's."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from archive.clock import add_days, add_working_days, is_published
from archive.presenters.journal_fields import word_for
from archive.regulation import deadline, kind, kinds, retentions
from archive.regulation.holidays import published_until
from archive.regulation.own import use_folder
from archive.settings import WrongSetting, read_settings

KINDS = """
[own-checklist]
name = "本局现场检查清单"
english = "Checklist of our own"
phase = "inquiry"
volume = "main"
slot = "z4"
articles = ["12(3)"]

[inquiry-record]
name = "询问（调查）笔录"
"""

HOLIDAYS = """
[2041]
closed = ["2041-01-01", "2041-02-01/2041-02-07"]
open = ["2041-02-09"]
"""


@pytest.fixture(autouse=True)
def _without_afterwards() -> Iterator[None]:
    yield
    use_folder(None)


def _settled(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    read_settings({"juanzong.regulation": str(folder)})


def test_rows_of_the_bureau_are_added_and_change_those_of_the_same_key(tmp_path: Path) -> None:
    usual, count = kind("inquiry-record"), len(kinds())
    _settled(tmp_path, kinds=KINDS, deadlines="[copy-request]\namount = 15\n")
    assert kind("own-checklist").name == "本局现场检查清单"
    assert kind("inquiry-record").name == "询问（调查）笔录"
    assert kind("inquiry-record").articles == usual.articles
    assert len(kinds()) == count + 1
    assert deadline("copy-request").amount == 15
    read_settings({})
    assert len(kinds()) == count
    assert deadline("copy-request").amount != 15


def test_the_journal_tells_records_by_the_bureaus_own_kinds(tmp_path: Path) -> None:
    assert word_for("kind", "own-checklist") is None
    _settled(tmp_path, kinds=KINDS)
    assert word_for("kind", "own-checklist") == "本局现场检查清单"
    assert word_for("kind", "inquiry-record") == "询问（调查）笔录"


def test_holidays_are_renewed_by_a_file(tmp_path: Path) -> None:
    assert not is_published(date(2041, 1, 1))
    _settled(tmp_path, holidays=HOLIDAYS)
    assert is_published(date(2041, 1, 1))
    # 31 January 2041 is a Thursday; the week from Friday on is closed, Saturday the 9th is worked.
    assert add_working_days(date(2041, 1, 31), 1) == date(2041, 2, 8)
    assert add_working_days(date(2041, 1, 31), 2) == date(2041, 2, 9)
    assert add_days(date(2041, 1, 31), 1) == date(2041, 2, 8)


def test_how_far_the_calendar_is_known_is_told(tmp_path: Path) -> None:
    end = published_until(date(2020, 5, 1))
    assert (end.month, end.day) == (12, 31)
    year = end.year + 1
    _settled(tmp_path, holidays=f'[{year}]\nclosed = ["{year}-01-01"]\n')
    assert published_until(date(2020, 5, 1)) == date(year, 12, 31)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("kinds", "[own]\nname = ''\n", "kinds.toml"),
        ("kinds", "[own\n", "kinds.toml"),
        ("holidays", '[2041]\nclosed = ["2040-01-01"]\n', "holidays.toml"),
        ("holidays", "[2041]\nclosed = []\n", "holidays.toml"),
        ("holidays", '[2041]\nclosed = ["2041-02-07/2041-02-01"]\n', "holidays.toml"),
        ("holidays", 'closed = ["2041-01-01"]\n', "holidays.toml"),
        ("retention", "[forever]\nname = '长'\nenglish = 'Long'\ncode = 5\n", "retention.toml"),
    ],
)
def test_a_wrong_table_stops_the_start_with_a_sentence(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(WrongSetting, match=told):
        _settled(tmp_path, **{name: text})


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="没有文件夹"):
        read_settings({"juanzong.regulation": str(tmp_path / "none")})


def test_the_tables_brought_along_stay_untouched(tmp_path: Path) -> None:
    codes = {row.code for row in retentions().values()}
    row = '["20"]\nname = "二十年"\nenglish = "20 years"\ncode = "D20"\nyears = 20\n'
    _settled(tmp_path, retention=row)
    assert {row.code for row in retentions().values()} == codes | {"D20"}
