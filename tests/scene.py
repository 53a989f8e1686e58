"""What was planted where: each object holds words of its own, so a leak is told by its word."""

from dataclasses import dataclass, field
from typing import Any

from builders import Archive

from archive.worker.reading import system

#: Pages that every planted file is said to have.
PAGES = 5


@dataclass
class Scene:
    """What was planted: each word with where it stands and the rule that says who may see it."""

    archive: Archive
    words: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    dossiers: dict[str, int] = field(default_factory=dict)
    site: Any = None
    _fresh: list[tuple[str, str]] = field(default_factory=list)

    def word(self, rule: str = "read") -> str:
        """Make a word; it belongs to the object that ``put`` names next."""
        word = f"zq{len(self.words):04d}x"
        self.words[word] = set()
        self._fresh.append((word, rule))
        return word

    def put(self, node: Any) -> Any:
        """Note that the words made last stand in ``node``."""
        for word, rule in self._fresh:
            self.words[word].add((node.uid, rule))
        self._fresh.clear()
        return node

    def also(self, text: str, node: Any, rule: str) -> None:
        """Note that the words of ``text`` stand in ``node`` as well."""
        for word in self.words:
            if word in text:
                self.words[word].add((node.uid, rule))

    def who(self, login: str) -> Any:
        """Give the context of a person."""
        return self.archive.as_person(self.site, login)

    @property
    def worker(self) -> Any:
        """Give the context of the worker."""
        return system(self.site, self.archive.settings)

    def of(self, name: str) -> Any:
        """Give the dossier that was planted under ``name``."""
        return self.site.found(self.dossiers[name])
