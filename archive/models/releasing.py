"""What may go out of the house (Arts. 33, 34): one rule for a record, one way to the copies.

Whoever proposes, decides, makes, fetches or hands over asks here; so does who foresees what a
change of marking would do. Staff who read records ask the two gates instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from archive.errors import Invalid, WrongState
from archive.models.answers import Answer, Item
from archive.models.base import Root
from archive.models.dossiers import INTERNAL
from archive.models.records import Record
from archive.models.requests import Copies, CopyRequest
from archive.security.levels import Caveat, Effective, Level, Marking, join
from archive.wording import _

EVERY = frozenset(Caveat)


@dataclass(frozen=True)
class Refusal:
    """Why a record can't go out as proposed: the field of the form, and the sentence for it."""

    field: str
    sentence: str


ALIEN = Refusal("record", _("这一件不属于所申请的案卷。"))
NOT_ITS_PAGES = Refusal("withheld", _("写明的页超出了此件的页数，请核对。"))
CLASSIFIED = Refusal("proposed", _("涉密件一律不得提供。"))
INTERNAL_VOLUME = Refusal("proposed", _("副卷材料一律不得提供，副卷文书放在正卷中也不得提供。"))
NO_CONSENT = Refusal("consent", _("此件带有标注：须隐去有关页，或写明权利人书面同意。"))
NO_OPINION = Refusal("opinion", _("带有标注的件须先经法制审核同意。"))

#: Said of the whole request: which record it is, not everybody at the desk may know.
HINDERED = _("所涉的件此后已不得提供，复制件不能制作和交付，须重新审核。")


@dataclass(frozen=True)
class Matter:
    """What the rule asks of a record: its marking on a day, its volume, its number of pages."""

    marking: Effective
    internal: bool
    pages: int


def is_internal(record: Record) -> bool:
    """Say whether a record belongs to the internal volume, by its place or by its kind."""
    return INTERNAL in {record.volume.name, record.kind.volume}


def matter_of(record: Record, day: date, guards: Iterable[Marking] | None = None) -> Matter:
    """Give what the rule asks of ``record`` on ``day``; with ``guards`` supposed if given.

    Pages are counted as the copies count them: through all files, at least one each.
    """
    marking = join(tuple(record.guards if guards is None else guards), day)
    pages = sum(max(file.page_count, 1) for file in record.components())
    return Matter(marking, is_internal(record), pages)


def _exceeds(matter: Matter, item: Item) -> bool:
    return item.proposed is Answer.WITHHOLD_PAGES and item.pages[-1] > matter.pages


def _whole_without_consent(matter: Matter, item: Item) -> bool:
    whole = item.proposed is Answer.RELEASE
    return bool(matter.marking.caveats) and whole and not item.consent.strip()


def _unheard(matter: Matter, item: Item) -> bool:
    """Say whether a caveat came that the reviewer had not before him, or he did not agree."""
    caveats = matter.marking.caveats
    return bool(caveats) and not (item.agreed and caveats <= item.heard)


#: The rule, in the order in which it is told; only what belongs to nobody's secret passes all.
RULES: tuple[tuple[Refusal, Callable[[Matter, Item], bool]], ...] = (
    (NOT_ITS_PAGES, _exceeds),
    (CLASSIFIED, lambda matter, _item: matter.marking.level > Level.UNCLASSIFIED),
    (INTERNAL_VOLUME, lambda matter, _item: matter.internal),
    (NO_CONSENT, _whole_without_consent),
    (NO_OPINION, _unheard),
)


def refusals(matter: Matter, item: Item) -> tuple[Refusal, ...]:
    """Give every reason why what ``item`` would hand over can't; none for what is refused."""
    if Answer.REFUSE in {item.proposed, item.decided}:
        return ()
    return tuple(refusal for refusal, speaks in RULES if speaks(matter, item))


def can_go_out(record: Record, day: date) -> bool:
    """Say whether any proposal at all could release something of ``record``."""
    asked = Item(record.uid, Answer.RELEASE, consent="-", agreed=True, heard=EVERY)
    return not refusals(matter_of(record, day), asked)


def can_be_named(record: Record, day: date) -> bool:
    """Say whether the requester may be told that there is this record, by its title."""
    return can_go_out(record, day) and not record.guards


def require_releasable(record: Record, item: Item, day: date, *, reviewed: bool = True) -> None:
    """Raise Invalid, by field, where ``item`` can't go out; ``reviewed`` asks the opinion too."""
    found = refusals(matter_of(record, day), item)
    wrong = {each.field: each.sentence for each in found[::-1] if reviewed or each != NO_OPINION}
    if wrong:
        raise Invalid(**wrong)


def held_back(request: CopyRequest, day: date) -> dict[int, tuple[Refusal, ...]]:
    """Give, by record, why what was decided to be handed over can't go out any more."""
    found = {item.record: _against(request, item, day) for item in request.released()}
    return {uid: reasons for uid, reasons in found.items() if reasons}


def _against(request: CopyRequest, item: Item, day: date) -> tuple[Refusal, ...]:
    record = cast("Root", request.root).by_uid.get(item.record)
    if not isinstance(record, Record) or record.dossier is not request.dossier:
        return (ALIEN,)
    return refusals(matter_of(record, day), item)


def require_unhindered(request: CopyRequest, day: date) -> None:
    """Raise Invalid where anything that was decided to be handed over can't go out any more."""
    if held_back(request, day):
        raise Invalid(copies=HINDERED)


def copies_of(request: CopyRequest, day: date) -> Copies:
    """Give the copies of ``request`` to whatever door hands them out; there is no other way.

    Raises WrongState before they are ready and once the request has ended, Invalid where a record
    in them was marked or moved since, so that it can't go out any more (Art. 34).
    """
    if request.copies is None or not request.is_fetchable:
        raise WrongState(_("复制件现在不能领取。"))
    require_unhindered(request, day)
    return request.copies
