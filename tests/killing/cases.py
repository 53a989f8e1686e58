"""What one client does from a case opened to its copies fetched: planned by the seed alone."""

from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import NamedTuple

#: Bytes of a file: the least and the most.
SMALLEST, LARGEST = 200, 300_000

#: How a file's name ends, and whether its bytes are words.
KINDS = ((".txt", True), (".bin", False), (".txt", True))


class File(NamedTuple):
    """A file as it is sent."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


class Planned(NamedTuple):
    """A record as it is to be filed: with its first files, and those that come later."""

    title: str
    volume: str
    files: tuple[File, ...]
    later: tuple[File, ...]
    is_released: bool

    @property
    def kind(self) -> str:
        return "other-main" if self.volume == "main" else "other-internal"


class Step(NamedTuple):
    """One deed: what is done, and with which of the records."""

    what: str
    which: int = -1


#: What follows the records: each is one form.
ENDING = ("submit", "seal", "ask", "take", "propose", "decide", "order", "fetch", "close")


@dataclass
class Case:
    """One case: what is planned, what was learnt on the way, and how far it is."""

    client: int
    turn: int
    records: tuple[Planned, ...]
    identity: File
    steps: tuple[Step, ...]
    #: How many steps were acknowledged, or found done afterwards.
    at: int = 0
    #: Whether the next step was under way when the server was killed.
    in_doubt: bool = False
    #: How often it may have been fetched without the bytes having come.
    fetched_in_vain: int = 0
    path: str = ""
    number: str = ""
    code: str = ""
    fetched: list[str] = field(default_factory=list)
    #: Its receipt was lost with the answer, so that nobody can go on with it.
    is_left: bool = False

    @property
    def serial(self) -> int:
        return (self.client + 1) * 10_000 + self.turn

    @property
    def case_number(self) -> str:
        return f"栾市监立〔2020〕{self.serial}号"

    @property
    def decision_number(self) -> str:
        return f"栾市监处罚〔2020〕{self.serial}号"

    @property
    def wanted(self) -> str:
        return f"案件 {self.serial} 的全部正卷材料"

    @property
    def is_over(self) -> bool:
        return self.is_left or self.at == len(self.steps)

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    def is_done(self, what: str) -> bool:
        """Say whether the (only) step of this name was done."""
        return any(step.what == what for step in self.steps[: self.at])

    def filed(self) -> list[tuple[Planned, tuple[File, ...]]]:
        """Give the records that were filed, each with its files."""
        done = self.steps[: self.at]
        return [
            (record, record.files + (record.later if Step("upload", which) in done else ()))
            for which, record in enumerate(self.records)
            if Step("record", which) in done
        ]


def planned(seed: int, client: int, turn: int) -> Case:
    """Give the ``turn``-th case of a client: the same for the same seed, whatever is killed."""
    chance = Random(f"{seed}:{client}:{turn}")
    records = tuple(_record(chance, which) for which in range(chance.randint(1, 4)))
    filing = [
        Step(what, which)
        for which, record in enumerate(records)
        for what in ("record", *(["upload"] if record.later else []))
    ]
    steps = (Step("open"), *filing, *map(Step, ENDING))
    identity = File("身份证.txt", f"identity of {seed}:{client}:{turn}".encode())
    return Case(client, turn, records, identity, steps)


def _record(chance: Random, which: int) -> Planned:
    volume = "main" if which == 0 or chance.random() < 0.7 else "internal"
    files = tuple(_file(chance, number) for number in range(chance.randint(1, 3)))
    later = (_file(chance, 9),) if chance.random() < 0.4 else ()
    released = which == 0 or (volume == "main" and chance.random() < 0.7)
    return Planned(f"第{which + 1}件材料", volume, files, later, released)


def _file(chance: Random, number: int) -> File:
    ending, is_words = chance.choice(KINDS)
    size = int(SMALLEST * (LARGEST / SMALLEST) ** chance.random())
    content = chance.randbytes(size)
    if is_words:
        content = "现场笔录 ".encode() + content.hex().encode()[: size // 8]
    return File(f"文件{number}{ending}", content)
