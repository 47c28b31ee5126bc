"""What forbids a join by itself, in words that are otherwise nothing alike: so that no weight can outvote it."""

from __future__ import annotations

import pytest

from bot.core.story.mark import Mark, mark_of
from bot.core.story.veto import veto
from tests.core.story.newsroom import NOW, entry, signed


def mark(title: str) -> Mark:
    """What an entry of this title is compared by."""
    return mark_of(signed(entry(title)), NOW)


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        (
            "Nvidia resumes H20 sales in China",
            "Beijing customs stops a truck full of Nvidia H200 cards",
            "another model",
        ),
        ("Arsenal beat Chelsea 2-1 in the derby", "Late goal: Chelsea and Arsenal end 1-1 at home", "another score"),
        ("Preview: Arsenal face Chelsea on Sunday", "Arsenal beat Chelsea 2-1", "what is to come is not its result"),
    ],
)
def test_two_titles_are_kept_apart_whichever_comes_first(a: str, b: str, why: str) -> None:
    one, other = mark(a), mark(b)
    assert veto(one, other).startswith(why)
    assert veto(other, one).startswith(why)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nvidia resumes H20 sales in China", "Beijing customs stops a truck full of Nvidia H20 cards"),
        ("Nvidia H20 and H200 sales resume in China", "Beijing customs stops a truck full of Nvidia H200 cards"),
        ("Nvidia resumes sales in China", "Beijing customs stops a truck full of Nvidia H200 cards"),
        ("Arsenal beat Chelsea 2-1 in the derby", "Late goal: Chelsea lose 2-1 to Arsenal at home"),
    ],
)
def test_what_one_leaves_unsaid_or_both_say_forbids_nothing(a: str, b: str) -> None:
    assert veto(mark(a), mark(b)) == veto(mark(b), mark(a)) == ""
