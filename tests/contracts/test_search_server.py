"""A database server may be restarted, and holds what a long or odd query asks of it."""

from collections.abc import Iterator

import psycopg
import pytest
from contracts.cluster import Cluster, address, new_database
from contracts.searching import EVERYTHING, STAMP, find, found, record

from archive.search.engines.postgres.index import PostgresIndex
from archive.search.language.tree import And, Beginning, Not, Or, Words
from archive.search.port import Index, Query


@pytest.fixture
def server() -> Iterator[Cluster]:
    started = Cluster()
    yield started
    started.remove()


def test_the_index_goes_on_after_the_server_was_restarted(server: Cluster) -> None:
    index = PostgresIndex(server.uri)
    index.apply([record(1, "送达")], [], STAMP)
    server.stop()
    for _again in range(2):
        with pytest.raises(ConnectionError):
            index.search(Query(), EVERYTHING)
    server.start()
    assert found(index, "送达") == {1}
    server.stop()
    server.start()
    index.apply([record(2, "送达")], [], STAMP)
    assert found(index, "送达") == {1, 2}
    index.close()


def test_an_index_of_another_archive_in_the_same_database_is_left_alone() -> None:
    one, two = PostgresIndex(address(), "one"), PostgresIndex(address(), "two")
    one.apply([record(1)], [], STAMP)
    assert (two.stamp(), found(two, "")) == (None, set())
    two.clear()
    assert found(one, "") == {1}
    one.close()
    two.close()


@pytest.mark.parametrize(
    "word", ["a'b", "a\\b", "100%", "a_b", "$1", "%s", "{}", ":t处罚", "!处罚"]
)
def test_what_means_something_to_the_database_means_nothing_here(word: str, index: Index) -> None:
    index.apply([record(1, f"处罚 {word} 完", parties=(f"{word}社",))], [], STAMP)
    for node in (
        Words(word),
        Beginning(word),
        And((Words("处罚"), Or((Words(word), Not(Words("无")))))),
    ):
        assert found(index, node) == {1}
    assert find(index, "", filters={"unit": word}).total == 0
    assert index.names(f"{word}社", EVERYTHING) == (f"{word}社",)


def test_the_tables_do_not_grow_with_the_number_of_changes() -> None:
    database = new_database()
    index = PostgresIndex(database)
    documents = [record(uid, f"第{uid}件：" + "行政处罚决定书" * 100) for uid in range(1, 101)]
    index.apply(documents, [], STAMP)
    fresh = _size(database)
    for change in range(200):
        index.apply([documents[change % 100]], [], STAMP)
    assert sorted(index.digests()) == list(range(1, 101))
    assert _size(database) <= 2 * fresh
    index.close()


def _size(database: str) -> int:
    sizes = (
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('entry', 'name')"
    )
    with psycopg.connect(database) as connection:
        (size,) = connection.execute(sizes).fetchone() or (0,)
    return int(size)
