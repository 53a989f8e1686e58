"""Chinese analysis: folding, overlapping pairs to find by, dictionary words to rank by."""

import re
import unicodedata
from operator import add

import rjieba

#: Part of the index stamp, and of its folder: an index made by another analysis is made anew.
ANALYSIS_VERSION = "2"

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
IS_HAN = re.compile(rf"[{HAN}]")

#: The 第 of 〔2020〕第15号, which one office writes and the next leaves out.
ORDINAL = r"(?<=[)\]〕】〉）］])第(?=\s*\d)"

_WORD = rf"[^\W{HAN}]+"
RUN = re.compile(rf"{ORDINAL}|([{HAN}]+)|({_WORD}(?:[.\-_/]{_WORD})*)")
JOINED = re.compile(rf"{_WORD}(?:[.\-_/]{_WORD})+")
PARTS = re.compile(r"[.\-_/]")

#: A line of a printed page may end within a word.
LINE_END = re.compile(rf" *\r?\n(?=[{HAN}])")

#: Half of a character, which a damaged file may hold and no engine takes.
HALVES = re.compile("[\ud800-\udfff]")


def fold(text: str) -> str:
    """Fold width, case and line ends, so that ＡＢＣ, ABC and abc are one.

    The one place where a form of a character becomes another: a table of traditional characters
    would stand here.
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("○", "〇")
    return LINE_END.sub("", folded)


def is_han(run: str) -> bool:
    """Say whether a run is of Han characters; if not, it is of letters and digits."""
    return bool(IS_HAN.match(run))


def runs(folded: str) -> list[str]:
    """Give the runs of Han characters and those of letters and digits, in order."""
    return [han or word for han, word in RUN.findall(folded) if han or word]


def index_tokens(folded: str) -> list[str]:
    """Give the tokens of a folded text in order: pairs of Han characters, words, numbers.

    A Han run ends with its last character alone: so what follows it stays next to it in a phrase,
    and every character begins a token and can be looked for by itself.
    """
    found: list[str] = []
    for han, word in RUN.findall(folded):
        if han:
            found += map(add, han, (*han[1:], ""))
        elif word:
            found.append(word)
    return found


def query_tokens(text: str) -> tuple[list[str], bool]:
    """Give the tokens that must follow one another, and whether the last is only a beginning."""
    folded = fold(text)
    tokens, last = index_tokens(folded), runs(folded)[-1:]
    if not last or not is_han(last[0]):
        return tokens, False
    return (tokens, True) if len(last[0]) == 1 else (tokens[:-1], False)


def parts(folded: str) -> list[str]:
    """Give the parts of the numbers and words that are joined by dots, dashes and strokes."""
    return [part for joined in JOINED.findall(folded) for part in PARTS.split(joined) if part]


def words(folded: str) -> list[str]:
    """Give the dictionary words of a folded text, for ranking only."""
    return [word for word in rjieba.cut_for_search(HALVES.sub(" ", folded)) if word[0].isalnum()]
