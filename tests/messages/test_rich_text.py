"""A terminal shows the same text, and obeys none of it."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.messages.rich_text import to_rich
from bot.messages.text import Mark, Text, mark


def shown(text: Text) -> str:
    file = io.StringIO()
    Console(file=file, force_terminal=True, color_system="truecolor", width=200).print(to_rich(text), end="")
    return file.getvalue()


def test_bold_and_links_are_styles() -> None:
    text = to_rich("see " + mark("text_link", "the " + mark("bold", "H20"), "https://a.example/"))
    assert text.plain == "see the H20"
    assert [(s.start, s.end, s.style.link, s.style.bold) for s in text.spans if not isinstance(s.style, str)] == [
        (4, 11, "https://a.example/", None),
        (8, 11, None, True),
    ]


def test_escape_sequences_of_a_headline_do_nothing() -> None:
    printed = shown(Text("a\x1b]0;owned\x07b\x9b31mc\rd"))
    assert printed == "a ]0;owned b 31mc d"


@given(st.text(max_size=50), st.integers(-5, 60), st.integers(-5, 60))
def test_any_text_is_shown_character_for_character(raw: str, start: int, end: int) -> None:
    assert len(to_rich(Text(raw, (Mark("bold", start, end),))).plain) == len(raw)
