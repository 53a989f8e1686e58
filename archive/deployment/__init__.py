"""Files an operator starts from: settings, service units, log rotation; written by ``init``."""

from importlib.resources import files
from pathlib import Path

PRODUCTION = "production.ini"

#: The same for several machines, and the file beside it that says where PostgreSQL is.
CLUSTER, STORAGE = "production-cluster.ini", "cluster.conf"


def sample(name: str) -> str:
    """Give the text of one of the files of this folder."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def names() -> tuple[str, ...]:
    """Name the files there are, beside the code."""
    held = (path.name for path in files(__package__).iterdir())
    return tuple(sorted(name for name in held if not name.startswith("__")))


def write_ini(path: Path) -> None:
    """Write the settings of an archive in earnest to ``path``, where nothing stands yet."""
    _write(path, sample(PRODUCTION))


def write_cluster(path: Path, address: str) -> None:
    """Write the settings of many processes on the PostgreSQL at ``address``, as libpq knows it.

    The storage's own file is written beside ``path``; FileExistsError where one stands there,
    ImportError without the extra ``cluster``, ValueError for what is no address.
    """
    folder, address = str(path.parent.absolute()), in_words(address)
    storage = sample(STORAGE).replace("@FOLDER@", folder.replace("$", "$$"))
    _write(path.with_name(STORAGE), storage.replace("@ADDRESS@", address.replace("$", "$$")))
    ini = sample(CLUSTER).replace("@FOLDER@", folder.replace("%", "%%"))
    _write(path, ini.replace("@ADDRESS@", address.replace("%", "%%")))


def in_words(address: str) -> str:
    """Write a libpq URI as ``host=… dbname=…``, to which RelStorage adds words of its own."""
    from psycopg2 import ProgrammingError
    from psycopg2.extensions import make_dsn, parse_dsn

    try:
        return str(make_dsn(**parse_dsn(address)))
    except ProgrammingError as error:
        raise ValueError(str(error).strip()) from None


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as stream:
        path.chmod(0o640)
        stream.write(text)
