"""What goes to Telegram is always acceptable, and says and marks the same characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.text import Mark, Text, mark
from bot.messages.utf16 import MAX_ENTITIES, MAX_LENGTH, Entity, to_telegram
from tests.fakes.telegram_text import checked

KINDS = st.sampled_from(["bold", "italic", "underline", "code", "expandable_blockquote"])
MARKS = st.builds(Mark, KINDS, st.integers(-5, 60), st.integers(-5, 60))


def slice_units(text: str, entity: Entity) -> str:
    raw = text.encode("utf-16-le")
    return raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


def test_offsets_count_utf16_units() -> None:
    text, entities = to_telegram(
        "🔔 " + mark("bold", "华为🚀") + " and " + mark("text_link", "𝔘ber", "https://example.com/")
    )
    assert text == "🔔 华为🚀 and 𝔘ber"
    assert entities == (Entity("bold", 3, 4), Entity("text_link", 12, 5, "https://example.com/"))


def test_nested_marks_stay_nested() -> None:
    headline = mark("text_link", "the " + mark("bold", "H20") + " sale", "https://example.com/")
    assert [e.type for e in to_telegram(headline)[1]] == ["text_link", "bold"]


def test_a_mark_that_overlaps_another_in_part_is_left_out() -> None:
    marks = (Mark("bold", 0, 4), Mark("italic", 2, 6), Mark("code", 4, 6))
    assert to_telegram(Text("abcdef", marks))[1] == (Entity("bold", 0, 4), Entity("code", 4, 2))


def test_links_that_could_run_something_are_left_out() -> None:
    assert to_telegram(mark("text_link", "here", "javascript:alert(1)")) == ("here", ())


def test_control_characters_and_lone_surrogates_become_one_character_each() -> None:
    text, entities = to_telegram("a\x1b[31m\ud800\n" + mark("bold", "b"))
    assert text == "a [31m\ufffd\nb"
    assert entities == (Entity("bold", 8, 1),)


def test_what_is_too_long_is_cut() -> None:
    text, entities = to_telegram(mark("bold", "界" * 5000))
    assert len(text) == MAX_LENGTH
    assert text.endswith("…")
    assert entities == (Entity("bold", 0, MAX_LENGTH - 1),)


@pytest.mark.parametrize("length", range(MAX_LENGTH - 3, MAX_LENGTH + 4))
@pytest.mark.parametrize("letter", ["a", "界", "🔔", "\ud83d\udd14"])
def test_the_limit_cuts_no_character_and_no_mark(length: int, letter: str) -> None:
    """Whatever stands across the limit, the strict server takes it."""
    text = letter * (length // len(letter))
    marks = [
        Mark("bold", len(text) - 6, len(text)),
        Mark("text_link", len(text) - 4, len(text) - 1, "https://a.example/"),
    ]
    content, entities = to_telegram(Text(text, tuple(marks)))
    raw = [
        {"type": e.type, "offset": e.offset, "length": e.length} | ({"url": e.url} if e.url else {}) for e in entities
    ]
    assert checked(content, raw, None)[0] == content
    assert len(content) == min(len(text), MAX_LENGTH)
    assert content.endswith("…") is (len(text) > MAX_LENGTH)


@given(st.text(max_size=40), st.lists(MARKS, max_size=20))
def test_any_text_gives_entities_that_telegram_accepts(raw: str, marks: list[Mark]) -> None:
    text, entities = to_telegram(Text(raw, tuple(marks)))
    units = len(text.encode("utf-16-le")) // 2
    assert len(text) == len(raw)
    for entity in entities:
        assert entity.length > 0
        assert 0 <= entity.offset <= entity.offset + entity.length <= units
    for one in entities:
        for other in entities:
            apart = one.offset + one.length <= other.offset or other.offset + other.length <= one.offset
            within = one.offset <= other.offset and other.offset + other.length <= one.offset + one.length
            around = other.offset <= one.offset and one.offset + one.length <= other.offset + other.length
            assert apart or within or around


@given(st.text(max_size=30), st.text(alphabet="a界🔔é\u0301", min_size=1, max_size=30), st.text(max_size=30))
def test_an_entity_covers_exactly_the_marked_characters(before: str, marked: str, after: str) -> None:
    text, entities = to_telegram(before + mark("bold", marked) + after)
    assert [slice_units(text, entity) for entity in entities] == [marked]


@given(st.integers(0, 300))
def test_at_most_a_hundred_entities(count: int) -> None:
    text = Text()
    for _ in range(count):
        text = text + mark("bold", "a") + " "
    assert len(to_telegram(text)[1]) == min(count, MAX_ENTITIES)
