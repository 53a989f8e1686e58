"""What a server counts of its requests, cheaply, and how Prometheus is told."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds at which the times of answers are told apart.
BORDERS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Figure:
    """One measured thing: its name, what it is, and its value for each set of labels."""

    name: str
    kind: str
    why: str
    values: tuple[tuple[str, float], ...]

    @classmethod
    def plain(cls, name: str, why: str, value: float, kind: str = "gauge") -> Figure:
        """Give a figure without labels."""
        return cls(name, kind, why, (("", value),))

    def lines(self) -> Iterator[str]:
        """Give it as Prometheus reads it."""
        yield f"# HELP juanzong_{self.name} {self.why}"
        yield f"# TYPE juanzong_{self.name} {self.kind}"
        for labels, value in self.values:
            yield f"juanzong_{self.name}{labels} {value:.12g}"


class Measures:
    """How many requests were answered, how, and in what time."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self._answers[method, route, status] += 1
            times = self._times.setdefault(route, [0] * (len(BORDERS) + 1))
            times[bisect_left(BORDERS, seconds)] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def figures(self) -> Iterator[Figure]:
        """Give what was counted."""
        with self._lock:
            answers = tuple(self._answers.items())
            times = {route: tuple(each) for route, each in self._times.items()}
            seconds = dict(self._seconds)
        counted = tuple(
            (f'{{method="{method}",route="{route}",status="{status}"}}', float(count))
            for (method, route, status), count in answers
        )
        yield Figure("requests_total", "counter", "Requests answered.", counted)
        yield Histogram("request_seconds", "histogram", "Time to an answer.", (), times, seconds)


@dataclass(frozen=True)
class Histogram(Figure):
    """Times, told apart by the borders."""

    times: dict[str, tuple[int, ...]]
    seconds: dict[str, float]

    def lines(self) -> Iterator[str]:
        """Give it as Prometheus reads it: each border counts all below it."""
        yield from super().lines()
        name = f"juanzong_{self.name}"
        for route, counts in self.times.items():
            below = 0
            for border, count in zip((*BORDERS, "+Inf"), counts, strict=True):
                below += count
                yield f'{name}_bucket{{route="{route}",le="{border}"}} {below}'
            yield f'{name}_sum{{route="{route}"}} {self.seconds[route]:.6f}'
            yield f'{name}_count{{route="{route}"}} {below}'
