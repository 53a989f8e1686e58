"""What is done with a file: its bytes handed out, its words and page pictures noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.events.records import ComponentDownloaded, ComponentRead
from archive.models.components import Component, Legibility, StoredFile, Text
from archive.models.records import Record
from archive.operations._act import Context, act
from archive.security.permissions import Permission as P


@dataclass(frozen=True)
class Findings:
    """What the worker found in a file; pictures are moved in, not copied."""

    legibility: Legibility
    reason: str = ""
    pages: tuple[str, ...] = ()
    page_count: int = 0
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    pictures: Sequence[Path] = ()


@act(P.COMPONENT_DOWNLOAD)
def download_component(ctx: Context, component: Component) -> None:
    """Write down, before they leave, that the bytes are handed out."""
    ctx.happened(ComponentDownloaded(component, component.sha256))


@act(P.JOB_RUN)
def note_findings(ctx: Context, component: StoredFile, *, findings: Findings) -> None:
    """Keep what the worker found: words by page, pictures of the pages, length of a recording."""
    component.legibility = findings.legibility
    component.reason = findings.reason
    component.page_count = findings.page_count
    component.duration = findings.duration
    component.width, component.height = findings.width, findings.height
    component.text = Text(findings.pages) if any(findings.pages) else None
    component.forget_previews()
    if isinstance(component.__parent__, Record):
        component.__parent__.recount()
    for page, picture in enumerate(findings.pictures, start=1):
        component.add_preview(page, picture)
    ctx.happened(ComponentRead(component, findings.legibility))
