"""core/websub.py: what is agreed on, for how long, and what a signature proves."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.websub import (
    SECRET,
    Standing,
    Subscription,
    agrees,
    asked,
    brought,
    denied,
    is_signed,
    request_of,
    unwanted,
    verified,
)
from tests.core.makers import NOW

FEED = "https://a.example/feed"
WANTED = Subscription(FEED, "https://hub.example/", "https://a.example/topic", "key", "secret", "https://b.org/", NOW)


@given(st.binary(max_size=200), st.text(max_size=40), st.text(max_size=80))
def test_only_the_right_signature_holds(body: bytes, secret: str, header: str) -> None:
    for method in ("sha1", "sha256", "sha384", "sha512"):
        proof = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
        assert is_signed(f"{method}={proof}", body, secret) == bool(secret)
        assert not is_signed(f"{method}={proof}", body + b"x", secret)
        assert not is_signed(f"{method}={proof}", body, secret + "x")
        assert not is_signed(f"{method}={proof[:-1]}", body, secret)
    assert not is_signed(header, body, secret)


@pytest.mark.parametrize("header", ["", "sha256", "sha256=", "=", "md5=x", "sha3_256=x", "sha256=\ud800", "new=x"])
def test_what_is_no_signature_never_holds(header: str) -> None:
    assert not is_signed(header, b"", "secret")


@given(st.one_of(st.text(max_size=14), st.integers().map(str)))
def test_any_lease_gives_a_time_to_renew_within_it_or_soon(lease: str) -> None:
    live = verified(WANTED, lease, NOW)
    assert live.state is Standing.LIVE and live.until is not None
    assert NOW <= live.until <= NOW + timedelta(days=30)
    assert live.act_at >= NOW + timedelta(minutes=5)
    assert live.act_at < live.until or live.until <= NOW + timedelta(minutes=5)


def test_a_lease_of_nonsense_is_what_was_asked_for() -> None:
    for lease in ("", "soon", "-5", "1e3", "9" * 40):
        assert verified(WANTED, lease, NOW).until == NOW + timedelta(days=10)


def test_requests_become_rarer_and_never_stop() -> None:
    known, now, pauses = WANTED, NOW, []
    for _ in range(40):
        known = asked(known, now)
        pauses.append(known.act_at - now)
        now = known.act_at
    assert pauses == sorted(pauses) and pauses[0] == timedelta(minutes=10) and pauses[-1] == timedelta(days=1)
    assert asked(verified(known, "600", now), now).act_at - now == timedelta(minutes=10)


def test_what_is_asked_for() -> None:
    form = request_of(WANTED)
    assert form["hub.callback"] == "https://b.org/hub/key" and form["hub.topic"] == WANTED.topic
    assert form["hub.mode"] == "subscribe" and 0 < len(form["hub.secret"].encode()) <= SECRET
    farewell = request_of(unwanted(WANTED, NOW))
    assert farewell["hub.mode"] == "unsubscribe" and "hub.secret" not in farewell


def test_only_what_is_wanted_is_agreed_to() -> None:
    assert agrees(WANTED, "subscribe", WANTED.topic)
    assert not agrees(WANTED, "unsubscribe", WANTED.topic)
    assert not agrees(WANTED, "subscribe", FEED)
    assert agrees(verified(WANTED, "60", NOW), "subscribe", WANTED.topic)
    assert agrees(unwanted(WANTED, NOW), "unsubscribe", WANTED.topic)
    assert not agrees(unwanted(WANTED, NOW), "subscribe", WANTED.topic)
    assert not agrees(WANTED, "denied", WANTED.topic)


def test_a_renewal_goes_on_counting_from_where_the_hub_began() -> None:
    live = verified(WANTED, "3600", NOW)
    later = NOW + timedelta(minutes=50)
    assert verified(live, "3600", later).since == NOW
    assert verified(live, "3600", NOW + timedelta(hours=2)).since == NOW + timedelta(hours=2)
    assert not denied(live, "x" * 999, later).is_live(later) and len(denied(live, "x" * 999, later).error) < 300


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_what_is_left_for_polls_is_a_share(counts: list[tuple[int, int]]) -> None:
    known = WANTED
    for pushed, missed in counts:
        known = brought(known, pushed, missed)
        assert 0.01 <= known.left <= 1
        assert brought(known, 0, 10).left >= known.left >= brought(known, 10, 0).left


def test_a_hub_that_misses_everything_leaves_everything() -> None:
    assert brought(WANTED, 0, 200).left > 0.9
    assert brought(WANTED, 1000, 0).left < 0.05
    assert WANTED.left == pytest.approx(0.1)


def test_no_secret_shows() -> None:
    shown = repr(replace(WANTED, key="callback-key", secret="agreed-on"))
    assert "callback-key" not in shown and "agreed-on" not in shown
