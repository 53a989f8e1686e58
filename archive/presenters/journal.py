"""Entries of the journal as one person may read them: the object, and what was said, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.clock import TIMEZONE
from archive.models import about
from archive.models.base import Node
from archive.models.dossiers import Dossier
from archive.models.identifiers import mask_citizen_id, mask_phone
from archive.models.journal import Entry
from archive.models.people import Person
from archive.models.records import Record
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.presenters.journal_fields import CONTENT, LABELS, WORDS, word_for
from archive.presenters.journal_words import BEFORE, WHAT
from archive.presenters.viewer import Viewer
from archive.security.levels import dominates, join
from archive.security.permissions import Permission as P
from archive.wording import _

#: What has a page of its own, and the permission it takes.
PAGES: tuple[tuple[type[Node], P], ...] = (
    (Dossier, P.DOSSIER_READ),
    (Record, P.DOSSIER_READ),
    (CopyRequest, P.REQUEST_READ),
    (Person, P.ACCOUNT_LIST),
)

#: How numbers of persons are told.
MASKS = {"document_number": mask_citizen_id, "phone": mask_phone}

#: Fields that name another object by its uid.
NAMING = frozenset({*about.NAMING, "opinion_by", "uid"})

#: What people search for is theirs: that they did is told, not the words.
SEARCHES = frozenset({"export.ordered", "list.handed-out", "search.forgotten", "search.saved"})

#: What people write about a case or request is read by who reads these.
FREE = frozenset({"reason"})

#: A field by its label, and its value in words.
Said = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """An entry: ``node`` is there where the person may go to the object, ``place`` always."""

    at: datetime
    who: str
    what: str
    place: str
    node: Node | None
    title: str
    said: tuple[Said, ...]
    origin: str


def told(viewer: Viewer, site: Archive, entry: Entry) -> Told:
    """Tell an entry; what the person may not learn is left out, whatever the field."""
    page, permission = _page_of(site.by_uid.get(entry.uid))
    seen = page is not None and viewer.may(permission, page)
    return Told(
        at=entry.at,
        who=viewer.say(entry.actor_name),
        what=viewer.say((WHAT | BEFORE).get(entry.kind, entry.kind)),
        place=str(entry.said.get("address") or entry.path),
        node=page if seen else None,
        title=_title(page) if page is not None and seen else "",
        said=tuple(_Telling(viewer, site).fields(_open_to(viewer, site, entry))),
        origin=entry.origin,
    )


def _page_of(node: Node | None) -> tuple[Node | None, P]:
    """Give what has a page, the node or what holds it, and the permission it takes."""
    for each in node.lineage() if node is not None else ():
        for kind, permission in PAGES:
            if isinstance(each, kind):
                return each, permission
    return None, P.JOURNAL_READ


def _title(node: Any) -> str:
    return str(node.facts.case_number if isinstance(node, Dossier) else node.title)


def _open_to(viewer: Viewer, site: Archive, entry: Entry) -> dict[str, Any]:
    """Give of what was said what the person may learn: all, all but contents, or nothing."""
    nodes = [site.by_uid.get(uid) for uid in (entry.uid, *about.named(entry.said))]
    if not all(node is not None and _passes(viewer, node) for node in nodes):
        return {}
    pages = [_page_of(node) for node in nodes]
    reads = all(page is not None and viewer.may(which, page) for page, which in pages)
    if entry.form == 0 and not reads:
        return {}
    accounts = all(page is None or which is P.ACCOUNT_LIST for page, which in pages)
    if reads or (accounts and entry.kind not in SEARCHES):
        return dict(entry.said)
    shut = FREE if pages[0][0] is not None else frozenset()
    return {
        name: value
        for name, value in entry.said.items()
        if name not in shut and not _tells_contents(name, value)
    }


def _passes(viewer: Viewer, node: Node) -> bool:
    clearance = viewer.identity.clearance.on(viewer.day)
    return dominates(clearance, join(node.guards, viewer.day))


def _tells_contents(name: str, value: Any) -> bool:
    """Say whether a field tells of contents; descriptions and lists of records always do."""
    if name in WORDS or name in NAMING:
        return False
    bare = isinstance(value, dict) and bool({"level", "roles"} & set(value))
    return name in CONTENT or (isinstance(value, dict | list) and not bare)


class _Telling:
    """Tells fields in the words of the one who reads."""

    def __init__(self, viewer: Viewer, site: Archive) -> None:
        """Take who reads, and the archive the names are from."""
        self._say, self._site, self._viewer = viewer.say, site, viewer

    def fields(self, said: dict[str, Any]) -> Iterator[Said]:
        """Tell each field that has a value; of what was before and after, what differs."""
        if "before" in said and "after" in said:
            yield from self._change(said["before"], said["after"])
        for name, value in said.items():
            if name not in {"before", "after"}:
                yield from self._field(name, value, said)

    def _change(self, before: Any, after: Any) -> Iterator[Said]:
        pairs = {_("内容"): (self._words("", before, {}), self._words("", after, {}))}
        if isinstance(after, dict) and isinstance(before, dict | None):
            was = before or {}
            pairs = {
                LABELS.get(name, name): (
                    self._words(name, was.get(name), was),
                    self._words(name, after.get(name), after),
                )
                for name in {**was, **after}
            }
        for label, (first, then) in pairs.items():
            if first != then:
                none, text = self._say(_("（无）")), self._say(_("由“{before}”改为“{after}”"))
                yield self._say(label), text.format(before=first or none, after=then or none)

    def _field(self, name: str, value: Any, around: dict[str, Any]) -> Iterator[Said]:
        if isinstance(value, dict):
            yield from self.fields(value)
        elif text := self._words(name, value, around):
            yield self._say(LABELS.get(name, name)), text

    def _words(self, name: str, value: Any, around: dict[str, Any]) -> str:
        """Tell one value; several with a mark between them, a whole one by its fields."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self._say(_("是") if value else _("否"))
        if isinstance(value, list):
            return " · ".join(self._words(name, each, around) for each in value)
        if isinstance(value, dict):
            fields = self.fields(value)
            return "(" + ", ".join(f"{label} {text}" for label, text in fields) + ")"
        return self._one(name, value, around)

    def _one(self, name: str, value: Any, around: dict[str, Any]) -> str:
        if name in NAMING and isinstance(value, int):
            return self._named(value)
        if name == "unit":
            return self._site.unit_name(value)
        mask = MASKS.get(name)
        if name == "number" and around.get("kind") == "person":
            mask = mask_citizen_id
        if mask is not None:
            return mask(str(value))
        found = word_for(name, str(value))
        return self._say(found) if found else _moment(str(value))

    def _named(self, uid: int) -> str:
        """Tell another object: by its number where the person may read it, else by its place."""
        node = self._site.by_uid.get(uid)
        page, permission = _page_of(node)
        if page is not None and self._viewer.may(permission, page):
            return _title(page)
        return node.path if node is not None else str(uid)


def _moment(text: str) -> str:
    """Give a moment as it is read; anything else as it is."""
    if len(text) < len("2026-01-31T00:00:00") or text[10:11] != "T":
        return text
    try:
        return datetime.fromisoformat(text).astimezone(TIMEZONE).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text
