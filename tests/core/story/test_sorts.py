"""Sorts of news: each is of ideas that the packs hold, and no idea is of two."""

from __future__ import annotations

from bot.core.story.mark import numbers_of
from bot.core.story.sorts import SORTS, sorts
from bot.lexicon import load_lexicon

LEXICON = load_lexicon()


def test_every_sort_is_of_ideas_that_the_packs_hold() -> None:
    ids = [id for sort in SORTS.values() for id in sort.split()]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if LEXICON.kind_of(id) != "concept"] == []


def test_a_title_is_of_several_sorts_and_of_none() -> None:
    one, other = sorts(numbers_of(["@earnings"])), sorts(numbers_of(["@lawsuit", "@nvidia"]))
    assert one and other and not one & other
    assert sorts(numbers_of(["@earnings", "@profit", "@lawsuit"])) == one | other
    assert sorts(numbers_of(["@nvidia", "@launch"])) == 0
