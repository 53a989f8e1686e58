"""The child process: the only place where bytes from outside are parsed.

Started as ``python -I child.py``; for each JSON line on standard input it begins a process that
limits itself before it touches the file, and answers with one JSON line on standard output.
"""

import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: What the kernel says of a process that has no privilege and gains none.
NONE = {b"NoNewPrivs:\t1", b"CapEff:\t0000000000000000"}

#: Where the kernel tells which network a process has.
NETWORK = Path("/proc/self/ns/net")

#: The bounds set by ``setrlimit``, and what each keeps within bounds.
LIMITED = ("AS", "CPU", "FSIZE", "NOFILE")
WALLS = {"AS": "memory", "CPU": "time", "FSIZE": "files", "NOFILE": "open files"}


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
    """Ask the kernel for no privileges and no network; where it can't, go on without."""
    import ctypes  # only the child needs it

    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, new_network, new_user = 38, 0x40000000, 0x10000000
    if hasattr(libc, "prctl"):
        libc.prctl(no_new_privileges, 1, 0, 0, 0)
    if hasattr(libc, "unshare") and libc.unshare(new_network) != 0:
        # Who is not root may leave the network as the user of a namespace of his own.
        libc.unshare(new_network | new_user)
    if hasattr(libc, "capset"):
        version, this_process = 0x20080522, 0
        header = (ctypes.c_uint32 * 2)(version, this_process)
        libc.capset(header, (ctypes.c_uint32 * 6)())  # in that namespace he may do no more


def examine(asked: dict[str, Any]) -> dict[str, Any]:
    """Give words, measures and the names of the page pictures; each alone may fail."""
    from archive.media import formats  # loaded under the limits

    if asked.get("walls"):
        return {"walls": walls(asked["outside"])}
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


def walls(outside: str) -> dict[str, bool]:
    """Say which bounds hold in this process: they are looked at, not believed.

    ``outside`` names the network the process was begun in.
    """
    most = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in LIMITED}
    unlimited = resource.RLIM_INFINITY
    held = {WALLS[name]: value not in {unlimited, -1} for name, value in most.items()}
    said = Path("/proc/self/status").read_bytes()
    network, privileges = str(NETWORK.readlink()) != outside, set(said.splitlines()) >= NONE
    return {**held, "network": network, "privileges": privileges}


def _tried(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return work()
    except MemoryError:
        return {"failed": "memory"}
    except Exception as failure:  # noqa: BLE001 - whatever a foreign file does is a value
        return {"failed": type(failure).__name__}


def main() -> None:
    """Do what is asked for, line by line, each in a process of its own; no failure is hidden.

    What all of them need is loaded once; the process that loads it parses nothing from outside.
    """
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from archive.media import formats

    formats.load()
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(_in_a_child(line) + b"\n")
        sys.stdout.buffer.flush()


def _in_a_child(line: bytes) -> bytes:
    """Give what a child answers; where it ended without an answer, how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(line, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _pid, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0 and answer:
        return answer
    return json.dumps({"failed": _end_of(line, code, used.ru_utime + used.ru_stime)}).encode()


def _end_of(line: bytes, code: int, seconds: float) -> str:
    """Say how a child ended: where its time was not over, another than its limits killed it."""
    if code == -signal.SIGKILL and seconds < json.loads(line)["limits"]["seconds"] - 1:
        return "killed"
    return "time" if code in {-signal.SIGXCPU, -signal.SIGKILL} else "crash"


def _answer(line: bytes, writing: int) -> None:
    """Work under the limits, answer, and be gone without a word to what was loaded before."""
    asked = json.loads(line) | {"outside": str(NETWORK.readlink())}
    os.chdir(asked["home"])
    os.environ["TMPDIR"] = asked["home"]
    tempfile.tempdir = asked["home"]
    limit(asked["limits"])
    answer = json.dumps(examine(asked)).encode()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)


if __name__ == "__main__":
    main()
