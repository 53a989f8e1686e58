"""The engine is the one the settings name; moving to another changes nothing that is found."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders import Archive
from contracts import cluster
from queries import parse

from archive import clock
from archive.errors import IndexAway
from archive.search.access import access_of
from archive.search.engines.opening import open_index
from archive.search.port import Page, Query
from archive.search.sync import needs_rebuilding, rebuild, repair
from archive.settings import Settings, WrongSetting, read_settings

#: Looks in a process of its own, with nothing but the settings.
LOOK = """
import sys
from contextlib import closing
from archive.search.engines.opening import open_index
from archive.settings import read_settings
settings = read_settings({f"juanzong.{k}": v for k, v in (e.split("=", 1) for e in sys.argv[1:])})
with closing(open_index(settings)) as index:
    print(*sorted(index.digests()), index.stamp().place)
    print({"tantivy", "whoosh", "psycopg"} & {name.partition(".")[0] for name in sys.modules})
"""


def other_settings(archive: Archive, engine: str) -> Settings:
    found = replace(archive.settings, index=engine)
    if engine == "postgresql":
        return replace(found, index_database=cluster.new_database())
    return found


def found_by(archive: Archive, index, login: str, words: str) -> Page:
    with archive.visit() as site:
        today = clock.now().date()
        access = access_of(site, site.people[login].identity(today), today)
    page = index.search(Query(parse(words), sort="newest"), access)
    return replace(page, hits=tuple(sorted(page.hits, key=lambda hit: hit.uid)))


@pytest.mark.parametrize("engine", ["whoosh", "postgresql"])
def test_another_engine_finds_the_same_once_it_is_filled(archive: Archive, engine: str) -> None:
    archive.dossier(records=3)
    archive.dossier(unit="u2", records=1)
    archive.work()
    settings = other_settings(archive, engine)
    with closing(open_index(settings)) as other:
        assert needs_rebuilding(archive.db, other)
        while_filled: list[int] = []
        count = rebuild(
            archive.db,
            other,
            lambda *_: while_filled.append(found_by(archive, archive.index, "archivist", "").total),
        )
        assert count == 6
        assert set(while_filled) == {6}
        assert not needs_rebuilding(archive.db, other)
        assert repair(archive.db, other) == (0, 0, 0)
        for login in ("officer", "other", "archivist", "auditor"):
            for words in ("", "正文", "第1件的正文", "没有"):
                before = found_by(archive, archive.index, login, words)
                assert found_by(archive, other, login, words) == before
        uids, stamp = sorted(other.digests()), other.stamp()
    chosen = [f"var={settings.var}", f"index={engine}"]
    chosen += [f"index_database={settings.index_database}"] if settings.index_database else []
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *chosen], capture_output=True, text=True, check=True
    )
    said, loaded = done.stdout.splitlines()
    assert said.split() == [str(each) for each in (*uids, stamp.place)]
    assert loaded == str({"psycopg" if engine == "postgresql" else engine})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "还须设置 juanzong.index_database"),
        (
            {"index_database": "postgresql://user:secret@/nowhere?host=/nowhere"},
            "不能用：.*nowhere",
        ),
        ({"index_database": "postgresql://user:secret@[/"}, "不能用：libpq URI"),
        ({"index_database": "secret"}, "不能用：libpq URI"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    given: dict[str, str], sentence: str
) -> None:
    ini = {f"juanzong.{name}": value for name, value in (given | {"index": "postgresql"}).items()}
    with pytest.raises((WrongSetting, IndexAway), match=sentence) as caught:
        open_index(read_settings(ini))
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError", encoding="utf-8")
    script = LOOK.replace("import sys\n", f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n", 1)
    done = subprocess.run(
        [sys.executable, "-c", script, "index=postgresql", "index_database=postgresql:///"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (
        "WrongSetting: juanzong.index 为 postgresql 时，还须安装 juanzong[postgres]。"
        in done.stderr
    )
