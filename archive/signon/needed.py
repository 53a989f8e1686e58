"""What signing in from outside needs: an extra each, said before it is missed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from archive.settings import WrongSetting
from archive.wording import _

if TYPE_CHECKING:
    from archive.settings import Settings

#: The setting that asks for it: the extra, and a module it brings.
NEEDED = {"directory": ("ldap", "ldap3"), "openid_issuer": ("openid", "authlib")}


def require_extras(settings: Settings) -> None:
    """Raise WrongSetting where a setting needs an extra that is not installed."""
    for name, (extra, module) in NEEDED.items():
        if getattr(settings, name) and find_spec(module) is None:
            raise WrongSetting(
                _("设置了 juanzong.{name}，还须安装 juanzong[{extra}]。"), name=name, extra=extra
            )
