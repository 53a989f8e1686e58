"""What a guard read still holds at the commit: of two deeds that exclude each other one passes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import Archive, open_archive
from clustered import written_storage
from contracts.cluster import new_database
from overlapping import Hand, alone, both, prepared

from archive.models.relying import rely_on, rely_on_keys

#: Two act in one thread.
pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture(scope="module", params=["FileStorage", "RelStorage"])
def archive(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Archive]:
    """One archive for all of them, on each storage there is."""
    folder: Path = tmp_path_factory.mktemp("overlapping")
    uri = written_storage(folder, new_database()) if request.param == "RelStorage" else ""
    with open_archive(folder, uri) as opened:
        yield opened


@pytest.fixture(autouse=True)
def everybody_may_act(archive: Archive) -> Iterator[None]:
    """Let the officer act again who was shut out by a deed."""
    yield
    with archive.visit() as site:
        site.people["officer"].disabled = False


#: Deeds of which the first is forbidden once the second is done, in the state they begin in.
EXCLUDING = [
    ("order", "submit", "open"),
    ("file", "submit", "open"),
    ("add", "submit", "open"),
    ("describe", "submit", "open"),
    ("describe-record", "submit", "open"),
    ("remove", "submit", "open"),
    ("file", "mark", "open"),
    ("mark", "file", "open"),
    ("file", "mark-dossier", "open"),
    ("mark-dossier", "file", "open"),
    ("seal", "return", "submitted"),
    ("take-back", "seal", "submitted"),
    ("seal", "take-back", "submitted"),
    ("add", "disable", "open"),
]


@pytest.mark.parametrize(("first", "second", "state"), EXCLUDING)
def test_of_two_deeds_that_exclude_each_other_one_passes(
    archive: Archive, first: str, second: str, state: str
) -> None:
    path = prepared(archive, submitted=state == "submitted")
    assert both(archive, path, first, second) == (False, True)


@pytest.mark.parametrize("records", [1, 500])
def test_who_hands_in_a_dossier_saw_all_its_records(archive: Archive, records: int) -> None:
    path = prepared(archive, records)
    assert both(archive, path, "submit", "add") == (False, True)
    assert both(archive, path, "mark-dossier", "add") == (False, True)


def test_adding_does_not_wait_for_adding(archive: Archive) -> None:
    path = prepared(archive, 500)
    for _time in range(3):
        passed = both(archive, path, "add", "add")
        if passed == (True, True):
            return
    raise AssertionError(passed)


def test_after_a_deed_that_passed_the_other_is_refused_by_itself(archive: Archive) -> None:
    path = prepared(archive)
    assert both(archive, path, "order", "submit") == (False, True)
    assert not alone(archive, path, "order")
    assert alone(archive, path, "seal")


def test_what_is_new_or_a_ghost_is_relied_on_without_harm(archive: Archive) -> None:
    path = prepared(archive, 500)
    with archive.visit() as site:
        volume = Hand(archive, site, path).volume
        jar = volume._p_jar
        for node in (volume, volume["001"]):
            node._p_deactivate()
            rely_on(node)
            assert node._p_changed is not None, "it was loaded first"
            assert node._p_oid in jar._readCurrent
        buckets = len(jar._readCurrent)
        rely_on_keys(volume.tree)
        assert len(jar._readCurrent) > buckets + 5, "each bucket is named"
        new = type(volume)("main")
        rely_on(new)
        rely_on_keys(new.tree)
