"""What PostgreSQL keeps of an entry: a row of facts, its tokens in a GIN, its texts put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql

from archive.search.engines.entry import BETWEEN, LEVELS, TEXTS
from archive.search.language.tree import Field
from archive.search.text.pinyin import is_pinyin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Connection

    from archive.search.engines.entry import Entry
    from archive.search.port import Stamp

#: What is counted and stays as it is; the level in force is another every day.
STORED_FACETS = ("year", "series", "unit", "kind", "penalty")

#: Stands before a token of the title, the numbers or the parties; no token begins so.
MARKS = {Field.TITLE: ":t", Field.NUMBERS: ":n", Field.PARTIES: ":p"}

#: Stands before the sound of a party's name.
SOUND = ":s"

#: Bytes of the tokens of one record that a tsvector takes; of a richer one the rows are searched.
MOST_TOKENS = 1_000_000

#: Characters of a name by which it is looked up; a longer one fits no page of an index.
LONGEST_FORM = 200

#: Rows taken out, and their share of all, from which their room is given back at once.
FEWEST_GONE, MOST_GONE = 50, 0.2

#: What stands for ``BETWEEN`` in a text; PostgreSQL takes no zero.
SEPARATOR = "\x1f"

#: Stands between penalties, and between the rows of the title, the numbers and the parties.
PARTS = "\x1e"

#: Wide columns are put aside, so that counting reads what it counts and no more; the body is not
#: packed, since a phrase is looked up in it sooner than it is unpacked. ``facts`` is all that
#: facets count, in one.
TABLES = sql.SQL("""
CREATE SCHEMA IF NOT EXISTS {schema};
SET LOCAL search_path TO {schema};
CREATE TABLE stamp (
    is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
    storage text NOT NULL, place numeric NOT NULL, analysis text NOT NULL
);
CREATE TABLE entry (
    uid bigint PRIMARY KEY, dossier bigint NOT NULL, digest bigint NOT NULL,
    day integer NOT NULL, year integer NOT NULL,
    until1 integer NOT NULL, until2 integer NOT NULL, until3 integer NOT NULL,
    is_rich boolean NOT NULL, is_guarded boolean NOT NULL,
    series text NOT NULL, unit text NOT NULL, kind text NOT NULL, volume text NOT NULL,
    penalty text NOT NULL, facts text COLLATE "C" GENERATED ALWAYS AS ({facts}) STORED,
    caveats text[] NOT NULL, head text NOT NULL, body text NOT NULL, shown text NOT NULL,
    tokens tsvector NOT NULL
) WITH (toast_tuple_target = 128, autovacuum_vacuum_scale_factor = 0.05,
        toast.autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE entry ALTER series SET STORAGE MAIN, ALTER unit SET STORAGE MAIN,
    ALTER kind SET STORAGE MAIN, ALTER volume SET STORAGE MAIN, ALTER penalty SET STORAGE MAIN,
    ALTER facts SET STORAGE MAIN, ALTER caveats SET STORAGE MAIN, ALTER head SET STORAGE MAIN,
    ALTER body SET STORAGE EXTERNAL;
CREATE INDEX ON entry USING gin (tokens) WITH (fastupdate = off);
CREATE INDEX ON entry (dossier);
CREATE INDEX ON entry (uid) WHERE is_rich;
CREATE TABLE name (uid bigint NOT NULL, form text COLLATE "C" NOT NULL, name text NOT NULL);
CREATE INDEX ON name (form);
CREATE INDEX ON name (uid);
""")

EXISTS = "SELECT true FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = 'name'"

SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE %s ORDER BY nspname DESC"

COLUMNS = (
    "uid", "dossier", "digest", "day", "year", *(f"until{level}" for level in LEVELS),
    "is_rich", "is_guarded", "series", "unit", "kind", "volume", "penalty", "caveats",
    "head", "body", "shown",
)  # fmt: skip

INSERT = sql.SQL(
    "INSERT INTO entry ({columns}, tokens) VALUES ({values}, array_to_tsvector(%s::text[]))"
).format(
    columns=sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
    values=sql.SQL(", ").join([sql.Placeholder()] * len(COLUMNS)),
)

NAME = "INSERT INTO name (uid, form, name) VALUES (%s, %s, %s)"

SIZE = """
SELECT reltuples, current_setting('statement_timeout') FROM pg_class WHERE oid = 'entry'::regclass
"""

STAMP = """
INSERT INTO stamp (storage, place, analysis) VALUES (%s, %s, %s) ON CONFLICT (is_one)
DO UPDATE SET storage = excluded.storage, place = excluded.place, analysis = excluded.analysis
"""


def make_tables(connection: Connection[Any], schema: str) -> None:
    """Make the tables in ``schema`` where they are not; two that begin at once do it once."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [schema])
        if not connection.execute(EXISTS, [schema]).fetchone():
            facts = sql.SQL(" || chr(31) || ").join(
                sql.SQL("{}::text").format(sql.Identifier(name)) for name in STORED_FACETS
            )
            connection.execute(TABLES.format(schema=sql.Identifier(schema), facts=facts))


def set_aside(connection: Connection[Any], schema: str, name: str, keep: int) -> None:
    """Rename ``schema`` by adding ``name``; drop what was set aside before the ``keep`` newest."""
    beginning = name.partition("-")[0]
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [schema])
        renaming = sql.SQL("ALTER SCHEMA {} RENAME TO {}")
        if connection.execute(SCHEMAS, [schema]).fetchone():
            aside = sql.Identifier(f"{schema}.{name}")
            connection.execute(renaming.format(sql.Identifier(schema), aside))
        older = connection.execute(SCHEMAS, [f"{schema}.{beginning}-%"]).fetchall()
        for (each,) in older[keep:]:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(each)))


