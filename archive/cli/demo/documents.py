"""Which papers a made-up case has, in the order of its procedure."""

from collections.abc import Iterator

from archive.cli.demo.cases import Case
from archive.cli.demo.paper import Paper
from archive.cli.demo.penalties import of_general, of_summary
from archive.cli.demo.rarer import RARER
from archive.models.cases import Procedure


def papers(case: Case) -> Iterator[Paper]:
    """Go through the papers of ``case``."""
    if case.series in RARER:
        return RARER[case.series](case)
    return of_summary(case) if case.facts.procedure is Procedure.SUMMARY else of_general(case)
