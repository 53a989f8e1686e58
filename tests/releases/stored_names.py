"""What stands in a database: every ``module.Class`` that its pickles name."""

import io
import pickletools
from typing import Any


def stored_names(storage: Any) -> set[str]:
    """Give the names in every record of every transaction of ``storage``."""
    found: set[str] = set()
    for transaction in storage.iterator():
        for record in transaction:
            if record.data is not None:
                found |= names_in(record.data)
    return found


def names_in(data: bytes) -> set[str]:
    """Give the names in one record: the pickle of its class, then that of its state."""
    found, stream = set(), io.BytesIO(data)
    for _pickle in range(2):
        strings: list[str] = []
        for code, argument, _place in pickletools.genops(stream):
            if code.name == "GLOBAL":
                found.add(argument.replace(" ", "."))
            elif code.name == "STACK_GLOBAL":
                found.add(".".join(strings[-2:]))
            elif isinstance(argument, str):
                strings.append(argument)
    return found
