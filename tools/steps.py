"""Writes docs/steps.md from the tables: states, steps, who may, who never, what each role holds."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from archive.security.permissions import PERMISSIONS, Permission, Role  # noqa: E402
from archive.states import Part  # noqa: E402
from archive.workflow import ASKING, FILING, Transition, Workflow  # noqa: E402

TARGET = ROOT / "docs" / "steps.md"

HEAD = """# Steps and permissions

Written by `tools/steps.py` from `archive/workflow.py` and `archive/security/permissions.py`; \
`tests/house/test_steps.py` holds that it is as they are. The same rows make the buttons, the home \
lists, the guards of the acts and what `/explain` says.
"""


def text() -> str:
    """Give the whole page."""
    parts = [
        HEAD,
        *_section("Filing (Arts. 31-32)", FILING),
        *_section("Copy requests (Art. 33)", ASKING),
        "## Who never: pairs of parts and steps\n",
        *_pairs(),
        "## What each role holds\n",
        *_roles(),
    ]
    return "\n".join(parts) + "\n"


def _section(title: str, workflow: Workflow) -> Iterator[str]:
    yield f"## {title}\n"
    yield "```mermaid\nstateDiagram-v2"
    for row in workflow:
        for source in sorted(row.sources):
            yield f"  {_id(source)} --> {_id(row.target or source)}: {row.label}"
    yield "```\n"
    yield "| step | from | to | who | never | needs |\n|---|---|---|---|---|---|"
    yield from (f"| {' | '.join(_cells(row))} |" for row in workflow)
    yield ""


def _cells(row: Transition) -> tuple[str, ...]:
    sources = "、".join(source.label for source in sorted(row.sources))
    target = row.target.label if row.target else "–"
    never = "、".join(part.label for part in row.never_by) or "–"
    return (
        f"{row.label} `{row.name}`",
        sources,
        target,
        _who(row),
        never,
        ", ".join(row.needs) or "–",
    )


def _who(row: Transition) -> str:
    if row.is_requesters:
        return "申请人（编号和取件码）"
    roles = [role.label for role in Role if row.permission in PERMISSIONS[role]]
    return f"{'、'.join(roles)} `{row.permission}`"


def _id(state: object) -> str:
    return str(state).replace("-", "_")


def _pairs() -> Iterator[str]:
    yield "| part | takes none of these steps |\n|---|---|"
    for part in Part:
        rows = [
            row.label for workflow in (FILING, ASKING) for row in workflow if part in row.never_by
        ]
        yield f"| {part.label} | {'、'.join(rows)} |"
    yield ""


def _roles() -> Iterator[str]:
    yield f"| permission | {' | '.join(role.label for role in Role)} |"
    yield "|---" * (len(Role) + 1) + "|"
    for permission in Permission:
        marks = ("●" if permission in PERMISSIONS[role] else "" for role in Role)
        yield f"| `{permission}` | {' | '.join(marks)} |"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
