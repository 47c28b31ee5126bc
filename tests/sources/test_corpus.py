"""Real feeds and the test documents of feed parsers: none escapes, and hardly any gives nothing."""

from __future__ import annotations

import random
import tarfile
from datetime import UTC, datetime

from bot.sources.document import Document
from bot.sources.parse import read_document
from tests import shared

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SAMPLE = 400


def test_a_sample_of_all_known_oddities() -> None:
    with tarfile.open(shared.data("feeds.tar.gz")) as archive:
        files = [member for member in archive if member.isfile() and not member.name.endswith((".json", ".opml"))]
        chosen = sorted(random.Random(5).sample(files, SAMPLE), key=lambda member: member.offset)
        bodies = [file.read() for member in chosen if (file := archive.extractfile(member)) is not None]
    feeds = 0
    for body in bodies:
        parsed = read_document(Document(body, "https://e.org/f", "https://e.org/f", NOW))
        feeds += not parsed.error
        for entry in parsed.entries:
            assert entry.title and entry.key
            assert entry.published_at is None or entry.published_at <= NOW
            repr(entry).encode()
    assert feeds > 0.85 * SAMPLE
