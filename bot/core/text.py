"""Text made comparable: folding that remembers where every character came from, and tokens.

Folding is per character, so that offsets survive: NFKC, case folding, marks taken off Latin, Greek, Cyrillic, Arabic
and Hebrew letters, traditional Han made simplified, dashes and quotation marks made one, zero-width and direction
characters dropped. Kana, Hangul and the scripts of India keep their marks: there they make other letters.

Tokens come from two expressions. `\\b` cannot help: for Python a Han character is a word character, so that it sees no
edge between "H20" and "芯片". A token is ASCII letters and digits with point releases ("v4", "gpt5.4", "b.i.s."), or a
word of another script that writes spaces. Scripts without spaces (and Hangul, whose particles are written on) are runs,
to be searched within.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

_RUN_CHARS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"  # Han and Kana
    "\u1100-\u11ff\uac00-\ud7ff"  # Hangul
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
)
TOKEN = re.compile(
    r"[a-z](?:\.[a-z])+(?![a-z0-9])"  # b.i.s
    r"|[0-9]+(?:\.[0-9]+)+(?:[bm]l?n|tn)(?![a-z0-9])"  # 1.2bn
    r"|(?<=[$\u20ac\u00a3\u00a5])[0-9]+(?:\.[0-9]+)+[bm](?![a-z0-9])"  # $1.2b; without the sign 1.5b is a model's size
    r"|[a-z0-9]+(?:\.[0-9]+)*"  # v4, v.4, gpt5.4
    # words of other scripts, with Indic vowel signs
    rf"|(?:(?![{_RUN_CHARS}])[^\W_a-z0-9\u0e00-\u0eff]|[\u0900-\u0dff])+"
)
RUN = re.compile(f"[{_RUN_CHARS}]+")
_MAY_RUN = (  # no run as written; folded, some are of one
    "\u3038-\u303a\u3131-\u31ef\u3200-\u33ff\ufe30-\ufe4f\uff61-\uffdc\U0001f100-\U0001f2ff"
)
_RUNS = re.compile(f"[{_RUN_CHARS}{_MAY_RUN}]")
_MIXED = re.compile(f"[{_MAY_RUN}]")
_CUT = re.compile(rf"[^\s{_RUN_CHARS}]+")
_SPLIT = re.compile(r"\S+")  # as str.split() does
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]"
)
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "ng"}
    | dict.fromkeys("‘’‚‛′ʼʹ´＇", "'")
    | dict.fromkeys("“”„‟″«»〝〞", '"')
    | {"…": ".", "・": "·", "‧": "·", "•": "·"}
)
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # Vietnamese: grave, acute, tilde, hook, dot below
_SYLLABLE = re.compile(
    r"(?:ngh?|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:(?:[aeiouy]|ie|o[aeo]|u[aeoy]|uye|ye)(?:ng|nh|ch|[cmnpt])?"  # what a consonant may end
    r"|a[iouy]|e[ou]|ia|ieu|iu|oa[ioy]|oeo|oi|u[iu]|ua[iy]|uo[iu]|uy[au]|yeu)"  # and what none does
)


@cache
def han_table() -> dict[str, str]:
    """Every traditional Han character -> its simplified one, where they differ. Made once, in some milliseconds."""
    import opencc  # a table of characters; imported late because only Han text needs it

    chars = [chr(code) for code in range(0x3400, 0xA000)]
    simple = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")  # one a line: no phrase rule may apply
    return {char: to for char, to in zip(chars, simple, strict=True) if char != to and len(to) == 1}


@cache
def simplified_chars() -> frozenset[str]:
    """The characters that exist only in simplified script: a word that holds one is written in simplified script."""
    table = han_table()
    return frozenset(table.values()) - table.keys()


def _fold_char(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    if category == "Cs":
        return "\ufffd"  # half of a surrogate pair: no character
    if category == "Pd" or char == "−":
        return "-"
    if category == "Zs":
        return " "
    if "\u3400" <= char <= "\u9fff":
        return han_table().get(char, char)
    text = unicodedata.normalize("NFKC", char.translate(_LETTERS)).casefold()
    text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    return "".join(han_table().get(c, c) for c in text) if "\u3400" <= text[:1] <= "\u9fff" else text


class _Folding(dict[int, str]):
    """A str.translate table that fills itself as characters come. uneven: those that became none, or several."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text with everything taken off that writers vary: case, marks, width, script variants. Idempotent on
    letters."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


@lru_cache(20_000)
def fold_once(word: str) -> str:
    """The same, remembered: for the longer words of forms, some of which have a hundred and are asked about for each
    text that holds them."""
    return fold(word)


