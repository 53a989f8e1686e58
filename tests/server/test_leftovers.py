"""What was arriving, or being made, when a server was killed is gone when it serves again."""

import os
from pathlib import Path

from live import serving

from archive.server.spooling import FORGOTTEN, clear


def test_a_server_that_begins_takes_away_what_arrived_by_half(ini: Path) -> None:
    incoming = ini.parent / "var" / "incoming"
    (incoming / "arriving-half").write_bytes(b"half")
    (incoming / "copying-x").mkdir()
    (incoming / "copying-x" / "page.png").write_bytes(b"page")
    with serving(ini):
        assert list(incoming.glob("*-half")) + list(incoming.glob("copying-x")) == []


def test_where_others_may_have_something_arriving_only_what_is_old_goes(tmp_path: Path) -> None:
    for name, age in (("old", FORGOTTEN + 60), ("fresh", 60)):
        (tmp_path / name).write_bytes(b"half")
        moment = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (moment, moment))
    clear(tmp_path, alone=False)
    assert [path.name for path in tmp_path.iterdir()] == ["fresh"]
