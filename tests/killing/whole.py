"""What must hold of any archive at any moment, whoever was killed: bytes, trees, jobs, numbers."""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Any

from ZODB.POSException import POSKeyError

from archive.models.base import Folder, Node
from archive.models.components import Component, Legibility, StoredFile
from archive.models.dossiers import Dossier
from archive.models.jobs import Work
from archive.models.requests import CopyRequest
from archive.states import ENDED, RequestState


def faults(site: Any) -> Iterator[str]:
    """Give all that is wrong, each as a sentence."""
    for look in (_bytes, _tree, _catalogues, _jobs, _numbers):
        yield from look(site)


def _bytes(site: Any) -> Iterator[str]:
    for node in site.by_uid.values():
        if isinstance(node, StoredFile):
            try:
                path = Path(node.blob.committed())
                with path.open("rb") as stream:
                    digest = file_digest(stream, "sha256").hexdigest()
                if (path.stat().st_size, digest) != (node.size, node.sha256):
                    yield f"{node.path} has other bytes than it had"
                for page, picture in node.previews.items():
                    if not Path(picture.committed()).stat().st_size:
                        yield f"{node.path} has an empty picture of page {page}"
            except (OSError, POSKeyError) as failure:
                yield f"{node.path} has no bytes: {failure!r}"


def _tree(site: Any) -> Iterator[str]:
    """Whatever stands in the tree is in the catalogue, and the other way round; counts hold."""
    standing = {site.uid: site}
    left: list[Folder] = [site]
    while left:
        folder = left.pop()
        children = list(folder.values())
        if len(children) != len(folder):
            yield f"{folder.path} counts {len(folder)} and holds {len(children)}"
        standing |= {child.uid: child for child in children}
        left += [child for child in children if isinstance(child, Folder)]
    known: dict[int, Node] = dict(site.by_uid.items())
    for uid in standing.keys() ^ known.keys():
        node = standing.get(uid) or known[uid]
        yield f"{node.path} is {'only in the tree' if uid in standing else 'only catalogued'}"


def _catalogues(site: Any) -> Iterator[str]:
    requests = [node for node in site.by_uid.values() if isinstance(node, CopyRequest)]
    unsettled = {node.uid for node in requests if node.state not in ENDED}
    if unsettled != set(site.unsettled):
        yield f"the unsettled requests are {unsettled} and not {set(site.unsettled)}"
    for node in site.by_uid.values():
        if isinstance(node, Dossier) and node.uid not in site.case_uids(node.facts.case_number):
            yield f"{node.path} is not found by its case number"


def _jobs(site: Any) -> Iterator[str]:
    """Who waits for a job has one; who has one is there."""
    queued = {(job.work, job.uid) for job in site.jobs}
    for node in site.by_uid.values():
        if (work := _waited_for(node)) and (work, node.uid) not in queued:
            yield f"{node.path} waits for {work}, and there is no job"
        if isinstance(node, CopyRequest) and node.failure:
            yield f"{node.title}: {node.failure}"
    for work, uid in queued:
        if site.by_uid.get(uid) is None:
            yield f"a job {work} is for {uid}, which is not there"


def _waited_for(node: Node) -> Work | None:
    if isinstance(node, Component) and node.legibility is Legibility.WAITING:
        return Work.READ
    is_made = (
        isinstance(node, CopyRequest) and node.state is RequestState.PREPARING and not node.failure
    )
    return Work.COPIES if is_made else None


def _numbers(site: Any) -> Iterator[str]:
    """Each number is given once, and none is left out."""
    requests = [int(name.rpartition("-")[2]) for name in site.requests.names()]
    dossiers = [node for node in site.by_uid.values() if isinstance(node, Dossier)]
    sealed = [int(each.reference.rpartition("-")[2]) for each in dossiers if each.reference]
    decisions = [
        int("".join(filter(str.isdigit, each.decision_number.rpartition("〕")[2])))
        for each in site.requests.values()
        if each.decision_number
    ]
    opened = [int(each.__name__) for each in dossiers]
    for what, given in (
        ("requests", requests), ("dossiers", opened), ("references", sealed),
        ("decisions", decisions),
    ):  # fmt: skip
        if sorted(given) != list(range(1, len(given) + 1)):
            yield f"the numbers of {what} are {sorted(given)}"
