"""Nobody finds or counts what he may not read, on any engine."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from contracts.searching import CAVEATS, STAMP, TODAY, find, found, record
from hypothesis import given
from hypothesis import strategies as st

from archive.search.language.tree import Any, Node, Not, Or, Words
from archive.search.port import Access, Document, Index, Mark


def permits(access: Access, document: Document) -> bool:
    """The rule once more, as plainly as it can be said."""
    return (
        all(
            mark.level <= access.level or (mark.until is not None and mark.until < access.today)
            for mark in document.marks
        )
        and document.caveats <= access.caveats
        and (
            access.everywhere
            or document.unit in access.units
            or document.dossier in access.dossiers
        )
        and not access.excluded & {document.uid, document.dossier}
    )


def values_of(document: Document, facet: str) -> set[str]:
    """What a document counts for, said once more."""
    if facet == "penalty":
        return set(document.penalties)
    if facet != "level":
        return {str(getattr(document, facet))}
    held = [mark.level for mark in document.marks if mark.until is None or mark.until >= TODAY]
    return {str(max(held))} if any(held) else set()


UNITS = st.sampled_from(["first", "second", "third"])
DAYS = st.one_of(st.none(), st.sampled_from([date(2026, 11, day) for day in (22, 23, 24)]))
HANDLED = st.frozensets(st.sampled_from([*CAVEATS, "of another release"]))
DOCUMENTS = st.lists(
    st.builds(
        Document,
        uid=st.integers(1, 20),
        dossier=st.integers(21, 25),
        is_dossier=st.booleans(),
        series=st.just("penalty"),
        year=st.integers(2019, 2021),
        unit=UNITS,
        title=st.sampled_from(["处罚决定书", "送达回证"]),
        marks=st.lists(st.builds(Mark, st.integers(0, 3), DAYS), max_size=2).map(tuple),
        caveats=HANDLED,
        penalties=st.lists(st.sampled_from(["fine", "warning"]), unique=True).map(tuple),
    ),
    max_size=20,
    unique_by=lambda document: document.uid,
)
PEOPLE = st.builds(
    Access,
    level=st.integers(0, 3),
    caveats=st.frozensets(st.sampled_from(sorted(CAVEATS))),
    everywhere=st.booleans(),
    units=st.frozensets(UNITS, max_size=2),
    dossiers=st.frozensets(st.integers(21, 25), max_size=2),
    today=st.just(TODAY),
    excluded=st.frozensets(st.integers(1, 25), max_size=3),
)
QUERIES = st.sampled_from(
    [Any(), Words("送达"), Not(Words("送达")), Or((Words("送达"), Words("没有")))]
)


@given(documents=DOCUMENTS, people=st.lists(PEOPLE, min_size=1, max_size=6), node=QUERIES)
def test_a_person_finds_what_he_may_read_and_counts_nothing_else(
    documents: list[Document], people: list[Access], node: Node, opener: Callable, tmp_path: Path
) -> None:
    index = opener(tmp_path / "index")
    index.clear()
    index.apply(documents, [], STAMP)
    wanted = {"处罚决定书", "送达回证"}
    wanted -= {"处罚决定书"} if isinstance(node, (Words, Or)) else set()
    wanted -= {"送达回证"} if isinstance(node, Not) else set()
    for person in people:
        mine = [each for each in documents if permits(person, each) and each.title in wanted]
        page = find(index, node, person)
        assert {hit.uid for hit in page.hits} == {each.uid for each in mine}
        assert page.total == len(mine)
        for facet in ("year", "unit", "penalty", "level"):
            values = [value for each in mine for value in values_of(each, facet)]
            assert dict(page.facets[facet]) == {value: values.count(value) for value in values}
            for value in set(values):
                narrowed = find(index, node, person, filters={facet: value})
                chosen = {each.uid for each in mine if value in values_of(each, facet)}
                assert {hit.uid for hit in narrowed.hits} == chosen
    index.close()


def test_a_level_holds_on_its_last_day_and_lapses_after_it(index: Index) -> None:
    index.apply([record(1, marks=(Mark(2, TODAY),)), record(2, marks=(Mark(2),))], [], STAMP)
    on, after = (
        Access(0, CAVEATS, everywhere=True, units=frozenset(), dossiers=frozenset(), today=day)
        for day in (TODAY, date(2026, 11, 24))
    )
    assert found(index, "", on) == set()
    assert found(index, "", after) == {1}
