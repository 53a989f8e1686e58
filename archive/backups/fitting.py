"""Where things stand in a restored folder, and the settings fitted to it."""

from __future__ import annotations

import re
from pathlib import Path

from archive.storage.opening import BLOBS, FILE, OLD_BLOBS

#: Settings that name a file of the house's own, kept with the keys.
NAMED = ("openid_secret", "observer_token", "directory_certificates")

#: Where things stand in a restored folder, as in the settings that ``init`` writes.
SECRET, DATA, BLOB_FOLDER, TABLES = (
    "var/secret",
    "var/data/archive.fs",
    "var/data/blobs",
    "regulation",
)

#: A setting's name, up to its value.
SETTING = re.compile(r"[ \t]*([\w.]+)[ \t]*[=:]")


def fitted(ini: str) -> str:
    """Let the settings of an archive name the places of a restored folder."""
    lines: list[str] = []
    fitting = False
    for line in ini.splitlines():
        if fitting and line[:1] in {" ", "\t"}:
            continue  # the rest of a value that was fitted
        found = SETTING.match(line)
        place = _place(found[1], line[found.end() :].strip()) if found else None
        fitting = place is not None
        lines.append(line if found is None or place is None else f"{found[1]} = {place}")
    return "\n".join(lines) + "\n"


def _place(key: str, value: str) -> str | None:
    """Give where in a restored folder that is which a setting names; ``None`` for any other."""
    if key == "zodbconn.uri" and value.startswith(FILE):
        said = [each for each in value.partition("?")[2].split("&") if each]
        own = [each for each in said if each.partition("=")[0] not in {BLOBS, OLD_BLOBS}]
        places = "&".join([f"{BLOBS}=%(here)s/{BLOB_FOLDER}", *own])
        return f"{FILE}%(here)s/{DATA}?{places}"
    name = key.removeprefix("juanzong.")
    if name == "var" and name != key:
        return "%(here)s/var"
    if name == "regulation" and value:
        return f"%(here)s/{TABLES}"
    if name in NAMED and value:
        return f"%(here)s/secrets/{Path(value).name}"
    return None
