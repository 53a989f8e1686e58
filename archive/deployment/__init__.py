"""Files an operator starts from: settings, service units, log rotation; written by ``init``."""

from importlib.resources import files
from pathlib import Path

PRODUCTION = "production.ini"


def sample(name: str) -> str:
    """Give the text of one of the files of this folder."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def names() -> tuple[str, ...]:
    """Name the files there are, beside the code."""
    held = (path.name for path in files(__package__).iterdir())
    return tuple(sorted(name for name in held if not name.startswith("__")))


def write_ini(path: Path) -> None:
    """Write the settings of an archive in earnest to ``path``, where nothing stands yet."""
    with path.open("x", encoding="utf-8") as stream:
        path.chmod(0o640)
        stream.write(sample(PRODUCTION))
