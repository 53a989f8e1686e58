"""Backups beside the running server: commands, eight writers, and the restored archive served."""

import re
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any

from asker import Asker
from live import Live, Visitor, juanzong, serving

from archive.models.requests import CopyRequest
from archive.storage.opening import open_database
from archive.storage.visiting import visit

WRITERS = 8


def test_the_restored_archive_serves_and_takes_files_at_once(live: Live, tmp_path: Path) -> None:
    kept, into = tmp_path / "kept", tmp_path / "restored"
    number = Asker(live.address, "before").ask()
    made = juanzong(live.ini, "backup", str(kept))
    assert re.search("已备份到提交 [0-9a-f]{16}：", made.stdout), made.stderr
    packed = juanzong(live.ini, "pack")
    assert "已整理" in packed.stdout, packed.stderr
    assert juanzong(live.ini, "backup", str(kept)).returncode == 0
    listed = juanzong(live.ini, "backup", str(kept), "--list").stdout.splitlines()
    assert listed[-1].startswith("共 2 份，最早的一份")
    drilled = juanzong(live.ini, "backup", str(kept), "--drill")
    assert "0 处有问题" in drilled.stdout, drilled.stderr
    checked = juanzong(live.ini, "check").stdout
    assert "✓ 最近一次备份" in checked
    assert "演练" not in checked, "it was noted in the server that has the archive open"
    assert live.end() == 0
    done = juanzong(live.ini, "restore", str(kept), str(into))
    named = re.search(r"--ini (\S+) serve", done.stdout)
    assert named, done.stderr
    with serving(Path(named[1])) as restored:
        Visitor(restored.address).sign_in("officer")
        assert Asker(restored.address, "after").ask() > number
        assert restored.end() == 0
    again = juanzong(live.ini, "restore", str(kept), str(into))
    assert (again.returncode, again.stdout) == (1, "")
    assert "不是空文件夹" in again.stderr


def test_a_backup_under_eight_writers_has_all_that_was_acknowledged_before(
    live: Live, tmp_path: Path
) -> None:
    kept, stop = tmp_path / "kept", threading.Event()
    askers = [Asker(live.address, f"writer {number}") for number in range(WRITERS)]

    def write(asker: Asker) -> None:
        while not stop.is_set():
            asker.ask()

    threads = [threading.Thread(target=write, args=[each]) for each in askers]
    for thread in threads:
        thread.start()
    noted = []
    try:
        for at in range(3):
            while sum(len(each.acknowledged) for each in askers) < 20 * (at + 1):
                assert all(thread.is_alive() for thread in threads)
            before = {n: digest for each in askers for n, digest in list(each.acknowledged.items())}
            made = juanzong(live.ini, "backup", str(kept))
            noted.append((re.findall("提交 ([0-9a-f]{16})", made.stdout)[0], before))
            if at == 1:
                assert juanzong(live.ini, "pack", "--days", "0").returncode == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join(40)
    for commit, before in noted:
        into = tmp_path / commit
        done = juanzong(live.ini, "restore", str(kept), str(into), "--to", commit)
        assert done.returncode == 0, done.stderr
        assert before.items() <= _asked(into).items()


def _asked(folder: Path) -> dict[str, str]:
    """Give the requests of a restored archive, each with the SHA-256 of its file's bytes."""
    db = open_database(f"file://{folder}/var/data/archive.fs?blob_dir={folder}/var/data/blobs")
    try:
        with visit(db) as site:
            found = [each for each in site.requests.values() if isinstance(each, CopyRequest)]
            return {each.__name__: _digest(each) for each in found}
    finally:
        db.close()


def _digest(request: Any) -> str:
    (file,) = request.values()
    with file.blob.open("r") as stream:
        return sha256(stream.read()).hexdigest()
