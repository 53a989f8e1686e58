"""What a person types, as the tree an engine is asked for."""

from collections.abc import Mapping

from archive.search.language.grammar import read
from archive.search.language.tree import Node


def parse(typed: str, units: Mapping[str, str] | None = None) -> Node:
    return read(typed, units).node
