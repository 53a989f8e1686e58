"""Times a thing and its floor in turn, so that a busy machine is as unkind to both."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

#: Rounds whose time is thrown away, while caches fill.
WARM_UP = 3

Step = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """Medians of what was measured and of its floor, in seconds, and of their ratio."""

    ours: float
    floor: float
    ratio: float


@dataclass(frozen=True)
class Row:
    """One line of the table; without an aim, or without a floor, it is only told.

    The aim is the most the ratio may be, or where ``rates`` are compared the least.
    """

    what: str
    ours: str
    floor: str = ""
    ratio: float | None = None
    aim: float | None = None
    rates: bool = False


def in_turn(ours: Step, floor: Step, rounds: int, warm_up: int = WARM_UP) -> Pair:
    """Run both ``rounds`` times, one after the other."""
    for _round in range(warm_up):
        ours()
        floor()
    times = [(seconds(ours), seconds(floor)) for _round in range(rounds)]
    return Pair(
        median(ours for ours, _floor in times),
        median(floor for _ours, floor in times),
        median(ours / floor for ours, floor in times),
    )


def seconds(step: Step) -> float:
    """Give how long ``step`` took; what earlier steps left behind is collected first."""
    gc.collect(0)
    begun = perf_counter()
    step()
    return perf_counter() - begun


def row(what: str, pair: Pair, aim: float | None = None) -> Row:
    """Make a line of a pair."""
    return Row(what, written(pair.ours), written(pair.floor), pair.ratio, aim)


def written(time: float) -> str:
    """Write seconds as milliseconds, with as many digits as were measured."""
    thousandths = time * 1000
    return f"{thousandths:.2f} ms" if thousandths < 10 else f"{thousandths:.0f} ms"
