"""The provider's word is taken only if all of it holds."""

import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from builders import open_archive
from joserfc.jwk import OctKey, RSAKey
from webtest import TestApp

from archive import clock
from archive.signon.directory import Unreachable
from archive.signon.openid import Assertion, NotProven, Provider, ProviderFacts

sys.path.insert(0, str(Path(__file__).parent))
from provider import OpenProvider, back_with, serve

BACK = "http://127.0.0.1:6543/sign-in-back"


@pytest.fixture
def there() -> Iterator[OpenProvider]:
    provider = OpenProvider(now=time.time())
    server = serve(provider)
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def here(there: OpenProvider) -> Provider:
    return Provider(ProviderFacts(there.issuer, "juanzong", "secret"))


def now() -> datetime:
    return clock.now()


def whole_way(here: Provider, there: OpenProvider, **changes: str) -> Assertion:
    begun = here.depart(BACK)
    return here.arrive(begun, there.authorize(begun.address) | changes, BACK, now())


def test_the_provider_says_who_somebody_is(here: Provider, there: OpenProvider) -> None:
    assert whole_way(here, there) == Assertion("s-1", "officer")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "another"}, {"state": ""}, {"iss": "http://127.0.0.1:1"}, {"code": ""},
        {"code": "made-up"}, {"error": "access_denied"},
    ],
)  # fmt: skip
def test_a_changed_answer_proves_nothing(
    here: Provider, there: OpenProvider, changes: dict[str, str]
) -> None:
    with pytest.raises(NotProven):
        whole_way(here, there, **changes)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"}, {"aud": "another"}, {"aud": ["juanzong", "another"]},
        {"nonce": "another"}, {"exp": 1}, {"exp": "soon"}, {"iat": 2**40}, {"sub": ""},
        {"preferred_username": ""}, {"preferred_username": ["officer"]}, {"exp": None},
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_us_and_now_proves_nothing(
    here: Provider, there: OpenProvider, claims: dict[str, object]
) -> None:
    there.claims = claims
    with pytest.raises(NotProven):
        whole_way(here, there)


def test_a_token_signed_by_our_own_secret_proves_nothing(
    here: Provider, there: OpenProvider
) -> None:
    there.header, there.signing = {"alg": "HS256"}, OctKey.import_key("secret" * 8)
    with pytest.raises(NotProven):
        whole_way(here, there)


def test_a_token_signed_by_nobody_proves_nothing(here: Provider, there: OpenProvider) -> None:
    there.header, there.signing = {"alg": "none"}, OctKey.import_key("x" * 32)
    with pytest.raises(NotProven):
        whole_way(here, there)


def test_a_token_of_another_key_proves_nothing(here: Provider, there: OpenProvider) -> None:
    there.signing = RSAKey.generate_key(2048, {"kid": "one"})
    with pytest.raises(NotProven):
        whole_way(here, there)


def test_a_new_key_of_the_provider_is_fetched_once(here: Provider, there: OpenProvider) -> None:
    whole_way(here, there)
    there.key = RSAKey.generate_key(2048, {"kid": "two"})
    there.header = {"alg": "RS256", "kid": "two"}
    assert whole_way(here, there).login == "officer"


def test_a_code_works_once(here: Provider, there: OpenProvider) -> None:
    begun = here.depart(BACK)
    answered = there.authorize(begun.address)
    here.arrive(begun, answered, BACK, now())
    with pytest.raises(NotProven):
        here.arrive(begun, answered, BACK, now())


def test_a_provider_that_calls_itself_otherwise_is_not_it(
    here: Provider, there: OpenProvider
) -> None:
    there.about = {"issuer": "https://another.example"}
    with pytest.raises(NotProven):
        here.depart(BACK)


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "authorization_endpoint"])
def test_secrets_go_to_no_open_address(here: Provider, there: OpenProvider, name: str) -> None:
    there.about = {name: "http://another.example/x"}
    with pytest.raises(NotProven):
        here.depart(BACK)


def test_a_provider_that_is_gone_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        Provider(ProviderFacts("http://127.0.0.1:1", "juanzong", "secret")).depart(BACK)
    with pytest.raises(ValueError, match="another"):
        ProviderFacts("http://another.example", "juanzong", "secret")


def test_a_person_signs_in_by_the_page(there: OpenProvider, tmp_path: Path) -> None:
    secret = tmp_path / "openid-secret"
    secret.write_text("secret")
    more = {
        "openid_issuer": there.issuer,
        "openid_client": "juanzong",
        "openid_secret": str(secret),
    }
    with open_archive(tmp_path, **more) as archive:
        browser = TestApp(archive.app, lint=False)
        form = next(f for f in browser.get("/sign-in").forms.values() if f.action == "/sign-in-by")
        away = form.submit(status=303).location
        answered = there.authorize(away)
        assert "张办案" in browser.get(back_with(answered), status=303).follow()
        browser.get(back_with(answered), status=404)
        there.login = "nobody"
        stranger = TestApp(archive.app, lint=False)
        form = next(f for f in stranger.get("/sign-in").forms.values() if f.action == "/sign-in-by")
        again = there.authorize(form.submit(status=303).location)
        assert "没有可用的账号" in stranger.get(back_with(again), status=303).follow()
        with archive.visit() as site:
            site.people["officer"].disabled = True
        there.login = "officer"
        form = next(f for f in stranger.get("/sign-in").forms.values() if f.action == "/sign-in-by")
        again = there.authorize(form.submit(status=303).location)
        assert "没有可用的账号" in stranger.get(back_with(again), status=303).follow()
