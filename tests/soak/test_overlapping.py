"""Every pair of deeds, in every state and with every queue, on real files and on PostgreSQL."""

import sys
from itertools import product
from pathlib import Path

import pytest
from builders import open_archive
from clustered import written_storage
from contracts import cluster
from overlapping import DEEDS, QUEUES, wrong_on_the_disk

#: Two act in one thread.
pytestmark = pytest.mark.usefixtures("impatient")

STATES = ("open", "submitted", "sealed")


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize("storage", ["FileStorage", "RelStorage"])
def test_every_pair_ends_as_one_of_its_orders(storage: str, queue: str, tmp_path: Path) -> None:
    uri = written_storage(tmp_path, cluster.new_database()) if storage == "RelStorage" else ""
    wrong, done = [], 0
    with open_archive(tmp_path, uri) as archive:
        for first in DEEDS:
            pairs = list(product(STATES, [first], DEEDS))
            wrong += wrong_on_the_disk(archive, pairs, queue)
            done += len(pairs)
            sys.stdout.write(f"{storage}, queue {queue}: {done} pairs\n")
    assert wrong == []
