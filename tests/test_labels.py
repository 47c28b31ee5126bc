"""The generality set: sound rows that carry no text, each found again in the pool."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from hashlib import sha1
from pathlib import Path

import pytest

from bench import labels
from bench.labels import BORDERLINE, LANGUAGES, Labelled, Row
from tests import shared

ROWS = labels.rows()
TERMS = sorted({row.term for row in ROWS})


def write_pool(folder: Path, **titles: list[dict[str, str]]) -> Path:
    """A pool of a few headlines."""
    for language in LANGUAGES:
        with gzip.open(folder / f"headlines_{language}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(item) + "\n" for item in titles.get(language, []))
    return folder


def test_rows_are_hashes_and_labels_and_nothing_else() -> None:
    for row in ROWS:
        assert re.fullmatch(r"[0-9a-f]{40}", row.sha1), row
        assert row.language in LANGUAGES, row
        assert row.label in {"0", "1", BORDERLINE}, row


def test_no_headline_is_labelled_twice_for_a_term() -> None:
    counted = Counter((row.sha1, row.term, row.language) for row in ROWS)
    assert [row for row, times in counted.items() if times > 1] == []


def test_there_are_twenty_terms_or_more() -> None:
    assert len(TERMS) >= 20


@pytest.mark.parametrize("term", TERMS)
def test_a_term_has_enough_headlines_of_both_labels(term: str) -> None:
    counted = Counter(row.label for row in ROWS if row.term == term)
    assert counted["0"] + counted["1"] >= 60
    assert min(counted["0"], counted["1"]) >= 15


def test_load_finds_titles_by_hash_and_warns_of_the_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known, lost = (sha1(title.encode()).hexdigest() for title in ("A lighthouse opens", "nowhere"))
    read = [Row(known, "lighthouse", "en", "1"), Row(lost, "lighthouse", "en", "0"), Row(known, "door", "en", "b")]
    monkeypatch.setattr(labels, "rows", lambda: read)
    twice = [
        {"title": "A lighthouse opens", "summary": "At noon."},
        {"title": "A lighthouse opens", "summary": "Again."},
    ]
    found = labels.load(write_pool(tmp_path, en=twice))
    assert found == [Labelled("lighthouse", "A lighthouse opens", "At noon.", "en", True)]
    assert "1 of 2 labelled headlines" in caplog.text


def test_a_hash_is_of_its_own_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "rows", lambda: [Row(sha1(b"Phare").hexdigest(), "lighthouse", "vi", "1")])
    assert labels.load(write_pool(tmp_path, en=[{"title": "Phare"}])) == []


def test_every_row_is_in_the_pool() -> None:
    found = labels.load(shared.data("pool"))
    assert len(found) == sum(row.label != BORDERLINE for row in ROWS)
    assert all(item.title for item in found)
