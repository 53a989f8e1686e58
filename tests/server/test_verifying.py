"""Bytes and journal are verified beside the running server, which goes on serving."""

from hashlib import sha256
from http.client import IncompleteRead
from pathlib import Path

import pytest
from builders import open_archive, reopened
from damaged import files_in, flip, place
from live import Visitor, juanzong, serving, written_ini

from archive.models.fixity import Fault
from archive.operations.records import add_components

#: Bytes of a file that leaves in several pieces.
SIZE = 5 << 20


def test_bytes_are_verified_beside_the_running_server(ini: Path) -> None:
    with reopened(ini.parent) as archive, archive.visit() as site:
        flip(place(files_in(site)[0]))
    with serving(ini) as live:
        done = juanzong(ini, "verify", "all")
        assert done.returncode == 1, done.stderr
        assert "内容变了" in done.stdout
        assert " 2 个文件" in done.stdout
        assert "0 条不符" in done.stdout
        assert live.process.poll() is None
        assert live.end() == 0
    with reopened(ini.parent) as archive, archive.visit() as site:
        assert len(site.fixity.open()) == 1
        assert site.journal.newest(1)[0].kind == "bytes.verified"


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """The settings of an archive with one file that leaves in several pieces."""
    with open_archive(tmp_path) as archive:
        archive.dossier(records=1, sealed=False)
        with archive.visit() as site:
            (file,) = files_in(site)
            arrived = archive.file(bytes(range(256)) * (SIZE // 256), "现场录像.mp4")
            add_components(archive.as_person(site, "officer"), file.__parent__, files=[arrived])
    return written_ini(tmp_path, worker="no")


def test_a_whole_download_of_wrong_bytes_is_cut_short_and_written_down(large: Path) -> None:
    with reopened(large.parent) as archive, archive.visit() as site:
        file = next(each for each in files_in(site) if each.size == SIZE)
        address, where = file.path, place(file)
    with serving(large) as live:
        visitor = Visitor(live.address)
        visitor.sign_in("officer")
        with visitor.get(f"{address}/download") as answer:
            assert sha256(answer.read()).hexdigest() == sha256(where.read_bytes()).hexdigest()
        flip(where, SIZE - 1)
        with visitor.get(f"{address}/download") as answer, pytest.raises(IncompleteRead) as cut:
            answer.read()
        assert len(cut.value.partial) < SIZE
        visitor.opener.addheaders = [("Range", "bytes=0-")]
        with visitor.get(f"{address}/download") as answer, pytest.raises(IncompleteRead):
            answer.read()
        visitor.opener.addheaders = [("Range", f"bytes={SIZE - 10}-")]
        with visitor.get(f"{address}/download") as answer:
            assert (answer.status, len(answer.read())) == (206, 10)
        assert live.end() == 0
        assert "the bytes of" in live.logged()
    with reopened(large.parent) as archive, archive.visit() as site:
        (found,) = site.fixity.open()
        assert found.fault is Fault.CHANGED
        whats = [each.kind for each in site.journal.oldest_first()]
        assert whats.count("bytes.wrong") == 1
