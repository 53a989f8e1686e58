"""The measures of the house: short files, short functions, words that say something."""

import ast
import re
import subprocess
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "archive").rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
FUNCTIONS = [
    (path, node)
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]
SAY_NOTHING = {"utils", "helpers", "common", "manager", "data", "info", "process", "misc"}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _body(node: ast.AST) -> int:
    """Lines of a function without its docstring."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    first = node.body[0]
    has_words = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = (first.end_lineno or 0) + 1 if has_words else first.lineno
    return max((node.end_lineno or 0) - start + 1, 0)


def test_files_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): _lines(path) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
    assert median(lengths.values()) <= 90


def test_lines_of_templates_are_short() -> None:
    templates = sorted((ROOT / "templates").rglob("*.pt"))
    assert len(templates) > 40
    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 160
    ] == []


def test_functions_are_short() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{node.name}:{node.lineno}": _body(node)
        for path, node in FUNCTIONS
    }
    assert {name: length for name, length in lengths.items() if length > 40} == {}
    assert median(lengths.values()) <= 7


def test_files_are_named_for_what_they_hold() -> None:
    assert {path.stem for path in FILES} & SAY_NOTHING == set()


def test_every_file_says_what_it_is_for() -> None:
    assert [path.name for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_every_public_function_promises_something() -> None:
    silent = [
        f"{path.name}:{node.name}"
        for path, tree in TREES.items()
        for holder in (tree, *(each for each in tree.body if isinstance(each, ast.ClassDef)))
        for node in holder.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_committed_file_names_an_index_or_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in listed.stdout.decode().split("\0") if name]
    paths = [ROOT / name for name in names] or FILES
    places = ["index" + "-url", "find" + "-links", "pypi" + r"\.org", "python" + "hosted"]
    machine = r"(?<![\w.)}-])/(?:work|opt)" + "/"
    forbidden = re.compile("|".join([*places, machine]))
    found = []
    for path in paths:
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            text = content.decode("utf-8", "replace").replace("--no-emit-", "--no-emit ")
            text = re.sub(r"--no-emit [a-z-]+", "", text)
            found += [
                f"{path.name}: {line[:80]}" for line in text.splitlines() if forbidden.search(line)
            ]
    assert found == []
