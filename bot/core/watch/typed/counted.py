"""What is one of a row, as each language counts it: season 3 is 第三季, mùa 3 and the third season.

Rules: strict in the number, like all numbers. A kind is in the table only where its number tells one thing of the kind
from the next and headlines in all three languages count it so; a model's number belongs to its name (plain.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.core.text import marked
from bot.core.watch.phrases import Atom, atoms
from bot.core.watch.typed.numerals import han, of_han, of_roman, roman

# {}: in digits; where 第 stands before it, in Han numerals too. {th}: third, 3rd. {word}: three. {roman}: III.
# {han}: 三. {thứ}: as Vietnamese counts.
_KINDS = (
    ("season {}", "{th} season", "season {word}", "第{}季", "mùa {}", "mùa thứ {thứ}"),
    ("episode {}", "ep {}", "第{}集", "tập {}"),
    ("part {}", "part {word}", "第{}部", "第{}部分", "phần {}"),
    ("chapter {}", "第{}章", "chương {}"),
    ("volume {}", "第{}卷", "quyển {}"),
    ("phase {}", "phase {word}", "phase {roman}", "{th} phase", "第{}阶段", "{han}期临床", "giai đoạn {}"),
    ("stage {}", "stage {word}", "{th} stage", "第{}阶段", "giai đoạn {}"),
    ("round {}", "{th} round", "第{}轮", "第{}回合", "vòng {}", "vòng thứ {thứ}"),
    ("generation {}", "gen {}", "{th} generation", "第{}代", "thế hệ {}", "thế hệ thứ {thứ}"),
    ("term {}", "{th} term", "第{}任期", "第{}个任期", "nhiệm kỳ {}", "nhiệm kỳ thứ {thứ}"),
    ("article {}", "第{}条", "điều {}"),
    ("line {}", "metro line {}", "{}号线", "metro số {}", "tuyến metro số {}", "tuyến số {}"),
    ("terminal {}", "t{}航站楼", "{}号航站楼", "nhà ga t{}", "ga t{}", "nhà ga số {}"),
    ("ring road {}", "vành đai {}", "{}环路"),
    ("typhoon no {}", "typhoon number {}", "bão số {}", "第{}号台风", "台风第{}号"),
    ("category {}", "{}级", "cấp {}"),
    ("level {}", "l{}", "{}级", "cấp {}", "cấp độ {}"),
    ("grade {}", "{th} grade", "{}年级", "lớp {}"),
    (
        "{th} anniversary", "{}-year anniversary", "{}周年", "{han}周年", "kỷ niệm {} năm", "{} năm thành lập",
        "{} năm ngày thành lập", "{} năm ngày sinh", "{} năm ngày giải phóng",
    ),
    (
        "flight {}", "{th} flight", "{th} test flight", "第{}次试飞", "第{}次飞行", "{han}飞", "chuyến bay thứ {thứ}",
        "chuyến bay thử thứ {thứ}", "chuyến bay thử thứ {}",
    ),
    ("{th} plenum", "{han}中全会", "hội nghị trung ương {}"),
    (
        "world war {}", "world war {roman}", "ww{}", "{th} world war", "第{}次世界大战", "thế chiến {}",
        "thế chiến {roman}", "thế chiến thứ {thứ}", "chiến tranh thế giới thứ {thứ}",
    ),
)  # fmt: skip
_LONGER = {"第{}季": "第{}季度", "第{}集": "第{}集团", "第{}部": "第{}部门", "第{}代": "第{}代表", "第{}条": "第{}条约"}
_SHORT = frozenset({"l{}", "ep {}", "ga t{}", "{}级", "{han}飞"})
_HAN_DIGITS = "零〇一二三四五六七八九十百千"
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_VIETNAMESE = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_DIGITS = re.compile(r"[1-9]\d?")
_IN_DIGITS = re.compile(r"第([1-9]\d?)(?=[\u4e00-\u9fff])")
_LONGEST = 6  # atoms


class Counted(NamedTuple):
    """One of a row. kinds: the rows of the table that it may be of; size: how many of the words ahead it takes."""

    kinds: tuple[int, ...]
    number: int
    size: int

    def ways(self) -> Iterator[str]:
        """As the languages write it."""
        for shape in dict.fromkeys(shape for kind in self.kinds for shape in _KINDS[kind]):
            yield from _filled(shape, self.number)

    def outside(self, way: str) -> tuple[str, ...]:
        """Longer words that hold the way and are something else: 第三季度 is a quarter, 六十周年 holds 十周年."""
        greater = tuple(f"{digit}{way}" for digit in _HAN_DIGITS) if way[0] in _HAN_DIGITS else ()
        return greater + tuple(
            longer
            for shape, other in _LONGER.items()
            for held, longer in zip(_filled(shape, self.number), _filled(other, self.number), strict=True)
            if held == way
        )


def counted(ahead: Sequence[Atom]) -> Counted | None:
    """The one of a row with which the words ahead begin; None where there is none."""
    numbers = [*map(_value, ahead[:_LONGEST])]
    if not any(numbers):  # as in nearly all
        return None
    said = tuple(marked(atom.raw) for atom in ahead[:_LONGEST])
    for size in range(len(numbers), 0, -1):
        for number in dict.fromkeys(filter(None, numbers[:size])):
            if kinds := _typed(number).get(said[:size]):
                return Counted(kinds, number, size)
    return None


def in_han(text: str) -> str:
    """The text with 第3季 as 第三季, which no reader of words cuts in three."""
    return _IN_DIGITS.sub(lambda found: f"第{han(int(found[1]))}", text)


def _value(atom: Atom) -> int:
    """The number that a word holds; 0: none."""
    if atom.run:
        return of_han(atom.text.removeprefix("第"))[0] if atom.text.startswith("第") else 0
    text = atom.text.lstrip("tw")
    if _DIGITS.fullmatch(text):
        return int(text)
    for spelt in (_WORDS, _ORDINALS, _VIETNAMESE):
        if marked(atom.raw) in spelt:
            return spelt.index(marked(atom.raw)) + 1
    return int(text[:-2]) if _DIGITS.fullmatch(text[:-2]) else of_roman(atom.raw)


def _filled(shape: str, number: int) -> Iterator[str]:
    """The shape with its number, each way to write that."""
    if "{th}" in shape:
        yield shape.replace("{th}", f"{number}{_ENDINGS.get(number % 10, 'th') if number // 10 != 1 else 'th'}")
    for place, spelt in (("{th}", _ORDINALS), ("{word}", _WORDS), ("{thứ}", _VIETNAMESE)):
        if place in shape and number <= len(spelt):
            yield shape.replace(place, spelt[number - 1])
    if "{roman}" in shape and roman(number):
        yield shape.replace("{roman}", roman(number))
    if "{han}" in shape:
        yield shape.replace("{han}", han(number))
    if "{}" in shape:
        yield shape.replace("{}", str(number))
        if "第{}" in shape:
            yield shape.replace("{}", han(number))


@lru_cache(100)
def _typed(number: int) -> dict[tuple[str, ...], tuple[int, ...]]:
    """The kinds, by every way to write one with this number; what needs more around it to be read so is left out."""
    found: dict[tuple[str, ...], tuple[int, ...]] = {}
    for kind, shapes in enumerate(_KINDS):
        for way in (way for shape in shapes if shape not in _SHORT for way in _filled(shape, number)):
            key = tuple(marked(atom.raw) for atom in atoms(way))
            if kind not in found.get(key, ()):
                found[key] = (*found.get(key, ()), kind)
    return found
