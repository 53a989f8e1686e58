"""Copy requests in every state, with words of their own; one whose copies can't be made."""

from typing import Any

from scene import PAGES, Scene

from archive import clock
from archive.models.answers import Answer, Ground, Item, whole_pages
from archive.models.applications import Application, Document, Relation
from archive.models.components import Legibility
from archive.operations.components import Findings, note_findings
from archive.operations.copies import Made, note_copies, prepare_copies
from archive.operations.decisions import Ruling, decide_request
from archive.operations.examination import propose_items, review_item, submit_proposal
from archive.operations.requests import receive_request, return_request, take_request
from archive.security.access import PUBLIC
from archive.subscribers import context


def plant_requests(scene: Scene) -> None:
    """Leave requests received, sent back, under examination, awaiting decision, ready to fetch."""
    _asked(scene, "received", "marked")
    returned = _asked(scene, "returned", "sealed")
    return_request(scene.who("archivist"), returned, reason=scene.word("request"))
    scene.put(returned)
    _examined(scene, _asked(scene, "examining", "marked"), "marked")
    awaiting = _examined(scene, _asked(scene, "awaiting", "sealed"), "sealed")
    submit_proposal(scene.who("archivist"), awaiting)
    _ready(scene, _asked(scene, "ready", "sealed"))


def _asked(scene: Scene, name: str, dossier: str) -> Any:
    number = scene.of(dossier).facts.case_number
    asked = Application(
        name=f"申请人{scene.word('request')}",
        document=Document.OTHER,
        document_number=scene.word("request"),
        relation=Relation.AGENT,
        case_number=number,
        wanted=scene.word("request"),
        purpose=scene.word("request"),
        phone=scene.word("request"),
        represents=scene.word("request"),
    )
    files = [scene.archive.file(f"证件{scene.word('request')}".encode(),
                                f"附件{scene.word('request')}.txt")]  # fmt: skip
    public = context(scene.site, PUBLIC, clock.now(), "test", scene.archive.settings)
    request, code = receive_request(public, scene.site.requests, asked=asked, files=files)
    picture = scene.archive.file(f"drawn {scene.word('request')}".encode()).path
    findings = Findings(Legibility.READ, pages=("字",), page_count=1, pictures=[picture])
    note_findings(scene.worker, next(request.attachments()), findings=findings)
    scene.codes[name] = (request.title, code)
    scene.also(number, request, "request")
    return scene.put(request)


def _examined(scene: Scene, request: Any, dossier: str) -> Any:
    """Examine the first two records; what is said of the marked one is its own secret."""
    first, second = scene.of(dossier).volume("main").records()[:2]
    archivist, legal = scene.who("archivist"), scene.who("legal")
    take_request(archivist, request, dossier=scene.of(dossier), verified=True)
    consent = scene.word()
    items = (
        Item(first.uid, Answer.RELEASE, consent="同意"),
        Item(second.uid, Answer.RELEASE, consent=consent),
    )
    propose_items(archivist, request, items=items)
    for record in (first, second) if dossier == "marked" else (second,):
        opinion = scene.word()
        review_item(legal, request, record=record.uid, opinion=opinion, agreed=True)
        scene.also(opinion, record, "read")
    scene.put(second)
    return request


def _ready(scene: Scene, request: Any) -> None:
    first, second = scene.of("sealed").volume("main").records()[:2]
    archivist = scene.who("archivist")
    take_request(archivist, request, dossier=scene.of("sealed"), verified=True)
    items = (Item(first.uid, Answer.RELEASE), Item(second.uid, Answer.REFUSE, Ground.PRIVACY))
    propose_items(archivist, request, items=items)
    submit_proposal(archivist, request)
    rulings = {
        first.uid: Ruling(agreed=True),
        second.uid: Ruling(agreed=False, reason=scene.word("request")),
    }
    decide_request(scene.who("head"), request, rulings=rulings)
    prepare_copies(archivist, request)
    copies = scene.archive.file(f"copies {scene.word('copies')}".encode(), "copies.pdf")
    note_copies(scene.worker, request, made=Made(copies, PAGES))
    scene.put(request)
    scene.also(first.title, request, "told")


def plant_failing(scene: Scene) -> Any:
    """Order copies that can't be made: a page to be withheld is not in the file."""
    request = _asked(scene, "failing", "sealed")
    private = scene.of("sealed").volume("main").records()[1]
    archivist = scene.who("archivist")
    take_request(archivist, request, dossier=scene.of("sealed"), verified=True)
    pages = whole_pages({3}, Ground.PRIVACY)
    withheld = Item(private.uid, Answer.WITHHOLD_PAGES, withheld=pages)
    propose_items(archivist, request, items=(withheld,))
    review_item(scene.who("legal"), request, record=private.uid, opinion="可以", agreed=True)
    submit_proposal(archivist, request)
    decide_request(scene.who("head"), request, rulings={private.uid: Ruling(agreed=True)})
    prepare_copies(archivist, request)
    return request
