"""Collects what a person reads, and keeps the English catalogue: run it to refresh the files."""

import ast
import re
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "archive" / "locale" / "en" / "LC_MESSAGES" / "archive.po"
IN_TEMPLATE = re.compile(r"_\('((?:[^'\\]|\\.)*)'")
HAN = re.compile(r"[\u3400-\u9fff]")


def sentences() -> list[str]:
    """Give every marked sentence, in the order in which they stand."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "archive").rglob("*.py")):
        found |= dict.fromkeys(_in_python(path))
    for path in sorted((ROOT / "templates").rglob("*.pt")):
        found |= dict.fromkeys(IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "archive" / "regulation").glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8")).values()
        found |= dict.fromkeys(row["name"] for row in rows)
    return [sentence for sentence in found if HAN.search(sentence)]


def _in_python(path: Path) -> list[str]:
    return [
        call.args[0].value
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "_"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]


def english_of_tables() -> dict[str, str]:
    """Give the English names that the regulation's tables carry themselves."""
    found = {}
    for path in sorted((ROOT / "archive" / "regulation").glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8")).values():
            if row.get("english"):
                found[row["name"]] = row["english"]
    return found


def catalogue() -> Catalog:
    """Read the English catalogue; an empty one where there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", domain="archive", fuzzy=False)
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="en", domain="archive")


def refresh(more: dict[str, str] | None = None) -> list[str]:
    """Write the catalogue anew with what there is to say; give what still has no English."""
    known, tables = catalogue(), english_of_tables()
    fresh = Catalog(locale="en", domain="archive", project="juanzong", fuzzy=False)
    fresh.creation_date = fresh.revision_date = known.creation_date.replace(year=2026)
    for sentence in sentences():
        present = known.get(sentence)
        english = (present.string if present else "") or tables.get(sentence, "")
        fresh.add(sentence, (more or {}).get(sentence) or english)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as stream:
        write_po(stream, fresh, width=100, omit_header=False, sort_output=True)
    with CATALOGUE.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, fresh)
    return [message.id for message in fresh if message.id and not message.string]


if __name__ == "__main__":
    for sentence in refresh():
        print(sentence)  # noqa: T201 - said to who refreshes the catalogue
