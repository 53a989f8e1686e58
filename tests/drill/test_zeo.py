"""The other way to several processes: ZEO in front of a file; a bare file takes one alone."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from builders import open_archive
from clustered import made_at
from contracts.cluster import new_database
from live import Visitor, juanzong, serving, written_ini

CONF = """
<zeo>
  address 127.0.0.1:{port}
</zeo>
<filestorage 1>
  path {folder}/zeo.fs
  blob-dir {folder}/zeo-blobs
</filestorage>
"""


@pytest.fixture
def zeo(tmp_path: Path) -> Iterator[str]:
    """A ZEO server on a file of its own; its address as ``zodbconn.uri`` has it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    conf = tmp_path / "zeo.conf"
    conf.write_text(CONF.format(port=port, folder=tmp_path), encoding="utf-8")
    server = subprocess.Popen([sys.executable, "-m", "ZEO.runzeo", "-C", str(conf)])
    try:
        for _try in range(200):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"zeo://127.0.0.1:{port}?wait_timeout=20&blob_dir={tmp_path}/zeo-cache"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.timeout(180)
def test_two_servers_and_a_worker_share_one_archive_by_zeo(tmp_path: Path, zeo: str) -> None:
    house = made_at(tmp_path, zeo, new_database())
    with house.stack:
        first, second = house.add_web(), house.add_web()
        house.add_worker()
        visitor = Visitor(first.address)
        visitor.sign_in("officer")
        visitor.address = second.address
        with visitor.get("/") as page:
            assert "张办案" in page.read().decode()
        house.end()


@pytest.mark.timeout(120)
def test_a_second_process_on_a_bare_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with open_archive(tmp_path):
        pass
    ini = written_ini(tmp_path)
    with serving(ini):
        for words in (["serve", "--listen", "127.0.0.1:0"], ["worker", "--once"]):
            done = juanzong(ini, *words)
            assert done.returncode == 1
            assert "正在使用这个档案库" in done.stderr
            assert "Traceback" not in done.stderr
