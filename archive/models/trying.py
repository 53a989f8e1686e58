"""How often a job is tried and how long it is lent; where one stands."""

from datetime import timedelta
from enum import StrEnum

from archive.wording import _

#: After each failure the job rests so long; the failure after the last rest parks it.
RESTS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))

#: So often the worker may end with the job in hand; then it is parked, for it may be the cause.
MOST_LOST = 3

#: How long a job is lent to a worker, who says again and again that he is still at it.
LEASE = timedelta(minutes=2, seconds=30)

#: A lease that ran out longer ago tells nothing of its worker: the database was restored.
RECENT = timedelta(hours=1)

#: After a failure of the house a job rests so long at first, then twice that, up to the most.
HOUSE_REST, LONGEST_HOUSE_REST = timedelta(seconds=5), timedelta(minutes=5)

#: Where several workers take at once and conflict, each takes one of so many.
SPREAD = 16

FAILED = _("试过四次都没有成功，请看技术原因，处理后再试。")
LOST = _("处理时工作进程三次中断，可能是这项工作本身引起的，请看日志后再试。")


class Place(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RESTING = "resting"
    RUNNING = "running"
    PARKED = "parked"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return PLACE_LABELS[self]


PLACE_LABELS = {
    Place.WAITING: _("等待"),
    Place.RESTING: _("稍后再试"),
    Place.RUNNING: _("进行中"),
    Place.PARKED: _("已停下"),
}
