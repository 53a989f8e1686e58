"""What of a dossier or record is indexed, as the port's plain data."""

from archive.models.base import Node
from archive.models.cases import PartyKind
from archive.models.dossiers import Dossier
from archive.models.records import Record
from archive.models.site import Archive
from archive.regulation import penalties_in
from archive.search.port import Document, Mark
from archive.search.text.analysis import fold
from archive.security.levels import Marking

#: How many characters of one record's text the index takes in; the rest is kept, not found.
MOST_TEXT = 2_000_000


def document_of(site: Archive, uid: int) -> Document | None:
    """Give the index entry of the node ``uid``; ``None`` where it has none or is gone."""
    node = site.by_uid.get(uid)
    if isinstance(node, Dossier):
        return _of_dossier(node)
    if isinstance(node, Record):
        return _of_record(node)
    return None


def is_indexed(node: Node) -> bool:
    """Say whether a node has an entry in the index."""
    return isinstance(node, (Dossier, Record))


def _of_dossier(dossier: Dossier) -> Document:
    facts = dossier.facts
    return Document(
        uid=dossier.uid,
        dossier=dossier.uid,
        is_dossier=True,
        series=dossier.series,
        year=dossier.year,
        unit=facts.unit,
        marks=_marks(dossier),
        caveats=_caveats(dossier),
        title=dossier.title,
        numbers=_numbers(dossier),
        parties=tuple(party.name for party in facts.parties),
        date=facts.closed or facts.decided or facts.opened,
        description=" ".join(filter(None, (facts.penalties, facts.outcome, *facts.officers))),
        penalties=penalties_in(fold(facts.penalties)),
    )


def _of_record(record: Record) -> Document:
    dossier, facts = record.dossier, record.facts
    return Document(
        uid=record.uid,
        dossier=dossier.uid,
        is_dossier=False,
        series=dossier.series,
        year=dossier.year,
        unit=dossier.facts.unit,
        marks=_marks(record),
        caveats=_caveats(record),
        kind=facts.kind,
        volume=record.volume.name,
        title=facts.title,
        numbers=tuple(filter(None, (facts.number, record.reference))),
        parties=tuple(party.name for party in dossier.facts.parties),
        date=facts.made or dossier.facts.opened,
        description=f"{facts.makers} {facts.description}".strip(),
        pages=_text(record),
        penalties=penalties_in(fold(dossier.facts.penalties)),
    )


def _numbers(dossier: Dossier) -> tuple[str, ...]:
    """Give the numbers a dossier is found by; a person's is not among them.

    Pages show it with its middle hidden, and a search would give it away digit by digit.
    """
    facts = dossier.facts
    numbers = (facts.case_number, facts.decision_number, dossier.reference)
    companies = (party for party in facts.parties if party.kind is PartyKind.ORGANISATION)
    return tuple(filter(None, (*numbers, *(party.number for party in companies))))


def _marks(node: Node) -> tuple[Mark, ...]:
    return tuple(
        Mark(int(marking.level), marking.until) for marking in node.guards if _is_levelled(marking)
    )


def _is_levelled(marking: Marking) -> bool:
    return int(marking.level) > 0


def _caveats(node: Node) -> frozenset[str]:
    return frozenset(str(caveat) for marking in node.guards for caveat in marking.caveats)


def _text(record: Record) -> tuple[str, ...]:
    pages, left = [], MOST_TEXT
    for component in record.components():
        for page in component.text_pages:
            pages.append(page[:left])
            left -= len(page[:left])
    return tuple(pages)
