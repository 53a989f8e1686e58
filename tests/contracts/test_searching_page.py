"""The examples of docs/searching.md find what the page says, on every engine."""

import re
from datetime import date
from pathlib import Path

import pytest
from contracts.searching import STAMP, found, record

from archive.regulation import kinds, penalties_in
from archive.search.port import Index

PAGE = Path(__file__).parents[2] / "docs" / "searching.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith("|--")
]
HELD = [row for row in ROWS if row[0].isdigit()]
EXAMPLES = [(row[0].strip("`"), row[2]) for row in ROWS if row[0].startswith("`")]
KINDS = {row.name: key for key, row in kinds().items()}


@pytest.fixture
def index_of_the_page(index: Index) -> Index:
    documents = [
        record(
            int(number), text, title=title, kind=KINDS.get(kind, "other-main"),
            numbers=tuple(filter(None, [written])), parties=(party,),
            date=date.fromisoformat(day), year=int(day[:4]), penalties=penalties_in(text),
        )
        for number, title, kind, written, party, day, text in HELD
    ]  # fmt: skip
    index.apply(documents, [], STAMP)
    return index


def test_the_page_has_examples_and_things_to_find() -> None:
    assert len(HELD) == 4
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize(("typed", "finds"), EXAMPLES)
def test_an_example_finds_what_the_page_says(
    index_of_the_page: Index, typed: str, finds: str
) -> None:
    assert found(index_of_the_page, typed) == {int(each) for each in re.findall(r"\d+", finds)}
