"""An extra that a setting needs and that is not installed stops the start, by its name."""

import pytest
from pyramid.config import Configurator

from archive.settings import WrongSetting, read_settings
from archive.signon import needed

SET = (
    ({"directory": "ldaps://x.cn", "directory_person": "uid={login},dc=x"}, "ldap"),
    ({"openid_issuer": "https://x.cn"}, "openid"),
)


@pytest.mark.parametrize(("more", "extra"), SET)
def test_a_missing_extra_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, str], extra: str
) -> None:
    monkeypatch.setattr(needed, "find_spec", lambda _module: None)
    config = Configurator()
    config.registry.juanzong = read_settings({f"juanzong.{k}": v for k, v in more.items()})
    with pytest.raises(WrongSetting, match=rf"juanzong\[{extra}\]"):
        config.include("archive.views.web.security")
