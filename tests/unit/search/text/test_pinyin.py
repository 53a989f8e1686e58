"""Names are known by their sound, every reading of the surname included."""

import pytest

from archive.search.text.pinyin import MOST_READINGS, fitting, sounds


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("曾国藩", {"zengguofan", "zgf", "cgf"}),
        ("仇和", {"qiuhe", "qh"}),
        ("单晓丽", {"shanxiaoli", "sxl"}),
        ("解放", {"xiefang", "xf", "jiefang"}),
        ("單曉麗", {"shanxiaoli"}),
        ("万俟卨", {"moqixie"}),
    ],
)
def test_a_name_is_known_by_every_reading_of_the_surname(name: str, heard: set[str]) -> None:
    assert heard <= sounds(name)


def test_a_long_name_has_a_bounded_number_of_readings_and_none_of_the_surname_is_lost() -> None:
    found = sounds("单乐乐和长行重朝乐乐和长行重朝")
    assert len(found) <= 2 * MOST_READINGS
    assert all(
        any(form.startswith(surname) for form in found) for surname in ("dan", "chan", "shan")
    )


def test_what_has_no_han_character_has_no_sound() -> None:
    assert sounds("ABC-12") == frozenset()


def test_names_that_begin_or_sound_so_stay_in_their_order() -> None:
    names = ["曾国潢", "李四", "曾国藩", "增国藩"]
    assert fitting(names, "曾", 5) == ("曾国潢", "曾国藩")
    assert fitting(names, "zgf", 5) == ("曾国藩", "增国藩")
    assert fitting(names, "曾国藩", 1) == ("曾国藩",)
