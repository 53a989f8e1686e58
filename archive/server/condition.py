"""What condition the server is in: named questions about archive, index, disk and jobs.

Each stands in a table by its name; another room's answer is one more row. They count no more than
``MOST`` of anything, and what was found holds for a few seconds, so asking costs next to nothing.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from archive.errors import ArchiveError
from archive.evolve import outstanding
from archive.models.site import Archive
from archive.server.measuring import Figure
from archive.storage.patience import Conflicts
from archive.storage.visiting import visit

#: The most that is counted of what waits; more is told as this many.
MOST = 10_000

#: Seconds for which what was found holds.
HOLDS = 5.0

#: Bytes of free space below which the disk counts as nearly full.
LEAST_FREE = 500_000_000

#: Entries from which on the index counts as behind.
BEHIND = 1000


@dataclass(frozen=True)
class Answer:
    """What supervision is told: a status of HTTP, a kind of text, the text."""

    status: int
    kind: str
    text: str


Question = Callable[[Any, Archive], float | None]


def counted(things: Iterable[object]) -> int:
    """Count up to ``MOST`` things."""
    return sum(1 for _each in islice(things, MOST))


def free_bytes(registry: Any, _site: Archive) -> float:
    """Give the free bytes of the disk the archive's folder is on."""
    return float(shutil.disk_usage(registry.juanzong.var).free)


def _moment(room: str, attribute: str) -> Question:
    """Give the question when something of the archive was last done; nothing if never."""

    def asked(_registry: Any, site: Archive) -> float | None:
        at = getattr(getattr(site, room, None), attribute, None)
        return None if at is None else float(at.timestamp())

    return asked


#: name: kind, what it is, how it is found. ``None`` is left out.
FIGURES: dict[str, tuple[str, str, Question]] = {
    "pending": ("gauge", "Index entries that wait.", lambda _r, site: counted(site.pending)),
    "jobs_waiting": ("gauge", "Jobs that wait.", lambda _r, site: site.jobs.waiting()),
    "jobs_parked": ("gauge", "Jobs given up.", lambda _r, site: site.jobs.parked()),
    "free_bytes": ("gauge", "Free bytes on the disk of juanzong.var.", free_bytes),
    "last_backup_seconds": ("gauge", "When the last backup ended.", _moment("backups", "last")),
    "last_verify_seconds": ("gauge", "When bytes were last verified.", _moment("fixity", "last")),
}


def _database(_registry: Any, _site: Archive) -> str:
    return ""  # the visit itself was the question


def _steps(_registry: Any, site: Archive) -> str:
    return "、".join(step.name for step in outstanding(site))


def _index(registry: Any, site: Archive) -> str:
    try:
        stamp = registry.index.stamp()
    except Exception as failure:  # noqa: BLE001 - whatever an engine says when it is broken
        return f"broken: {type(failure).__name__}"
    waiting = counted(site.pending)
    return "empty" if stamp is None and waiting else "behind" if waiting >= BEHIND else ""


def _disk(registry: Any, site: Archive) -> str:
    free = free_bytes(registry, site)
    return "" if free >= LEAST_FREE else f"{free:.0f} bytes free"


def _jobs(_registry: Any, site: Archive) -> str:
    parked = site.jobs.parked()
    return f"{parked} parked" if parked else ""


#: name: whether the server can't serve without it, and what is wrong, or nothing.
CHECKS: dict[str, tuple[bool, Callable[[Any, Archive], str]]] = {
    "database": (True, _database),
    "evolve": (True, _steps),
    "index": (False, _index),
    "disk": (False, _disk),
    "jobs": (False, _jobs),
}


def ready(registry: Any) -> Answer:
    """Say what is wrong, by name; 503 where the archive can't be served."""
    try:
        with visit(registry._zodb_databases[""]) as site:
            wrong = {name: check(registry, site) for name, (_must, check) in CHECKS.items()}
    except ArchiveError as error:
        wrong = {"database": type(error).__name__}
    except Exception as failure:  # noqa: BLE001 - whatever a storage says when it is gone
        wrong = {"database": type(failure).__name__}
    serves = not any(must and wrong.get(name) for name, (must, _check) in CHECKS.items())
    told = {name: what or "ok" for name, what in wrong.items()}
    text = json.dumps({"ready": serves, **told}, ensure_ascii=False) + "\n"
    return Answer(200 if serves else 503, "application/json", text)


def _conflicts(kept: Conflicts) -> Iterator[Figure]:
    """Give how often was tried again, by deed and by the class two wrote, and given up."""
    again = [
        (f'{{deed="{deed}",on="{on}"}}', n) for (deed, on), n in sorted(kept.retried().items())
    ]
    yield Figure("conflicts_total", "counter", "Deeds tried again after a conflict.", tuple(again))
    in_vain = [(f'{{deed="{deed}"}}', n) for deed, n in sorted(kept.given_up().items())]
    yield Figure("conflicts_in_vain_total", "counter", "Deeds given up.", tuple(in_vain))


def metrics(registry: Any) -> Answer:
    """Give all figures as Prometheus reads them."""
    figures = [*registry.measures.figures(), *_conflicts(registry.conflicts)]
    with visit(registry._zodb_databases[""]) as site:
        for name, (kind, why, ask) in FIGURES.items():
            if (value := ask(registry, site)) is not None:
                figures.append(Figure.plain(name, why, value, kind))
    lines = [line for figure in figures for line in figure.lines()]
    return Answer(200, "text/plain; version=0.0.4", "\n".join(lines) + "\n")


def health(_registry: Any) -> Answer:
    """Say only that the server answers."""
    return Answer(200, "text/plain", "ok\n")


#: What supervision may ask for.
ASKED = {"/health": health, "/ready": ready, "/metrics": metrics}


def condition(registry: Any, path: str) -> Answer | None:
    """Give what ``path`` asks for, as found in the last seconds; ``None`` for anything else."""
    ask = ASKED.get(path)
    if ask is None:
        return None
    at, answer = registry.conditions.get(path, (0.0, None))
    if answer is None or time.monotonic() - at > HOLDS:
        answer = ask(registry)
        registry.conditions[path] = (time.monotonic(), answer)
    return answer  # type: ignore[no-any-return]
