"""Signing in: guessers are slowed down, colleagues are not; each code works once."""

from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from builders import PASSWORD, Archive, enrolled, open_archive

from archive import clock
from archive.errors import Invalid, Rejected, TooSoon
from archive.models.sessions import Stage
from archive.operations.people import reset_account
from archive.operations.signing import (
    Entered,
    change_password,
    give_second_factor,
    offer_second_factor,
    set_second_factor,
    sign_in,
    take_invitation,
)
from archive.security.access import PUBLIC
from archive.security.permissions import Role
from archive.subscribers import context

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.TIMEZONE)


def door(archive: Archive, site: Any, after: float = 0, origin: str = "web 192.0.2.1") -> Any:
    """Give the context of who comes to the door, so many seconds later."""
    return context(site, PUBLIC, NOW + timedelta(seconds=after), origin, archive.settings)


def tried(archive: Archive, site: Any, login: str = "officer", **how: Any) -> Entered | None:
    plain = {"password": PASSWORD, "browser": ""}
    typed = plain | {key: how.pop(key) for key in ("password", "browser") if key in how}
    return sign_in(door(archive, site, **how), site.people, login=login, **typed)


def guess(archive: Archive, site: Any, times: int, **how: Any) -> None:
    for _time in range(times):
        assert tried(archive, site, password="wrong password", **how) is None


@pytest.mark.parametrize("login", ["officer", "nobody"])
def test_a_guesser_waits_longer_and_longer_whether_the_name_exists_or_not(
    archive: Archive, login: str
) -> None:
    with archive.visit() as site:
        guess(archive, site, 5, login=login)
        with pytest.raises(TooSoon, match="0:1"):
            tried(archive, site, login=login)
        assert tried(archive, site, login=login, password="wrong password", after=16) is None
        with pytest.raises(TooSoon):
            tried(archive, site, login=login, after=30)


def test_a_restart_forgets_nothing(archive: Archive) -> None:
    with archive.visit() as site:
        guess(archive, site, 5)
    archive.db.cacheMinimize()
    with archive.visit() as site, pytest.raises(TooSoon):
        tried(archive, site)


def test_guessing_does_not_lock_a_colleague_out(archive: Archive) -> None:
    with archive.visit() as site:
        entered = tried(archive, site)
        assert entered is not None
        guess(archive, site, 5, origin="web 203.0.113.9")
        with pytest.raises(TooSoon):
            tried(archive, site, origin="web 203.0.113.9")
        assert tried(archive, site, browser=entered.browser) is not None


def test_one_address_trying_many_names_waits_too(archive: Archive) -> None:
    with archive.visit() as site:
        for number in range(60):
            guess(archive, site, 1, login=f"name{number}")
        with pytest.raises(TooSoon):
            tried(archive, site, login="archivist")
        assert tried(archive, site, login="archivist", origin="web 198.51.100.4") is not None


def test_a_mark_of_ones_own_making_is_worth_nothing(archive: Archive) -> None:
    with archive.visit() as site:
        guess(archive, site, 5, browser="made-up")
        with pytest.raises(TooSoon):
            tried(archive, site, browser="made-up")


def invited(archive: Archive, site: Any) -> str:
    return reset_account(archive.as_person(site, "admin"), site.people["officer"]).code


def test_a_code_sets_a_password_once_in_its_time(archive: Archive) -> None:
    with archive.visit() as site:
        code = invited(archive, site)
        assert tried(archive, site) is None
        chosen = {"login": "officer", "code": code.lower(), "password": "four unrelated words here"}
        now = context(site, PUBLIC, clock.now(), "web", archive.settings)
        assert take_invitation(now, site.people, **chosen) is not None
        assert take_invitation(now, site.people, **chosen) is None
        late = context(site, PUBLIC, clock.now() + timedelta(days=4), "web", archive.settings)
        chosen["code"] = invited(archive, site)
        assert take_invitation(late, site.people, **chosen) is None


