"""How a door could reach past the act, told from its source: each such line, and why."""

import ast
from collections.abc import Iterator
from pathlib import Path

MODELS = Path(__file__).parents[2] / "archive" / "models"

#: What changes a list, dict, set or BTree in place.
IN_PLACE = {
    "append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear",
    "discard", "remove", "change", "__setitem__", "__delitem__", "__setattr__", "__delattr__",
}  # fmt: skip

#: What a door may write to by name or item: its own answer, form and session.
ITS_OWN = {
    "self", "cls", "response", "request", "form", "registry", "config", "command", "env",
    "headers", "session", "values", "errors", "settings", "part", "posted", "receiver", "environ",
    "asked", "conditions",
    "channel", "_server", "_answers", "_seconds", "sys", "tempfile", "termui",
}  # fmt: skip

#: Names by which a door holds a node or the whole archive; nothing below them is its own.
NODES = {"context", "site", "root", "__parent__", "by_uid", "node"}

#: What is called like a change of a model and is none, or is the worker's bookkeeping of jobs.
NO_CHANGE = {
    "begin": {"tm", "speaking", "lending"},
    "end": {"part", "hand", "worker", "indexing"},
    "fail": {"jobs", "lending"},
    "finish": {"jobs", "lending"},
    "keep": {"form"},
    "note_hindered": {"pending"},
    "postpone": {"jobs"},
    "reclaim": {"jobs"},
    "renew": {"jobs"},
    "take": {"jobs", "lending", "receiver"},
    "update": {"digest"},
    "write": {"part", "stream", "wfile", "_stream", "_before"},
}

#: What a door may take from ``archive.models`` beside classes and constants.
READING = {
    "can_be_named",
    "can_go_out",
    "causes",
    "has_room",
    "in_a_line",
    "is_away",
    "is_lost",
    "misplaced_in",
    "normalise_case_number",
    "site_of",
    "told",
    "wait",
    "whole_pages",
}
#: And what doors that open the archive take; ``sweep`` takes away only files no model knows.
OPENING = {
    "connected", "make_site", "open_database", "persist", "place_of", "sweep", "visit",
    "write_whole",
}  # fmt: skip
GATES = {"Context", "require_collecting", "require_row"}
#: What only tells, though its room's name begins with an underscore: it is no act.
TELLING = {"archive.operations._foreseeing"}
UNSEEN = {"setattr", "delattr", "vars", "exec", "eval", "__import__"}

WRITING = (ast.Store, ast.Del)


def _methods() -> Iterator[ast.FunctionDef]:
    for path in sorted(MODELS.glob("*.py")):
        for holder in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(holder, ast.ClassDef):
                yield from (each for each in holder.body if isinstance(each, ast.FunctionDef))


def chain(node: ast.expr) -> list[str]:
    """Give the names of ``a.b[c].d()`` in order; an unnamed beginning is the empty string."""
    names: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    names.append(node.id if isinstance(node, ast.Name) else "")
    return names[::-1]


def _mentions(node: ast.expr, names: set[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node))


def _changes(method: ast.FunctionDef, known: set[str]) -> bool:
    """Say whether a model's method changes what it is given or stands on."""
    given = {argument.arg for argument in method.args.args}
    for node in ast.walk(method):
        if isinstance(node, ast.Assign) and _mentions(node.value, given):
            given |= {each.id for each in node.targets if isinstance(each, ast.Name)}
        written = isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, WRITING)
        if written and chain(node)[0] in given:
            return True
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if called and node.func.attr in known | IN_PLACE and chain(node.func)[0] in given:
            return True
    return False


def changing_methods() -> frozenset[str]:
    """Name the models' methods that change something, by themselves or through one another."""
    methods = [each for each in _methods() if each.name not in {"__init__", "__post_init__"}]
    known: set[str] = set()
    while True:
        more = known | {each.name for each in methods if _changes(each, known)}
        if more == known:
            return frozenset(known)
        known = more


def kept_attributes() -> frozenset[str]:
    """Name what the models keep: every attribute that one of their methods writes."""
    return frozenset(
        node.attr
        for method in _methods()
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


CHANGING = changing_methods()
KEPT = kept_attributes()


def _written(node: ast.expr, own: set[str]) -> str:
    """Tell what is wrong with writing to an attribute or an item."""
    assert isinstance(node, ast.Attribute | ast.Subscript)
    names = chain(node.value)
    of_its_own = names[-1] in ITS_OWN and not NODES & set(names)
    made_here = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    if of_its_own or (made_here and names[-1] in own):
        return ""
    return f"writes to {ast.unparse(node)}"


def _called(node: ast.Call) -> str:
    """Tell what is wrong with calling a function or method."""
    if isinstance(node.func, ast.Name):
        return f"calls {node.func.id}" if node.func.id in UNSEEN else ""
    if not isinstance(node.func, ast.Attribute):
        return ""
    verb, names = node.func.attr, chain(node.func.value)
    if names[-1] in NO_CHANGE.get(verb, ()) or names == ["super"]:
        return ""
    in_a_model = verb in IN_PLACE and (NODES & set(names) or KEPT & set(names[1:]))
    if (verb in CHANGING or in_a_model) and names != ["self"]:
        return f"calls {ast.unparse(node.func)}"
    return ""


def _imported(node: ast.ImportFrom | ast.Import, *, opening: bool) -> str:
    """Tell what is wrong with an import; ``opening`` doors open the archive by themselves."""
    if isinstance(node, ast.Import):
        modules, names = [each.name for each in node.names], set()
    else:
        modules, names = [node.module or ""], {each.name for each in node.names}
    for module in modules:
        if module.partition(".")[0] in {"BTrees", "persistent", "transaction"}:
            return f"imports {module}"
        if module.startswith("archive.operations._") and module not in TELLING:
            return f"imports {sorted(names - GATES)}" if names - GATES or not names else ""
        if module.startswith(("archive.models", "archive.storage")):
            functions = {name for name in names if name[0].islower() or name[0] == "_"}
            beyond = functions - READING - (OPENING if opening else set())
            return f"imports {sorted(beyond)} of {module}" if beyond or not names else ""
    return ""


def _made_here(tree: ast.Module) -> set[str]:
    """Name the lists and dicts that the file itself makes."""
    displays = ast.Dict | ast.List | ast.DictComp | ast.ListComp
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, displays)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def breaches(source: str, *, opening: bool = False) -> list[str]:
    """Tell each line of a door by which it could change the archive without an act."""
    tree, found = ast.parse(source), []
    own = _made_here(tree)
    for node in ast.walk(tree):
        why = ""
        if isinstance(node, ast.Import | ast.ImportFrom):
            why = _imported(node, opening=opening)
        elif isinstance(node, ast.Call):
            why = _called(node)
        elif isinstance(node, ast.Attribute) and node.attr.startswith(("_p_", "__dict__")):
            why = f"touches {ast.unparse(node)}"
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, WRITING):
            why = _written(node, own)
        if why:
            found.append(f"{node.lineno}: {why}")
    return found