def write(
    connection: Connection[Any], entries: Sequence[Entry], removals: Sequence[int], stamp: Stamp
) -> int:
    """Put entries in place of those with their uids, take others out, stamp; give what is gone."""
    uids = [entry.document.uid for entry in entries]
    stale = [[*uids, *removals]]
    gone = connection.execute("DELETE FROM entry WHERE uid = ANY(%s::bigint[])", stale).rowcount
    connection.execute("DELETE FROM name WHERE uid = ANY(%s::bigint[])", stale)
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, map(_row, entries))
        cursor.executemany(NAME, [line for entry in entries for line in _names(entry)])
    connection.execute(STAMP, [stamp.storage, stamp.place, stamp.analysis])
    return gone


def collect(connection: Connection[Any], gone: int) -> bool:
    """Give the room of ``gone`` rows back where these are many; say whether it was done.

    The server does so by itself, but by the minute: too late for a row of changes.
    """
    rows, patience = connection.execute(SIZE).fetchone() or (0, "0")
    is_due = gone > max(FEWEST_GONE, MOST_GONE * rows)
    if is_due:
        connection.execute("SELECT set_config('statement_timeout', '0', false)")
        connection.execute("VACUUM (ANALYZE) entry, name")
        connection.execute("SELECT set_config('statement_timeout', %s, false)", [patience])
    return is_due


def _row(entry: Entry) -> list[Any]:
    document, marked = entry.document, _marked(entry)
    tokens = marked.union(*entry.tokens.values())
    is_rich = sum(len(token.encode()) for token in tokens) > MOST_TOKENS
    return [
        document.uid,
        document.dossier,
        document.digest,
        entry.day,
        document.year,
        *(entry.until.get(level, 0) for level in LEVELS),
        is_rich,
        bool(entry.caveats),
        document.series,
        document.unit,
        document.kind,
        document.volume,
        PARTS.join(document.penalties),
        sorted(entry.caveats),
        PARTS.join(entry.rows[field] for field in TEXTS if field is not Field.TEXT),
        entry.rows[Field.TEXT],
        entry.shown.replace(BETWEEN, SEPARATOR),
        list(marked if is_rich else tokens),
    ]


def _marked(entry: Entry) -> set[str]:
    marked = {mark + token for field, mark in MARKS.items() for token in entry.tokens[field]}
    sounds = {SOUND + form for forms in entry.names.values() for form in forms if is_pinyin(form)}
    return marked | sounds


def _names(entry: Entry) -> Iterator[tuple[int, str, str]]:
    for name, forms in entry.names.items():
        for form in forms:
            yield entry.document.uid, form[:LONGEST_FORM], name
