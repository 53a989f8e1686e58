"""What a person types finds the same on every engine: fields, phrases, groups, ranges, names."""

from datetime import date

import pytest
from contracts.searching import EVERYTHING, STAMP, find, found, record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search.language.grammar import DEEPEST, read
from archive.search.language.tree import Field, Not, Range, Value, Words
from archive.search.port import Access, Document, Index, Mark, Query

HELD = (
    record(1, "当事人销售不合格化肥，责令改正。", title="行政处罚决定书", kind="decision",
           numbers=("栾市监处罚〔2020〕12号",), parties=("栾川县丰收农资店",), year=2020,
           date=date(2020, 4, 1), dossier=100, volume="main"),
    record(2, "询问笔录：曾国藩称其不知情。", title="询问笔录", kind="inquiry-record",
           parties=("曾国藩",), year=2019, date=date(2019, 5, 6), dossier=101, volume="main"),
    record(3, "罚款一万元，编号SN2020-0315。", title="送达回证", kind="service-receipt",
           parties=("栾川县丰收农资店",), year=2021, date=date(2021, 6, 7), dossier=100,
           volume="internal", series="licensing", unit="second"),
    record(4, "没有日期的一件。丰收", title="其他材料", kind="other-main", year=2022, dossier=102),
)  # fmt: skip


@pytest.fixture
def held(index: Index) -> Index:
    index.apply(HELD, [], STAMP)
    return index


@pytest.mark.parametrize(
    ("typed", "uids"),
    [
        ("化肥", {1}),
        ("不合格 化肥", {1}),
        ("化肥 或 罚款", {1, 3}),
        ("化肥 OR 罚款", {1, 3}),
        ("丰收 非 化肥", {3, 4}),
        ("丰收 -化肥", {3, 4}),
        ("(化肥 或 罚款) 与 丰收", {1, 3}),
        ("（化肥 OR 罚款） AND NOT 编号", {1}),
        ("“不合格化肥”", {1}),
        ("《送达回证》", {3}),
        ("当事人:丰收", {1, 3}),
        ("party:丰收", {1, 3}),
        ("正文:丰收", {4}),
        ("题名:询问笔录", {2}),
        ("案号:栾市监处罚(2020)12号", {1}),
        ("栾市监处罚[2020]12号", {1}),
        ("栾市监处罚〔２０２０〕１２号", {1}),
        ("年度:2019..2021", {1, 2, 3}),
        ("年度:>=2021", {3, 4}),
        ("年度:2020", {1}),
        ("日期:2020-01..2021-12", {1, 3}),
        ("日期:2019年5月", {2}),
        ("日期:<2020-04-01", {2}),
        ("日期:2020年4月1日", {1}),
        ("门类:行政许可", {3}),
        ("series:licensing", {3}),
        ("种类:询问笔录", {2}),
        ("卷:副卷", {3}),
        ("SN2020*", {3}),
        ("SN20*", {3}),
        ("编号*0315", {3}),
        ("不合格*改正", {1}),
        ("當事人:豐收", set()),
        ("當事人", {1}),
        ("罰款", {3}),
        ("zengguofan", {2}),
        ("cgf", {2}),
        ("zgf", {2}),
        ("lcxfsnzd", {1, 3}),
    ],
)
def test_what_is_typed_finds(held: Index, typed: str, uids: set[int]) -> None:
    assert found(held, typed) == uids


def test_nodes_of_values_and_ranges_stand_alone(held: Index) -> None:
    assert found(held, Value(Field.UNIT, "second")) == {3}
    assert found(held, Not(Value(Field.SERIES, "licensing"))) == {1, 2, 4}
    assert found(held, Range(Field.YEAR, 2021, 2020)) == set()
    assert found(held, Range(Field.DAY, None, date(2020, 4, 1).toordinal())) == {1, 2}
    assert found(held, Words("丰收", Field.NUMBERS)) == set()


def test_oldest_and_newest_first(held: Index) -> None:
    newest = [hit.uid for hit in find(held, "年度:2019..2021", sort="newest").hits]
    oldest = [hit.uid for hit in find(held, "年度:2019..2021", sort="oldest").hits]
    assert newest == [3, 1, 2]
    assert oldest == [2, 1, 3]


