"""The child process: the only place where bytes from outside are parsed.

Started as ``python -I child.py ROOT`` with one JSON line on standard input; answers with one JSON
line on standard output. It limits itself before it touches the file.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024


def limit(limits: dict[str, int]) -> None:
    """Put bounds on memory, time, file size and open files; gain no privilege any more."""
    for name, value in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    _lock_down()


def _lock_down() -> None:
    """Ask the kernel for no new privileges and no network; where it can't, go on without."""
    import ctypes  # noqa: PLC0415 - only the child needs it

    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, new_network = 38, 0x40000000
    if hasattr(libc, "prctl"):
        libc.prctl(no_new_privileges, 1, 0, 0, 0)
    if hasattr(libc, "unshare"):
        libc.unshare(new_network)


def read(path: Path, kind: str) -> dict[str, Any]:
    """Give the words by page and the measures of the file."""
    from archive.media import formats  # noqa: PLC0415 - loaded under the limits

    return formats.read(path, kind)


def render(path: Path, kind: str, into: Path, width: int, most: int) -> dict[str, Any]:
    """Draw the pages into files of ``into``; give their names."""
    from archive.media import formats  # noqa: PLC0415 - loaded under the limits

    return {"images": formats.draw(path, kind, into, width, most)}


def main() -> None:
    """Do the one thing asked for; any failure is told, none is hidden."""
    asked = json.loads(sys.stdin.readline())
    sys.path.insert(0, asked["root"])
    limit(asked["limits"])
    path, kind = Path(asked["path"]), asked["kind"]
    try:
        if asked["into"]:
            answer = render(path, kind, Path(asked["into"]), asked["width"], asked["pages"])
        else:
            answer = read(path, kind)
    except MemoryError:
        answer = {"failed": "memory"}
    except Exception as failure:  # noqa: BLE001 - whatever a foreign file does is a value
        answer = {"failed": type(failure).__name__}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
