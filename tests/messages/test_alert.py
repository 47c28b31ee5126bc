"""An alert shows what rang, where, and why: exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.decision import Alert, DeliveryKind, Told
from bot.core.model import Address, Chat, Entry, Hit, Match, Reading, Signature, Span
from bot.messages import render
from bot.messages.text import Text
from bot.messages.utf16 import MAX_ENTITIES, MAX_LENGTH, to_telegram
from tests.messages.reports import HERE, hit, owed, read, report, story

V4 = report("DeepSeek V4 前瞻: 华为 chips first", summary="The H20 export ban looms; 华为 gains. " * 2)


def marked(text: Text, kind: str) -> list[str]:
    return [text.text[m.start : m.end] for m in text.marks if m.kind == kind]


def test_an_alert_as_a_whole() -> None:
    reading = read(V4, hit(V4, "DeepSeek"), hit(V4, "V4"), hit(V4, "华为", "Huawei", "alias", field="summary"))
    other = report("DeepSeek V4 ra mắt", outlet="Tin Chip", language="vi")
    text = render(owed(DeliveryKind.SEND, reading, other))
    assert text.text == (
        "🔔 DeepSeek V4\n"
        "DeepSeek V4 前瞻: 华为 chips first\n"
        "Chip Daily · 08:05 UTC · English\n"
        "The H20 export ban looms; 华为 gains. The H20 export ban looms; 华为 gains. \n"
        "Why: “DeepSeek”, “V4” as typed; “华为” is Huawei\n"
        "Also reported by Tin Chip"
    )
    assert marked(text, "bold") == ["DeepSeek V4", "DeepSeek", "V4", "华为"]
    assert marked(text, "text_link") == ["DeepSeek V4 前瞻: 华为 chips first", "Tin Chip"]
    assert marked(text, "expandable_blockquote") == [V4.summary]


@pytest.mark.parametrize(
    ("how", "slot", "distance", "why"),
    [
        ("exact", "V4", 0, "“V4” as typed"),
        ("stem", "v4s", 0, "“V4” is a form of “v4s”"),
        ("typo", "V5", 1, "“V4” is 1 letter away from “V5”"),
        ("typo", "W5", 2, "“V4” is 2 letters away from “W5”"),
        ("glued", "V 4", 0, "“V4” is “V 4” written as one"),
        ("glued", "v4", 0, "“V4” as typed"),
        ("alias", "Version 4", 0, "“V4” is Version 4"),
        ("concept", "release", 0, "“V4” counts as “release”"),
        ("regex", "V\\d", 0, "“V4” fits the pattern"),
    ],
)
def test_why_says_how_each_word_matched(how: str, slot: str, distance: int, why: str) -> None:
    text = render(owed(DeliveryKind.SEND, read(V4, hit(V4, "V4", slot, how, distance=distance)))).text
    assert f"Why: {why}" in text.splitlines()


def test_a_chat_sees_its_own_terms_alone() -> None:
    reading = read(V4, hit(V4, "V4"))
    others = Match("secret project", 100, "exact", (hit(V4, "chips"),))
    text = render(owed(DeliveryKind.SEND, replace(reading, matches=(others, *reading.matches))))
    assert "secret" not in text.text
    assert "chips" not in marked(text, "bold")


def test_the_quiet_reply_says_that_it_may_be_the_same_and_goes_on_saying_it_when_it_grows() -> None:
    reading = read(V4, hit(V4, "V4"))
    preface = "Possibly the same as above:"
    assert render(owed(DeliveryKind.REPLY, reading)).text.startswith(preface)
    quietly, loudly = frozenset({Told(HERE, "reply")}), frozenset({Told(HERE, "alert"), Told(Address(6), "reply")})
    assert render(owed(DeliveryKind.EDIT, reading, told=quietly)).text.startswith(preface)
    assert not render(owed(DeliveryKind.EDIT, reading, told=loudly)).text.startswith(preface)
    assert not render(owed(DeliveryKind.SEND, reading)).text.startswith(preface)


def test_a_new_fact_says_what_it_adds_to_where_it_can_be_seen() -> None:
    plain = owed(DeliveryKind.SEND, read(V4, hit(V4, "V4")))
    follows = replace(plain, stories=(replace(plain.stories[0], follows=3),))
    assert render(follows).text == render(plain).text, "there is no message above"
    above = replace(follows, alert=Alert(3, HERE, 9, 1))
    assert render(above).text == "New in the story above:\n" + render(plain).text


def test_under_the_alert_that_it_follows_what_is_new_is_bold() -> None:
    entry = report("DeepSeek V4 is banned in Italy")
    former = replace(story(report("DeepSeek V4 is out in Italy"), id=3), told=frozenset({Told(HERE, "alert")}))
    plain = owed(DeliveryKind.SEND, read(entry, hit(entry, "V4")))
    follows = replace(plain, stories=(replace(plain.stories[0], follows=3),), former=former)
    assert "V4" in marked(render(follows), "bold"), "there is no message above"
    above = replace(follows, alert=Alert(3, HERE, 9, 1))
    edited = replace(follows, delivery=replace(follows.delivery, kind=DeliveryKind.EDIT))
    for text in (render(above), render(edited)):
        assert text.text.startswith("New in the story above:")
        assert "banned" in marked(text, "bold") and "V4" not in marked(text, "bold")
    elsewhere = replace(edited, former=replace(former, told=frozenset()))
    assert not render(elsewhere).text.startswith("New in the story above:")
    same = replace(above, former=replace(former, reports=(entry,)))
    assert "V4" in marked(render(same), "bold"), "nothing can be told to be new"


def test_the_others_stand_once_each_own_language_first_eight_at_most() -> None:
    others = [report("x", outlet=f"Paper {n}", language="vi" if n == 6 else "en", number=n) for n in range(11)]
    again = report("x again", outlet="Paper 0", number=99)
    chat = Chat(HERE, language="vi", timezone="Asia/Ho_Chi_Minh")
    text = render(owed(DeliveryKind.EDIT, read(V4, hit(V4, "V4")), *others, again, chat=chat)).text
    last = text.splitlines()[-1]
    assert last == ("Paper 6, Paper 0, Paper 1, Paper 2, Paper 3, Paper 4, Paper 5, Paper 7 +3 cũng đưa tin")


def test_times_are_the_chats_own() -> None:
    chat = Chat(HERE, language="vi", timezone="Asia/Ho_Chi_Minh")
    assert "Chip Daily · 15:05 · Tiếng Anh" in render(owed(DeliveryKind.SEND, read(V4, hit(V4, "V4")), chat=chat)).text


def test_a_match_deep_in_a_long_summary_is_shown() -> None:
    entry = replace(V4, summary="Nothing here yet. " * 100 + "Then DeepSeek shows its V4 to all. " + "And on. " * 100)
    text = render(owed(DeliveryKind.SEND, read(entry, hit(entry, "DeepSeek", field="summary"))))
    quote = marked(text, "expandable_blockquote")[0]
    assert quote.startswith("…")
    assert "Then DeepSeek shows its V4" in quote
    assert marked(text, "bold")[1:] == ["DeepSeek"]


def test_a_summary_that_repeats_the_title_is_left_out() -> None:
    entry = replace(V4, summary=V4.title + "  Chip Daily")
    assert not marked(render(owed(DeliveryKind.SEND, read(entry, hit(entry, "V4")))), "expandable_blockquote")


def test_a_link_that_could_run_something_is_no_link() -> None:
    entry = replace(V4, url="javascript:alert(1)")
    assert not marked(render(owed(DeliveryKind.SEND, read(entry, hit(entry, "V4")))), "text_link")


def test_without_a_reading_the_headline_still_goes_out() -> None:
    one = owed(DeliveryKind.EDIT, read(V4))
    assert V4.title in render(replace(one, readings={}, delivery=replace(one.delivery, terms=()))).text


WILD = st.text(max_size=3000)
SPANS = st.lists(
    st.builds(
        lambda field, start, length, how: Hit("slot", how, Span(field, start, start + length)),
        st.sampled_from(["title", "summary", "body", "nonsense"]),
        st.integers(0, 3000),
        st.integers(0, 50),
        st.sampled_from(["exact", "typo", "alias", "concept", "new way"]),
    ),
    max_size=60,
)


@given(WILD, WILD, WILD, SPANS, st.integers(0, 300), st.sampled_from(list(DeliveryKind)))
def test_whatever_comes_in_fits_into_one_message(
    title: str, summary: str, outlet: str, hits: list[Hit], outlets: int, kind: DeliveryKind
) -> None:
    entry = Entry("f", "k", title, "https://a.example/" + "x" * 50, summary, "", outlet, "zh-Hant-TW", None, None)
    reading = Reading(entry, Signature(), (Match("DeepSeek V4", 90, "exact", tuple(hits)),))
    others = [report("x", outlet=f"{outlet[:200]} {n}", number=n) for n in range(outlets)]
    text = render(owed(kind, reading, *others))
    assert 0 < len(text) <= MAX_LENGTH
    assert len(text.marks) <= MAX_ENTITIES
    assert len(to_telegram(text)[1]) == len([m for m in text.marks if m.start < m.end])


@given(st.text(alphabet="ab界🔔 ", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=8))
def test_bold_is_exactly_what_matched(title: str, places: list[tuple[int, int]]) -> None:
    hits = tuple(Hit("x", "exact", Span("title", start, start + length)) for start, length in places)
    entry = replace(V4, title="x" + title, summary="")
    text = render(owed(DeliveryKind.SEND, replace(read(entry), matches=(Match("DeepSeek V4", 90, "exact", hits),))))
    shown = text.text.index("\n") + 1
    bold = {i - shown for m in text.marks if m.kind == "bold" for i in range(m.start, m.end) if i >= shown}
    assert bold == {i for h in hits for i in range(h.span.start, min(h.span.end, len(entry.title)))}
    assert len(to_telegram(text)[1]) == len(text.marks)  # none overlaps another in part
