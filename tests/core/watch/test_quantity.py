"""How much or how many may stand within an idea, and nothing else may."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import fold
from bot.core.watch import Form, Lexicon, TermIndex, pack
from bot.core.watch.packs.items import form_phrases
from bot.core.watch.quantity import is_quantity
from tests.core.watch.lexica import entry, item


@cache
def index() -> TermIndex:
    layoff = item(
        "layoff",
        "concept",
        Form("layoff", "en"),
        Form("cut # jobs", "en"),
        Form("cắt giảm # nhân sự", "vi"),
        "裁减 # 人",
    )
    return TermIndex(("layoff",), Lexicon(pack([layoff])))


@pytest.mark.parametrize(
    "title",
    [
        "Oracle cuts jobs",
        "Oracle cuts 30k jobs",
        "Oracle to cut about 1,500 tech jobs",
        "Oracle cut nearly 4% of its jobs",
        "Oracle will cut up to $5 jobs",
        "Oracle cutting hundreds of jobs",
        "Oracle cắt giảm hơn 2.000 nhân sự",
        "Oracle cắt giảm nhân sự",
        "甲骨文裁减3000多人",
    ],
)
def test_a_number_stands_within_an_idea(title: str) -> None:
    [match] = index().match(entry(title))
    assert match.hits[0].span.field == "title"


@pytest.mark.parametrize(
    "title",
    [
        "Fed cuts rates and jobs grow",
        "Fed cut 25 points as jobs slow",
        "Prices cut in 2025, jobs grow",
        "Oracle cuts 30k: jobs are gone",
        "Jobs cut 30",
        "Oracle cắt giảm 20% vì nhân sự",
    ],
)
def test_another_thought_does_not(title: str) -> None:
    assert index().match(entry(title)) == ()


FUNDING = Lexicon(
    pack(
        [
            item(
                "funding",
                "concept",
                Form("funding", "en"),
                Form("raise # million", "en"),
                Form("raise # billion", "en"),
            )
        ]
    )
)


@pytest.mark.parametrize(
    "title",
    [
        "Acme raises $65M",
        "Acme raises about €65mn for chips",
        "Acme raised 1.2bn",
        "Acme raises $1.2B",
        "Acme raises a record $3B round",
    ],
)
def test_an_amount_may_be_written_short(title: str) -> None:
    assert TermIndex(("funding",), FUNDING).match(entry(title))


@pytest.mark.parametrize("title", ["Acme raises $65K", "Acme raises 65 mice", "Acme raises 65MB"])
def test_what_is_no_such_amount_is_not_read_as_one(title: str) -> None:
    assert not TermIndex(("funding",), FUNDING).match(entry(title))


@given(st.integers(0, 10**7), st.sampled_from(["{} ", "about {} ", "{}% of its ", "more than {} more ", "{:,} "]))
def test_any_number_will_do(number: int, shape: str) -> None:
    said = " " + fold(shape.format(number))
    assert is_quantity(said, 0, len(said))
    assert index().match(entry(f"Oracle cuts{said}jobs"))


@given(st.text(max_size=70))
def test_without_a_number_it_is_none(text: str) -> None:
    if not any(char.isdigit() for char in text) and not {"dozens", "hang", "hundreds", "thousands"} & {*text.split()}:
        assert not is_quantity(text, 0, len(text))


def test_a_hostile_text_is_read_in_no_time() -> None:
    text = " the 1" + " a" * 10_000
    assert not is_quantity(text, 0, len(text))
    assert index().match(entry("cut " + "1 about " * 10_000 + "jobs")) == ()


def test_a_form_of_marks_alone_is_none() -> None:
    for text in ("–", " # ", "# – #"):
        nothing = item("nothing", "concept", text)
        assert [form_phrases(nothing, form) for form in nothing.forms] == [()]
