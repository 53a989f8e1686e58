"""A form: a colander schema, what was typed, and a sentence beside each field that is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import colander

from archive.errors import Invalid
from archive.wording import _

REQUIRED = _("请填写此项。")
WRONG = _("内容有误，请更正。")


@dataclass(frozen=True)
class Field:
    """One field as the macros draw it; ``kind`` names the macro."""

    name: str
    label: str
    kind: str
    value: Any
    error: str
    required: bool
    help: str
    choices: tuple[tuple[str, str], ...]
    options: Mapping[str, Any]
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass
class Form:
    """A schema together with what is in it.

    Schema nodes carry what the macros need: ``title``, ``kind`` (text, textarea, date, number,
    select, grouped, radio, checkboxes, password, file, hidden, parties), ``help``, ``choices`` or
    ``groups`` of them, ``bad`` (the sentence for a value that can't be read) and ``options`` (HTML
    attributes).
    """

    schema: colander.SchemaNode
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Field]:
        """Go through the fields in the order of the schema."""
        for node in self.schema.children:
            yield Field(
                name=node.name,
                label=node.title,
                kind=getattr(node, "kind", "text"),
                value=self.values.get(node.name, ""),
                error=self.errors.get(node.name, ""),
                required=node.required,
                help=getattr(node, "help", ""),
                choices=tuple(getattr(node, "choices", ())),
                options=getattr(node, "options", {}),
                groups=tuple(getattr(node, "groups", ())),
            )

    @property
    def general_errors(self) -> list[str]:
        """Give the sentences that belong to no field of this form."""
        names = {node.name for node in self.schema.children}
        return [sentence for name, sentence in self.errors.items() if name not in names]

    def read(self, posted: Any) -> dict[str, Any]:
        """Keep what was typed and give it as typed values; raise Invalid field by field."""
        self.keep(posted)
        given = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in self.values.items()
        }
        try:
            return dict(self.schema.deserialize(given))
        except colander.Invalid as invalid:
            self.errors = {child.node.name: _sentence(child) for child in invalid.children}
            raise Invalid(**self.errors) from None

    def keep(self, posted: Any) -> None:
        """Keep what was typed, so that it is shown again."""
        for node in self.schema.children:
            several = isinstance(node.typ, (colander.Set, colander.List))
            self.values[node.name] = (
                posted.getall(node.name) if several else posted.get(node.name, "")
            )

    def refuse(self, invalid: Invalid) -> None:
        """Show the sentences of ``invalid`` beside the fields, with all that was typed."""
        self.errors = {**self.errors, **invalid.fields}


def _sentence(invalid: colander.Invalid) -> str:
    if invalid.value is None or invalid.value == "":  # colander's mark of what is missing
        return REQUIRED
    return str(getattr(invalid.node, "bad", WRONG))


def whole_number(typed: str, most_digits: int = 19) -> int | None:
    """Read a number that came with an address or a form; ``None`` for anything else."""
    readable = typed.isascii() and typed.isdigit() and len(typed) <= most_digits
    return int(typed) if readable else None