@pytest.mark.parametrize(
    "password", ["short", "1234567890", "password123", "officer123", "栾川县市场监督管理局"]
)
def test_a_guessable_password_is_refused_and_the_code_stays_good(
    archive: Archive, password: str
) -> None:
    with archive.visit() as site:
        code = invited(archive, site)
        now = context(site, PUBLIC, clock.now(), "web", archive.settings)
        with pytest.raises(Invalid):
            take_invitation(now, site.people, login="officer", code=code, password=password)
        assert site.people["officer"].invitation is not None


def test_a_new_password_ends_every_session(archive: Archive) -> None:
    browser = archive.browser("officer")
    with archive.visit() as site:
        oneself = archive.as_person(site, "officer")
        with pytest.raises(Invalid):
            change_password(oneself, site.people, old="wrong", new="four unrelated words here")
        change_password(oneself, site.people, old=PASSWORD, new="four unrelated words here")
    assert "张办案" not in browser.get("/")


@pytest.fixture
def strict(tmp_path: Any) -> Any:
    """An archive that asks heads for a second factor."""
    with open_archive(tmp_path, second_factor="roles") as archive:
        yield archive


def telephone(archive: Archive, site: Any) -> pyotp.TOTP:
    """Set the head's telephone up; give it."""
    entered = tried(archive, site, "head")
    assert entered is not None
    assert entered.stage is Stage.ENROL
    assert site.signed_in(entered.token, NOW, timedelta(hours=1), timedelta(hours=1)) is None
    ctx = door(archive, site)
    _login, secret = offer_second_factor(ctx, site.people, token=entered.token)
    totp = pyotp.TOTP(secret)
    codes = set_second_factor(ctx, site.people, token=entered.token, code=totp.at(NOW))
    assert codes is not None
    assert len(codes) == 10
    assert site.signed_in(entered.token, NOW, timedelta(hours=1), timedelta(hours=1)) is not None
    return totp


def test_a_head_needs_the_code_of_his_telephone_and_each_works_once(strict: Archive) -> None:
    with strict.visit() as site:
        totp = telephone(strict, site)
        entered = tried(strict, site, "head", after=60)
        assert entered is not None
        assert entered.stage is Stage.SECOND
        later = NOW + timedelta(seconds=60)
        old, code = totp.at(NOW), totp.at(later)
        ctx = door(strict, site, after=60)
        for wrong in (old, "000000", "", "１２３４５６", totp.at(later + timedelta(minutes=5))):
            assert not give_second_factor(ctx, site.people, token=entered.token, code=wrong)
        ctx = door(strict, site, after=80)
        assert give_second_factor(ctx, site.people, token=entered.token, code=code)
        again = tried(strict, site, "head", after=81)
        assert again is not None
        used = door(strict, site, after=81)
        assert not give_second_factor(used, site.people, token=again.token, code=code)


def test_halfway_is_nowhere_and_does_not_last(strict: Archive) -> None:
    with strict.visit() as site:
        totp = telephone(strict, site)
        entered = tried(strict, site, "head", after=60)
        assert entered is not None
        late = door(strict, site, after=60 + 700)
        with pytest.raises(Rejected):
            give_second_factor(late, site.people, token=entered.token, code=totp.at(late.now))


def test_officers_need_none_unless_everyone_does(strict: Archive, tmp_path: Any) -> None:
    with strict.visit() as site:
        entered = tried(strict, site)
        assert entered is not None
        assert entered.stage is Stage.DONE
    folder = tmp_path / "all"
    folder.mkdir()
    with open_archive(folder, second_factor="everyone") as archive, archive.visit() as site:
        enrolled(site, "clerk", "小王", frozenset({Role.ARCHIVIST}), None)
        entered = tried(archive, site, "clerk")
        assert entered is not None
        assert entered.stage is Stage.ENROL
