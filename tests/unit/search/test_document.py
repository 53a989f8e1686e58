"""What an engine is told of a dossier and its records."""

from builders import Archive

from archive.search.document import document_of
from archive.search.port import Document


def test_a_dossier_and_its_records_have_the_penalties_of_the_decision(archive: Archive) -> None:
    path = archive.dossier(records=1, penalties="警告，没收违法所得300元，罚款1000元")
    with archive.visit() as site:
        found: list[Document | None] = [
            document_of(site, uid) for uid, node in site.by_uid.items() if path in str(node.path)
        ]
    given = {document.penalties for document in found if document}
    assert given == {("warning", "fine", "unlawful-gains")}
