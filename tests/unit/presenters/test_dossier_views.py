"""What a person sees of a dossier: masked numbers, no gap where one is hidden, what is due."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest
from builders import FACTS, Archive

from archive.models.cases import Party, PartyKind, Procedure
from archive.models.dossiers import Dossier
from archive.operations.markings import set_marking
from archive.presenters.dossiers import dossier_lines, dossier_view, filing_due, parties_of
from archive.presenters.records import record_view
from archive.presenters.viewer import Viewer
from archive.security.levels import Caveat, Marking
from archive.states import FilingState

PRIVATE = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="他人住址")


def _viewer(site: Any, login: str, day: date) -> Viewer:
    return Viewer(site.people[login].identity(day), day)


def test_a_hidden_record_leaves_no_gap_in_positions_neighbours_and_numbers(
    archive: Archive,
) -> None:
    path = archive.dossier(records=3)
    with archive.visit() as site:
        security = archive.as_person(site, "security")
        *_rest, dossier = site["J001"]["penalty"]["2020"].values()
        assert dossier.path == path
        first, hidden, last = dossier.volume("main").records()
        set_marking(security, hidden, marking=PRIVATE)
        for login, names in (("plain", ["001", "003"]), ("archivist", ["001", "002", "003"])):
            viewer = _viewer(site, login, security.today)
            view, marked = dossier_view(viewer, site, dossier)
            lines = view.volumes[0].records
            assert [line.name for line in lines] == names
            assert [line.position for line in lines] == list(range(1, len(names) + 1))
            assert marked == ([hidden] if login == "archivist" else [])
            of_last = record_view(viewer, last)
            assert of_last.before == names[-2]
            assert of_last.reference == (last.reference if login == "archivist" else "")
            assert record_view(viewer, first).before is None


def test_a_view_is_frozen_and_carries_the_steps_that_are_possible(archive: Archive) -> None:
    archive.dossier(sealed=False)
    with archive.visit() as site:
        (dossier,) = site["J001"]["penalty"]["2020"].values()
        day = archive.as_person(site, "officer").today
        view, _marked = dossier_view(_viewer(site, "officer", day), site, dossier)
        assert (view.steps, view.may_change, view.state) == ({"submit"}, True, FilingState.OPEN)
        assert view.unit == "执法稽查大队"
        other, _marked = dossier_view(_viewer(site, "archivist", day), site, dossier)
        assert (other.steps, other.may_change) == (frozenset(), False)
        with pytest.raises(FrozenInstanceError):
            view.title = "别的"
        (line,) = dossier_lines(site, [dossier])
        assert (line.path, line.closed) == (f"{dossier.path}/", FACTS.closed)


def test_the_middle_of_a_persons_number_is_hidden_and_a_companys_is_not() -> None:
    person = Party("刘丰收", PartyKind.PERSON, "11010519491231002X")
    shown = parties_of(replace(FACTS, parties=(*FACTS.parties, person)))
    assert shown[0].number == FACTS.parties[0].number
    assert "19491231" not in shown[1].number
    assert shown[1].number.endswith("002X")


@pytest.mark.parametrize(
    ("changed", "day"),
    [
        ({}, date(2020, 6, 5)),
        ({"procedure": Procedure.SUMMARY}, date(2020, 4, 13)),
        ({"closed": None}, None),
    ],
)
def test_what_is_due_is_told_from_the_end_of_the_case(changed: Any, day: date | None) -> None:
    due = filing_due(Dossier(replace(FACTS, **changed)), date(2020, 6, 10))
    assert (due and due.day) == day
    assert due is None or due.left == (due.day - date(2020, 6, 10)).days
