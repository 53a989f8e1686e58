"""What is kept, from the whole of a bureau down to the year: fonds, series, year."""

from archive.models.base import Folder
from archive.models.named import Named
from archive.regulation import series as all_series


class Fonds(Folder, Named):
    """All that one bureau keeps (全宗); holds the eight series."""

    def __init__(self, code: str, title: str) -> None:
        """Make the fonds with a folder for each series of Art. 2."""
        super().__init__()
        self.code = code
        self.title = title
        for key in all_series():
            self[key] = Series(key)


class Series(Folder):
    """One of the eight kinds of enforcement act of Art. 2; holds its years."""

    def __init__(self, key: str) -> None:
        """Make the series called ``key`` in the regulation's table."""
        super().__init__()
        self.key = key

    @property
    def series_key(self) -> str:
        """Give its own key."""
        return self.key

    @property
    def title(self) -> str:
        """Give the series' name."""
        return all_series()[self.key].name

    def year(self, year: int) -> "Year":
        """Give the folder of ``year``, made when first asked for."""
        name = str(year)
        if name not in self:
            self[name] = Year(year)
        found = self[name]
        if not isinstance(found, Year):
            raise TypeError(name)
        return found


class Year(Folder):
    """The dossiers of one series and year."""

    def __init__(self, year: int) -> None:
        """Make an empty year."""
        super().__init__()
        self.year = year

    @property
    def year_around(self) -> int:
        """Give the year itself."""
        return self.year

    @property
    def title(self) -> str:
        """Give the year as a title."""
        return str(self.year)
