"""The copies themselves: what is released is in them, what is withheld is nowhere in the file."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst
from builders import FACTS, open_archive
from requested import ASKED, PRIVATE, Requested, refuse, withhold

from archive.models.answers import Answer, Item
from archive.models.records import RecordFacts
from archive.operations.copies import prepare_copies
from archive.operations.dossiers import create_dossier, seal_dossier, submit_dossier
from archive.operations.markings import set_marking
from archive.operations.records import add_components, add_record
from archive.operations.requests import receive_request
from archive.states import RequestState
from archive.worker.copying import make_copies

RED, GREEN, BLUE = "red", "green", "blue"
COLOURS = {RED: "#ff0000", GREEN: "#00ff00", BLUE: "#0000ff"}
WORDS = "店主说酱油过期了"


def _pdf_of_colours() -> bytes:
    """Make a PDF of three pages, each filled with a colour of its own."""
    pages = (f'#page(fill: rgb("{colour}"))[ ]' for colour in COLOURS.values())
    return bytes(typst.compile("\n".join(pages).encode()))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Requested]:
    """A dossier of a PDF, texts and a broken file, all titled alike, and read by the worker."""
    files = {"pdf": _pdf_of_colours(), "long": _pdf_of_colours(), "broken": b"%PDF-1.4 broken"}
    files |= {"txt": WORDS.encode(), "marked": b"words", "lines": f"{WORDS}\n".encode() * 120}
    with open_archive(tmp_path_factory.mktemp("copying")) as archive:
        with archive.visit() as site:
            officer = archive.as_person(site, "officer")
            dossier = create_dossier(officer, site["J001"]["penalty"], facts=FACTS)
            records = {}
            for name, content in files.items():
                facts = RecordFacts("送达回证", "inquiry-record")
                record = add_record(officer, dossier.volume("main"), facts=facts)
                add_components(officer, record, files=[archive.file(content, f"原件.{name}")])
                records |= {name: record.uid, "open": record.uid, "private": 0}
            submit_dossier(officer, dossier)
            seal_dossier(archive.as_person(site, "archivist"), dossier)
            uid = dossier.uid
        archive.work()
        yield Requested(archive, None, uid, records, None, "")  # type: ignore[arg-type]


@pytest.fixture
def case(shelf: Requested) -> Requested:
    """A request for the dossier, just received."""
    with shelf.archive.visit() as site:
        public = replace(shelf, site=site).public
        asked, code = receive_request(public, site.requests, asked=ASKED)
        return replace(shelf, asked=asked.uid, code=code)


def _order(case: Requested, site: Any, *items: Item) -> int:
    """Let the request run up to the order, on a new connection."""
    case.site = site
    case.dossier, case.asked = site.found(case.dossier), site.found(case.asked)
    prepare_copies(case.decided(*items).who("archivist"), case.asked)
    return case.asked.uid


def _made(case: Requested, *items: Item) -> pypdfium2.PdfDocument:
    """Order and make the copies; give the PDF and check it against the register."""
    archive = case.archive
    with archive.visit() as site:
        uid = _order(case, site, *items)
    make_copies(archive.db, archive.settings, uid)
    with archive.visit() as site:
        asked = site.found(uid)
        assert (asked.state, asked.failure) == (RequestState.READY, "")
        with asked.copies.blob.open() as stream:
            content = stream.read()
        assert sha256(content).hexdigest() == asked.copies.sha256
        document = pypdfium2.PdfDocument(content)
        assert len(document) == asked.copy_pages
    return document


def _words(document: pypdfium2.PdfDocument) -> list[str]:
    pages = (page.get_textpage().get_text_bounded() for page in document)
    return ["".join(words.split()) for words in pages]


def _colours(document: pypdfium2.PdfDocument) -> list[str]:
    """Name the colour of every picture anywhere in the file."""
    found = []
    for page in document:
        for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
            pixel = picture.get_bitmap().to_pil().convert("RGB").getpixel((20, 20))
            found.append((RED, GREEN, BLUE)[pixel.index(max(pixel))])
    return found


def test_a_released_record_is_copied_page_by_page(case: Requested) -> None:
    document = _made(case, Item(case.records["pdf"], Answer.RELEASE))
    assert _colours(document) == [RED, GREEN, BLUE]


def test_a_withheld_page_is_nowhere_in_the_file(case: Requested) -> None:
    document = _made(case, withhold(case.records["pdf"], 2))
    assert _colours(document) == [RED, BLUE]
    assert len(document) == 4
    assert "第2页依法不予提供" in _words(document)[2]
    assert "个人隐私" in _words(document)[2]


def test_words_without_pages_are_copied_as_words(case: Requested) -> None:
    document = _made(case, Item(case.records["txt"], Answer.RELEASE))
    assert WORDS in "".join(_words(document))


def test_a_text_of_which_the_page_is_withheld_leaves_no_word(case: Requested) -> None:
    document = _made(case, withhold(case.records["txt"], 1), refuse(case.records["pdf"]))
    assert WORDS not in "".join(_words(document))
    assert _colours(document) == []


def test_words_that_run_over_several_pages_are_counted_as_printed(case: Requested) -> None:
    document = _made(case, Item(case.records["lines"], Answer.RELEASE))
    assert "".join(_words(document)).count(WORDS) == 120
    assert len(document) > 3


def test_the_certificate_names_the_withheld_page_and_its_ground(case: Requested) -> None:
    certificate = _words(_made(case, withhold(case.records["pdf"], 2)))[0]
    assert "不予提供：第2页（个人隐私）" in certificate


def test_every_page_names_request_requester_and_its_place(case: Requested) -> None:
    document = _made(case, withhold(case.records["pdf"], 2))
    with case.archive.visit() as site:
        *_earlier, title = site.requests.names()
    for place, words in enumerate(_words(document), start=1):
        for mark in (title, "刘丰收", f"第{place}页共4页", f"/verify?n={title}"):
            assert mark in words, (place, mark)


def test_the_certificate_names_every_record_with_its_digest(case: Requested) -> None:
    uids = [case.records[name] for name in ("pdf", "txt")]
    document = _made(case, *(Item(uid, Answer.RELEASE) for uid in uids))
    certificate = _words(document)[0]
    assert "复制件证明" in certificate
    assert certificate.count("送达回证") == len(uids)
    with case.archive.visit() as site:
        for uid in uids:
            (file,) = site.found(uid).components()
            assert file.sha256 in certificate


def test_a_file_nobody_can_read_is_named_to_be_copied_at_the_counter(case: Requested) -> None:
    document = _made(case, Item(case.records["broken"], Answer.RELEASE))
    assert "原件.broken" in _words(document)[1]
    assert "到窗口复制" in _words(document)[1]


def test_where_a_withheld_page_is_not_met_nothing_is_made(case: Requested) -> None:
    with case.archive.visit() as site:
        (file,) = site.found(case.records["long"]).components()
        file.page_count = 9
    _refused_to_make(case, "应隐去的第 7 页没有找到", withhold(case.records["long"], 2, 7))


def test_what_was_marked_after_the_order_is_not_made(case: Requested) -> None:
    archive = case.archive
    with archive.visit() as site:
        uid = _order(case, site, Item(case.records["marked"], Answer.RELEASE))
        set_marking(case.who("security"), site.found(case.records["marked"]), marking=PRIVATE)
    archive.work()
    with archive.visit() as site:
        asked = site.found(uid)
        assert (asked.state, asked.copies) == (RequestState.SUSPENDED, None)
        assert site.jobs.waiting() == 0


def _refused_to_make(case: Requested, failure: str, *items: Item) -> None:
    with case.archive.visit() as site:
        uid = _order(case, site, *items)
    _fails(case, uid, failure)


def _fails(case: Requested, uid: int, failure: str) -> None:
    archive = case.archive
    archive.work()
    with archive.visit() as site:
        asked = site.found(uid)
        assert failure in asked.failure
        assert (asked.state, asked.copies) == (RequestState.PREPARING, None)
        assert site.jobs.waiting() == 0
    assert not list(archive.settings.upload_folder.iterdir())


def test_what_is_not_ordered_is_not_made(case: Requested) -> None:
    archive = case.archive
    make_copies(archive.db, archive.settings, case.asked)  # type: ignore[arg-type]
    make_copies(archive.db, archive.settings, case.records["pdf"])
    with archive.visit() as site:
        asked = site.found(case.asked)
        assert (asked.state, asked.copies, asked.failure) == (RequestState.RECEIVED, None, "")
