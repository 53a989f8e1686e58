"""The processes of this machine: who began whom, who lives, and an end to one."""

import os
from pathlib import Path


def children_of(pid: int) -> set[int]:
    """Give the processes that a process began, and those these began."""
    parents = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and (found := _stat(int(each.name))):
            parents[int(each.name)] = int(found[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that only waits to be buried does not."""
    found = _stat(pid)
    return bool(found) and found[0] not in "ZX"


def kill(pid: int) -> None:
    """Kill a process that may have ended by itself."""
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        return


def _stat(pid: int) -> list[str]:
    """Give state, parent and so on of a process; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
