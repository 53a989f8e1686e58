"""A disk as a power cut leaves it: what was not synced may be there, in part, or not at all.

A child runs under strace, which notes each write, name and sync in their order. From the notes a
disk is built as it may look after a cut at any moment: every write, truncation and name that no
sync covered is kept or lost independently, by a seed. POSIX promises no more than that.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

CALLS = (
    "openat,write,pwrite64,fsync,fdatasync,rename,renameat2,mkdir,unlink,rmdir,lseek,read,"
    "ftruncate,close,dup,dup2,dup3,fcntl,link,linkat"
)
LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
BEGUN = re.compile(r"^(\d+) +(\w+\(.*) <unfinished \.\.\.>$")
ENDED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Change:
    """One change of a file's bytes: at ``seq``, data at an offset, or a new length."""

    seq: int
    offset: int
    data: bytes | None
    synced: int | None = None


@dataclass
class Name:
    """One change of a folder: at ``seq``, a name given to an inode, or (None) taken away."""

    seq: int
    path: str
    inode: int | None
    is_folder: bool = False
    synced: int | None = None


@dataclass
class Notes:
    """All that a run did below ``root``, and what it said was acknowledged, each with its place."""

    root: str
    changes: dict[int, list[Change]] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    acknowledged: list[tuple[int, str]] = field(default_factory=list)
    length: int = 0


