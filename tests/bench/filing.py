"""Filing fifty files in one go, over copying, hashing and syncing the same files.

``PYTHONPATH=tests python -m bench.filing`` prints these lines alone.
"""

import os
import sys
import tempfile
from hashlib import sha256
from itertools import count
from pathlib import Path

from builders import FACTS, Archive, open_archive

from archive.operations.dossiers import create_dossier
from archive.storage.durable import sync_folder
from bench.browsing import Browser
from bench.measuring import Row, in_turn, row

FILES, ROUNDS, WARM_UP, AIM = 50, 7, 1, 2.0
MEGABYTE, SMALL = 1_000_000, 100_000
BLOCK = 256 * 1024
BOUNDARY = "----------------------------bench"


def measure(archive: Archive) -> list[Row]:
    """Give the lines of the table."""
    browser = Browser(archive, "officer")
    return [
        _measure(
            archive,
            browser,
            MEGABYTE,
            f"{FILES} 个 1 MB 文件一次归入 ÷ 复制、SHA-256 和 fsync",
            AIM,
        ),
        _measure(archive, browser, SMALL, f"{FILES} 个 100 KB 文件，同上"),
    ]


def _measure(
    archive: Archive, browser: Browser, size: int, what: str, aim: float | None = None
) -> Row:
    folder = archive.folder / f"bench-{size}"
    folder.mkdir()
    sources = [_source(folder / f"现场照片{number}.bin", size) for number in range(FILES)]
    body = _body(folder / "body", sources, browser.token)
    volumes = iter([_volume(archive) for _round in range(ROUNDS + WARM_UP)])
    rounds = count()
    pair = in_turn(
        lambda: browser.post(f"{next(volumes)}/add", body, BOUNDARY),
        lambda: _copy(sources, folder / str(next(rounds))),
        ROUNDS,
        WARM_UP,
    )
    _check(archive, size)
    return row(what, pair, aim)


def _source(path: Path, size: int) -> Path:
    path.write_bytes(os.urandom(size))
    return path


def _body(path: Path, sources: list[Path], token: str) -> Path:
    """Write the form as a browser sends it."""
    fields = {"csrf_token": token, "each": "1", "kind": "other-main"}
    with path.open("wb") as body:
        for name, value in fields.items():
            body.write(_head(f'name="{name}"') + value.encode() + b"\r\n")
        for source in sources:
            body.write(_head(f'name="files"; filename="{source.name}"'))
            body.write(source.read_bytes() + b"\r\n")
        body.write(f"--{BOUNDARY}--\r\n".encode())
    return path


def _head(disposition: str) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode()


def _volume(archive: Archive) -> str:
    with archive.visit() as site:
        officer = archive.as_person(site, "officer")
        dossier = create_dossier(officer, site["J001"]["penalty"], facts=FACTS)
        return str(dossier.volume("main").path)


def _copy(sources: list[Path], folder: Path) -> None:
    """Copy and hash in one pass, and wait for the disk: for each file, and for their names."""
    folder.mkdir()
    for source in sources:
        digest = sha256()
        with source.open("rb") as read, (folder / source.name).open("wb", buffering=0) as copy:
            while block := read.read(BLOCK):
                copy.write(block)
                digest.update(block)
            os.fsync(copy.fileno())
    sync_folder(folder)


def _check(archive: Archive, size: int) -> None:
    """Make sure that all the files were taken, with all their bytes."""
    with archive.visit() as site:
        taken = [node for node in site.by_uid.values() if getattr(node, "size", 0) == size]
        if len(taken) != FILES * (ROUNDS + WARM_UP):
            raise RuntimeError(len(taken))


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder)) as archive:
        for each in measure(archive):
            sys.stdout.write(f"{each.what} | {each.ours} | {each.floor} | {each.ratio:.2f}\n")


if __name__ == "__main__":
    main()
