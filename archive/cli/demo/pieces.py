"""What lies in a made-up case, in the order in which it is filed: papers, pictures, sound, files."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from archive.cli.demo.cases import Case
from archive.cli.demo.documents import papers
from archive.cli.demo.enclosures import ledger, statement
from archive.cli.demo.paper import ORGAN, Paper
from archive.cli.demo.scenes import photograph, recording
from archive.models.cases import Procedure
from archive.models.records import RecordFacts
from archive.papers.forms import form_pdf
from archive.regulation import kind

SECONDS = 4


@dataclass(frozen=True)
class Piece:
    """A record to file: its place in the volume, its facts, and its files by name."""

    slot: str
    facts: RecordFacts
    files: tuple[tuple[str, bytes], ...]


def pieces(case: Case, chance: Random) -> list[Piece]:
    """Give everything of ``case`` in the order of the volumes (Penalty 78)."""
    found = [*map(_typed, papers(case)), *_seen_and_heard(case, chance), *_written(case, chance)]
    return sorted(found, key=lambda piece: piece.slot)


def _typed(paper: Paper) -> Piece:
    facts = RecordFacts(paper.title, paper.kind, paper.made, ORGAN, paper.number)
    return Piece(paper.slot, facts, ((f"{paper.title}.pdf", form_pdf(paper.form)),))


def _seen_and_heard(case: Case, chance: Random) -> Iterator[Piece]:
    made = case.facts.opened
    last = 2 if case.number % 3 == 0 else 1
    shots = tuple((f"现场照片{n + 1}.jpg", _shot(case, made, chance)) for n in range(last))
    yield _enclosed(case, "photographs", "现场照片", made, *shots)
    general = case.series == "penalty" and case.facts.procedure is Procedure.GENERAL
    if general and case.number % 4 == 0:
        heard = ("询问录音.wav", _sound(chance))
        yield _enclosed(case, "audio", "询问录音", made + timedelta(days=2), heard)


def _written(case: Case, chance: Random) -> Iterator[Piece]:
    facts = case.facts
    if case.series != "penalty" or facts.procedure is Procedure.SUMMARY:
        return
    if case.deed.goods and case.number % 6 == 0:
        sheet = ("进销明细.xlsx", ledger(case, chance))
        yield _enclosed(case, "electronic-evidence", "进销货电子台账", facts.opened, sheet)
    if facts.decided is not None and case.number % 6 in {1, 2}:
        day = facts.decided - timedelta(days=6)
        said = ("陈述申辩意见.docx", statement(case, day))
        yield _enclosed(case, "statement-record", "当事人陈述申辩意见", day, said)


def _enclosed(case: Case, key: str, title: str, made: date, *files: tuple[str, bytes]) -> Piece:
    makers = "、".join(case.facts.officers)
    return Piece(kind(key).slot, RecordFacts(title, key, made, makers), files)


def _shot(case: Case, made: date, chance: Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shot"
        photograph(path, case.facts.parties[0].name, made, chance)
        return path.read_bytes()


def _sound(chance: Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        recording(path, SECONDS, chance)
        return path.read_bytes()
