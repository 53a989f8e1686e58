"""English is complete beside Chinese: every sentence, the same placeholders, the compiled file."""

import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from catalogue import CATALOGUE, HAN, ROOT, catalogue, sentences

PLACES = re.compile(r"\{(\w+)\}")

#: What stays Chinese in every language: the seal, and the language's own name.
ITSELF = {"layout.pt": (">卷</span>", "'中文' if")}


def test_every_sentence_has_its_english() -> None:
    known = catalogue()
    without = [text for text in sentences() if not (known.get(text) and known.get(text).string)]
    assert without == []


def test_the_same_values_stand_in_both_languages() -> None:
    for message in catalogue():
        if message.id:
            assert set(PLACES.findall(message.id)) == set(PLACES.findall(message.string)), (
                message.id
            )


def test_the_compiled_catalogue_is_made_of_this_one() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as stream:
        compiled = {message.id: message.string for message in read_mo(stream) if message.id}
    assert compiled == {message.id: message.string for message in catalogue() if message.id}


@pytest.mark.parametrize("page", sorted((ROOT / "templates").rglob("*.pt")), ids=lambda p: p.name)
def test_no_template_speaks_chinese_by_itself(page: Path) -> None:
    text = re.sub(r"_\('(?:[^'\\]|\\.)*'", "", page.read_text(encoding="utf-8"))
    for written in ITSELF.get(page.name, ()):
        text = text.replace(written, "", 1)
    assert HAN.findall(text) == [], page.name