class Folded:
    """Folded text that knows its source."""

    __slots__ = ("_has_runs", "_offsets", "_text", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._has_runs: bool | None = None
        self._text: str | None = None
        self._offsets: list[int] | None = None

    @property
    def has_runs(self) -> bool:
        """Whether it holds characters of scripts without spaces, or what is folded to one."""
        if self._has_runs is None:
            self._has_runs = not self.raw.isascii() and _RUNS.search(self.raw) is not None
        return self._has_runs

    @property
    def text(self) -> str:
        """What the text is folded to. Worked out when asked for."""
        if self._text is None:
            self._text = fold(self.raw)
        return self._text

    @property
    def offsets(self) -> list[int]:
        """The index in `raw` of each folded character; [] where the two run in step. Worked out when asked for."""
        if self._offsets is None:
            _ = self.text  # folded first: then the table of folding knows what is uneven
            even = self.raw.isascii() or _FOLDING.uneven.isdisjoint(self.raw)
            self._offsets = [] if even else [at for at, char in enumerate(self.raw) for _ in _FOLDING[ord(char)]]
        return self._offsets

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw characters behind folded [start, end), with the combining marks that follow the last one."""
        if not self.offsets:
            return start, max(start, end)
        if start >= end:
            return (self._at(start), self._at(start))
        stop = self._at(end - 1) + 1
        while stop < len(self.raw) and _MARKS.match(self.raw[stop]):
            stop += 1
        return self._at(start), stop

    def slice(self, start: int, end: int) -> str:
        """The raw text behind folded [start, end)."""
        if not self.offsets:
            return self.raw[start:end]
        first, last = self.raw_span(start, end)
        return self.raw[first:last]

    def index(self, raw: int) -> int:
        """The folded character that comes of the raw one, or the next where none does."""
        return bisect_left(self.offsets, raw) if self.offsets else raw

    def _at(self, index: int) -> int:
        return self.offsets[index] if index < len(self.offsets) else len(self.raw)


class Token(NamedTuple):
    """A token of folded text, [start, end) in it. run: it is of a script that is searched within."""

    text: str
    start: int
    end: int
    run: bool = False


def tokens(folded: str) -> list[Token]:
    """All tokens of a folded text, in their order."""
    found = [Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(folded)]
    if not folded.isascii():
        found += [Token(m.group(), m.start(), m.end(), True) for m in RUN.finditer(folded)]
        found.sort(key=lambda token: token.start)
    return found


def is_caseless(raw: str) -> bool:
    """No capital anywhere: case says nothing in such a text."""
    return raw.lower() == raw


def cut(text: Folded) -> list[str]:
    """The raw text cut at spaces and runs: no token reaches across, and what one is told by lies within."""
    return _CUT.findall(text.raw) if _is_cut_at_runs(text) else text.raw.split()


def starts(text: Folded) -> list[int]:
    """Where each piece of a cut text starts, raw."""
    cuts = _CUT if _is_cut_at_runs(text) else _SPLIT
    return [piece.start() for piece in cuts.finditer(text.raw)]


def _is_cut_at_runs(text: Folded) -> bool:
    return text.has_runs and not _MIXED.search(text.raw)


def has_digit(text: str) -> bool:
    """Whether a folded token holds a digit: then it is strict."""
    return _DIGIT.search(text) is not None


def is_syllable(folded: str) -> bool:
    """Whether a folded token could be a Vietnamese syllable: there marks make other words."""
    return len(folded) <= 7 and _SYLLABLE.fullmatch(folded) is not None


def is_vietnamese(text: str) -> bool:
    """Whether it bears letters that only Vietnamese has."""
    return len(_VIETNAMESE.findall(text)) > 1


def marked(raw: str) -> str:
    """Case taken off, marks kept, with the tone at the end: hoà and hòa are one spelling of one syllable."""
    if raw.isascii():
        return raw.lower()
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", raw).casefold())
    tone = "".join(char for char in letters if char in _TONES)
    return unicodedata.normalize("NFC", "".join(char for char in letters if char not in _TONES)) + tone


def is_marked(raw: str) -> bool:
    """Whether a Latin word bears marks."""
    return not raw.isascii() and marked(raw) != fold(raw)


_DIGIT = re.compile("[0-9]")
_DOUBLED = frozenset(f"{c}{c}" for c in "bdfgklmnprtvz")
_WHOLE = frozenset(("news", "series", "species", "lens", "mars", "texas"))
_BARE = frozenset(("buses", "gases"))  # no e before the ending, other than cases and sizes
_SHORT = re.compile("[^aeiouy]+[aeiouy][^aeiouywx]")  # one syllable, a short vowel, one consonant
_HISS = ("s", "x", "z", "ch", "sh")


def stem(word: str) -> str:
    """An English word without its inflection: exports, exported, exporting -> export; licences, licensed -> licens;
    priced, pricing -> price.

    Light on purpose: it takes off -s, -ed, -ing and a silent e, and never makes one word of two meanings (university
    and universe, customer and customs, plane and plan, base and based stay apart). Under four letters, or not plain
    ASCII letters: as it is.
    """
    if len(word) < 4 or not word.isalpha() or not word.isascii():
        return word
    word = singular(word)
    for ending in ("ing", "ed"):
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) > 2 and any(c in "aeiouy" for c in base):
            word = _root(base, ending)
            break
    if len(word) > 4 and word.endswith("e") and not _SHORT.fullmatch(word[:-1]):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-2:] in _DOUBLED else word  # an egg, no eg; to add is no ad


def _root(base: str, ending: str) -> str:
    """What an ending was put on: supplied is of supply; pricing of price, since pric would have doubled its c, as
    planning did."""
    if ending == "ed" and base.endswith("i"):
        return base[:-1] + "y"
    return base + "e" if len(base) > 3 and _SHORT.fullmatch(base) else base


def singular(word: str) -> str:
    """An English word in small letters without its plural's ending; also a verb without the -s of its third person."""
    if not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")) or word in _WHOLE:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith("es") and word[:-2].endswith(_HISS):
        silent = word.endswith(("ses", "zes")) and _SHORT.fullmatch(word[:-2]) and word not in _BARE
        return word[:-1] if silent else word[:-2]
    return word[:-1]