def test_a_group_holds_the_dossiers_other_hits(held: Index) -> None:
    page = find(held, "丰收", grouped=True)
    assert page.total == 3
    assert page.dossiers == 2
    shown = {hit.dossier: {hit.uid, *(each.uid for each in hit.more)} for hit in page.hits}
    assert shown == {100: {1, 3}, 102: {4}}


def test_groups_are_neither_lost_nor_repeated_over_the_pages(index: Index) -> None:
    many = [record(uid, "丰收", dossier=uid % 45, year=2000 + uid % 7) for uid in range(1, 136)]
    index.apply(many, [], STAMP)
    pages = [find(index, "丰收", grouped=True, page=page) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
    seen = [hit.dossier for page in pages for hit in page.hits]
    assert sorted(seen) == list(range(45))
    assert {page.dossiers for page in pages} == {45}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("栾川县丰", ("栾川县丰收农资店",)),
        ("丰", ()),
        ("zeng", ("曾国藩",)),
        ("cgf", ("曾国藩",)),
        ("增国藩", ("曾国藩",)),
        ("nobody", ()),
        ("", ()),
        ("*", ()),
        (".*", ()),
    ],
)
def test_names_complete_what_begins_or_sounds_so(
    held: Index, typed: str, names: tuple[str, ...]
) -> None:
    assert held.names(typed, EVERYTHING) == names


def test_names_come_only_from_what_one_may_read(index: Index) -> None:
    index.apply(
        [
            record(1, parties=("曾国藩",), caveats=frozenset({"privacy"})),
            record(2, parties=("曾国荃",), marks=(Mark(2),)),
            record(3, parties=("曾国葆",), unit="second"),
            record(4, parties=("曾国潢",)),
        ],
        [],
        STAMP,
    )
    mine = Access(
        0, frozenset(), everywhere=False, units=frozenset({"first"}), dossiers=frozenset(),
        today=date(2026, 11, 23),
    )  # fmt: skip
    assert index.names("曾", mine) == ("曾国潢",)
    assert index.names("zgf", mine) == ()


TEXTS = st.text(
    st.sampled_from('处罚 ()（）:：*"“”-+年度2020..〔〕AND或非\0\ud800\ue000٣̀'), max_size=60
)


@given(TEXTS | st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
def test_whatever_is_typed_is_answered(held: Index, typed: str) -> None:
    page = held.search(Query(read(typed).node), EVERYTHING)
    assert page.total >= len(page.hits)
    held.names(typed, EVERYTHING)


@pytest.mark.parametrize("typed", ["(" * 400, "((甲)" * 30, '"甲', "门类:没有", "年度:abc", ")("])
def test_what_does_not_parse_is_answered_as_words_and_says_so(typed: str) -> None:
    assert read(typed).is_as_words
    assert DEEPEST < 50


def test_names_and_units_are_read_by_their_chinese_names(held: Index) -> None:
    node = read("单位:城关所", {"城关所": "second"}).node
    assert {hit.uid for hit in held.search(Query(node), EVERYTHING).hits} == {3}
    assert isinstance(HELD[0], Document)


@pytest.fixture
def numbered(index: Index) -> Index:
    """Hold a word that is followed by more endings than an engine takes within a phrase."""
    many = " ".join(f"编号A{number:05d}" for number in range(17_000))
    index.apply([record(1, many), record(2, "编号B1"), record(3, "编号B2，名称A1")], [], STAMP)
    return index


@pytest.mark.parametrize(
    ("typed", "uids", "apart"),
    [
        ("编号A*", {1}, {3}),
        ("编号A0*", {1}, set()),
        ("编号B*", {2, 3}, set()),
        ("非 编号A*", {2, 3}, {1}),
    ],
)
def test_an_open_word_that_goes_on_in_many_ways_is_answered(
    numbered: Index, typed: str, uids: set[int], apart: set[int]
) -> None:
    """What holds word and number ``apart`` may be found too, and nothing is lost."""
    assert uids <= found(numbered, typed) <= uids | apart


def test_a_name_with_brackets_is_found_as_one(index: Index) -> None:
    named = "丰收（洛阳）农资店", "丰收农资店", "洛阳丰收店"
    index.apply([record(uid, parties=(name,)) for uid, name in enumerate(named, 1)], [], STAMP)
    assert found(index, "当事人:丰收(洛阳)农资店") == {1}
    assert found(index, "丰收（洛阳）") == {1}
