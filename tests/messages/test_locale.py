"""A chat is spoken to in its language, with its numbers and its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import Address, Chat
from bot.messages.locale import LOCALES, Voice, pick_locale, voice_of
from bot.messages.text import Text, mark

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("vi", "vi"),
        ("vi-VN", "vi"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_clients_language_finds_its_locale(code: str | None, locale: str) -> None:
    assert pick_locale(code) == locale


def test_plurals_and_numbers_follow_the_language() -> None:
    assert [Voice("en").say_n("{n} feed", "{n} feeds", n).text for n in (0, 1, 2, 1234)] == [
        "0 feeds",
        "1 feed",
        "2 feeds",
        "1,234 feeds",
    ]
    assert [Voice("vi").say_n("{n} feed", "{n} feeds", n).text for n in (1, 1234)] == ["1 nguồn tin", "1.234 nguồn tin"]


def test_a_text_that_no_catalogue_has_is_said_in_english() -> None:
    assert Voice("vi").say("No catalogue has {this}.", this="this").text == "No catalogue has this."


def test_values_keep_their_marks_where_the_language_puts_them() -> None:
    said = Voice("vi").say("Also reported by {outlets}", outlets=mark("text_link", "A", "https://a.example/"))
    assert said.text == "A cũng đưa tin"
    assert (said.marks[0].start, said.marks[0].end) == (0, 1)


def test_braces_in_a_value_are_only_braces() -> None:
    assert Voice().say("I do not know {command}.", command="/{n}{").text == "I do not know /{n}{."


def test_times_are_told_in_the_chats_zone_with_the_day_where_it_is_another() -> None:
    hanoi = Voice("en", "Asia/Ho_Chi_Minh")
    assert hanoi.clock(NOW - timedelta(minutes=5), NOW) == "02:55"
    assert hanoi.clock(NOW - timedelta(hours=5), NOW) == "Mar 2 22:00"
    assert Voice("zh-Hans").clock(NOW - timedelta(days=1), NOW) == "3月1日 20:00 UTC"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../../etc/passwd", "Asia"])
def test_an_unknown_zone_is_utc(zone: str) -> None:
    assert Voice("en", zone).clock(NOW, NOW) == "20:00 UTC"


@pytest.mark.parametrize(
    ("tag", "name"), [("vi", "Vietnamese"), ("zh-Hant-TW", "Chinese"), ("", ""), ("not a tag", ""), ("xx", "")]
)
def test_languages_have_names(tag: str, name: str) -> None:
    assert Voice().language(tag) == name


def test_the_chat_decides() -> None:
    chat = Chat(Address(1), language="zh-TW", timezone="Asia/Taipei")
    assert voice_of(chat) == Voice("zh-Hant", "Asia/Taipei")
    assert {voice_of(Chat(Address(1), language=locale)).locale for locale in LOCALES} == set(LOCALES)


def test_lists_are_separated_as_the_language_does() -> None:
    assert Voice("zh-Hans").list(["a", Text(), "b"]).text == "a、b"