def traced(program: str, root: Path, *words: str) -> Notes:
    """Run a Python program under strace; give what it did to the files below ``root``."""
    log = root.parent / f"{root.name}.strace"
    how = ["strace", "-f", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-o", str(log)]
    command = [*how, sys.executable, "-W", "ignore", "-c", program, str(root), *words]
    subprocess.run(command, check=True, capture_output=True)
    with log.open(encoding="ascii") as lines:
        notes = _Reader(str(root)).read(lines)
    log.unlink()
    return notes


class _Reader:
    """Follows descriptors, offsets and names through the lines of strace."""

    def __init__(self, root: str) -> None:
        self.notes = Notes(root)
        self.now = 0
        self.begun: dict[str, tuple[int, str]] = {}  # by thread: since when, and what
        self.since = 0  # what this call covers was done before
        self.paths: dict[int, str] = {}  # of open descriptors
        self.inodes: dict[int, int] = {}  # of open descriptors
        self.offsets: dict[int, int] = {}
        self.named: dict[str, int] = {}  # path -> inode
        self.fresh = 0

    def read(self, lines: Iterator[str]) -> Notes:
        for line in lines:
            found = LINE.match(self._whole(line))
            if found and int(found[4]) >= 0:
                self.now += 1
                self._call(*found.groups()[1:])
        self.notes.length = self.now
        return self.notes

    def _whole(self, line: str) -> str:
        """Put together a call that another thread's stood between; '' while it has not ended."""
        self.since = self.now + 1
        if begun := BEGUN.match(line):
            self.now += 1
            self.begun[begun[1]] = self.now, begun[2]
            closes = begun[2].startswith("close(")  # its number may be another's before it ends
            return f"{begun[1]} {begun[2]}) = 0" if closes else ""
        if ended := ENDED.match(line):
            self.since, called = self.begun.pop(ended[1])
            if called.startswith("close("):
                return ""
            return f"{ended[1]} {called}{ended[2]}"
        return line

    def _call(self, name: str, said: str, result: str) -> None:
        handle = getattr(self, f"_{name}", None)
        if handle is not None:
            strings = [bytes.fromhex(each.replace("\\x", "")) for each in STRING.findall(said)]
            handle(strings, STRING.sub("", said).split(","), int(result))

    def _inside(self, path: str) -> bool:
        return path.startswith(self.notes.root)

    def _new(self, path: str, *, is_folder: bool = False) -> int:
        self.fresh += 1
        self.named[path] = self.fresh
        self.notes.names.append(Name(self.now, path, self.fresh, is_folder))
        return self.fresh

    def _openat(self, strings, plain, fd) -> None:
        path, flags = strings[0].decode(), plain[2]
        if not self._inside(path) and "O_RDONLY" in flags:
            self.paths.pop(fd, None)
            self.inodes.pop(fd, None)
            return
        self.paths[fd], self.offsets[fd] = path, 0
        if "O_DIRECTORY" in flags:
            self.inodes.pop(fd, None)
            return
        if path not in self.named:
            self._new(path)
        self.inodes[fd] = self.named[path]
        if "O_TRUNC" in flags:
            self._change(fd, 0, None)

    def _change(self, fd: int, offset: int, data: bytes | None) -> None:
        changes = self.notes.changes.setdefault(self.inodes[fd], [])
        changes.append(Change(self.now, offset, data))

    def _write(self, strings, plain, count) -> None:
        fd = int(plain[0])
        if fd == 1:
            said = strings[0].decode()
            self.notes.acknowledged += [(self.now, each) for each in said.split("\n") if each]
        elif fd in self.inodes:
            self._change(fd, self.offsets[fd], strings[0][:count])
            self.offsets[fd] += count

    def _pwrite64(self, strings, plain, count) -> None:
        fd = int(plain[0])
        if fd in self.inodes:
            self._change(fd, int(plain[-1]), strings[0][:count])

    def _read(self, _strings, plain, count) -> None:
        fd = int(plain[0])
        if fd in self.offsets:
            self.offsets[fd] += count

    def _lseek(self, _strings, plain, place) -> None:
        fd = int(plain[0])
        if fd in self.offsets:
            self.offsets[fd] = place

    def _ftruncate(self, _strings, plain, _result) -> None:
        fd = int(plain[0])
        if fd in self.inodes:
            self._change(fd, int(plain[1]), None)

    def _fsync(self, _strings, plain, _result) -> None:
        fd = int(plain[0])
        if fd in self.inodes:
            for change in self.notes.changes.get(self.inodes[fd], []):
                if change.seq < self.since:
                    change.synced = change.synced or self.now
        elif fd in self.paths:
            folder = self.paths[fd].rstrip("/")
            for name in self.notes.names:
                if name.seq < self.since and name.path.rpartition("/")[0] == folder:
                    name.synced = name.synced or self.now

    _fdatasync = _fsync

    def _fcntl(self, _strings, plain, result) -> None:
        if "F_DUPFD" in plain[1]:
            for table in (self.paths, self.inodes, self.offsets):
                if int(plain[0]) in table:
                    table[result] = table[int(plain[0])]

    def _close(self, _strings, plain, _result) -> None:
        for table in (self.paths, self.inodes, self.offsets):
            table.pop(int(plain[0]), None)

    def _mkdir(self, strings, _plain, _result) -> None:
        path = strings[0].decode().rstrip("/")
        if self._inside(path):
            self._new(path, is_folder=True)

    def _rename(self, strings, _plain, _result) -> None:
        old, new = (each.decode() for each in strings)
        inode = self.named.pop(old, None)
        if inode is None:
            return
        self.named[new] = inode
        self.notes.names += [Name(self.now, old, None), Name(self.now, new, inode)]

    def _renameat2(self, strings, plain, result) -> None:
        self._rename(strings, plain, result)

    def _unlink(self, strings, _plain, _result) -> None:
        path = strings[0].decode()
        if self.named.pop(path, None) is not None:
            self.notes.names.append(Name(self.now, path, None))

    _rmdir = _unlink


def after_cut(notes: Notes, moment: int, chance: Random, into: Path) -> list[str]:
    """Build in ``into`` the disk that a cut at ``moment`` may leave; give what was acknowledged."""
    kept: dict[str, Name] = {}
    for name in notes.names:
        if name.seq <= moment and _survives(name.synced, moment, chance):
            kept[name.path] = name
    into.mkdir(parents=True)
    for path, name in sorted(kept.items()):
        place = into / path.removeprefix(notes.root).lstrip("/")
        outside = not path.startswith(notes.root)
        if name.inode is None or outside or place == into:
            continue
        if not place.parent.is_dir():
            continue  # a folder whose own name was lost takes all in it along
        if name.is_folder:
            place.mkdir(exist_ok=True)
        else:
            place.write_bytes(_bytes(notes.changes.get(name.inode, []), moment, chance))
    return [said for seq, said in notes.acknowledged if seq <= moment]


def _survives(synced: int | None, moment: int, chance: Random) -> bool:
    return (synced is not None and synced <= moment) or chance.random() < 0.5


def _bytes(changes: list[Change], moment: int, chance: Random) -> bytes:
    content = bytearray()
    for change in changes:
        if change.seq > moment:
            break
        if not _survives(change.synced, moment, chance):
            continue
        if change.data is None:
            del content[change.offset :]
            content.extend(bytes(change.offset - len(content)))
            continue
        data, end = change.data, change.offset + len(change.data)
        if not (change.synced and change.synced <= moment):
            data = data[: chance.randrange(len(data) + 1)]  # torn
        content.extend(bytes(max(end - len(content), 0)) if len(data) == len(change.data) else b"")
        content.extend(bytes(max(change.offset + len(data) - len(content), 0)))
        content[change.offset : change.offset + len(data)] = data
    return bytes(content)
