"""Bytes and journal are verified beside the running server, which goes on serving."""

from pathlib import Path

from builders import reopened
from damaged import files_in, flip, place
from live import juanzong, serving


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
        assert site.journal.newest(1)[0].what == "BytesVerified"
