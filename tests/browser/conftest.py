"""A real server on loopback and a real Chromium; without one the tests are skipped, never in CI."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from builders import Archive, open_archive
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from archive.worker import Worker


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or a skip that says what is missing."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium, and with CI=true nothing is skipped")
        pytest.skip("no Chromium here: apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@contextmanager
def serving(archive: Archive) -> Iterator[str]:
    """Serve an archive on loopback at a free port, with a worker beside it; give the address."""
    worker = Worker(archive.db, archive.index, archive.settings)
    server = create_server(archive.app, listen="127.0.0.1:0", threads=4)

    def served() -> None:
        with suppress(OSError):  # close() takes the sockets away while it waits on them
            server.run()

    threads = [threading.Thread(target=each, daemon=True) for each in (worker.run, served)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server._map.clear()  # else it waits for browsers that keep their connections
    worker.end()
    for thread in threads:
        thread.join(timeout=20)


@pytest.fixture
def serve() -> Any:
    """Serves an archive that a test opened itself."""
    return serving


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Any]:
    """An archive that is served, and its address."""
    with open_archive(tmp_path) as archive, serving(archive) as address:
        yield archive, address
