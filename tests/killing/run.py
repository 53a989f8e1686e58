"""The kill run: rounds of work, a kill, and a look at all there is; told with its seed."""

import os
import shutil
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, randrange
from typing import Any

import pytest

from archive.cli.console import console
from archive.models.trying import MOST_LOST, Place
from archive.operations.jobs import retry_job
from killing import level, whole
from killing.clients import CLIENTS, Acknowledged, Client
from killing.houses import House
from killing.truth import Truth, settle

#: Acknowledgements between two kills, and seconds between the last of them and the kill.
FEWEST, MOST, LATEST = 3, 45, 0.4

#: How often something the house does without is killed on the way.
DISTURBED = 0.4

#: Kills after which the last backup is restored aside.
RESTORED = 4

#: Seconds in which all that waits is done once nobody is killed any more.
QUIET = 400


@dataclass
class Report:
    """What a run did and found."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    done_in_doubt: int = 0
    not_done_in_doubt: int = 0
    cases: int = 0
    receipts_lost: int = 0
    refused: int = 0
    seconds: float = 0.0
    longest_start: float = 0.0
    orphans: int = 0
    meanwhile: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Tell it in lines."""
        kills = ", ".join(f"{count} of {what}" for what, count in sorted(self.kills.items()))
        beside = ", ".join(f"{count} {what}" for what, count in sorted(self.meanwhile.items()))
        lines = [
            f"seed {self.seed}: {kills} in {self.seconds:.0f} s",
            f"{self.acknowledged} deeds acknowledged in {self.cases} cases",
            f"under way at a kill: {self.done_in_doubt} done, {self.not_done_in_doubt} not",
            f"{self.refused} refused with a page, and done again",
            f"{self.receipts_lost} receipts lost; longest start {self.longest_start:.1f} s",
            f"meanwhile: {beside or 'nothing'}",
            f"{self.orphans} blobs of no transaction left for the sweep; {len(self.faults)} faults",
        ]
        return "\n".join([*lines, *self.faults[:40]])


def seed_of_run() -> int:
    """Give the seed: JUANZONG_SEED, or another one each time."""
    return int(os.environ.get("JUANZONG_SEED") or randrange(1_000_000))


def run(house: House, kills: int, seed: int, out: Path | None = None) -> Report:
    """Kill ``kills`` times and look after each; stops at the first round with a fault."""
    report, began = Report(seed), time.monotonic()
    chance = Random(f"{seed}:kills")
    clients = [
        Client(seed, number, lambda number=number: house.address(number), most=10_000)
        for number in range(CLIENTS)
    ]
    print(f"\nJUANZONG_SEED={seed}", flush=True)  # noqa: T201 - so that it can be given again
    for number in range(kills):
        _round(house, clients, chance, report)
        if (number + 1) % RESTORED == 0:
            _restore(house, clients, report)
        report.seconds = time.monotonic() - began
        if out is not None:
            out.write_text(f"{report}\n", encoding="utf-8")
        if report.faults:
            report.faults.insert(0, f"after kill {number + 1}")
            return report
    _come_to_rest(house, clients, report)
    _restore(house, clients, report)
    report.seconds = time.monotonic() - began
    return report


def _round(house: House, clients: list[Client], chance: Random, report: Report) -> None:
    wanted, late = chance.randint(FEWEST, MOST), chance.uniform(0, LATEST)
    disturbed = chance.randint(1, wanted) if chance.random() < DISTURBED else 0
    _start(house, report)
    acknowledged, told = Acknowledged(), threading.Event()
    threads = [
        threading.Thread(target=client.run, args=[acknowledged, told.is_set]) for client in clients
    ]
    for thread in threads:
        thread.start()

    def given_up() -> bool:
        return any(client.faults for client in clients)

    try:
        acknowledged.wait_for(wanted // 3, given_up)
        if house.meanwhile is not None:
            house.meanwhile.begin(chance, [case for client in clients for case in client.cases])
        if disturbed:
            acknowledged.wait_for(disturbed, given_up)
            report.kills[house.disturb(chance) or "nothing"] += 1
        acknowledged.wait_for(wanted, given_up)
        time.sleep(late)
    except pytest.fail.Exception as failure:
        report.faults.append(str(failure))
    told.set()
    report.kills[house.kill(chance)] += 1
    for thread in threads:
        thread.join(90)
    report.acknowledged += acknowledged.count
    if house.meanwhile is not None:
        report.faults += house.meanwhile.end()
    _look(house, clients, report)


def _restore(house: House, clients: list[Client], report: Report) -> None:
    """Restore the last backup aside, look at it, and let it go."""
    if house.meanwhile is None:
        return
    into = house.folder / "restored"
    cases = [case for client in clients for case in client.cases]
    report.faults += house.meanwhile.restored(into, cases)
    report.meanwhile = Counter(house.meanwhile.done)
    shutil.rmtree(into, ignore_errors=True)


def _start(house: House, report: Report) -> None:
    began = time.time()
    house.start()
    report.longest_start = max(report.longest_start, time.time() - began)
    report.faults += house.left_over(began)


def _look(house: House, clients: list[Client], report: Report) -> None:
    """Look at everything; where a step was under way, find out whether it was done."""
    for client in clients:
        report.faults += client.faults
    if "Traceback" in (log := house.logged()):
        report.faults.append(log[log.index("Traceback") - 300 :][:4000])
    with house.visit() as site:
        truth = Truth(site)
        for client in clients:
            for case in client.cases:
                before, doubt = case.at + case.fetched_in_vain, case.in_doubt
                report.faults += settle(truth, case)
                moved = case.at + case.fetched_in_vain > before
                report.done_in_doubt += moved
                report.not_done_in_doubt += doubt and not moved
        _let_go_on(site, house)
        report.faults += whole.faults(site)
        report.orphans = house.orphans(site)
        report.faults += level.faults(site._p_jar.db(), house.settings)
    report.cases = sum(len(client.cases) for client in clients)
    report.refused = sum(client.refused for client in clients)
    report.receipts_lost = sum(case.is_left for client in clients for case in client.cases)


def _let_go_on(site: Any, house: House) -> None:
    """Have jobs that three kills parked, as is promised, tried again, as an administrator does."""
    for job in list(site.jobs):
        if job.place is Place.PARKED and job.lost >= MOST_LOST:
            retry_job(console(site, house.settings), site, key=job.key)


def _come_to_rest(house: House, clients: list[Client], report: Report) -> None:
    """Let everything that was begun come to its end, and look once more."""
    _start(house, report)
    acknowledged = Acknowledged()
    for client in clients:
        client.end_with_this_case()
    threads = [
        threading.Thread(target=client.run, args=[acknowledged, lambda: False])
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(QUIET)
    if any(thread.is_alive() for thread in threads):
        report.faults.append("what was begun did not come to its end")
    report.acknowledged += acknowledged.count
    report.faults += _waited(house)
    house.end()
    _look(house, clients, report)


def _waited(house: House) -> list[str]:
    """Wait until every job is done and the index is level; give what never was."""
    ends, waiting = time.monotonic() + QUIET, ["not looked yet"]
    while waiting and time.monotonic() < ends:
        time.sleep(2)
        with house.watched() as site:
            waiting = [f"{job.work} on {job.uid} is {job.place}" for job in site.jobs]
            waiting += [f"{uid} waits for the index" for uid in site.pending]
    return waiting
