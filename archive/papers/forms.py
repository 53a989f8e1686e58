"""Enforcement forms: a head and blocks, laid out alike whatever the form."""

from dataclasses import dataclass
from enum import StrEnum

from archive.papers.typesetting import typeset


class BlockKind(StrEnum):
    """What a block of a form looks like."""

    FACTS = "facts"
    TEXT = "text"
    QUESTIONS = "questions"
    LIST = "list"
    SIGNATURES = "signatures"
    SEAL = "seal"


@dataclass(frozen=True)
class Block:
    """A block: rows of cells, or for plain text its paragraphs."""

    kind: BlockKind
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form: who issues it, its title and number, and its blocks."""

    organ: str
    title: str
    number: str = ""
    blocks: tuple[Block, ...] = ()


def form_pdf(form: Form) -> bytes:
    """Give the form as PDF/A."""
    return typeset("form.typ", form)
