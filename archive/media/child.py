"""The child process: the only place where bytes from outside are parsed.

Started as ``python -I child.py ROOT`` with one JSON line on standard input; answers with one JSON
line on standard output. It limits itself before it touches the file.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


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
    import ctypes  # only the child needs it

    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, new_network = 38, 0x40000000
    if hasattr(libc, "prctl"):
        libc.prctl(no_new_privileges, 1, 0, 0, 0)
    if hasattr(libc, "unshare"):
        libc.unshare(new_network)


def examine(asked: dict[str, Any]) -> dict[str, Any]:
    """Give words, measures and the names of the page pictures; each alone may fail."""
    from archive.media import formats  # loaded under the limits

    path, kind = Path(asked["path"]), asked["kind"]
    answer: dict[str, Any] = {}
    if asked["words"]:
        answer |= _tried(lambda: formats.read(path, kind))
    if asked.get("head"):
        answer |= _tried(lambda: {"head": formats.head(path, kind)})
    if asked["into"]:
        into, width, most = Path(asked["into"]), asked["width"], asked["pages"]
        drawn = _tried(lambda: {"images": formats.draw(path, kind, into, width, most)})
        answer |= {"images": drawn.get("images", []), "undrawn": drawn.get("failed", "")}
    return answer


def _tried(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return work()
    except MemoryError:
        return {"failed": "memory"}
    except Exception as failure:  # noqa: BLE001 - whatever a foreign file does is a value
        return {"failed": type(failure).__name__}


def main() -> None:
    """Do what is asked for; any failure is told, none is hidden."""
    asked = json.loads(sys.stdin.readline())
    sys.path.insert(0, asked["root"])
    limit(asked["limits"])
    sys.stdout.write(json.dumps(examine(asked)))


if __name__ == "__main__":
    main()
