"""bot/sources/unpack.py: codings undone, within a bound."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.unpack import Body, BrokenError, TooLargeError
from tests.fakes.feeds import compress

TEXT = b"<?xml version='1.0'?><rss>" + b"Huawei Ascend, DeepSeek V4. " * 40_000 + b"</rss>"
CODINGS = ["gzip", "br", "deflate", "raw-deflate", ""]


def unpacked(packed: bytes, encoding: str, step: int = 4_096, max_bytes: int = 5_000_000) -> bytes:
    body = Body(encoding.removeprefix("raw-"), max_bytes)
    for at in range(0, len(packed), step):
        body.add(packed[at : at + step])
    return body.whole()


@pytest.mark.parametrize("encoding", CODINGS)
@pytest.mark.parametrize("step", [97, 1_000_000])
def test_every_coding_in_every_chunking(encoding: str, step: int) -> None:
    assert unpacked(compress(TEXT, encoding), encoding, step) == TEXT


@given(st.binary(min_size=1), st.sampled_from(CODINGS), st.integers(1, 50))
def test_round_trips(data: bytes, encoding: str, step: int) -> None:
    packed = compress(b"<rss>" + data, encoding)
    assert unpacked(packed, encoding, max(step, 8)) == b"<rss>" + data


@pytest.mark.parametrize("size", [262_144, 524_288, 262_143, 1_000_000])
@pytest.mark.parametrize("encoding", CODINGS)
def test_sizes_around_a_step_lose_nothing(size: int, encoding: str) -> None:
    assert len(unpacked(compress(b" " * size, encoding), encoding)) == size


def test_members_one_after_the_other_and_padding() -> None:
    assert unpacked(gzip.compress(b"<rss>") + gzip.compress(b"</rss>") + b"\0" * 100, "gzip") == b"<rss></rss>"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "raw-deflate"])
def test_a_bomb_is_refused_in_bounded_memory(encoding: str) -> None:
    packed = compress(b" " * 50_000_000, encoding)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            unpacked(packed, encoding, len(packed))
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_a_body_that_ends_early_or_is_damaged_is_no_body(encoding: str) -> None:
    packed = compress(TEXT, encoding)
    with pytest.raises(BrokenError):
        unpacked(packed[:-20], encoding)
    with pytest.raises(BrokenError):
        unpacked(packed[:40] + b"\x00\xff\x13" * 9 + packed[70:], encoding)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd"])
def test_a_plain_body_under_a_wrong_label_is_read(encoding: str) -> None:
    assert unpacked(TEXT, encoding) == TEXT


def test_a_packed_file_without_a_label_is_read() -> None:
    assert unpacked(gzip.compress(TEXT), "") == TEXT


def test_a_coding_that_was_not_asked_for_is_named() -> None:
    with pytest.raises(BrokenError, match="zstd"):
        unpacked(b"\x28\xb5\x2f\xfd", "zstd")


def test_nothing_is_nothing() -> None:
    assert unpacked(b"", "gzip") == b""


@given(st.binary(), st.sampled_from(["gzip", "br", "deflate", "x-gzip", "", "zstd"]))
def test_garbage_raises_only_what_is_promised(data: bytes, encoding: str) -> None:
    with contextlib.suppress(BrokenError, TooLargeError):
        unpacked(data, encoding, 7, 1_000)
