"""Chinese analysis: folding, overlapping pairs to find by, dictionary words of what is asked."""

import re
import unicodedata
from array import array
from functools import cache
from itertools import chain
from operator import add
from sys import byteorder

import rjieba

from archive.search.text.traditional import simplify
from archive.search.text.vocabulary import teach

#: Part of the index stamp, and of its folder: an index made by another analysis is made anew.
ANALYSIS_VERSION = "8"

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
IS_HAN = re.compile(rf"[{HAN}]")

#: The 第 of 〔2020〕第15号, which one office writes and the next leaves out.
ORDINAL = r"(?<=[)\]〕】〉）］])第(?=\s*\d)"

#: What joins the parts of a number or word.
JOINTS = "._-/"

#: How ``token_text`` sees characters: as numbers of 32 bits, with these two that no run holds.
CODES, ENCODING = "I", f"utf-32-{byteorder[0]}e"
BORDER, MARK = "\0", "\ue000"
AT_BORDER = re.compile(f"{BORDER} {BORDER}. ", re.DOTALL)

_WORD = rf"[^\W_{HAN}]+"
RUN = re.compile(rf"{ORDINAL}|([{HAN}]+)|({_WORD}(?:[{re.escape(JOINTS)}]{_WORD})*)")
PARTS = re.compile(f"[{re.escape(JOINTS)}]")

#: A line of a printed page may end within a word.
LINE_END = re.compile(rf"(?<! ) *\r?\n(?=[{HAN}])")

#: Text is normalised by pieces, since a long row of accents takes time in the square.
PIECE = 1024

#: Signs of nearly every page, folded first: a piece without others is seen to be normal at once.
SIGNS = tuple(zip("，：；（）！？％\u3000", ",:;()!?% ", strict=True))

#: Characters of a word or number that are told apart; no real one is longer.
LONGEST_WORD = 256
LONG = re.compile(rf"(?<![^\W_{HAN}])([^\W_{HAN}]{{{LONGEST_WORD}}})[^\W_{HAN}]+")

#: Half of a character, which a damaged file may hold and no engine takes.
HALVES = re.compile("[\ud800-\udfff]")


def fold(text: str) -> str:
    """Fold width, case, variants and line ends: ＡＢＣ, ABC and abc are one, 處罰 and 处罚 too.

    The one place where a form of a character becomes another.
    """
    for written, plain in SIGNS:
        text = text.replace(written, plain)
    pieces = (text[at : at + PIECE] for at in range(0, len(text), PIECE))
    folded = "".join(unicodedata.normalize("NFKC", piece) for piece in pieces)
    folded = simplify(folded.lower().replace("○", "〇"))
    return LINE_END.sub("", folded) if "\n" in folded else folded


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
            found += map(add, han, han[1:])
            found.append(han[-1])
        elif word:
            found.append(word[:LONGEST_WORD])
    return found


def token_text(folded: str) -> str:
    """Give the ``index_tokens`` with a space between them, by the page and not one by one.

    Runs are put in a row with a border between them, a word as one mark. Then every character
    stands three times as wide: itself, the next one, a space; what begins with a border goes.
    """
    words: list[str] = []
    row: list[str] = []
    for han, word in RUN.findall(folded):
        if han:
            row.append(han)
        elif word:
            row.append(MARK)
            words.append(word[:LONGEST_WORD])
    characters = array(CODES, BORDER.join(row).encode(ENCODING))
    wide = array(CODES, [ord(" ")]) * (3 * len(characters))
    wide[0::3] = characters
    wide[1::3] = characters[1:] + array(CODES, [ord(BORDER)][: len(characters)])
    pairs = AT_BORDER.sub(" ", wide.tobytes().decode(ENCODING)).removesuffix(f"{BORDER} ")
    between = pairs.split(MARK)
    return "".join(chain.from_iterable(zip(between, (*words, ""), strict=True)))


def query_tokens(text: str) -> tuple[list[str], bool]:
    """Give the tokens that must follow one another, and whether the last is only a beginning."""
    folded = fold(text)
    tokens, last = index_tokens(folded), runs(folded)[-1:]
    if not last or not is_han(last[0]):
        return tokens, False
    return (tokens, True) if len(last[0]) == 1 else (tokens[:-1], False)


def parts(folded: str) -> list[str]:
    """Give the parts of the numbers and words that are joined by dots, dashes and strokes."""
    if not any(sign in folded for sign in JOINTS):
        return []
    joined = (word[:LONGEST_WORD] for _han, word in RUN.findall(folded) if PARTS.search(word))
    return [part for each in joined for part in PARTS.split(each) if part]


def words(folded: str) -> list[str]:
    """Give the dictionary words of a folded text, for taking a long run of a query apart."""
    _learned()
    plain = LONG.sub(r"\1", HALVES.sub(" ", folded))
    return [word for word in rjieba.cut_for_search(plain) if word[0].isalnum()]


@cache
def _learned() -> None:
    """Teach the dictionary once a process."""
    teach()
