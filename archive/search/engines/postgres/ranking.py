"""The one statement of a search: what is found, counts of it, and a page in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from archive.search.engines.entry import (
    AGES,
    MOST_MORE,
    NAMES_WORTH,
    SOUND_WORTH,
    TITLE_WORTH,
    ranked,
    sound_of,
)
from archive.search.engines.postgres.query import (
    FALSE,
    Condition,
    any_of,
    in_head,
    joined,
    level_on,
    where,
)
from archive.search.engines.postgres.words import matches, sounding
from archive.search.language.tree import Beginning, Field, Words
from archive.search.port import PAGE
from archive.search.text.lines import part_of_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.search.language.tree import Node
    from archive.search.port import Access, Query

#: Of more than these the best by their titles, numbers and parties, then the newest, are ranked.
MOST_RANKED = 500

#: A text of this many bytes with one place of the words counts a half.
USUAL_LENGTH = 4_500

#: In the first column of the answer: a hit of the page, the dossiers, all that is found; else the
#: number of a facet.
HIT, DOSSIERS, ALL_FOUND = -1, -2, -3

STATEMENT = sql.SQL("""
WITH found AS MATERIALIZED (
    SELECT uid, dossier, day, facts, {level} AS level, {in_heads} AS is_head
    FROM entry WHERE {matches}
), counted AS MATERIALIZED (
    SELECT facts || chr(31) || level AS facts, count(*) AS often FROM found GROUP BY facts, level
), likely AS (
    SELECT uid, day, is_head FROM found ORDER BY is_head DESC, day DESC, uid LIMIT {ranked}
), scored AS (
    SELECT uid, likely.day, {score} AS score FROM likely JOIN entry USING (uid)
    CROSS JOIN LATERAL (SELECT body || '' AS plain OFFSET 0) AS unpacked
), page AS ({page})
SELECT {all_found}, NULL, coalesce(sum(often), 0)::bigint, NULL::bigint, 0::bigint, 0::bigint
FROM counted
UNION ALL SELECT number - 1, value, sum(often)::bigint, NULL, 0, 0 FROM counted
    CROSS JOIN unnest(string_to_array(facts, chr(31))) WITH ORDINALITY AS facet (held, number)
    CROSS JOIN unnest(string_to_array(held, chr(30))) AS value GROUP BY number, value
UNION ALL SELECT {dossiers}, NULL, count(DISTINCT dossier), NULL, 0, 0 FROM found WHERE {grouped}
UNION ALL SELECT {hit}, shown, uid, dossier, first, place FROM page JOIN entry USING (uid)
""")

#: A page by score, for words and among what is ranked.
BEST = sql.SQL("""
SELECT uid, place, place AS first FROM (
    SELECT uid, row_number() OVER (ORDER BY score DESC, day DESC, uid) AS place FROM scored
) AS ordered ORDER BY place LIMIT {size} OFFSET {start}
""")

#: A page in an order that every row has by itself.
PLAIN = sql.SQL("""
SELECT uid, place, place AS first FROM (
    SELECT uid, row_number() OVER (ORDER BY {order}) AS place FROM (
        SELECT uid, day, is_head FROM found ORDER BY {order} LIMIT {size} OFFSET {start}
    ) AS few
) AS ordered
""")

#: A page of dossiers, each with the best of what is found in it.
GROUPED = sql.SQL("""
WITH ordered AS (
    SELECT uid, dossier, row_number() OVER (ORDER BY {order}) AS place
    FROM found LEFT JOIN (SELECT uid, score FROM scored WHERE {is_scored}) AS best USING (uid)
)
SELECT uid, place, first FROM (
    SELECT uid, place, first, row_number() OVER (PARTITION BY dossier ORDER BY place) AS nth
    FROM ordered JOIN (
        SELECT dossier, min(place) AS first FROM ordered GROUP BY dossier
        ORDER BY first LIMIT {size} OFFSET {start}
    ) AS dossiers USING (dossier)
) AS grouped WHERE nth <= {more} + 1 LIMIT {size} * ({more} + 1)
""")

ORDERS = {
    "relevance": sql.SQL("is_head DESC, day DESC, uid"),
    "newest": sql.SQL("day DESC, uid"),
    "oldest": sql.SQL("day = 0, day, uid"),
}

#: By score where there is one; what is not ranked has none and comes after.
BY_SCORE = sql.SQL("score DESC NULLS LAST, is_head DESC, day DESC, uid")

SCORE = sql.SQL("""
{title} * ({in_title})::int + {names} * ({in_names})::int
+ coalesce((SELECT often / (often + 0.25 + 0.75 * octet_length(plain) / {usual}) FROM (SELECT
    {text}::int * (octet_length(plain) - octet_length(replace(plain, %s, ''))) / {size}::float8
    AS often) AS counted), 0)
