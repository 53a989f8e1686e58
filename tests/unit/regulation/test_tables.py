"""The regulation's tables are whole, agree with their sources, and refuse a wrong row by name."""

from pathlib import Path

import pytest

from archive.regulation import (
    Phase,
    Recording,
    Unit,
    deadline,
    kind,
    kinds,
    retentions,
    series,
    usual_retention,
)
from archive.regulation.rows import Deadline, RecordKind, Retention, Series, is_article
from archive.regulation.tables import AnyRow, read

KIND = """
[{key}]
name = "询问笔录"
english = "Interview record"
phase = "{phase}"
volume = "{volume}"
slot = "{slot}"
articles = ["{article}"]
"""
GOOD = {
    "key": "interview",
    "phase": "inquiry",
    "volume": "main",
    "slot": "z4",
    "article": "12(1)",
}


def read_text(folder: Path, row: type[AnyRow], text: str) -> dict[str, AnyRow]:
    file = folder / "table.toml"
    file.write_text(text, encoding="utf-8")
    return dict(read(file, row))


def test_the_fifty_six_standard_forms_are_all_there_once() -> None:
    forms = [row.form for row in kinds().values() if row.form]
    assert sorted(forms) == list(range(1, 57))


@pytest.mark.parametrize(
    ("form", "name", "slot"),
    [
        (1, "案件来源登记表", "f1"),
        (7, "立案（不予立案）审批表", "z1"),
        (14, "询问笔录", "z4"),
        (35, "案件调查终结报告", "f2"),
        (36, "案件审核（法制审核）表", "f3"),
        (40, "听证笔录", "z5"),
        (41, "听证报告", "f4"),
        (45, "行政处罚决定书", "z2"),
        (50, "送达回证", "z3"),
        (52, "涉案物品处理记录", "z6"),
        (53, "结案审批表", "f5"),
    ],
)
def test_the_forms_named_in_penalty_78_lie_where_it_puts_them(
    form: int, name: str, slot: str
) -> None:
    (row,) = [row for row in kinds().values() if row.form == form]
    assert (row.name, row.slot) == (name, slot)


def test_records_are_filed_in_the_order_of_penalty_78() -> None:
    order = [
        *("cover", "filing-approval", "penalty-decision", "service-receipt", "inquiry-record"),
        *("hearing-record", "goods-disposal", "court-ruling", "endnote", "case-source"),
        *("investigation-report", "legal-review", "hearing-report", "closing-approval"),
    ]
    positions = [kind(key).position for key in order]
    assert positions == sorted(positions)
    assert len(set(positions)) == len(order)


@pytest.mark.parametrize(
    "article",
    [
        *("7", "8", "9", "10", "11", "12(1)", "12(2)", "12(3)", "12(4)", "12(5)", "12(6)", "12(7)"),
        *("13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27"),
        *("28", "29", "30", "31"),
    ],
)
def test_every_article_that_asks_for_a_record_has_a_kind(article: str) -> None:
    assert [row.key for row in kinds().values() if article in row.articles]


@pytest.mark.parametrize(
    ("key", "recording"),
    [
        ("scene-record", Recording.REQUIRED),  # Art. 13
        ("sampling-record", Recording.REQUIRED),  # Art. 13
        ("hearing-record", Recording.REQUIRED),  # Art. 13
        ("coercion-decision", Recording.REQUIRED),  # Art. 15
        ("public-notice", Recording.REQUIRED),  # Art. 27
        ("service-receipt", Recording.OPTIONAL),  # Art. 25: only where it was left behind
        ("inquiry-record", Recording.OPTIONAL),  # Art. 13: other ways, as needed
        ("closing-approval", Recording.NONE),
    ],
)
def test_a_recording_is_asked_for_where_the_articles_ask(key: str, recording: Recording) -> None:
    assert kind(key).recording is recording


def test_there_are_kinds_for_sound_film_and_photographs() -> None:
    names = {row.name for row in kinds().values() if row.is_recording}
    assert {"现场录像", "询问录音", "现场照片", "送达录像", "听证录音录像"} <= names


def test_every_phase_has_a_kind_and_each_volume_an_other() -> None:
    assert {row.phase for row in kinds().values()} == set(Phase)
    assert (kind("other-main").volume, kind("other-internal").volume) == ("main", "internal")


def test_the_eight_series_of_article_2_have_codes_of_their_own() -> None:
    assert {key: row.code for key, row in series().items()} == {
        "licensing": "XZXK",
        "penalty": "XZCF",
        "coercion": "XZQZ",
        "levy": "XZZS",
        "confirmation": "XZQR",
        "adjudication": "XZCJ",
        "fee": "XZSF",
        "inspection": "XZJC",
    }
    assert {row.filing_days for row in series().values()} == {deadline("filing").amount}


