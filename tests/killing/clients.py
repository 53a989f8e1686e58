"""Four clients at once, and the moment of the kill: after so many acknowledgements."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from webtest import AppError

from killing.cases import Case, planned
from killing.deeds import Office, do
from killing.wire import Cut

CLIENTS = 4

#: Seconds after which a round that came to no kill is a fault.
LONGEST_ROUND = 400


class Acknowledged:
    """Counts what was acknowledged, and tells when it is enough."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.count = 0
        self._changed = threading.Condition()

    def add(self) -> None:
        """Count one."""
        with self._changed:
            self.count += 1
            self._changed.notify_all()

    def wait_for(self, count: int, given_up: Callable[[], bool]) -> None:
        """Come back when ``count`` were acknowledged, or nothing more will be."""
        ends = time.monotonic() + LONGEST_ROUND
        with self._changed:
            while self.count < count and not given_up():
                self._changed.wait(0.1)
                if time.monotonic() > ends:
                    pytest.fail(f"only {self.count} of {count} were acknowledged")


class Client:
    """One client: does case after case until the server is cut off, then waits to go on."""

    def __init__(self, seed: int, number: int, address: Callable[[], str], most: int) -> None:
        """Begin with the first case of the seed; ``most`` are begun at all."""
        self.number, self._seed, self._most = number, seed, most
        self.office = Office(address)
        self.cases: list[Case] = []
        self.faults: list[str] = []
        #: How often a step was refused with a page, since others changed the same.
        self.refused = 0

    @property
    def is_over(self) -> bool:
        """Say whether all it was to do is done."""
        return len(self.cases) >= self._most and (not self.cases or self.cases[-1].is_over)

    def end_with_this_case(self) -> None:
        """Begin no other case."""
        self._most = len(self.cases)

    def run(self, acknowledged: Acknowledged, told: Callable[[], bool]) -> None:
        """Go on until ``told`` to end, or cut off; whatever else happens is a fault."""
        self.office.is_told = told
        try:
            while not self.is_over and not told():
                self._go_on(acknowledged)
        except Cut as cut:
            if not told():
                self.faults.append(f"client {self.number}: {cut} before anything was killed")
        except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - told by the run, with its seed
            where = self.cases[-1].step if self.cases else "the beginning"
            self.faults.append(f"client {self.number} at {where}: {failure!r}"[:2000])

    def _go_on(self, acknowledged: Acknowledged) -> None:
        if not self.cases or self.cases[-1].is_over:
            self.cases.append(planned(self._seed, self.number, len(self.cases)))
        case = self.cases[-1]
        case.in_doubt = True
        try:
            learnt: dict[str, Any] = do(self.office, case)
        except AppError as refused:
            if "Bad response: 503" not in str(refused):
                raise
            self.refused, case.in_doubt = self.refused + 1, False
            return  # it was said that nothing was kept; it is done again
        for name, value in learnt.items():
            setattr(case, name, value)
        case.at, case.in_doubt = case.at + 1, False
        acknowledged.add()
