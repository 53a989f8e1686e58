"""A long run of characters that stands nowhere as it was typed, looked for by its words."""

from archive.search.language.tree import And, Any, Field, Node, Not, Or, Words
from archive.search.text.analysis import fold, is_han, runs, words

#: Characters from which a run is taken for more than one word.
LONG = 4


def relaxed(node: Node) -> Node:
    """Give the query with its long runs taken apart into dictionary words, all to be there.

    It is the same query where nothing in it can be taken apart. Names and numbers in fields of
    their own stay as they are, and so does what must not be there.
    """
    if isinstance(node, Words) and node.field in {Field.ALL, Field.TEXT, Field.TITLE}:
        return _apart(node)
    if isinstance(node, (And, Or)):
        return type(node)(tuple(relaxed(part) for part in node.parts))
    return node


def taken_apart(node: Node) -> Node | None:
    """Give the query taken apart; ``None`` where there is nothing to take apart."""
    apart = node if isinstance(node, (Any, Not)) else relaxed(node)
    return apart if apart != node else None


def _apart(node: Words) -> Node:
    folded = fold(node.text)
    if not any(is_han(run) and len(run) >= LONG for run in runs(folded)):
        return node
    found = (word for word in dict.fromkeys(words(folded)) if len(word) > 1 or not is_han(word))
    parts = tuple(Words(word, node.field) for word in found)
    return And(parts) if len(parts) > 1 else node
