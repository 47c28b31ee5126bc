"""bot/sources/plain.py: what a reader would see."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.plain import _JUNK, _SPACE, plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>two<br/>three</p>", "One two three"),
        ("<b>Deep</b>Seek <i>V</i>4", "DeepSeek V4"),
        ("Deep<!-- -->Seek", "DeepSeek"),
        ("AT&amp;T &lt;3 &#8220;x&#8221;", "AT&T <3 “x”"),
        ("R&amp;amp;D &amp;lt;b&amp;gt;now&amp;lt;/b&amp;gt;", "R&D now"),
        ("a<script>if (a < b) alert('x')</script>b<style>p {}</style>c", "a b c"),
        ("seen<script>never closed", "seen"),
        ("<img alt='a > b' src=x>after", "after"),
        ('a teaser that was cut <a href="https://e.org/', "a teaser that was cut"),
        ("vector<int> and 3 < 5 > 2", "vector<int> and 3 < 5 > 2"),
        ("<o:p>Word</o:p> <custom-tag>x</custom-tag>", "Word x"),
        ("  many\n\t white\u00a0spaces \u3000 ", "many white spaces"),
        (
            "Zero\u200bwidth, \u202eoverride\u202c, soft\u00adhyphen, nul\x00, \ufeffmark",
            "Zerowidth, override, softhyphen, nul, mark",
        ),
        ("lone \ud800 half", "lone half"),
        ("Vie\u0323\u0302t Nam", "Việt Nam"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
        ("华为<br>昇腾", "华为 昇腾"),
    ],
)
def test_text_of_markup(markup: str, text: str) -> None:
    assert plain(markup, 500) == text


def test_what_is_printable_holds_no_junk_and_no_space_but_one() -> None:
    taken = [char for char in map(chr, range(sys.maxunicode + 1)) if _JUNK.match(char) or _SPACE.match(char)]
    assert [char for char in taken if char.isprintable()] == [" "]


def test_it_is_cut_at_the_limit_and_not_within_white_space() -> None:
    assert plain("ab cd ef", 6) == "ab cd"
    assert len(plain("<p>" + "x" * 10_000, 500)) == 500


@given(st.text(st.sampled_from("<>&;/!-abp \"'=#x1\u200b\ud800\x00é")), st.integers(1, 40))
def test_it_never_raises_and_gives_clean_text(markup: str, limit: int) -> None:
    text = plain(markup, limit)
    assert len(text) <= limit
    assert text == " ".join(text.split())
    text.encode()  # no half characters, which no database takes


@pytest.mark.parametrize(
    "opening",
    ["<!--", "<a '", "<script>", "<", "&", "<a ", "<!", "</a", "<a x=\"'", "&lt;", "<svg><math>", "<!---", "<a/"],
)
def test_hostile_markup_costs_no_more_than_its_length(opening: str) -> None:
    plain(opening * (400_000 // len(opening)), 20_000)  # quadratic time would outlast the patience of any run
