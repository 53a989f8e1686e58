"""What is done to the archive as a whole: fonds and units put on its list."""

from archive.errors import Invalid
from archive.events import FondsOpened, UnitListed
from archive.models.site import Archive, Fonds, Unit
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P
from archive.wording import _


@act(P.SITE_ARRANGE)
def open_fonds(ctx: Context, site: Archive, *, code: str, title: str) -> Fonds:
    """Open a fonds (全宗) under its code."""
    fonds = site.add_fonds(code, title)
    ctx.happened(FondsOpened, fonds, after={"code": code, "title": title})
    return fonds


@act(P.SITE_ARRANGE)
def list_unit(ctx: Context, site: Archive, *, code: str, name: str) -> Unit:
    """Put a unit on the list; a code is used once."""
    if not code.strip() or not name.strip() or code in site.units:
        raise Invalid(code=_("单位代码和名称都要填写，且不得重复。"))
    unit = site.add_unit(code, name)
    ctx.happened(UnitListed, site, after={"code": code, "name": name})
    return unit
