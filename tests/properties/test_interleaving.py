"""Two deeds that overlap end as one of their two orders would: every pair, in every state."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import overlapping_requests as requests
import pytest
from builders import Archive, open_archive
from overlapping import DEEDS, QUEUES, in_order, interleaved, prepared, wrong_on_the_disk
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage

#: Two act in one thread.
pytestmark = pytest.mark.usefixtures("impatient")

STATES = ("open", "submitted")
PAIRS = list(product(STATES, DEEDS, DEEDS))
CHOSEN = Random(9).sample(PAIRS, 200)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Archive, str]]]:
    """An archive with a dossier in each state, which stays as it is."""
    folder = tmp_path_factory.mktemp("base")
    with open_archive(folder) as archive:
        paths = {state: prepared(archive, submitted=state == "submitted") for state in STATES}
        yield {state: (archive, path) for state, path in paths.items()}


@contextmanager
def above(base: Archive) -> Iterator[Archive]:
    """Give the archive with changes that are kept in memory and then forgotten."""
    demo = DemoStorage(base=base.db.storage)
    db = DB(demo)
    try:
        yield replace(base, db=db)
    finally:
        demo.changes.close()


def _results(base: Archive, path: str, first: str, second: str) -> tuple[Any, set[Any]]:
    with above(base) as archive:
        found = interleaved(archive, path, first, second)
    orders = set()
    for deeds in ((first, second), (second, first)):
        with above(base) as archive:
            orders.add(in_order(archive, path, *deeds))
    return found, orders


@pytest.mark.timeout(300)
@pytest.mark.parametrize("state", STATES)
def test_every_pair_in_memory_ends_as_one_of_its_orders(bases: Any, state: str) -> None:
    base, path = bases[state]
    wrong = []
    for first, second in product(DEEDS, DEEDS):
        found, orders = _results(base, path, first, second)
        if found not in orders:
            wrong.append((first, second))
    assert wrong == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("queue", QUEUES)
def test_chosen_pairs_on_the_disk_end_as_one_of_their_orders(tmp_path: Path, queue: str) -> None:
    chosen = CHOSEN[:: 3 if queue == "empty" else 6]
    with open_archive(tmp_path) as archive:
        assert wrong_on_the_disk(archive, chosen, queue) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", sorted(requests.WAYS))
def test_every_pair_of_a_requests_steps_ends_as_one_of_its_orders(tmp_path: Path, way: str) -> None:
    with open_archive(tmp_path) as base:
        known = requests.prepared(base, way)
        possible = [deed for deed in requests.DEEDS if _changes(base, known, deed)]
        wrong = []
        for first, second in product(possible, possible):
            with above(base) as archive:
                found = requests.interleaved(archive, known, first, second)
            orders = []
            for deeds in ((first, second), (second, first)):
                with above(base) as archive:
                    orders.append(requests.in_order(archive, known, *deeds))
            if found not in orders:
                wrong.append((first, second))
        assert wrong == []
        assert len(possible) > 2


def _changes(base: Archive, known: Any, deed: str) -> bool:
    """Say whether the deed does anything where the request stands."""
    with above(base) as archive:
        before = requests.in_order(archive, known)
        return bool(requests.in_order(archive, known, deed) != before)
