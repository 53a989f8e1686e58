"""What the archive holds of a case, against what was acknowledged: all of it, whole, and once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from archive.models.answers import Answer
from archive.models.dossiers import Dossier
from archive.models.requests import CopyRequest
from archive.states import FilingState, RequestState
from killing.cases import Case, File, Planned, Step

DECIDED = (RequestState.APPROVED, RequestState.PARTLY)

#: How a request goes: after which step it stands where. The worker makes it ready by itself.
STATES = {
    "take": (RequestState.EXAMINING,),
    "propose": (RequestState.AWAITING,),
    "decide": DECIDED,
    "order": (RequestState.PREPARING, RequestState.READY),
    "fetch": (RequestState.DELIVERED,),
    "close": (RequestState.CLOSED,),
}

#: What the journal tells when a request comes to stand there; fetching is counted by itself.
TOLD = {
    RequestState.EXAMINING: "request.taken",
    RequestState.AWAITING: "request.proposed",
    RequestState.APPROVED: "request.decided",
    RequestState.PARTLY: "request.decided",
    RequestState.PREPARING: "copies.ordered",
    RequestState.READY: "copies.made",
    RequestState.CLOSED: "request.closed",
}


class Truth:
    """One look at the whole archive, by the words the cases carry."""

    def __init__(self, site: Any) -> None:
        """Look; ``site`` may be read no longer than this is."""
        self.site = site
        self.dossiers: dict[str, list[Dossier]] = defaultdict(list)
        self.requests: dict[str, list[CopyRequest]] = defaultdict(list)
        for node in site.by_uid.values():
            if isinstance(node, Dossier):
                self.dossiers[node.facts.case_number].append(node)
            elif isinstance(node, CopyRequest):
                self.requests[node.application.wanted].append(node)
        self.journal: dict[int, list[Any]] = defaultdict(list)
        for entry in site.journal.oldest_first():
            self.journal[entry.uid].append(entry)

    def told(self, uid: int) -> Counter[str]:
        """Count by kind what the journal tells of a node."""
        return Counter(entry.tag for entry in self.journal[uid])


def settle(truth: Truth, case: Case) -> list[str]:
    """Find out how far the case really is, and go on from there; give what is wrong."""
    faults = [f"{case.serial}: {each}" for each in _compared(truth, case)]
    case.in_doubt = False
    return faults


def _compared(truth: Truth, case: Case) -> Iterator[str]:
    done = [_is_done(truth, case, step) for step in case.steps]
    reached = next((at for at, each in enumerate(done) if not each), len(done))
    if any(done[reached:]):
        yield f"{case.steps[reached]} is not there, but what came later is"
    if reached < case.at:
        yield f"acknowledged and lost: {case.steps[reached]}"
    if reached > case.at + case.in_doubt:
        yield f"never sent and there: {case.steps[reached - 1]}"
    if reached == case.at + 1 and case.in_doubt:
        _learn(truth, case)
    yield from _once(truth, case)


def _learn(truth: Truth, case: Case) -> None:
    """The step under way was done after all; who did it sees so, but for a receipt he never got."""
    what = case.step.what
    if what == "fetch":
        case.fetched_in_vain += 1
        return
    case.at += 1
    if what == "open":
        case.path = truth.dossiers[case.case_number][0].path
    case.is_left = what == "ask"


def _is_done(truth: Truth, case: Case, step: Step) -> bool:
    if step.what in {"open", "record", "upload", "submit", "seal"}:
        found = truth.dossiers[case.case_number]
        return bool(found) and _is_filed(found[0], case, step)
    asked = truth.requests[case.wanted]
    if not asked:
        return False
    if step.what == "ask":
        return True
    reached = list(STATES)
    states = {state for what in reached[reached.index(step.what) :] for state in STATES[what]}
    return asked[0].state in states


def _is_filed(dossier: Dossier, case: Case, step: Step) -> bool:
    if step.what in {"submit", "seal"}:
        done = {FilingState.SEALED} | ({FilingState.SUBMITTED} if step.what == "submit" else set())
        return dossier.state in done
    if step.what == "open":
        return True
    planned = case.records[step.which]
    found = [each for each in dossier.records() if each.title == planned.title]
    names = [each.title for record in found for each in record.components()]
    return bool(found) and (step.what == "record" or planned.later[0].name in names)


def _once(truth: Truth, case: Case) -> Iterator[str]:
    """Whatever is there is whole, is there once, and is told of once."""
    for found in (truth.dossiers[case.case_number], truth.requests[case.wanted]):
        if len(found) > 1:
            yield f"{len(found)} times there: {[each.path for each in found]}"
    for dossier in truth.dossiers[case.case_number]:
        yield from _dossier(truth, case, dossier)
    for asked in truth.requests[case.wanted]:
        yield from _request(truth, case, asked)


def _dossier(truth: Truth, case: Case, dossier: Dossier) -> Iterator[str]:
    wanted = {
        "dossier.created": 1,
        "dossier.submitted": dossier.state in {FilingState.SUBMITTED, FilingState.SEALED},
        "dossier.sealed": dossier.state is FilingState.SEALED,
    }
    yield from _told(truth, dossier.uid, wanted, dossier.path)
    if bool(dossier.reference) is not (dossier.state is FilingState.SEALED):
        yield f"{dossier.path} is {dossier.state} and has the reference {dossier.reference!r}"
    by_title = defaultdict(list)
    for record in dossier.records():
        by_title[record.title].append(record)
    expected = dict(case.filed())
    for planned, files in expected.items():
        yield from _record(truth, planned, files, by_title.pop(planned.title, []))
    if by_title:
        yield f"{dossier.path} holds {list(by_title)}, which nobody filed"


def _record(
    truth: Truth, planned: Planned, files: tuple[File, ...], found: list[Any]
) -> Iterator[str]:
    if len(found) != 1:
        yield f"{planned.title} is there {len(found)} times"
        return
    (record,) = found
    sent = sorted((file.name, len(file.content), file.digest) for file in files)
    kept = sorted((each.title, each.size, each.sha256) for each in record.components())
    if sent != kept:
        yield f"{record.path}: sent {sent}, kept {kept}"
    if record.volume.name != planned.volume:
        yield f"{record.path} was filed in {planned.volume}"
    yield from _told(truth, record.uid, {"record.added": 1}, record.path)
    for component in record.components():
        yield from _told(truth, component.uid, {"component.added": 1}, component.path)


def _request(truth: Truth, case: Case, asked: CopyRequest) -> Iterator[str]:
    if case.number and (asked.title != case.number or not asked.code_matches(case.code)):
        yield f"{asked.title} is not the {case.number} of the receipt, or has another code"
    enclosed = [(each.title, each.sha256) for each in asked.attachments()]
    if enclosed != [(case.identity.name, case.identity.digest)]:
        yield f"{asked.title} came with {enclosed}"
    way = _way_to(asked)
    moved = [entry.tag for entry in truth.journal[asked.uid] if entry.tag in TOLD.values()]
    stood = [step.state for step in asked.history[1:]]
    if moved != [TOLD[state] for state in way if state in TOLD] or stood != way:
        yield f"{asked.title} is {asked.state}, went by {stood}, and is told to have {moved}"
    least = len(case.fetched)
    if not least <= asked.fetches <= least + case.fetched_in_vain:
        yield f"{asked.title} was fetched {least} times, and {asked.fetches} are noted"
    ready = asked.copies is not None
    wanted = {"request.received": 1, "copies.made": ready, "copy.fetched": asked.fetches}
    yield from _told(truth, asked.uid, wanted, asked.title)
    if asked.copies is not None and any(each != asked.copies.sha256 for each in case.fetched):
        yield f"{asked.title}: what was fetched is not what is kept"


def _way_to(asked: CopyRequest) -> list[RequestState]:
    partly = any(item.decided is Answer.REFUSE for item in asked.items.values())
    decided = RequestState.PARTLY if partly else RequestState.APPROVED
    states = (state for follows in STATES.values() for state in follows)
    way = [each for each in states if each not in DECIDED or each is decided]
    return way[: way.index(asked.state) + 1 if asked.state in way else 0]


def _told(truth: Truth, uid: int, wanted: dict[str, int], where: str) -> Iterator[str]:
    found = truth.told(uid)
    for what, times in wanted.items():
        if found[what] != int(times):
            yield f"{where}: {what} stands {found[what]} times in the journal, not {int(times)}"


def lacking(truth: Truth, case: Case, held: dict[int, int]) -> list[str]:
    """Give the steps that are not there, of those that ``held`` counts for each case."""
    steps = case.steps[: held.get(case.serial, 0)]
    return [f"{case.serial}: {step}" for step in steps if not _is_done(truth, case, step)]
