"""What an entry says in words, and to whom."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from builders import FACTS, Archive

from archive.models.journal import OBJECT, Entry, Sought
from archive.operations.dossiers import describe_dossier, submit_dossier
from archive.operations.grants import Holder, give_grant
from archive.operations.markings import set_marking
from archive.presenters.journal import Told, told
from archive.presenters.viewer import Viewer
from archive.security.levels import Caveat, Marking

PRIVACY = Marking(caveats=frozenset({Caveat.PRIVACY}), basis="涉及住址")


@pytest.fixture
def dossier(archive: Archive) -> Iterator[Any]:
    """A dossier that was described anew, granted and marked."""
    path = archive.dossier(sealed=False)
    with archive.visit() as site:
        found: Any = site
        for name in path.strip("/").split("/"):
            found = found[name]
        officer, security = (archive.as_person(site, each) for each in ("officer", "security"))
        describe_dossier(officer, found, facts=replace(FACTS, cause="另一种案由"))
        give_grant(security, found, holder=Holder(login="other"), reason="协查")
        submit_dossier(officer, found)
        yield found


def entries(archive: Archive, dossier: Any, login: str) -> dict[str, Told]:
    """Give what a person is told of all that happened about the dossier, by its kind."""
    site = dossier.root
    ctx = archive.as_person(site, login)
    found = site.journal.found(Sought(((OBJECT, dossier.uid),)), newest_first=False)
    viewer = Viewer(ctx.actor, ctx.today)
    return {entry.kind: told(viewer, site, entry) for _place, entry in found}


def test_who_reads_the_dossier_is_told_what_changed_from_what_to_what(
    archive: Archive, dossier: Any
) -> None:
    seen = entries(archive, dossier, "archivist")["dossier.described"]
    assert (seen.node, seen.title) == (dossier, dossier.facts.case_number)
    assert dict(seen.said) == {"案由": f"由“{FACTS.cause}”改为“另一种案由”"}


def test_who_does_not_read_it_is_told_its_place_and_no_contents(
    archive: Archive, dossier: Any
) -> None:
    seen = entries(archive, dossier, "auditor")
    assert (seen["dossier.described"].node, seen["dossier.described"].said) == (None, ())
    assert (seen["dossier.described"].title, seen["dossier.described"].place) == (
        "",
        dossier.path,
    )
    granted = dict(seen["grant.given"].said)
    assert granted["理由"] == "协查"
    assert granted["案卷"] == dossier.path


def test_a_marking_is_told_in_words_to_who_passes_the_first_gate(
    archive: Archive, dossier: Any
) -> None:
    security = archive.as_person(dossier.root, "security")
    set_marking(security, dossier, marking=PRIVACY)
    hidden = entries(archive, dossier, "auditor")
    assert {(each.title, each.said) for each in hidden.values()} == {("", ())}
    marked = dict(entries(archive, dossier, "archivist")["marking.set"].said)
    assert marked["标注"] == "由“（无）”改为“个人隐私”"
    assert marked["定密依据"] == "由“（无）”改为“涉及住址”"


def test_an_entry_of_form_0_is_told_to_who_reads_the_dossier(
    archive: Archive, dossier: Any
) -> None:
    entry = Entry.__new__(Entry)
    ctx = archive.as_person(dossier.root, "auditor")
    entry.__setstate__({
        "at": ctx.now, "actor": 7, "actor_name": "王档案", "origin": "web", "digest": "",
        "what": "DossierReturned", "uid": dossier.uid, "path": dossier.path,
        "before": {"title": "旧题名"}, "after": {"title": "新题名", "reason": "缺目录"},
    })  # fmt: skip
    assert told(Viewer(ctx.actor, ctx.today), dossier.root, entry).said == ()
    archivist = archive.as_person(dossier.root, "archivist")
    seen = told(Viewer(archivist.actor, archivist.today), dossier.root, entry)
    assert dict(seen.said)["题名"] == "由“旧题名”改为“新题名”"
