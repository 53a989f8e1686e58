"""Who acts when a command is run on the server itself."""

import os
import pwd

from archive import clock
from archive.models.site import Archive
from archive.operations._act import Context
from archive.security.access import Identity
from archive.security.permissions import Role
from archive.settings import Settings
from archive.subscribers import context


def console(site: Archive, settings: Settings) -> Context:
    """Give the context of an administrator at the server's console; it reads no record."""
    who = Identity(uid=2, name=_who(), roles=frozenset({Role.ADMINISTRATOR}))
    return context(site, who, clock.now(), "console", settings)


def _who() -> str:
    """Name who runs this, as the kernel knows him; his number where the machine has no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
