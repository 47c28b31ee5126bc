"""Numbers of names, as they are written: GTA VI is GTA 6, 神舟二十一号 is Shenzhou-21.

Rules: strict, VI is never V, nor 二十一 二十. A numeral counts only behind a name, and X alone is a letter (Malcolm X,
iPhone X), as is XL; V is a number where a product or an event stands before it. A Han numeral says that it is one by
what follows: 神舟二十一号, 神舟二十一乘组, but 华为二十年.
"""

from __future__ import annotations

import re

_ROMAN = re.compile(r"(?=[IVXL]{2}|V)(L?X{0,3}|XL)(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_SIZES = frozenset({"XL", "L", "I", "X"})  # letters that are more often something else
DIGITS = "零一二三四五六七八九"
_HAN_NUMERAL = re.compile(r"(?:([二三四五六七八九])?(十))?([一二三四五六七八九])?")
FOLLOWS = ("号", "乘组", "载人", "航天", "飞船", "火箭", "遥")  # of craft and rockets; folded


def of_roman(raw: str) -> int:
    """The value of a Roman numeral of two letters or more, or V; 0: it is none, or likelier a word or a size."""
    if raw in _SIZES or not _ROMAN.fullmatch(raw):
        return 0
    values = [_VALUES[letter] for letter in raw]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def roman(value: int) -> str:
    """As a Roman numeral; "" where that is none of those that of_roman() reads."""
    if not 0 < value < 90:
        return ""
    found = _TENS[value // 10] + _ONES[value % 10]
    return found if of_roman(found) else ""


def of_han(text: str) -> tuple[int, int]:
    """The Han numeral with which a text begins: its value, below a hundred, and its length. (0, 0): there is none."""
    match = _HAN_NUMERAL.match(text)
    if match is None or not match.group():
        return 0, 0
    tens, ten, ones = match.groups()
    value = (10 * (DIGITS.index(tens) if tens else 1) if ten else 0) + (DIGITS.index(ones) if ones else 0)
    return value, match.end()


def han(value: int) -> str:
    """As a Han numeral; "" from a hundred on."""
    if not 0 < value < 100:
        return ""
    tens, ones = divmod(value, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")
