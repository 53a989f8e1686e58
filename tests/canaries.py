"""An archive whose every object holds words of its own, so that a leak is told by its word."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from builders import enrolled, open_archive
from canary_requests import plant_failing, plant_requests
from PIL import Image
from scene import PAGES, Scene

from archive import clock
from archive.models.cases import CaseFacts, Party, PartyKind
from archive.models.components import Legibility
from archive.models.credentials import SignIn
from archive.models.exports import Wanted
from archive.models.markings import Stub
from archive.models.records import RecordFacts
from archive.operations.clearances import propose_clearance
from archive.operations.components import Findings, note_findings
from archive.operations.dossiers import (
    create_dossier,
    return_dossier,
    seal_dossier,
    submit_dossier,
)
from archive.operations.grants import Holder, end_grant, give_grant
from archive.operations.markings import note_knower, register_stub, set_marking
from archive.operations.people import propose_standing
from archive.operations.records import add_components, add_record
from archive.operations.searches import note_export, order_export, save_search
from archive.search.sync import drain
from archive.security.levels import Caveat, Clearance, Level, Marking
from archive.security.permissions import Role
from archive.worker.copying import make_copies

#: The records of a dossier: in which volume, and whether with files.
Row = tuple[str, bool]
SMALL: tuple[Row, ...] = (("main", True),)
WHOLE: tuple[Row, ...] = (("main", True), ("main", True), ("main", False), ("internal", True))
COMMERCIAL, PRIVACY = frozenset({Caveat.COMMERCIAL}), frozenset({Caveat.PRIVACY})


@contextmanager
def planted(folder: Path) -> Iterator[Scene]:
    """Open an archive with dossiers in every state, markings, requests, grants and accounts."""
    with open_archive(folder) as archive:
        scene = Scene(archive)
        with archive.visit() as site:
            scene.site = site
            _person(scene)
            _dossiers(scene)
            _grants(scene)
            plant_requests(scene)
            failing = plant_failing(scene).uid
            _export(scene)
        make_copies(archive.db, archive.settings, failing)
        while drain(archive.db, archive.index):
            pass
        yield scene


def _person(scene: Scene) -> None:
    name = f"人员{scene.word('account')}"
    person = enrolled(scene.site, "planted", name, frozenset({Role.OFFICER}), "u2")
    propose_standing(
        scene.who("admin"),
        person,
        roles=frozenset({Role.OFFICER, Role.LEGAL}),
        unit="u2",
        reason=scene.word("account"),
    )
    propose_clearance(
        scene.who("security"),
        person,
        clearance=Clearance(caveats=PRIVACY),
        reason=scene.word("account"),
    )
    person.note_sign_in(SignIn(clock.now(), scene.word("own"), succeeded=False))
    scene.site.sessions.begin(person.uid, clock.now(), scene.word("own"))
    words = {"name": scene.word("own"), "query": f"q={scene.word('own')}"}
    save_search(scene.who("planted"), scene.site, **words)
    scene.put(person)


def _dossiers(scene: Scene) -> None:
    for name, unit in (
        ("open", "u1"), ("submitted", "u2"), ("sealed", "u1"), ("elsewhere", "u2"),
        ("marked", "u2"), ("secret", "u1"),
    ):  # fmt: skip
        dossier = _dossier(scene, unit, SMALL if name in {"submitted", "elsewhere"} else WHOLE,
                           files=name != "secret")  # fmt: skip
        scene.dossiers[name] = dossier.uid
        if name != "open":
            officer = "officer" if unit == "u1" else "other"
            submit_dossier(scene.who(officer), dossier)
        if name not in {"open", "submitted"}:
            seal_dossier(scene.who("archivist"), dossier)
    returned = scene.site.found(scene.dossiers["open"])
    submit_dossier(scene.who("officer"), returned)
    return_dossier(scene.who("archivist"), returned, reason=scene.word())
    scene.put(returned)
    _mark(scene, scene.of("marked"), caveats=COMMERCIAL)
    _mark(scene, scene.of("secret"), level=Level.TOP_SECRET)
    for name in ("open", "sealed"):
        _classify(scene, scene.of(name).volume("main"))


def _classify(scene: Scene, volume: Any) -> None:
    """Mark the second record, and the third, which has no files and so can be a secret."""
    _second, private, secret = volume.records()[0:3]
    _mark(scene, private, caveats=PRIVACY)
    _mark(scene, secret, level=Level.SECRET)
    stub = Stub(scene.word(), scene.word(), scene.word(), scene.word())
    register_stub(scene.who("security"), secret, stub=stub)
    scene.put(secret)
    known = {"name": scene.word("marking"), "how": scene.word("marking")}
    note_knower(scene.who("security"), secret, **known)
    scene.put(secret)


def _mark(scene: Scene, node: Any, **what: Any) -> None:
    today = clock.now().date()
    marking = Marking(
        basis=scene.word(),
        organ=scene.word(),
        decided_on=date(2024, 5, 1) if what.get("level") else None,
        until=today.replace(year=today.year + 5, day=1) if what.get("level") else None,
        **what,
    )
    set_marking(scene.who("security"), node, marking=marking)
    scene.put(node)


def _dossier(scene: Scene, unit: str, rows: tuple[Row, ...], *, files: bool) -> Any:
    facts = CaseFacts(
        case_number=f"栾市监立〔2020〕{scene.word()}号",
        cause=f"案由{scene.word()}",
        unit=unit,
        opened=date(2020, 3, 2),
        parties=(
            Party(f"店铺{scene.word()}", PartyKind.ORGANISATION, scene.word()),
            Party(f"店主{scene.word()}", PartyKind.PERSON, scene.word()),
        ),
        officers=(f"办案{scene.word()}",),
        decided=date(2020, 4, 1),
        closed=date(2020, 5, 6),
        decision_number=f"栾市监处罚〔2020〕{scene.word()}号",
        penalties=f"罚款{scene.word()}",
        outcome=f"缴纳{scene.word()}",
    )
    officer = scene.who("officer" if unit == "u1" else "other")
    series = scene.site["J001"]["penalty"]
    dossier = scene.put(create_dossier(officer, series, facts=facts))
    for volume, with_files in rows:
        _record(scene, officer, dossier.volume(volume), files=files and with_files)
    return dossier


def _record(scene: Scene, officer: Any, volume: Any, *, files: bool) -> None:
    facts = RecordFacts(
        title=f"笔录{scene.word()}",
        kind="inquiry-record" if volume.name == "main" else "expert-opinion",
        made=date(2020, 3, 5),
        makers=scene.word(),
        number=f"栾市监询〔2020〕{scene.word()}号",
        description=f"说明{scene.word()}",
    )
    record = scene.put(add_record(officer, volume, facts=facts))
    if not files:
        return
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    contents = [f"正文{scene.word()}".encode(), picture.getvalue() + scene.word().encode()]
    arrived = [
        scene.archive.file(content, f"文件{scene.word()}.{ending}")
        for content, ending in zip(contents, ("txt", "png"), strict=True)
    ]
    add_components(officer, record, files=arrived)
    for component in record.components():
        _read(scene, component)
    scene.put(record)


def _read(scene: Scene, component: Any) -> None:
    drawn = [scene.archive.file(f"picture {scene.word()}".encode()).path for _page in range(2)]
    findings = Findings(
        Legibility.UNREADABLE,
        reason=scene.word(),
        pages=(f"识读{scene.word()}",) * PAGES,
        page_count=PAGES,
        pictures=drawn,
    )
    note_findings(scene.worker, component, findings=findings)


def _grants(scene: Scene) -> None:
    security = scene.who("security")
    for name, holder in (
        ("elsewhere", Holder(unit="u1")), ("marked", Holder(login="planted")),
        ("secret", Holder(login="planted")), ("sealed", Holder(login="planted")),
    ):  # fmt: skip
        reason = scene.word("grant")
        scene.put(give_grant(security, scene.of(name), holder=holder, reason=reason))
    ended = give_grant(security, scene.of("open"), holder=Holder(unit="u2"),
                       reason=scene.word("grant"))  # fmt: skip
    end_grant(security, ended, reason=scene.word("grant"))
    scene.put(ended)


def _export(scene: Scene) -> None:
    owner = scene.who("planted")
    export = order_export(owner, scene.site, wanted=Wanted(scene.word("list")))
    listed = scene.archive.file(f"list {scene.word('list')}".encode())
    note_export(scene.worker, export, arrived=listed, rows=1)
    scene.put(export)
