"""Fifty people at work on a real server: one process on a file, then two on PostgreSQL.

``make load``. What each does is read from the roles: a deed is for who holds its permission.
``SECONDS_EACH``, ``PACE`` (seconds a person thinks between two deeds) and ``SEED`` are taken from
the environment. The client's own processor time is told apart; it shares the machine.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders import open_archive
from clustered import clustered
from killing.houses import children_of
from live import serving, written_ini

from bench.crowd import Filled, Person, at_work, people

SECONDS_EACH = float(os.environ.get("SECONDS_EACH", "60"))
PACE = float(os.environ.get("PACE", "8"))
SEED = int(os.environ.get("SEED", "1"))
DOSSIERS = int(os.environ.get("DOSSIERS", "60"))


def processor(pids: list[int]) -> float:
    """Give the seconds of processor time of these and of all they began."""
    ticks = 0
    for pid in {each for first in pids for each in (first, *children_of(first))}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15] if pid in pids else fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@dataclass
class House:
    """What is measured: where it listens, which processes are its own."""

    name: str
    addresses: list[str]
    servers: list[int]
    workers: list[int]
    databases: list[int]


def measured(house: House, crowd: list[Person], seconds: float, pace: float) -> None:
    """Measure one stretch, and tell."""
    for person in crowd:
        person.times.clear()
        person.errors.clear()
    parts = {"servers": house.servers, "workers": house.workers, "PostgreSQL": house.databases}
    before, mine = {name: processor(pids) for name, pids in parts.items()}, own()
    lasted = at_work(crowd, seconds, pace)
    used = {name: processor(pids) - before[name] for name, pids in parts.items()}
    mine = own() - mine
    times = sorted(each for person in crowd for _deed, each in person.times)
    errors = sum((person.errors for person in crowd), Counter[str]())
    cores = os.cpu_count() or 1
    free = cores - mine / lasted
    cost = sum(used.values()) / len(times)
    p95 = statistics.quantiles(times, n=20)[-1]
    told(
        f"{house.name}, {f'a deed every {pace:g} s each' if pace else 'without a pause'}: "
        f"{len(times)} requests in {lasted:.0f} s, {len(times) / lasted:.1f}/s; "
        f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms; "
        f"errors {dict(errors) or 0}"
    )
    told(
        "  processor: "
        + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in used.items() if parts[name])
        + f"; client {mine:.1f} s taken off, {free:.2f} of {cores} cores were left; "
        f"{cost * 1000:.1f} ms a request, so {1 / cost:.0f} requests/s a core"
    )


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def one(folder: Path, filled: Filled) -> Iterator[House]:
    """One process on a file, its worker in a thread."""
    with open_archive(folder) as archive:
        filled(archive)
    with serving(written_ini(folder, worker="yes")) as live:
        yield House("one process, a file", [live.address], [live.process.pid], [], [])


@contextmanager
def two(folder: Path, filled: Filled) -> Iterator[House]:
    """Two processes and a worker on PostgreSQL."""
    with clustered(folder, webs=2, workers=1, fill=filled) as house:
        yield House(
            "two processes, PostgreSQL",
            [web.address for web in house.webs],
            [web.process.pid for web in house.webs],
            [worker.process.pid for worker in house.workers],
            [house.cluster._server.pid],
        )


def main() -> None:
    """Measure both, at office pace and without a pause."""
    told(f"50 people, {DOSSIERS} dossiers, seed {SEED}, load before {os.getloadavg()[0]:.1f}")
    for make in (one, two):
        filled = Filled(DOSSIERS)
        with tempfile.TemporaryDirectory() as folder, make(Path(folder), filled) as house:
            Path(folder).chmod(0o711)
            crowd = people(house.addresses, filled, SEED)
            at_work(crowd, 5, 1)  # caches fill
            measured(house, crowd, SECONDS_EACH, PACE)
            measured(house, crowd, SECONDS_EACH / 2, 0)


if __name__ == "__main__":
    main()
