"""Files both ways: what is written reads back the same, and nothing that is read breaks anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.exchange import Contents, Outline, Unreadable, read_toml, watches_toml
from bot.core.model import Address, Watch
from bot.core.refine import Draft

TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
    .map(lambda s: " ".join(s.split()))
    .filter(bool)
)


@given(
    st.lists(st.builds(Watch, st.just(Address(1)), TEXTS, st.floats(0, 100).map(round).map(float), st.integers(1, 50)))
)
def test_watches_come_back(watches: list[Watch]) -> None:
    read = read_toml(watches_toml(watches))
    assert read.watches == tuple(Draft(w.term, w.threshold, w.min_sources) for w in watches)
    assert not read.faults


@given(st.text(max_size=200) | st.text("<>[]=\"'\n opmlwatches#!", max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        assert isinstance(read_toml(text), Contents)
    except Unreadable as error:
        assert str(error)


def test_what_is_wrong_is_named_and_the_rest_is_taken() -> None:
    read = read_toml(
        '[[watches]]\nterm = "a"\n[[watches]]\nterm = 1\n[[watches]]\nterm = "b"\nthreshold = 101\n'
        '[[watches]]\nterm = "c"\nmin_sources = true\n'
        '[[feeds]]\nurl = "https://a.example/rss"\n[[feeds]]\ntitle = "x"\n'
    )
    assert read.watches == (Draft("a"),)
    assert read.feeds == (Outline("https://a.example/rss"),)
    assert read.faults == (
        "watch 2: there is no term",
        "watch 3: threshold is no number from 0 to 100",
        "watch 4: min_sources is no number from 1 to 50",
        "feed 2: there is no url",
    )


@pytest.mark.parametrize(
    "text",
    ["hello", "<a", "[[watches]]\nterm = 'a'\n" * 501, "a = " + "[" * 5000],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_toml(text)
