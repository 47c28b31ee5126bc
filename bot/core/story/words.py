"""What a title says, as things that can be counted: words, and numbers taken whole.

Rules: words of scripts that write spaces are stemmed lightly and cut to seven letters; scripts without spaces give
pairs of characters; Vietnamese syllables give themselves and their pairs, with their marks. Numbers keep what makes
them different: `H20` and `H200`, `1-1` and `3-1`, `$105bn` and `$1.05bn`; one amount, share or quarter reads alike in
every language (1.5bn, 15亿, 十五亿, 1,5 tỉ; 30 per cent, 三成; Q4, 第四季度, quý 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.core.scales import HAN, LETTERS, THOUSANDS, TRADITIONAL, WORDS

DENSE = (
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003134f"
)
_LETTER = rf"(?:(?![{DENSE}])[^\W\d_])"
RUN = re.compile(  # letters that touch a digit belong to a number
    rf"[{DENSE}]+|(?<![0-9a-z\u00c0-\u024f\u1e00-\u1eff]){_LETTER}++(?!\d)(?:['’]{_LETTER}++)?"
)
_VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")

_SCALES = WORDS | THOUSANDS | LETTERS | HAN | TRADITIONAL
_SCALE = "|".join(sorted(map(re.escape, _SCALES), key=len, reverse=True))
_UNITS = {
    char: n
    for n, chars in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_DIGITS = "".join((*_UNITS, *_TENS))
_QUARTERS = ["1", "2", "3", "4", "i", "ii", "iii", "iv", "first", "second", "third", "fourth", "一", "二", "三", "四"]
# What a number may not touch. Not \w, which holds Han: in 发布V4模型 a number stands between two words.
_EDGE = "0-9a-z_\u00c0-\u024f\u1e00-\u1eff"
NUMBER = re.compile(
    rf"""
    (?P<quarter>(?<![{_EDGE}.])(?:q(?=[1-4](?![{_EDGE}.]))|quý\s)(?P<q>[1-4]|iv|i{{1,3}})(?![{_EDGE}])
        |(?<![{_EDGE}.])(?P<ordinal>first|second|third|fourth)[-\s]quarter\b
        |第?(?P<season>[一二三四1-4])财?季度)
    |(?P<han>(?P<tenths>[一二三四五六七八九])成(?![不为立本员功果交年人分])
        |百分之(?P<share>[{_DIGITS}]+(?:点[{_DIGITS}]+)?)
        |(?P<count>[{_DIGITS}]+)(?P<myriad>万亿|万(?![一别不])|亿))
    |(?P<date>(?<![{_EDGE}./])(?:(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})[日号號]
        |(?P<day>\d{{1,2}})(?:/|\stháng\s)(?P<month>\d{{1,2}})(?![{_EDGE}/]|[.,]\d)))
    |(?P<model>(?<![{_EDGE}.])(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z]{{1,6}}-?\d+(?:\.\d+)*[a-z]{{0,4}}(?![{_EDGE}]|\.\d)
        |(?<![{_EDGE}.,])\d{{1,5}}[a-z]{{1,3}}(?:\d+[a-z]?)?(?![{_EDGE}]))
    |(?P<score>(?<![{_EDGE}.-])\d{{1,3}}\s?[-–:]\s?\d{{1,3}}(?![{_EDGE}.-]))
    |(?P<amount>(?P<sign>[$€£¥]?)(?<![{_EDGE}.,])(?P<digits>\d+(?:[.,]\d+)*)\s?(?P<scale>(?:{_SCALE})(?![a-zà-ỹ]))?(?P<after>%|％|phần\străm|per\s?cent|pct\b)?)
    """,
    re.VERBOSE,
)
_QUARTER = re.compile("q[1-4]")
_MEASURE = re.compile(
    r"[\d.]+(?:x|[kmgt]?w|[kmgt]wh|[kmgt]b|[kmg]?hz|[nmck]m|fps|bps?|kg|mah|st|nd|rd|th)"
)  # how much, not which
_AMOUNT_MODEL = re.compile(r"(?P<digits>\d+(?:\.\d+)?)(?P<scale>k|m|mn|mln|b|bn|bln|t|tn)$")


def language_of(text: str, declared: str = "") -> str:
    """The language as far as grouping cares: zh, ja, vi, else what was declared (without region), else ""."""
    if _KANA.search(text):
        return "ja"
    if len(_HAN.findall(text)) >= 2:
        return "zh"
    if len(_VIETNAMESE.findall(text.casefold())) >= 2:
        return "vi"
    return declared.split("-")[0].casefold()


def words(text: str, language: str) -> Iterator[str]:
    """The words of a folded text, repeats included. Digits are left to `numbers`."""
    runs = RUN.findall(text)
    if language == "vi":
        yield from map(stem, runs)
        yield from (f"{a} {b}" for a, b in pairwise(runs))
        return
    for run in runs:
        if re.match(f"[{DENSE}]", run):
            yield from (run[n : n + 2] for n in range(len(run) - 1)) if len(run) > 1 else (run,)
        elif len(run) > 1:
            yield stem(run)


def stem(word: str) -> str:
    """A light English stem, harmless elsewhere; at most seven letters."""
    word = re.sub(r"['’]\w*$", "", word) if word[-2:-1] in "'’" else word.replace("’", "'")
    if len(word) > 4 and word.isascii():
        for ending, rest in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
            if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 3:
                word = word[: -len(ending)] + rest
                break
    return word[:7]


def numbers(text: str) -> Iterator[str]:
    """The numbers of a folded text: `h20`, `3-1`, `7/1` (the seventh of January), `5%`, `1.5e+09`; a kind can
    be told by its looks (`kind`)."""
    for found in NUMBER.finditer(text):
        if found["quarter"]:
            yield f"q{_quarter(found)}"
        elif found["han"]:
            yield _han(found)
        elif found["date"]:
            yield f"{int(found['d'] or found['day'])}/{int(found['m'] or found['month'])}"
        elif found["model"]:
            yield from _model(found["model"].replace("-", ""))
        elif found["score"]:
            yield re.sub(r"\s?[-–:]\s?", "-", found["score"])
        else:
            yield _amount(found["digits"], found["scale"] or "", bool(found["after"]))


def _quarter(found: re.Match[str]) -> int:
    return _QUARTERS.index(found["q"] or found["ordinal"] or found["season"]) % 4 + 1


def _han(found: re.Match[str]) -> str:
    if found["tenths"]:
        return f"{10 * _spelled(found['tenths']):g}%"
    if found["share"]:
        whole, _, rest = found["share"].partition("点")
        decimals = "".join([str(_UNITS[char]) for char in rest if char in _UNITS])
        return f"{float(f'{_spelled(whole)}.{decimals}'):g}%"
    return _amount(str(_spelled(found["count"])), found["myriad"], False)


def _spelled(digits: str) -> int:
    """A number that is spelled in Han: 六百 is 600, 二十五 is 25, 二五 too."""
    value = digit = 0
    for char in digits:
        if char in _TENS:
            value, digit = value + (digit or 1) * _TENS[char], 0
        else:
            digit = digit * 10 + _UNITS[char]
    return value + digit


def _model(word: str) -> Iterator[str]:
    money = _AMOUNT_MODEL.match(word)
    yield _amount(money["digits"], money["scale"], False) if money else word


def _amount(digits: str, scale: str, percent: bool) -> str:
    if percent:
        return f"{float(_plain(digits, bool(scale) or percent)):g}%"
    value = float(_plain(digits, bool(scale))) * _SCALES.get(scale, 1)
    return f"{value:.4g}" if value >= 1e5 else f"{value:g}"


def _plain(digits: str, decimal_comma: bool) -> str:
    """1,000 and 1.000 are a thousand; 1,5 (before a scale or a percent sign) is one and a half."""
    groups = re.split(r"[.,]", digits)
    if len(groups) == 1:
        return digits
    if all(len(group) == 3 for group in groups[1:]) and groups[0] != "0":
        return "".join(groups)
    if len(groups) == 2 and ("." in digits or decimal_comma):
        return ".".join(groups)
    return "".join(groups)


def kind(number: str) -> str:
    """date | model | score | percent | amount | measure | count"""
    if "/" in number or _QUARTER.fullmatch(number):
        return "date"
    if number.endswith("%"):
        return "percent"
    if "-" in number and "e" not in number:
        return "score"
    if re.fullmatch(r"[\d.]+(?:e[+]\d+)?", number):
        return "amount" if float(number) >= 1e4 else "count"
    return "measure" if _MEASURE.fullmatch(number) else "model"
