"""Who acts when a command is run on the server itself."""

import getpass

from archive import clock
from archive.models.site import Archive
from archive.operations._act import Context
from archive.security.access import Identity
from archive.security.permissions import Role
from archive.settings import Settings
from archive.subscribers import context


def console(site: Archive, settings: Settings) -> Context:
    """Give the context of an administrator at the server's console; it reads no record."""
    who = Identity(uid=2, name=getpass.getuser(), roles=frozenset({Role.ADMINISTRATOR}))
    return context(site, who, clock.now(), "console", settings)
