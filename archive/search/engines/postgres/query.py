"""Our queries and access as conditions on PostgreSQL's rows; every value is a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import sql

from archive.search.engines.entry import LEVELS, NEVER
from archive.search.engines.postgres.table import LONGEST_FORM
from archive.search.language.tree import Field
from archive.search.text.analysis import HALVES
from archive.search.text.pinyin import plain_form, typed_forms
from archive.security.levels import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.search.language.tree import Range
    from archive.search.port import Access

#: Where the words of a field are looked for; ``PARTS`` stands between the parts of the head.
HEAD = {
    Field.TITLE: sql.SQL("strpos(split_part(head, chr(30), 1), %s) > 0"),
    Field.NUMBERS: sql.SQL("strpos(split_part(head, chr(30), 2), %s) > 0"),
    Field.PARTIES: sql.SQL("strpos(split_part(head, chr(30), 3), %s) > 0"),
    Field.ALL: sql.SQL("strpos(head, %s) > 0"),
}
BODY = sql.SQL("strpos(body, %s) > 0")

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

#: What a document may have several of.
SEVERAL = {"penalty"}

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
    return joined(" AND ", [part for part in parts if part != TRUE]) or TRUE


def any_of(parts: Iterable[Condition]) -> Condition:
    """One of these must hold."""
    return joined(" OR ", parts) or FALSE


def joined(word: LiteralString, parts: Iterable[Condition]) -> Condition | None:
    """Give the parts with ``word`` between any two; ``None`` where there is none."""
    found = list(parts)
    if len(found) < 2:  # noqa: PLR2004 - nothing to join
        return found[0] if found else None
    text = sql.SQL(word).join(part.text for part in found)
    values = tuple(value for part in found for value in part.values)
    return Condition(sql.SQL("({})").format(text), values)


def negation(part: Condition) -> Condition:
    """Give what does not fulfil the condition."""
    return Condition(sql.SQL("NOT ({})").format(part.text), part.values)


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
    parts.append(Condition(sql.SQL("(NOT is_guarded OR caveats <@ %s::text[])"), (handled,)))
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
    in_body = [Condition(BODY, (wanted,))] if field in {Field.ALL, Field.TEXT} else []
    return any_of([*in_head(field, wanted), *in_body])


def in_head(field: Field, wanted: str) -> list[Condition]:
    """Give whether it stands in what of a field is in title, numbers and parties, if anything."""
    return [Condition(HEAD[field], (wanted,))] if field in HEAD else []


def level_on(access: Access) -> Condition:
    """Give the highest level in force of a row, as a text; "" where none is."""
    case = sql.SQL("WHEN {} >= %s THEN {}")
    cases = [
        case.format(sql.Identifier(f"until{level}"), sql.Literal(str(level)))
        for level in reversed(LEVELS)
    ]
    text = sql.SQL("(CASE {} ELSE '' END)").format(sql.SQL(" ").join(cases))
    return Condition(text, (access.today.toordinal(),) * len(cases))


def chosen(facet: str, value: str, access: Access) -> Condition:
    """Give what has a value of a facet; of levels, as the highest of those in force."""
    if facet != "level":
        return having(facet, value)
    level, known = level_on(access), value in map(str, LEVELS)
    text = sql.SQL("{} = %s").format(level.text)
    return Condition(text, (*level.values, value)) if known else FALSE


def having(field: str, value: str) -> Condition:
    """Give what has a value; nothing has one that can't be said."""
    if field == Field.YEAR:
        is_year = value.isascii() and value.isdigit() and len(value) <= YEAR_DIGITS
        return Condition(sql.SQL("year = %s"), (int(value),)) if is_year else FALSE
    if not value or not _is_sayable(value):
        return FALSE
    one = "%s = ANY(string_to_array({}, chr(30)))" if field in SEVERAL else "%s = {}"
    return Condition(sql.SQL(one).format(sql.Identifier(field)), (value,))


def within(node: Range) -> Condition:
    """Give what lies in a range; a day that is not known lies in none."""
    low = min(max(node.low or 0, 0), NEVER)
    high = min(max(NEVER if node.high is None else node.high, 0), NEVER)
    if node.field is Field.DAY:
        return Condition(sql.SQL("(day > 0 AND day BETWEEN %s AND %s)"), (low, high))
    return Condition(sql.SQL("year BETWEEN %s AND %s"), (low, high))


def named(typed: str, access: Access) -> Condition:
    """Give the statement of names that begin or sound as ``typed``, most frequent first."""
    plain, forms = plain_form(typed)[:LONGEST_FORM], list(typed_forms(typed))
    seen = visible(access)
    values = (plain, plain, plain + LAST, forms, MOST_NAMES, *seen.values, MOST_NAMED)
    return Condition(NAMES.format(visible=seen.text), values)


def _is_sayable(value: str) -> bool:
    """Say whether PostgreSQL takes a text."""
    return "\0" not in value and not HALVES.search(value)
