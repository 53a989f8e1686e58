"""Dated steps that bring an older tree up to the program; run by ``juanzong upgrade`` only."""

from collections.abc import Callable
from dataclasses import dataclass

from BTrees.LLBTree import LLTreeSet

from archive.evolve import jobs
from archive.evolve.applying import applications
from archive.evolve.backups import register
from archive.evolve.naming import units_and_names
from archive.evolve.threads import threaded
from archive.evolve.withholding import grounds_of_pages
from archive.evolve.writers import in_small_leaves, spread
from archive.models.exports import Exports
from archive.models.fixity import Fixity
from archive.models.grants import Grants
from archive.models.site import SCHEMA, Archive
from archive.models.throttle import Throttle
from archive.security.permissions import Role
from archive.settings import Settings


@dataclass(frozen=True)
class Step:
    """One step: the schema it leads to, its date and name, and what it does."""

    schema: int
    name: str
    run: Callable[[Archive, Settings], None]


def _first(_site: Archive, _settings: Settings) -> None:
    """Step 1 is the tree that ``make_site`` makes."""


def _grants(site: Archive, _settings: Settings) -> None:
    """Step 2 adds the register of grants, the list of marked objects and the throttle."""
    site.throttle, site.marked = Throttle(), LLTreeSet()
    if "grants" not in site:
        site.grants = site["grants"] = Grants()
        site.exports = site["exports"] = Exports()
    for uid, node in site.by_uid.items():
        if node.marking is not None:
            site.marked.add(uid)
    site.people.founded = any(Role.SECURITY in person.roles for person in site.people.everyone())


def _fixity(site: Archive, _settings: Settings) -> None:
    """Step 7 adds the register of looks at the bytes."""
    site.fixity = Fixity()


STEPS = (
    Step(1, "2026-11-23 first tree", _first),
    Step(2, "2026-11-23 grants, marked objects, throttle", _grants),
    Step(3, "2026-11-25 units with a history, the bureau's own name", units_and_names),
    Step(4, "2026-11-25 places of jobs", jobs.places),
    Step(6, "2026-11-25 trees of their own for writers at once", spread),
    Step(7, "2026-12-01 whether the bytes are what they were", _fixity),
    Step(8, "2026-12-01 a register of backups", register),
    Step(9, "2026-12-01 what a requester wrote is his application", applications),
    Step(10, "2026-12-01 small leaves for writers at once", in_small_leaves),
    Step(11, "2026-12-01 places and grounds of what is withheld", grounds_of_pages),
    Step(12, "2026-12-01 a queue of jobs in several trees", jobs.spread),
    Step(13, "2026-12-01 threads of the journal", threaded),
)


def outstanding(site: Archive) -> tuple[Step, ...]:
    """Give the steps that ``site`` still lacks, in order."""
    return tuple(step for step in STEPS if step.schema > site.schema)


def upgrade(site: Archive, settings: Settings) -> tuple[Step, ...]:
    """Carry out the outstanding steps in order, noting each; give those carried out."""
    steps = outstanding(site)
    for step in steps:
        step.run(site, settings)
        site.schema = step.schema
        site.evolved = (*site.evolved, step.name)
    return steps


if STEPS[-1].schema != SCHEMA:
    raise AssertionError(STEPS)