""")


#: No score.
NOTHING = Condition(sql.SQL("0"))


def statement(query: Query, access: Access, recency: float = 0) -> Condition:
    """Give the statement that answers a query, with the values of its parameters."""
    words = [(each, wanted) for each in ranked(query.node) if (wanted := _wanted(each))]
    start = (max(query.page, 1) - 1) * PAGE
    is_scored = query.sort == "relevance" and bool(words)
    heads = any_of(head for each, wanted in words for head in in_head(each.field, wanted))
    level, found = level_on(access), matches(query, access)
    scores = [*(_score(*each) for each in words), *_sounds(query.node), _newer(access, recency)]
    score = joined(" + ", scores) or NOTHING
    page = _page(query, start, is_scored=is_scored)
    text = STATEMENT.format(
        level=level.text,
        in_heads=heads.text,
        matches=found.text,
        ranked=sql.Literal(MOST_RANKED),
        score=score.text,
        page=page,
        all_found=sql.Literal(ALL_FOUND),
        dossiers=sql.Literal(DOSSIERS),
        grouped=sql.Literal(query.grouped),
        hit=sql.Literal(HIT),
    )
    return Condition(text, (*level.values, *heads.values, *found.values, *score.values))


def _page(query: Query, start: int, *, is_scored: bool) -> sql.Composable:
    """Give the page; start, size and bounds are our own whole numbers."""
    plain = ORDERS.get(query.sort, ORDERS["relevance"])
    whole = {"start": sql.Literal(start), "size": sql.Literal(PAGE)}
    if query.grouped:
        order = BY_SCORE if is_scored else plain
        return GROUPED.format(
            **whole, order=order, is_scored=sql.Literal(is_scored), more=sql.Literal(MOST_MORE)
        )
    if is_scored and start < MOST_RANKED:
        return BEST.format(**whole)
    return PLAIN.format(**whole, order=plain)


def _score(words: Words | Beginning, wanted: str) -> Condition:
    field = words.field
    title = where(Field.TITLE, wanted) if field in {Field.ALL, Field.TITLE} else FALSE
    names = any_of(
        where(each, wanted) for each in (Field.NUMBERS, Field.PARTIES) if field in {Field.ALL, each}
    )
    text = SCORE.format(
        title=sql.Literal(TITLE_WORTH),
        in_title=title.text,
        names=sql.Literal(NAMES_WORTH),
        in_names=names.text,
        usual=sql.Literal(float(USUAL_LENGTH)),
        text=sql.Literal(field in {Field.ALL, Field.TEXT}),
        size=sql.Literal(len(wanted.encode())),
    )
    return Condition(text, (*title.values, *names.values, wanted))


def _newer(access: Access, recency: float) -> Condition:
    """Give what a row gains for being new."""
    today, worth = access.today.toordinal(), recency * TITLE_WORTH
    shares = [
        Condition(sql.SQL("(likely.day >= %s)::int * %s"), (today - days, worth * share))
        for days, share in AGES
    ]
    return (joined(" + ", shares) if recency else None) or NOTHING


def _sounds(node: Node) -> Iterable[Condition]:
    for words in ranked(node):
        if sound := sound_of(words):
            sounds = sounding(sound)
            worth = sql.SQL("{} * ({})::int").format(sql.Literal(SOUND_WORTH), sounds.text)
            yield Condition(worth, sounds.values)


def _wanted(words: Words | Beginning) -> str:
    return part_of_row(words.text, is_beginning=isinstance(words, Beginning))
