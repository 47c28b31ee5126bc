"""A sign behind a letter makes another name of it; brackets and seams between figures and letters make none."""

from __future__ import annotations

from functools import cache

import pytest

from bot.core.watch import Form, Lexicon, TermIndex, compile_query, pack
from tests.core.watch.lexica import entry, item


@cache
def known() -> Lexicon:
    return Lexicon(
        pack(
            [
                item("737", "product", "Boeing 737", "737 MAX", "波音737MAX", "737MAX"),
                item("wifi", "concept", Form("Wi-Fi", "en"), Form("WiFi", "en"), "无线网络", "mạng không dây"),
                item("covid", "concept", Form("covid", "en"), "新冠", "dịch covid"),
                item("microsoft", "firm", "Microsoft", "微软"),
            ]
        )
    )


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), known()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("C++", "C++ is forty"),
        ("c++", "Why C++?"),
        ("C++", "C++26标准发布"),
        ("C++", "Lỗ hổng C++ nghiêm trọng"),
        ("C++ 26", "The C++26 standard"),
        ('"C++"', "C++ wins"),
        ("C#", "C# 14 is out"),
        ("C# 14", "C# 14 is out"),
        ("F#", "F# for finance"),
        ("微软 C#", "Microsoft's C#"),
        ("A*", "A* grades fall"),
        (".NET", "Microsoft .NET 10"),
        ("Node.js", "NodeJS flaw"),
        ("737max", "Boeing 737 MAX lands"),
        ("737 MAX", "Boeing 737MAX lands"),
        ("WiFi 7", "Wi-Fi 7 routers"),
        ("WiFi7", "Wi-Fi 7 routers"),
        ("Wi-Fi 7", "无线网络7"),
        ("Wi-Fi 7", "Bộ phát WiFi7"),
        ("401k", "401(k) savings"),
        ("401k", "401(k)s and crypto"),
        ("401(k)", "401k savings"),
        ("403(b) savings", "Savings in a 403(b)"),
        ("H&M", "H&M closes shops"),
        ("h&m", "H & M closes shops"),
        ("H&M", "快时尚H&M闭店"),
    ],
)
def test_it_is_the_same(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("C++", "Hepatitis C"),
        ("C++", "C# 14 is out"),
        ("C+", "C++ is forty"),
        ("C#", "Vitamin C"),
        ("C#", "#C is trending"),
        ("F#", "Grade F"),
        ("A*", "A man"),
        ("A* algorithm", "An algorithm of grade A"),
        ("=C++", "Vitamin C"),
        ('"C++"', "Vitamin C"),
        (".NET", "Net profit"),
        ("737max", "777 MAX"),
        ("WiFi7", "Wi-Fi 6 routers"),
        ("covid19", "Covid, 19 weeks on"),  # an idea in small letters takes no number
        ("401k", "401 killed"),
        ("401(k)", "401 km"),
        ("H&M", "HM Treasury"),
        ("M&A", "I'm a student"),
        ("R&D", "RD Congo"),
    ],
)
def test_it_is_another(term: str, title: str) -> None:
    assert not matches(term, title)


def test_a_letter_with_a_sign_is_not_warned_of() -> None:
    assert compile_query("C", known()).warnings
    assert not compile_query("C++", known()).warnings


def test_the_sign_is_part_of_what_was_found() -> None:
    [match] = TermIndex(("C++",), known()).match(entry("Why C++ lives"))
    assert (match.hits[0].span.start, match.hits[0].span.end) == (4, 7)
