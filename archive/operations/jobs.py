"""The queued work: parked where it fails, and tried again or dropped by the administrator."""

from archive.errors import WrongState
from archive.events.base import Uid
from archive.events.site import JobDropped, JobParked, JobRetried
from archive.models.components import Legibility, StoredFile
from archive.models.exports import Export
from archive.models.jobs import Job
from archive.models.requests import CopyRequest
from archive.models.site import Archive
from archive.models.trying import Place
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P
from archive.wording import _

#: What is told to those who wait for a job that was parked, or that an administrator dropped.
PARKED = _("多次制作都没有成功，已告知系统管理员，排除原因后会重新制作。")
DROPPED = _("系统管理员撤销了这次制作，需要时请重新办理。")

NOT_AT_REST = _("这项工作正在进行或已经完成，请刷新页面。")


@act(P.JOB_RUN)
def note_parked(ctx: Context, site: Archive, *, job: Job) -> None:
    """Write down that a job is parked, and tell those who wait for it."""
    _tell(ctx, job, PARKED)
    subject = Uid(job.uid)
    ctx.happened(JobParked(site, job.work, subject, job.tries, job.lost, str(job.sentence)))


@act(P.JOB_ARRANGE)
def retry_job(ctx: Context, site: Archive, *, key: int) -> None:
    """Let a job that rests or is parked be tried again at once; WrongState for any other."""
    job = site.jobs.find(key)
    if job.place not in {Place.PARKED, Place.RESTING}:
        raise WrongState(NOT_AT_REST)
    site.jobs.retry(key)
    _tell(ctx, job, "")
    ctx.happened(JobRetried(site, job.work, Uid(job.uid)))


@act(P.JOB_ARRANGE)
def drop_job(ctx: Context, site: Archive, *, key: int) -> None:
    """Take a job out that will not be done, and tell those who wait; WrongState while it runs."""
    job = site.jobs.find(key)
    if job.place is Place.RUNNING:
        raise WrongState(NOT_AT_REST)
    site.jobs.drop(key)
    _tell(ctx, job, DROPPED)
    ctx.happened(JobDropped(site, job.work, Uid(job.uid), str(job.failure)))


def _tell(ctx: Context, job: Job, failure: str) -> None:
    """Say to those who wait for what a job was to make that it failed; or no longer (empty).

    What was made meanwhile, or is gone, is left as it is.
    """
    node = ctx.site.by_uid.get(job.uid)
    if isinstance(node, StoredFile):
        if node.legibility in {Legibility.WAITING, Legibility.FAILED}:
            node.legibility = Legibility.FAILED if failure else Legibility.WAITING
    elif isinstance(node, CopyRequest):
        if node.is_being_made:
            node.failure = failure
    elif isinstance(node, Export) and node.file is None:
        node.failure = failure
