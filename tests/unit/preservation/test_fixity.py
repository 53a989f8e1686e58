"""Whether the bytes are what they were: what is found, noted once, and noted right again."""

import errno
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import Archive, open_archive, reopened, settings_of
from click.testing import CliRunner
from damaged import files_in, flip, place

from archive import clock
from archive.cli import main
from archive.evidence.canonical import written
from archive.models.fixity import Fault, Look, Occasion
from archive.models.journal import Entry
from archive.operations.fixity import note_look
from archive.preservation.fixity import Stored, every_file, look_at, weighed
from archive.preservation.journal import check_journal
from archive.worker.reading import system


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    path = tmp_path / "archive.ini"
    lines = [f"{name} = {value}" for name, value in settings_of(tmp_path).items()]
    path.write_text("[app:main]\nuse = egg:juanzong\n" + "\n".join(lines), encoding="utf-8")
    return path


def verify(ini: Path, *words: str, status: int = 0) -> list[str]:
    done = CliRunner().invoke(main, ["--ini", str(ini), "verify", *words])
    assert done.exit_code == status, done.output + repr(done.exception)
    return done.output.splitlines()


def entries(site, what: str) -> list[Entry]:
    return [each for each in site.journal.oldest_first() if each.kind == what]


def test_verify_finds_the_flipped_bit_and_the_file_that_is_gone(tmp_path: Path, ini: Path) -> None:
    with open_archive(tmp_path) as archive:
        path = archive.dossier(records=3)
        with archive.visit() as site:
            changed, gone, sound = files_in(site)
            flip(place(changed))
            dossier = next(str(each.uid) for each in site.by_uid.values() if each.path == path)
            moved = place(gone).rename(tmp_path / "gone")
            uids = {changed.uid: Fault.CHANGED, gone.uid: Fault.GONE}

            home = place(changed)
    *rows, last = verify(ini, "bytes", status=1)
    assert last.startswith("已核对 3 个文件")
    assert last.endswith("2 个不符。")
    told = {int(row.split("\t")[1]): row.split("\t") for row in rows}
    assert {uid: row[0] for uid, row in told.items()} == {
        uid: fault.label for uid, fault in uids.items()
    }
    assert "文件.txt" not in "".join(rows)
    assert str(home).endswith(told[changed.uid][-1])
    verify(ini, "all", "--dossier", path, status=1)  # what is known is not said again
    with reopened(tmp_path) as archive, archive.visit() as site:
        assert {each.uid: each.fault for each in site.fixity.open()} == uids
        assert len(entries(site, "bytes.wrong")) == 2
        assert site.fixity.last == site.fixity.rounds[0].ended
        assert [done.scope for done in site.fixity.rounds] == ["", dossier]
        assert site.fixity.found(sound.uid) is None
        flip(place(site.found(changed.uid)))
        lost = tmp_path / "data" / "blobs" / told[gone.uid][-1]
        moved.rename(lost)
    assert verify(ini, "bytes")[-1].endswith("0 个不符。")
    with reopened(tmp_path) as archive, archive.visit() as site:
        assert site.fixity.open() == []
        assert len(entries(site, "bytes.righted")) == 2


@pytest.mark.parametrize("name", ["栾市监立〔2020〕12号", "栾市监立[2020]12号", "reference"])
def test_a_dossier_is_named_by_its_numbers(tmp_path: Path, ini: Path, name: str) -> None:
    with open_archive(tmp_path) as archive:
        path = archive.dossier(records=2)
        archive.dossier(records=4, case_number="栾市监立〔2020〕13号")
        with archive.visit() as site:
            reference = next(node.reference for node in site.by_uid.values() if node.path == path)
    name = reference if name == "reference" else name
    assert verify(ini, "bytes", "--dossier", name)[-1].startswith("已核对 2 个文件")
    assert "没有找到" in verify(ini, "bytes", "--dossier", "nothing", status=1)[0]


def test_only_what_came_since_a_day_is_looked_at(archive: Archive) -> None:
    archive.dossier(records=2)
    with archive.visit() as site:
        flip(place(files_in(site)[0]))
    now = clock.now()
    assert len(list(every_file(archive.db, now - timedelta(days=1)))) == 2
    assert list(every_file(archive.db, now + timedelta(days=1))) == []


def test_the_same_fault_is_written_once_and_another_again(archive: Archive) -> None:
    archive.dossier(records=1)
    with archive.visit() as site:
        (file,) = files_in(site)
        ctx = system(site, archive.settings)
        for look in (
            Look(file.uid, Fault.CHANGED, "a" * 64),
            Look(file.uid, Fault.CHANGED, "a" * 64),
            Look(file.uid, Fault.GONE),
            Look(file.uid),
            Look(file.uid),
            Look(12345, Fault.GONE),
        ):
            note_look(ctx, site, look=look, occasion=Occasion.ROUND)
        whats = [
            each.kind for each in site.journal.oldest_first() if each.kind.startswith("bytes.")
        ]
        assert whats == ["bytes.wrong", "bytes.wrong", "bytes.righted"]


def test_a_disk_that_can_t_read_is_a_fault_of_its_own() -> None:
    def read(_size: int) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    look = weighed(Stored(7, "a", 1, "0" * 64), SimpleNamespace(read=read))
    assert look == Look(7, Fault.UNREADABLE)


def test_a_file_the_archive_has_no_more_is_not_wrong(archive: Archive) -> None:
    assert look_at(archive.db, Stored(12345, "a", 1, "0" * 64)) is None


def test_the_journal_tells_an_entry_that_was_altered(archive: Archive) -> None:
    archive.dossier()
    done = check_journal(archive.db)
    assert (done.entries > 10, done.wrong) == (True, [])
    with archive.visit() as site:
        entry = site.journal.newest(3)[-1]
        entry.facts = written({"name": "别的"})
    (line,) = check_journal(archive.db).wrong
    assert line.endswith(": digest")
    assert check_journal(archive.db, clock.now() + timedelta(days=1)).entries == 0


def test_verify_journal_ends_with_one_where_it_was_altered(tmp_path: Path, ini: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.dossier(records=1)
    assert verify(ini, "journal")[-1].endswith("0 条不符。")
    with reopened(tmp_path) as archive, archive.visit() as site:
        site.journal.newest(1)[0].actor = 99
    assert verify(ini, "all", status=1)[-1].endswith("1 条不符。")
