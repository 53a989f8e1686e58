"""Our queries and access as conditions on PostgreSQL's rows; every value is a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import sql

from archive.search import language
from archive.search.analysis import HALVES, query_tokens
from archive.search.entry import LEVELS, NEVER, sound_of
from archive.search.language import Field
from archive.search.names import plain_form, typed_forms
from archive.search.postgres_table import LONGEST_FORM, MARKS, SOUND
from archive.search.rows import part_of_row
from archive.security.levels import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.search.port import Access, Query

#: The columns in which the words of a field are looked for.
COLUMNS = {
    Field.TITLE: ("title",),
    Field.NUMBERS: ("numbers",),
    Field.PARTIES: ("parties",),
    Field.TEXT: ("body",),
    Field.ALL: ("title", "numbers", "parties", "body"),
}

#: What stands after everything that may go on.
LAST = "\U0010ffff"

#: Lines of names that are looked through, and names that are counted.
MOST_NAMES, MOST_NAMED = 20_000, 200

NAMES = sql.SQL("""
SELECT name FROM (
    SELECT DISTINCT uid, name FROM name
    WHERE (%s <> '' AND form >= %s AND form < %s) OR form = ANY(%s::text[]) LIMIT %s
) AS named JOIN entry USING (uid) WHERE {visible}
GROUP BY name ORDER BY count(*) DESC, name LIMIT %s
""")

#: A year has so many digits, and no more.
YEAR_DIGITS = 4


@dataclass(frozen=True)
class Condition:
    """A piece of SQL and the values of its parameters, in order."""

    text: sql.Composed | sql.SQL
    values: tuple[Any, ...] = ()


TRUE, FALSE = Condition(sql.SQL("true")), Condition(sql.SQL("false"))


def all_of(parts: Iterable[Condition]) -> Condition:
    """All of these must hold."""
    return joined(" AND ", parts) or TRUE


def any_of(parts: Iterable[Condition]) -> Condition:
    """One of these must hold."""
    return joined(" OR ", parts) or FALSE


def matches(query: Query, access: Access) -> Condition:
    """Give what is found: the query, the chosen facets, and the access around all of it."""
    chosen = (_value(name, value) for name, value in query.filters.items())
    return all_of([visible(access), *chosen, _node(query.node)])


def visible(access: Access) -> Condition:
    """Give what ``access`` lets be found."""
    handled = [str(caveat) for caveat in Caveat if caveat in access.caveats]
    excluded = list(access.excluded)
    parts = [
        Condition(
            sql.SQL("{} < %s").format(sql.Identifier(f"until{level}")), (access.today.toordinal(),)
        )
        for level in LEVELS
        if level > access.level
    ]
    parts.append(Condition(sql.SQL("caveats <@ %s::text[]"), (handled,)))
    if excluded:
        hidden = sql.SQL("uid <> ALL(%s::bigint[]) AND dossier <> ALL(%s::bigint[])")
        parts.append(Condition(hidden, (excluded, excluded)))
    if not access.everywhere:
        reach = sql.SQL("(unit = ANY(%s::text[]) OR dossier = ANY(%s::bigint[]))")
        units = [unit for unit in access.units if _is_sayable(unit)]
        parts.append(Condition(reach, (units, list(access.dossiers))))
    return all_of(parts)


def where(field: Field, wanted: str) -> Condition:
    """Give whether the part of a row ``wanted`` stands in a field."""
    return any_of(
        Condition(sql.SQL("strpos({}, %s) > 0").format(sql.Identifier(column)), (wanted,))
        for column in COLUMNS[field]
    )


def joined(word: LiteralString, parts: Iterable[Condition]) -> Condition | None:
    """Give the parts with ``word`` between any two; ``None`` where there is none."""
    found = list(parts)
    if len(found) < 2:  # noqa: PLR2004 - nothing to join
        return found[0] if found else None
    text = sql.SQL(word).join(part.text for part in found)
    values = tuple(value for part in found for value in part.values)
    return Condition(sql.SQL("({})").format(text), values)


def _node(node: language.Node) -> Condition:  # noqa: PLR0911 - one a kind of node
    match node:
        case language.Words() | language.Beginning():
            return _words(node)
        case language.And(parts):
            return all_of(map(_node, parts))
        case language.Or(parts):
            return any_of(map(_node, parts))
        case language.Not(part):
            inner = _node(part)
            return Condition(sql.SQL("NOT ({})").format(inner.text), inner.values)
        case language.Value(field, value):
            return _value(field, value)
        case language.Range():
            return _range(node)
        case _:
            return TRUE


def _value(field: str, value: str) -> Condition:
    if field == Field.YEAR:
        is_year = value.isascii() and value.isdigit() and len(value) <= YEAR_DIGITS
        return Condition(sql.SQL("year = %s"), (int(value),)) if is_year else FALSE
    if not value or not _is_sayable(value):
        return FALSE
    return Condition(sql.SQL("{} = %s").format(sql.Identifier(field)), (value,))


def _range(node: language.Range) -> Condition:
    low = min(max(node.low or 0, 0), NEVER)
    high = min(max(NEVER if node.high is None else node.high, 0), NEVER)
    if node.field is Field.DAY:
        return Condition(sql.SQL("(day > 0 AND day BETWEEN %s AND %s)"), (low, high))
    return Condition(sql.SQL("year BETWEEN %s AND %s"), (low, high))


def _words(node: language.Words | language.Beginning) -> Condition:
    """Find by tokens in the GIN; where that says too little, look into the rows."""
    tokens, last_begins = query_tokens(node.text)
    if not tokens:
        return TRUE
    begins = last_begins or isinstance(node, language.Beginning)
    mark = MARKS.get(node.field, "")
    lexemes = " & ".join(_quoted(mark + token) for token in tokens) + (":*" if begins else "")
    in_rows = where(node.field, part_of_row(node.text, is_beginning=begins))
    if sound := sound_of(node):
        lexemes += f" | {sounding(sound)}"
    is_said = len(tokens) == 1 and node.field is not Field.TEXT
    form = (
        "(tokens @@ %s::tsquery OR (is_rich AND {}))"
        if is_said
        else "((tokens @@ %s::tsquery OR is_rich) AND {})"
    )
    return Condition(sql.SQL(form).format(in_rows.text), (lexemes, *in_rows.values))


def sounding(sound: str) -> str:
    """Give the tsquery of a name that sounds so."""
    return _quoted(SOUND + sound)


def named(typed: str, access: Access) -> Condition:
    """Give the statement of names that begin or sound as ``typed``, most frequent first."""
    plain, forms = plain_form(typed)[:LONGEST_FORM], list(typed_forms(typed))
    seen = visible(access)
    values = (plain, plain, plain + LAST, forms, MOST_NAMES, *seen.values, MOST_NAMED)
    return Condition(NAMES.format(visible=seen.text), values)


def _quoted(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _is_sayable(value: str) -> bool:
    """Say whether PostgreSQL takes a text."""
    return "\0" not in value and not HALVES.search(value)
