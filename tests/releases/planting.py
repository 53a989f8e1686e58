"""Makes the kept database of a release: python tests/releases/planting.py <name>, once, before it.

What it makes is never made again: a kept database is what an older program really wrote.
"""

import sys
import tarfile
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from canaries import planted
from canary_requests import _asked, _examined, _ready
from scene import Scene

from archive import clock
from archive.models.credentials import SecondFactor, invite
from archive.models.requests import Answer, Ground, Item
from archive.models.sessions import Stage
from archive.models.trying import RESTS
from archive.operations.copies import deliver_copies, lapse_request, prepare_copies
from archive.operations.decisions import Ruling, decide_request
from archive.operations.dossiers import describe_dossier
from archive.operations.examination import propose_items, submit_proposal
from archive.operations.incidents import note_denial, note_violation
from archive.operations.markings import set_marking
from archive.operations.people import create_account, disable_account
from archive.operations.records import add_record, describe_record, remove_record
from archive.operations.requests import (
    close_request,
    dismiss_request,
    take_request,
    withdraw_request,
)
from archive.operations.signing import sign_in
from archive.search.sync import rebuild
from archive.security.levels import Marking
from archive.security.permissions import Role
from archive.states import Outcome


def _decided(scene: Scene, name: str, *, agreed: tuple[bool, bool]) -> Any:
    """Give a request decided by the head: both agreed, one, or none."""
    request = _asked(scene, name, "sealed")
    first, second = scene.of("sealed").volume("main").records()[:2]
    archivist = scene.who("archivist")
    take_request(archivist, request, dossier=scene.of("sealed"), verified=True)
    items = (Item(first.uid, Answer.RELEASE), Item(second.uid, Answer.REFUSE, Ground.PRIVACY))
    propose_items(archivist, request, items=items[: 1 if all(agreed) else 2])
    submit_proposal(archivist, request)
    reasons = {True: "", False: "与用途无关"}
    rulings = {
        item.record: Ruling(agreed=yes, reason=reasons[yes])
        for item, yes in zip(request.items.values(), agreed, strict=False)
    }
    decide_request(scene.who("head"), request, rulings=rulings)
    return request


def _requests(scene: Scene) -> None:
    """Leave the states that the scene of the tests has not: together every state there is."""
    _decided(scene, "approved", agreed=(True, True))
    _decided(scene, "partly", agreed=(True, False))
    _decided(scene, "refused", agreed=(False, False))
    prepare_copies(scene.who("archivist"), _decided(scene, "preparing", agreed=(True, True)))
    for name in ("delivered", "closed", "lapsed"):
        request = _asked(scene, name, "sealed")
        _ready(scene, request)
        if name == "lapsed":
            ctx = scene.who("archivist")
            late = clock.now() + (request.link_until - clock.now().date()) + timedelta(days=1)
            lapse_request(replace(ctx, now=late), request)
            continue
        deliver_copies(scene.who("archivist"), request, received_by="刘丰收")
        if name == "closed":
            close_request(scene.who("archivist"), request)
    _asked(scene, "withdrawn", "sealed")
    number, code = scene.codes["withdrawn"]
    withdraw_request(scene.worker, scene.site.requests, number=number, code=code)
    dismissed = _asked(scene, "dismissed", "marked")
    dismiss_request(
        scene.who("archivist"), dismissed, outcome=Outcome.OTHER_CHANNEL, reason="属于信息公开"
    )
    _examined(scene, _asked(scene, "examining again", "marked"), "marked")


def _people(scene: Scene) -> None:
    """Leave accounts that wait, are shut, have a telephone; tries in vain; sessions half begun."""
    admin, people = scene.who("admin"), scene.site.people
    for login in ("waiting", "shut"):
        roles = frozenset({Role.OFFICER})
        made = create_account(admin, people, login=login, name="新人", roles=roles, unit="u1")
        if login == "shut":
            disable_account(admin, made.person, reason="调离")
    people["legal"].second = SecondFactor("JBSWY3DPEHPK3PXP", 1, frozenset({"0" * 64}))
    people["plain"].invitation = invite(clock.now())[1]
    for _try in range(3):
        sign_in(scene.worker, people, login="officer", password="wrong", browser="")
    scene.site.sessions.begin(people["legal"].uid, clock.now(), "web", Stage.SECOND)
    scene.site.sessions.begin(people["head"].uid, clock.now(), "web", Stage.ENROL)
    note_denial(scene.who("other"), scene.site, address="/J001", wanted="", reason="无权")
    note_violation(scene.worker, scene.site, directive="script-src", blocked="inline")


def _records(scene: Scene) -> None:
    """Leave a dossier with a record described anew, one taken out, and a marking changed twice."""
    officer, dossier = scene.who("officer"), scene.of("open")
    describe_dossier(officer, dossier, facts=replace(dossier.facts, amount=Decimal("11000.50")))
    record = dossier.volume("main").records()[0]
    describe_record(officer, record, facts=replace(record.facts, title="改过的题名"))
    remove_record(officer, add_record(officer, dossier.volume("main"), facts=record.facts))
    private = dossier.volume("main").records()[1]
    for basis in ("第一次", "第二次"):
        again = Marking(caveats=private.marking.caveats, basis=basis, decided_on=date(2024, 5, 1))
        set_marking(scene.who("security"), private, marking=again)


def _jobs(scene: Scene) -> None:
    """Leave a job parked, one running, one that rests, and all the others waiting."""
    jobs, now = scene.site.jobs, clock.now()
    first = jobs.take(now, "planting")
    for rest in (*RESTS, timedelta()):
        jobs.fail(first.key, "planting", now, "RuntimeError (planting.py)")
        if rest:
            jobs.retry(first.key)
            first.tries = RESTS.index(rest) + 1
            while jobs.take(now, "planting") is not first:
                pass
    jobs.reclaim(now, but_of="nobody")
    jobs.take(now, "planting")
    jobs.fail(jobs.take(now, "planting").key, "planting", now, "RuntimeError (planting.py)")


def make(into: Path) -> None:
    """Make the database and pack it: the file storage, its blobs and the key of the cookies."""
    with tempfile.TemporaryDirectory() as folder, planted(Path(folder)) as scene:
        archive = scene.archive
        rebuild(archive.db, archive.index)
        with archive.visit() as site:
            scene.site = site
            for part in (_requests, _people, _records, _jobs):
                part(scene)
        archive.db.pack()
        with tarfile.open(into, "w:xz") as packed:
            for path in ("data/archive.fs", "data/blobs", "var/secret"):
                packed.add(Path(folder) / path, path)


if __name__ == "__main__":
    make(HERE / f"{sys.argv[1]}.tar.xz")
