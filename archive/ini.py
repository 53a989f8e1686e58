"""What the texts of an ini file are read as; ValueError or KeyError for what can't be."""

from datetime import timedelta
from urllib.parse import urlsplit

#: No number set is larger: a hundred thousand million.
LARGEST = 10**11

#: Days of the longest term that can be set.
LONGEST_TERM = 3650

#: The largest weight.
MOST_SHARE = 10


def yes_or_no(value: str) -> bool:
    """Give what yes, no and their like mean."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    return words[value.lower()]


def minutes(value: str) -> timedelta:
    """Give a time of so many minutes."""
    return timedelta(minutes=positive(value))


def positive(value: str) -> int:
    """Give a whole number above zero."""
    number = int(value)
    if not 0 < number <= LARGEST:
        raise ValueError(value)
    return number


def seconds(value: str) -> float:
    """Give a time in seconds, above zero."""
    number = float(value)
    if not 0 < number <= LARGEST:
        raise ValueError(value)
    return number


def address(value: str) -> str:
    """Give the address of a web server, without a slash behind it."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError(value)
    return value.rstrip("/")


def share(value: str) -> float:
    """Give a weight from zero on."""
    number = float(value)
    if not 0 <= number <= MOST_SHARE:
        raise ValueError(value)
    return number


def days(value: str) -> int:
    """Give a number of days that a term may have."""
    days = positive(value)
    if days > LONGEST_TERM:
        raise ValueError(value)
    return days


def whom(value: str) -> str:
    """Give who needs a second factor."""
    if value not in {"roles", "everyone", "no"}:
        raise ValueError(value)
    return value


def with_login(value: str) -> str:
    """Give a person's name in a directory, with the place of the login in it."""
    if "{login}" not in value:
        raise ValueError(value)
    return value


def names(value: str) -> tuple[str, ...]:
    """Give words in small letters."""
    return tuple(value.lower().split())


def engine(value: str) -> str:
    """Give the name of a full-text engine."""
    if value not in {"tantivy", "whoosh", "postgresql"}:
        raise ValueError(value)
    return value


def language(value: str) -> str:
    """Give a language there is."""
    if value not in {"zh_CN", "en"}:
        raise ValueError(value)
    return value
