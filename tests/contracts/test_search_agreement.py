"""Whatever is looked for, every engine finds what a plain reading of the tokens finds."""

from datetime import date

from contracts.searching import STAMP, find, record
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.language.tree import (
    And,
    Any,
    Beginning,
    Field,
    Node,
    Not,
    Or,
    Range,
    Value,
    Words,
)
from archive.search.port import Document, Index
from archive.search.text.analysis import fold, index_tokens, is_han, parts, query_tokens

DAYS = [date(2020, 1, day) for day in (1, 2, 3)]
TEXT = st.text(st.sampled_from("送达回证案12aB-./ \n，。〔〕第"), max_size=12)
SHORT = st.text(st.sampled_from("送达回证12aB-. ，〕第"), min_size=1, max_size=5)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
DOCUMENT = st.builds(
    lambda **facts: facts,
    title=TEXT,
    numbers=TEXTS,
    parties=TEXTS,
    pages=TEXTS,
    description=TEXT,
    year=st.integers(2019, 2021),
    kind=st.sampled_from(["", "decision"]),
    date=st.sampled_from([None, *DAYS]),
)
DOCUMENTS = st.lists(DOCUMENT, min_size=1, max_size=8).map(
    lambda drawn: [
        record(uid, *facts["pages"], **{name: facts[name] for name in facts if name != "pages"})
        for uid, facts in enumerate(drawn, 1)
    ]
)
FIELDS = st.sampled_from(["all", "title", "numbers", "parties", "text"]).map(Field)
YEARS = st.one_of(st.none(), st.integers(2018, 2022))
ORDINALS = st.one_of(st.none(), st.sampled_from([day.toordinal() for day in DAYS]))
LEAVES = st.one_of(
    st.just(Any()),
    st.builds(Words, SHORT, FIELDS),
    st.builds(Words, SHORT),
    st.builds(Beginning, SHORT, FIELDS),
    st.builds(Value, st.just(Field.KIND), st.sampled_from(["decision", "nothing"])),
    st.builds(Range, st.just(Field.YEAR), YEARS, YEARS),
    st.builds(Range, st.just(Field.DAY), ORDINALS, ORDINALS),
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)


@given(documents=DOCUMENTS, nodes=st.lists(NODES, min_size=1, max_size=6))
@settings(max_examples=50)
def test_every_engine_finds_what_a_plain_reading_finds(
    documents: list[Document], nodes: list[Node], index: Index
) -> None:
    index.apply(documents, range(1, 9), STAMP)
    for node in nodes:
        page = find(index, node)
        assert {hit.uid for hit in page.hits} == {
            document.uid for document in documents if fits(document, node)
        }
        assert page.total == len(page.hits)


def fits(document: Document, node: Node) -> bool:  # noqa: PLR0911 - one a kind of node
    match node:
        case And(inner):
            return all(fits(document, each) for each in inner)
        case Or(inner):
            return any(fits(document, each) for each in inner)
        case Not(part):
            return not fits(document, part)
        case Value(_kind, value):
            return document.kind == value
        case Range(field, low, high):
            day = document.date.toordinal() if document.date else None
            value = document.year if field is Field.YEAR else day
            return value is not None and (low or 0) <= value <= (high or 10**9)
        case Words() | Beginning():
            return _stands(document, node)
    return True


def _stands(document: Document, node: Words | Beginning) -> bool:
    wanted, begins = query_tokens(node.text)
    begins = begins or (isinstance(node, Beginning) and bool(wanted) and not is_han(wanted[-1]))
    texts = {
        Field.TITLE: (document.title,),
        Field.NUMBERS: document.numbers,
        Field.PARTIES: document.parties,
        Field.TEXT: (document.description, *document.pages),
    }
    looked_in = texts.values() if node.field is Field.ALL else [texts[node.field]]
    folded = [fold(text) for some in looked_in for text in some]
    rows = [
        row for text in folded for row in (index_tokens(text), *([part] for part in parts(text)))
    ]
    return not wanted or any(_follow(row, wanted, begins=begins) for row in rows)


def _follow(row: list[str], wanted: list[str], *, begins: bool) -> bool:
    """Say whether the tokens stand in the row one after the other."""
    for at in range(len(row) - len(wanted) + 1):
        *first, last = row[at : at + len(wanted)]
        if first == wanted[:-1] and (last.startswith(wanted[-1]) if begins else last == wanted[-1]):
            return True
    return False
