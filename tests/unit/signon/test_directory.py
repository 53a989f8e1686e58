"""A real slapd says whether name and password go together; nothing typed becomes its language."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import PASSWORD, open_archive
from pyramid.config import Configurator
from webtest import TestApp

from archive.settings import Settings, WrongSetting
from archive.signon.directory import DirectoryFacts, Unreachable, accepts

PERSON = "uid={login},ou=people,dc=example,dc=cn"
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "dc=example,dc=cn"
rootdn "cn=admin,dc=example,dc=cn"
rootpw admin-of-tests
directory {folder}/data
"""
ENTRIES = """
dn: dc=example,dc=cn
objectClass: dcObject
objectClass: organization
o: example
dc: example

dn: ou=people,dc=example,dc=cn
objectClass: organizationalUnit
ou: people

dn: uid=officer,ou=people,dc=example,dc=cn
objectClass: inetOrgPerson
uid: officer
cn: officer
sn: officer
userPassword: directory password
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a slapd of the tests' own."""
    slapd = shutil.which("slapd") or "/usr/sbin/slapd"
    if not os.access(slapd, os.X_OK):
        missing = "slapd is missing: as root, apt-get install slapd"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("slapd")
    (folder / "data").mkdir()
    (folder / "slapd.conf").write_text(CONFIG.format(folder=folder))
    (folder / "people.ldif").write_text(ENTRIES)
    config = str(folder / "slapd.conf")
    subprocess.run(
        [slapd, "-T", "add", "-f", config, "-l", str(folder / "people.ldif")], check=True
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"ldap://127.0.0.1:{port}"
    with subprocess.Popen(
        [slapd, "-d", "0", "-f", config, "-h", address], stderr=subprocess.DEVNULL
    ) as server:
        _wait(port)
        yield address
        server.terminate()


def _wait(port: int) -> None:
    for _try in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def test_the_right_password_is_accepted_and_no_other(directory: str) -> None:
    facts = DirectoryFacts(directory, PERSON)
    assert accepts(facts, "officer", "directory password")
    for password in ("wrong", "", " ", "directory password\0", "*"):
        assert not accepts(facts, "officer", password)


@pytest.mark.parametrize(
    "login",
    ["", " ", "nobody", "*", "officer,ou=people,dc=example,dc=cn", "officer)(uid=*", "officer\0",
     "x+uid=officer", "officer\\", "#04", "officer\n", "警员"],
)  # fmt: skip
def test_nothing_typed_as_a_name_becomes_the_directorys_language(
    directory: str, login: str
) -> None:
    assert not accepts(DirectoryFacts(directory, PERSON), login, "directory password")


def test_a_directory_that_is_gone_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        accepts(DirectoryFacts("ldap://127.0.0.1:1", PERSON), "officer", "password")


@pytest.mark.parametrize(
    ("uri", "person"),
    [
        ("ldap://elsewhere.example", PERSON),
        ("http://x", PERSON),
        ("", PERSON),
        ("ldaps://x", "uid"),
    ],
)
def test_passwords_go_nowhere_in_the_open(uri: str, person: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them is wrong
        DirectoryFacts(uri, person)


def test_a_person_without_a_password_here_signs_in_by_the_directory(
    directory: str, tmp_path: Path
) -> None:
    with open_archive(tmp_path, directory=directory, directory_person=PERSON) as archive:
        with archive.visit() as site:
            site.people["officer"].password_hash = None
        assert "张办案" in _signed_in(archive, "officer", "directory password")
        assert "不正确" in _signed_in(archive, "officer", PASSWORD)
        assert "王档案" in _signed_in(archive, "archivist", PASSWORD)
        assert "不正确" in _signed_in(archive, "archivist", "directory password")


def test_who_is_known_by_the_directory_sets_up_a_telephone_with_its_password(
    directory: str, tmp_path: Path
) -> None:
    with open_archive(tmp_path, directory=directory, directory_person=PERSON) as archive:
        with archive.visit() as site:
            site.people["officer"].password_hash = None
        browser = TestApp(archive.app, lint=False)
        _sign_in(browser, "officer", "directory password")
        form = browser.get("/me-second").forms["form"]
        form["password"] = "wrong"
        assert "密码不正确" in form.submit(status=422)
        form["password"] = "directory password"
        assert form.submit(status=303).location.endswith("/sign-in-enrol")


def test_a_directory_that_can_not_be_used_stops_the_start() -> None:
    config = Configurator()
    config.registry.juanzong = Settings(
        directory="ldap://elsewhere.example", directory_person=PERSON
    )
    with pytest.raises(WrongSetting, match="elsewhere"):
        config.include("archive.views.web.security")


def test_a_directory_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = {"directory": "ldap://127.0.0.1:1", "directory_person": PERSON}
    with open_archive(tmp_path, **gone) as archive:
        assert "暂时不可用" in _signed_in(archive, "nobody", "password")
        assert "王档案" in _signed_in(archive, "archivist", PASSWORD)


def _signed_in(archive: object, login: str, password: str) -> object:
    return _sign_in(TestApp(archive.app, lint=False), login, password)  # type: ignore[attr-defined]


def _sign_in(browser: TestApp, login: str, password: str) -> object:
    form = browser.get("/sign-in").forms["sign-in"]
    form["login"], form["password"] = login, password
    answer = form.submit(expect_errors=True)
    return answer.follow() if answer.status_int == 303 else answer
