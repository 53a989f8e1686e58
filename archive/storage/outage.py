"""Where the database's own server can't be reached: told apart from every other failure."""

from collections.abc import Iterator

from archive.errors import ArchiveError
from archive.wording import _

#: What drivers and storages call a connection that is lost; they are not loaded to ask for it.
LOST = frozenset({"OperationalError", "InterfaceError", "ClientDisconnected", "ClientStorageError"})

#: What psycopg2 raises, as it is and not as one of its kinds, on a connection whose server ended.
CLOSED = "DatabaseError"


class DatabaseAway(ArchiveError):
    """The server the database is on does not answer, or takes no more connections, for now."""

    sentence = _(
        "数据库服务器暂时连不上，刚才的操作可能没有保存。恢复后系统会自行继续；"
        "请稍后先看看是否已经保存，再重新办理。"
    )


def is_stale(failure: BaseException) -> bool:
    """Say whether only this connection is lost: its server ended, and may be there again."""
    return type(failure).__name__ == CLOSED


def is_lost(failure: BaseException) -> bool:
    """Say whether a failure is that the database's server can't be reached."""
    named = {each.__name__ for each in type(failure).__mro__}
    return isinstance(failure, DatabaseAway) or is_stale(failure) or not LOST.isdisjoint(named)


def is_away(failure: BaseException) -> bool:
    """Say whether a failure comes from a server, of the database or the index, that is away."""
    return any(is_lost(each) or isinstance(each, ConnectionError) for each in causes(failure))


def causes(failure: BaseException) -> Iterator[BaseException]:
    """Go through a failure and what it came from."""
    met: set[int] = set()
    each: BaseException | None = failure
    while each is not None and id(each) not in met:
        met.add(id(each))
        yield each
        each = each.__cause__ or each.__context__


def in_a_line(failure: BaseException) -> str:
    """Give what a driver says without its line breaks."""
    return " ".join(str(failure).split())