def test_retention_is_for_ever_thirty_or_ten_years() -> None:
    assert [(row.code, row.years) for row in retentions().values()] == [
        *(("Y", 0), ("D30", 30), ("D10", 10))
    ]


def test_the_general_procedure_is_usually_kept_for_ever_the_summary_one_thirty_years() -> None:
    assert usual_retention("general").code == "Y"
    assert usual_retention("summary").code == "D30"
    with pytest.raises(LookupError):
        usual_retention("nothing")


@pytest.mark.parametrize(
    ("key", "amount", "unit", "source"),
    [
        ("filing", 30, Unit.DAYS, "Art. 31"),
        ("filing-summary", 7, Unit.WORKING_DAYS, "Penalty 70"),
        ("closing-approval", 15, Unit.WORKING_DAYS, "Penalty 77"),
        ("recording", 24, Unit.HOURS, "Art. 31"),
        ("urgent-start", 24, Unit.HOURS, "Art. 8"),
        ("copy-request", 20, Unit.WORKING_DAYS, "Art. 33"),
    ],
)
def test_the_terms_are_those_of_their_articles(
    key: str, amount: int, unit: Unit, source: str
) -> None:
    term = deadline(key)
    assert (term.amount, term.unit, term.source) == (amount, unit, source)


@pytest.mark.parametrize("find", [kind, deadline, usual_retention])
def test_an_unknown_key_is_a_lookup_error(find: object) -> None:
    assert callable(find)
    with pytest.raises(LookupError):
        find("no-such-key")


def test_a_table_can_not_be_changed() -> None:
    with pytest.raises(TypeError):
        kinds()["more"] = kind("cover")  # type: ignore[index]


def test_a_right_row_is_read(tmp_path: Path) -> None:
    rows = read_text(tmp_path, RecordKind, KIND.format(**GOOD))
    assert rows["interview"].articles == ("12(1)",)
    assert rows["interview"].phase is Phase.INQUIRY


@pytest.mark.parametrize(
    "wrong",
    [
        *({"phase": "lunch"}, {"volume": "third"}, {"slot": "z8"}, {"slot": "f1"}),
        *({"article": "6"}, {"article": "38"}, {"article": "12(9)"}, {"article": "十二"}),
    ],
    ids=str,
)
def test_a_wrong_row_stops_with_a_sentence_naming_it(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"table\.toml 的 \[interview\] 一行有误"):
        read_text(tmp_path, RecordKind, KIND.format(**{**GOOD, **wrong}))


def test_a_column_that_there_is_not_stops_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\[interview\].*colour"):
        read_text(tmp_path, RecordKind, KIND.format(**GOOD) + 'colour = "red"\n')


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Series, '[a]\nname = "甲"\nenglish = "A"\ncode = "1"\n'),
        (Series, '[a]\nname = "甲"\nenglish = "A"\ncode = "XZ"\nfiling_days = 0\n'),
        (Retention, '[a]\nname = "十年"\nenglish = "10"\ncode = "D30"\nyears = 10\n'),
        (Deadline, '[a]\nname = "甲"\namount = 0\nunit = "days"\nsource = "Art. 31"\n'),
        (Deadline, '[a]\nname = "甲"\namount = 1\nunit = "moons"\nsource = "Art. 31"\n'),
        (Deadline, '[a]\nname = "甲"\namount = 1\nunit = "days"\nsource = "hearsay"\n'),
        (Deadline, '[a]\nname = " "\namount = 1\nunit = "days"\nsource = "Art. 31"\n'),
    ],
)
def test_the_other_tables_refuse_a_wrong_row_too(
    tmp_path: Path, row: type[AnyRow], text: str
) -> None:
    with pytest.raises(ValueError, match=r"\[a\] 一行有误"):
        read_text(tmp_path, row, text)


def test_the_measures_have_no_article_6() -> None:
    assert [n for n in range(40) if is_article(str(n))] == [*range(1, 6), *range(7, 38)]


def test_the_volume_is_fixed_where_the_law_names_it() -> None:
    fixed = {key: row.volume for key, row in kinds().items() if row.fixed}
    assert (
        fixed["hearing-report"] == fixed["closing-approval"] == fixed["legal-review"] == "internal"
    )
    assert (
        fixed["inquiry-record"] == fixed["penalty-decision"] == fixed["filing-approval"] == "main"
    )
    assert not {"other-main", "other-internal", "cover", "photographs"} & set(fixed)
    assert len(fixed) == 36
    assert kind("hearing-report").fits("internal")
    assert not kind("hearing-report").fits("main")
    assert kind("appraisal").fits("internal")
