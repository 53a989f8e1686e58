"""What happened to the archive as a whole: its names, jobs, lists, and what was tried in vain."""

from archive.events.base import Event


class AccessDenied(Event):
    """Somebody asked for what a gate shuts; what for stands in ``after``."""


class BureauFounded(Event):
    """The archive was told whose it is."""


class ExportFetched(Event):
    """A person was handed a result list."""


class ExportMade(Event):
    """The worker wrote a result list."""


class ExportOrdered(Event):
    """A person had a long result list written."""


class FondsOpened(Event):
    """A fonds was opened."""


class JobDropped(Event):
    """An administrator took a job out that will not be done."""


class JobParked(Event):
    """A job was tried as often as may be, in vain, and waits for an administrator."""


class JobRetried(Event):
    """An administrator let a job be tried again."""


class NameProposed(Event):
    """An administrator proposed what a bureau, fonds, unit or person is to be called, or shut."""


class NameRefused(Event):
    """A second person set aside what was proposed."""


class PolicyViolated(Event):
    """A browser reported that a page broke the content policy."""


class Renamed(Event):
    """A bureau, fonds, unit or person is called otherwise, or a unit was opened or shut."""


class SearchSaved(Event):
    """A person kept a search, or kept one no longer."""


class UnitListed(Event):
    """A unit was put on the list."""
