"""What every full-text engine must do behind the port, run over each of them."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.language import And, Any, Node, Not, Or, Words, parse
from archive.search.port import Access, Document, Hit, Index, Mark, Page, Query, Stamp
from archive.search.tantivy_index import TantivyIndex
from archive.security.levels import Caveat

ENGINES: dict[str, Callable[[Path], Index]] = {
    "tantivy": lambda folder: TantivyIndex(folder, memory=15_000_000)
}

TODAY = date(2026, 11, 23)
STAMP = Stamp("storage", 7, "1")
CAVEATS = frozenset(map(str, Caveat))
EVERYTHING = Access(
    3, CAVEATS, everywhere=True, units=frozenset(), dossiers=frozenset(), today=TODAY
)


@pytest.fixture(params=ENGINES)
def opener(request: pytest.FixtureRequest) -> Callable[[Path], Index]:
    return ENGINES[request.param]


@pytest.fixture
def index(opener: Callable[[Path], Index], tmp_path: Path) -> Iterator[Index]:
    opened = opener(tmp_path / "index")
    yield opened
    opened.close()


def record(uid: int, *pages: str, **facts: object) -> Document:
    plain = {
        "dossier": 1000 + uid, "is_dossier": False, "series": "penalty", "year": 2020,
        "unit": "first", "title": "询问笔录",
    }  # fmt: skip
    return Document(uid=uid, pages=pages, **(plain | facts))  # type: ignore[arg-type]


def find(index: Index, typed: str | Node, access: Access = EVERYTHING, **how: object) -> Page:
    node = parse(typed) if isinstance(typed, str) else typed
    return index.search(Query(node, **how), access)  # type: ignore[arg-type]


def found(index: Index, typed: str | Node, access: Access = EVERYTHING) -> set[int]:
    page = find(index, typed, access)
    assert page.total == len(page.hits)
    return {hit.uid for hit in page.hits}


def marked(hit: Hit) -> list[str]:
    return [piece.text for piece in hit.snippet if piece.marked]


# What is found


@pytest.mark.parametrize(
    ("typed", "uids"),
    [
        ("送达", {1, 2}),
        ("送达回证", {1}),
        ("回证", {1, 2}),
        ("达回", {1}),
        ("证", {1, 2, 3}),
        ("书", {2}),
        ("回证 送达", {1, 2}),
        ('"送达 回证"', set()),
        ("送达 笔录", {1, 2}),
        ("送达 没有", set()),
        ("欧阳震华", {3}),
        ("阳震", {3}),
    ],
)
def test_words_of_any_length_and_phrases_are_found(
    index: Index, typed: str, uids: set[int]
) -> None:
    texts = "送达回证一份。", "回证与送达通知书", "当事人欧阳震华的证词"
    index.apply([record(uid, text) for uid, text in enumerate(texts, 1)], [], STAMP)
    assert found(index, typed) == uids


@pytest.mark.parametrize(
    "opening_and_closing", ["〔〕", "[]", "()", "（）", "【】", "［］", "〈〉"]
)
@pytest.mark.parametrize("number", ["15", "１５", "第15"])
def test_a_case_number_is_found_in_any_brackets_and_widths(
    index: Index, opening_and_closing: str, number: str
) -> None:
    first, last = opening_and_closing
    written = "豫市监处罚〔2020〕15号", "豫市监处罚（２０２０）第１５号"
    other = record(3, numbers=("豫市监处罚〔2020〕16号",))
    index.apply([*(record(u, numbers=(n,)) for u, n in enumerate(written, 1)), other], [], STAMP)
    assert found(index, f"豫市监处罚{first}2020{last}{number}号") == {1, 2}
    assert found(index, f"{first}2020{last}{number}号") == {1, 2}


@pytest.mark.parametrize(
    "typed", ["abc-2020/15", "ＡＢＣ", "2020", "１５", "ISO9001体系", "iso9001体", "体系iso9001"]
)
def test_letters_and_digits_are_found_whole_and_in_parts(index: Index, typed: str) -> None:
    text = "批号 ABC-2020/15，符合ISO9001体系ISO9001认证"
    index.apply([record(1, text), record(2, "ABCD 20201 ISO90012体")], [], STAMP)
    assert found(index, typed) == {1}


def test_one_han_character_after_digits_finds_all_that_begin_with_it(index: Index) -> None:
    endings = [chr(0x4E00 + at) for at in range(120)]
    index.apply([record(uid, f"12案{end}") for uid, end in enumerate(endings, 1)], [], STAMP)
    assert find(index, "12案").total == len(endings)


def test_a_word_broken_over_two_printed_lines_is_found_and_marked(index: Index) -> None:
    index.apply([record(1, "当事人已收到送达\r\n回证。")], [], STAMP)
    (hit,) = find(index, "送达回证").hits
    assert marked(hit) == ["送达回证"]


def test_no_phrase_reaches_from_one_text_into_the_next(index: Index) -> None:
    index.apply([record(1, "甲乙", "丙丁", parties=("戊己", "庚辛"))], [], STAMP)
    assert found(index, '"甲乙 丙丁"') == found(index, "戊己庚辛") == set()


@pytest.mark.parametrize(
    ("node", "uids"),
    [
        (Any(), {1, 2, 3}),
        (And((Words("甲乙"), Words("丙丁"))), {1}),
        (Or((Words("丙丁"), Words("戊己"))), {1, 3}),
        (Not(Words("甲乙")), {3}),
        (And((Words("甲乙"), Not(Words("丙丁")))), {2}),
        (Not(Or((Words("丙丁"), Words("戊己")))), {2}),
        (Words("，。"), {1, 2, 3}),
    ],
)
def test_every_kind_of_node_is_understood(index: Index, node: Node, uids: set[int]) -> None:
    index.apply([record(1, "甲乙，丙丁"), record(2, "甲乙"), record(3, "戊己")], [], STAMP)
    assert found(index, node) == uids


def test_title_numbers_parties_and_description_are_searched(index: Index) -> None:
    index.apply(
        [
            record(1, title="现场检查笔录"),
            record(2, parties=("河南某某商贸有限公司",)),
            record(3, numbers=("91410300MA40ABCD1X",)),
            record(4, description="罚款五千元"),
        ],
        [],
        STAMP,
    )
    typed = "现场检查", "某某商贸", "91410300ma40abcd1x", "五千元"
    assert [found(index, each) for each in typed] == [{1}, {2}, {3}, {4}]


def test_what_stands_in_the_title_comes_before_what_stands_in_the_text(index: Index) -> None:
    index.apply([record(1, "先行登记保存"), record(2, title="先行登记保存通知书")], [], STAMP)
    assert [hit.uid for hit in find(index, "先行登记保存").hits] == [2, 1]


@given(typed=st.text(st.characters(exclude_categories=()), max_size=60))
def test_whatever_is_typed_is_answered(typed: str, tmp_path: Path, opener: Callable) -> None:
    index = opener(tmp_path / "index")
    index.apply([record(1, "送达回证 ABC-12", typed)], [], STAMP)
    assert find(index, typed).total in {0, 1}
    index.close()


@given(text=st.text(st.sampled_from("送达回证案 \n12ａB-.,。（）"), min_size=1, max_size=30))
def test_a_text_is_found_by_itself_typed_in_quotes(
    text: str, tmp_path: Path, opener: Callable
) -> None:
    index = opener(tmp_path / "index")
    index.apply([record(1, text)], [], STAMP)
    (hit,) = find(index, f'"{text}"').hits
    assert bool(marked(hit)) == any(character.isalnum() for character in text)
    index.close()


# Passages


def test_the_passage_shows_the_words_and_the_page_they_stand_on(index: Index) -> None:
    pages = "封面", "前" * 500 + "经查，ＡＢ公司未取得许可，依法处罚。" + "后" * 500
    index.apply([record(1, *pages)], [], STAMP)
    (hit,) = find(index, "ab 处罚").hits
    assert (hit.page, marked(hit)) == (2, ["ＡＢ", "处罚"])
    assert "".join(piece.text for piece in hit.snippet).startswith("…前")
    assert len("".join(piece.text for piece in hit.snippet)) < 200


def test_the_passage_is_where_most_of_the_words_stand_together(index: Index) -> None:
    text = "处罚" + "中" * 600 + "当事人受到处罚" + "中" * 600
    index.apply([record(1, text)], [], STAMP)
    (hit,) = find(index, "处罚 当事人").hits
    assert marked(hit) == ["当事人", "处罚"]


def test_what_is_found_by_its_title_alone_shows_how_its_text_begins(index: Index) -> None:
    index.apply([record(1, " ", "本局查明")], [], STAMP)
    (hit,) = find(index, "询问笔录").hits
    assert ("".join(piece.text for piece in hit.snippet), hit.page) == ("本局查明", 0)


def test_half_a_character_in_a_damaged_file_is_taken(index: Index) -> None:
    index.apply([record(1, "送达\ud800回证\0完")], [], STAMP)
    assert found(index, "送达") == {1}


# Counts, pages, order


def test_counts_are_of_all_that_is_found(index: Index) -> None:
    documents = [
        record(
            uid, "处罚" if uid % 2 else "许可", year=2020 + uid % 3, unit=f"u{uid % 2}", kind="k"
        )
        for uid in range(1, 61)
    ]
    index.apply(documents, [], STAMP)
    page = find(index, "处罚")
    assert page.total == 30
    assert dict(page.facets["year"]) == {"2020": 10, "2021": 10, "2022": 10}
    assert dict(page.facets["unit"]) == {"u1": 30}
    chosen = find(index, "处罚", filters={"year": "2021", "kind": "k"})
    assert (chosen.total, dict(chosen.facets["year"])) == (10, {"2021": 10})


@pytest.mark.parametrize("filters", [{"year": "二〇"}, {"year": "99999"}, {"unit": "nobody"}])
def test_a_facet_nothing_has_finds_nothing(index: Index, filters: dict[str, str]) -> None:
    index.apply([record(1)], [], STAMP)
    assert find(index, "", filters=filters) == Page((), 0, find(index, "没有").facets)


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_pages_of_twenty_hold_each_hit_once_in_an_order_that_stays(
    opener: Callable, tmp_path: Path, sort: str
) -> None:
    index = opener(tmp_path / "index")
    for uid in range(1, 46):
        if uid % 9 == 1:
            index.apply([record(each, "处罚") for each in range(uid, uid + 9)], [], STAMP)

    def in_order() -> list[int]:
        pages = [find(index, "处罚", page=number, sort=sort) for number in (1, 2, 3, 4)]
        assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
        assert {page.total for page in pages} == {45}
        return [hit.uid for page in pages for hit in page.hits]

    first = in_order()
    assert sorted(first) == list(range(1, 46))
    index.close()
    index = opener(tmp_path / "index")
    assert in_order() == first
    index.close()


@pytest.mark.parametrize("number", [-1, 0, 10**6, 10**15])
def test_a_page_that_does_not_exist_is_no_failure(index: Index, number: int) -> None:
    index.apply([record(1, "处罚")], [], STAMP)
    assert find(index, "处罚", page=number).total == 1


def test_the_newest_come_first_where_asked_and_the_undated_last(index: Index) -> None:
    days = [date(2020, 5, 1), None, date(2024, 1, 1), date(1999, 12, 31)]
    index.apply([record(uid, "处罚", date=day) for uid, day in enumerate(days, 1)], [], STAMP)
    assert [hit.uid for hit in find(index, "", sort="newest").hits] == [3, 1, 4, 2]


# Access


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
        for facet in ("year", "unit"):
            values = [str(getattr(each, facet)) for each in mine]
            assert dict(page.facets[facet]) == {value: values.count(value) for value in values}
    index.close()


def test_a_level_holds_on_its_last_day_and_lapses_after_it(index: Index) -> None:
    index.apply([record(1, marks=(Mark(2, TODAY),)), record(2, marks=(Mark(2),))], [], STAMP)
    on, after = (
        Access(0, CAVEATS, everywhere=True, units=frozenset(), dossiers=frozenset(), today=day)
        for day in (TODAY, date(2026, 11, 24))
    )
    assert found(index, "", on) == set()
    assert found(index, "", after) == {1}


# Writing


def test_a_document_put_in_again_replaces_the_old_one(index: Index) -> None:
    index.apply([record(1, "旧文"), record(2, "旧文")], [], STAMP)
    index.apply([record(1, "新文")], [], STAMP)
    assert (found(index, "旧文"), found(index, "新文")) == ({2}, {1})
    assert sorted(index.uids()) == [1, 2]


def test_what_is_taken_out_is_found_no_more(index: Index) -> None:
    index.apply([record(1), record(2), record(3)], [], STAMP)
    index.apply([], [1, 3, 99], STAMP)
    assert found(index, "") == set(index.uids()) == {2}


def test_the_stamp_is_no_document_and_outlives_closing(opener: Callable, tmp_path: Path) -> None:
    index = opener(tmp_path / "index")
    assert (index.stamp(), list(index.uids())) == (None, [])
    index.apply([], [], Stamp("第一库", 2**63, "甲"))
    assert (find(index, "").total, list(index.uids())) == (0, [])
    index.apply([record(1)], [], Stamp("第一库", 2**63 + 1, "甲"))
    index.close()
    index = opener(tmp_path / "index")
    assert index.stamp() == Stamp("第一库", 2**63 + 1, "甲")
    assert found(index, "") == {1}
    index.close()


def test_clearing_takes_out_everything_and_the_index_goes_on(index: Index) -> None:
    index.apply([record(1)], [], STAMP)
    index.clear()
    assert (index.stamp(), list(index.uids()), found(index, "")) == (None, [], set())
    index.apply([record(2)], [], STAMP)
    assert found(index, "") == {2}


@pytest.mark.parametrize("fault", [{"year": -1}, {"marks": (Mark(4),)}])
def test_a_batch_that_fails_leaves_nothing_behind(index: Index, fault: dict[str, object]) -> None:
    index.apply([record(1, "旧文")], [], STAMP)
    with pytest.raises((ValueError, OverflowError)):
        index.apply([record(1, "新文"), record(2, **fault)], [], Stamp("storage", 8, "1"))
    index.apply([record(3)], [], Stamp("storage", 9, "1"))
    assert sorted(index.uids()) == [1, 3]
    assert found(index, "旧文") == {1}
