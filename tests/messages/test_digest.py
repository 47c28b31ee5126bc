"""A digest lists what a chat's terms found, as much as one message holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.decision import Delivery, DeliveryKind, HeldBy, Owed, Story
from bot.core.digests import DIGEST_LENGTH
from bot.core.model import Chat
from bot.messages import render
from bot.messages.utf16 import MAX_ENTITIES, MAX_LENGTH
from tests.messages.reports import HERE, NOW, report, story


def digest(*stories: Story, terms: tuple[str, ...] = (), occasion: str = "first start", language: str = "en") -> Owed:
    delivery = Delivery(HERE, DeliveryKind.DIGEST, NOW, terms=terms, occasion=occasion)
    return Owed(delivery, Chat(HERE, language=language), stories)


def test_stories_stand_under_the_term_that_each_fits_best() -> None:
    first = story(report("V4 is out"), report("V4 ra mắt", outlet="Tin Chip"), id=1)
    second = replace(story(report("H20 sales halted"), id=2), terms={"DeepSeek V4": 81.0, "H20 export": 100.0})
    third = story(report("V4 is cheap"), id=3)
    text = render(digest(first, second, third))
    assert text.text == (
        "The last 24 hours\n\n"
        "DeepSeek V4\n• V4 is out · 2 outlets\n• V4 is cheap · Chip Daily\n\n"
        "H20 export\n• H20 sales halted · Chip Daily"
    )
    assert [m.url for m in text.marks if m.kind == "text_link"] == ["https://chipdaily.example/1"] * 3


def test_a_chat_sees_its_own_terms_alone() -> None:
    one = replace(story(report("x")), terms={"secret project": 100.0, "H20 export": 90.0})
    assert "secret" not in render(digest(one, terms=("H20 export",))).text


def test_the_heading_says_what_it_is() -> None:
    assert render(digest(occasion="first start")).text == "The last 24 hours\nNothing new."
    assert render(digest(occasion="2026-03-02 08:00", language="zh-TW")).text.startswith("摘要，08:00 UTC")


def test_what_was_muted_and_what_too_few_report_stand_at_the_end() -> None:
    one, two, three = (
        story(report(title), id=id) for id, title in ((1, "V4 is out"), (2, "V4 sells"), (3, "V4 fails"))
    )
    owed = replace(digest(one, two, three), held={1: HeldBy.WAITING, 2: HeldBy.MUTE, 3: HeldBy.QUIET})
    assert render(owed).text == (
        "The last 24 hours\n\nDeepSeek V4\n• V4 fails · Chip Daily\n\n"
        "— Muted\n• V4 sells · Chip Daily\n\n"
        "— Reported by too few outlets to ring\n• V4 is out · Chip Daily"
    )


@given(st.integers(1, DIGEST_LENGTH), st.sampled_from(["界", "🔔", "x "]))
def test_what_one_digest_is_given_it_shows(count: int, letter: str) -> None:
    long = [story(report(letter * 900, outlet=f"{n}" * 90), id=n, terms=(f"{n}" * 90,)) for n in range(count)]
    text = render(digest(*long, occasion="2026-03-02 08:00"))
    assert text.text.count("• ") == count
    assert len(text) <= MAX_LENGTH and len(text.marks) <= MAX_ENTITIES


def test_a_second_message_of_one_digest_has_the_same_heading() -> None:
    assert render(digest(occasion="2026-03-02 08:00/2")).text.startswith("Digest, 08:00 UTC")


@given(st.integers(0, 400), st.integers(1, 400), st.integers(1, 40))
def test_any_number_of_stories_fits_into_one_message(count: int, length: int, terms: int) -> None:
    stories = [story(report("界" * length), id=n, terms=(f"term {n % terms}",)) for n in range(count)]
    text = render(digest(*stories))
    assert len(text) <= MAX_LENGTH
    assert len(text.marks) <= MAX_ENTITIES
    shown = text.text.count("\n• ")
    assert shown == count or text.text.endswith(f"and {count - shown} more stor{'y' if count - shown == 1 else 'ies'}")
