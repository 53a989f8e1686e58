"""Uids: given by nobody, unique, and near each other where one hand makes one after another."""

import multiprocessing
import threading
from multiprocessing.queues import SimpleQueue

from archive.models.base import RUN, new_uid


def test_uids_of_many_threads_are_unique_and_of_62_bits() -> None:
    given: list[int] = []
    hands = [
        threading.Thread(target=lambda: given.extend(new_uid() for _each in range(500)))
        for _hand in range(8)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(set(given)) == len(given) == 4000
    assert all(1 < uid < 1 << 62 for uid in given)


def test_they_come_in_runs_that_begin_anywhere() -> None:
    runs = {new_uid() // RUN for _each in range(RUN * 20)}
    assert 20 <= len(runs) <= 22
    assert len({run >> 50 for run in runs}) > 10


def test_a_process_that_was_forked_begins_a_run_of_its_own() -> None:
    here = new_uid()
    context = multiprocessing.get_context("fork")
    told: SimpleQueue[int] = context.SimpleQueue()
    child = context.Process(target=lambda: told.put(new_uid()))
    child.start()
    there = told.get()
    child.join()
    assert there // RUN != here // RUN
