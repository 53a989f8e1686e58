"""Step 3: units become nodes with a history, and the archive keeps its bureau's name itself."""

from archive.models.named import Facts
from archive.models.site import Archive
from archive.models.units import Bureau, Unit, Units
from archive.settings import Settings


def units_and_names(site: Archive, settings: Settings) -> None:
    """Take the units over, and the name that the settings gave on pages and papers until now."""
    if "units" in site:
        return
    listed = list(site.units.values())
    site.units = site["units"] = Units()
    for old in listed:
        unit = Unit()
        unit.call(Facts(old.name), None)
        site.units[old.code] = unit
    site.bureau = site["bureau"] = Bureau()
    site.bureau.call(Facts(settings.organ, settings.organ_short), None)
