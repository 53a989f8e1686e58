"""Asks a directory (LDAP) whether name and password go together, by binding as the person."""

import ssl
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.errors import ArchiveError
from archive.settings import Settings
from archive.wording import _

#: Seconds to wait for the directory.
PATIENCE = 5

#: Hosts to which passwords may go without TLS: this machine.
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Unreachable(ArchiveError):
    """The directory or provider does not answer; says nothing about the account."""

    sentence = _("身份认证服务暂时不可用，请稍后再试。")


@dataclass(frozen=True)
class DirectoryFacts:
    """Where the directory is and what a person is called in it.

    ``person`` is his name there with ``{login}`` in it, as ``uid={login},ou=people,dc=x,dc=cn``.
    """

    uri: str
    person: str
    start_tls: bool = False
    certificates: Path | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what can't be used, or would send passwords in the open."""
        address = urlsplit(self.uri)
        if address.scheme not in {"ldap", "ldaps"} or not address.hostname:
            raise ValueError(self.uri)
        if address.scheme == "ldap" and not self.start_tls and address.hostname not in HERE:
            raise ValueError(self.uri)
        if "{login}" not in self.person:
            raise ValueError(self.person)


def facts_of(settings: Settings) -> DirectoryFacts | None:
    """Give the directory the settings name, if they name one; ValueError for what can't be used."""
    if not settings.directory:
        return None
    return DirectoryFacts(
        settings.directory,
        settings.directory_person,
        settings.directory_start_tls,
        settings.directory_certificates,
    )


def accepts(facts: DirectoryFacts, login: str, password: str) -> bool:
    """Say whether the directory lets ``login`` in with ``password``.

    Without a password nobody is asked: a directory takes that for an unnamed visitor and says yes
    (RFC 4513 §5.1.2). Raises Unreachable where it does not answer.
    """
    ldap = _library()
    if not password or not login.strip() or not f"{login}{password}".isprintable():
        return False
    name = facts.person.replace("{login}", ldap.utils.dn.escape_rdn(login))
    server = ldap.Server(facts.uri, tls=_tls(facts), connect_timeout=PATIENCE)
    connection = ldap.Connection(
        server,
        user=name,
        password=password,
        authentication=ldap.SIMPLE,
        auto_bind=ldap.AUTO_BIND_NONE,
        receive_timeout=PATIENCE,
        read_only=True,
    )
    try:
        connection.open()
        if facts.start_tls and not connection.start_tls():
            raise Unreachable
        return bool(connection.bind())
    except (ldap.core.exceptions.LDAPException, OSError) as error:
        raise Unreachable from error
    finally:
        if connection.socket is not None:
            connection.socket.close()


@cache
def _library() -> Any:
    """Load ldap3, whose last release (2021) uses names that pyasn1 has since renamed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import ldap3
        import ldap3.core.exceptions
        import ldap3.utils.dn
    return ldap3


def _tls(facts: DirectoryFacts) -> Any:
    own = str(facts.certificates) if facts.certificates else None
    return _library().Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=own)
