"""What is wrong with a feed is told in every language: as the sources word it, not from a list that could age."""

from __future__ import annotations

import httpx
import pytest

from bot.messages.answers.troubles import trouble
from bot.messages.locale import LOCALES, Voice
from bot.sources.http import Answer
from bot.sources.kinds import not_a_feed
from bot.sources.refusal import refusal
from bot.sources.trouble import explain


def refused(status: int, headers: dict[str, str] | None = None) -> str:
    return refusal(Answer(status, httpx.Headers(headers or {}), b"", "https://news.example/rss")).error


REFUSALS = [refused(status) for status in (300, 401, 402, 403, 404, 407, 410, 418, 429, 451, 500, 503)]
CHALLENGE = refused(403, {"cf-mitigated": "challenge"})
BROKEN = [
    explain(error, "news.example", 30, 5_000_000)
    for error in (
        httpx.ConnectTimeout(""),
        httpx.ReadTimeout(""),
        ConnectionRefusedError(),
        httpx.ConnectError("ENETUNREACH"),
        httpx.ReadError(""),
    )
]
NO_FEEDS = [not_a_feed(*one) for one in (("", ""), ("{}", ""), ("<html>", "html"), ("x", ""), ("<opml>", "opml"))]


@pytest.mark.parametrize("english", [*REFUSALS, CHALLENGE, *BROKEN, *NO_FEEDS])
def test_every_sentence_is_known(english: str) -> None:
    assert english and trouble(Voice("en"), english).text == english
    for locale in LOCALES[1:]:
        said = trouble(Voice(locale), english).text
        assert not {"the", "is", "it", "for", "no", "has"} & set(said.casefold().split()), said


def test_what_is_not_known_is_said_as_it_is() -> None:
    assert trouble(Voice("vi"), "Something new. It is tried again later.").text == "Something new. Sẽ thử lại sau."
