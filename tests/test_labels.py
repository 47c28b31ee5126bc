"""The labelled sets: sound rows that carry no text, each found again in the pool."""

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
from bench.quality_watch import UNSEEN
from tests import shared

FILES = tuple(UNSEEN.values())
ENOUGH = {  # scored, of either label
    labels.GENERALITY: (60, 15),
    labels.SECOND: (28, 8),
    labels.THIRD: (26, 8),
    labels.FOURTH: (33, 10),
    labels.FIFTH: (46, 10),
    labels.SIXTH: (26, 9),
    labels.SEVENTH: (26, 9),
    labels.EIGHTH: (28, 10),
}
ROWS = {file: labels.rows(file) for file in FILES}
TERMS = [(file, term) for file in FILES for term in sorted({row.term for row in ROWS[file]})]


def write_pool(folder: Path, **titles: list[dict[str, str]]) -> Path:
    """A pool of a few headlines."""
    for language in LANGUAGES:
        with gzip.open(folder / f"headlines_{language}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(item) + "\n" for item in titles.get(language, []))
    return folder


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_rows_are_hashes_and_labels_and_nothing_else(file: Path) -> None:
    for row in ROWS[file]:
        assert re.fullmatch(r"[0-9a-f]{40}", row.sha1), row
        assert row.language in LANGUAGES, row
        assert row.label in {"0", "1", BORDERLINE}, row


def test_no_headline_is_labelled_twice_for_a_term() -> None:
    counted = Counter((row.sha1, row.term, row.language) for file in FILES for row in ROWS[file])
    assert [row for row, times in counted.items() if times > 1] == []


def test_a_term_stands_in_one_set() -> None:
    assert len({term for _, term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_there_are_twenty_terms_or_more(file: Path) -> None:
    assert len({row.term for row in ROWS[file]}) >= 20


@pytest.mark.parametrize(("file", "term"), TERMS, ids=lambda value: value if isinstance(value, str) else value.stem)
def test_a_term_has_enough_headlines_of_both_labels(file: Path, term: str) -> None:
    counted = Counter(row.label for row in ROWS[file] if row.term == term)
    scored, fewest = ENOUGH[file]
    assert counted["0"] + counted["1"] >= scored
    assert min(counted["0"], counted["1"]) >= fewest


def test_half_of_the_terms_may_be_read() -> None:
    read = {term for file, term in TERMS if file == labels.GENERALITY and labels.is_read(term)}
    assert read == {"iPhone 17", "SpaceX Starship", "Sam Altman", "ICE", "WHO", "Fed rate cut", "thuế đối ứng"}
    second = [labels.is_read(term) for file, term in TERMS if file == labels.SECOND]
    assert len(second) / 3 < sum(second) < len(second) * 2 / 3


def test_load_finds_titles_by_hash_and_warns_of_the_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known, lost = (sha1(title.encode()).hexdigest() for title in ("A lighthouse opens", "nowhere"))
    read = [Row(known, "lighthouse", "en", "1"), Row(lost, "lighthouse", "en", "0"), Row(known, "door", "en", "b")]
    monkeypatch.setattr(labels, "rows", lambda _file: read)
    twice = [
        {"title": "A lighthouse opens", "summary": "At noon."},
        {"title": "A lighthouse opens", "summary": "Again."},
    ]
    found = labels.load(write_pool(tmp_path, en=twice), tmp_path)
    assert found == [Labelled("lighthouse", "A lighthouse opens", "At noon.", "en", True)]
    assert "1 of 2 labelled headlines" in caplog.text


def test_a_hash_is_of_its_own_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "rows", lambda _file: [Row(sha1(b"Phare").hexdigest(), "lighthouse", "vi", "1")])
    assert labels.load(write_pool(tmp_path, en=[{"title": "Phare"}]), tmp_path) == []


def test_every_row_is_in_the_pool() -> None:
    scored = [row for file in FILES for row in ROWS[file] if row.label != BORDERLINE]
    sought = {(row.language, row.sha1) for row in scored}
    found = labels._texts(shared.data("pool"), sought)  # of all sets at once: the pool is long
    assert found.keys() == sought
    assert all(title for title, _ in found.values())
