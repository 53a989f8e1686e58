"""By when a dossier is to be filed (Art. 31), and how it stands."""

from dataclasses import dataclass
from datetime import date

from archive import clock
from archive.models.cases import Procedure
from archive.models.dossiers import Dossier
from archive.regulation import deadline


@dataclass(frozen=True)
class Due:
    """The last day, and how many days are left (less than none when it is overdue)."""

    day: date
    left: int


def filing_due(dossier: Dossier, today: date) -> Due | None:
    """Give by when the dossier is to be filed; ``None`` while it runs, and once it is filed.

    Summary procedure: seven working days from the decision (Penalty 70); otherwise thirty days
    from the end of the case, ending on a working day (Art. 31, Penalty 80).
    """
    facts = dossier.facts
    if dossier.is_sealed:
        return None
    if facts.procedure is Procedure.SUMMARY and facts.decided is not None:
        last = clock.add_working_days(facts.decided, deadline("filing-summary").amount)
    elif facts.closed is not None:
        last = clock.add_days(facts.closed, deadline("filing").amount)
    else:
        return None
    return Due(last, (last - today).days)
