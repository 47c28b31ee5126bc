"""Who types an office wants it; who types a person's name is told what its office does."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, Links, TermIndex, pack
from tests.core.watch.lexica import entry, item

LEXICON = Lexicon(
    pack(
        [
            item("acme", "firm", "Acme", Form("阿克梅", "zh")),
            item("ceo", "concept", Form("CEO", "en"), Form("总裁", "zh")),
            item("doe", "person", "Jane Doe", Form("Acme CEO", "en"), Form("阿克梅总裁", "zh"), Form("CEO Acme", "vi")),
            item("roe", "person", "Ann Roe"),
        ],
        links=Links(members=(("ceo", "doe"), ("ceo", "roe")), stands=(("doe", "acme"), ("roe", "acme"))),
    )
)


@pytest.mark.parametrize(
    ("term", "title", "met"),
    [
        ("Jane Doe", "Acme CEO resigns", True),
        ("Jane Doe", "阿克梅总裁辞职", True),
        ("Jane Doe", "CEO Acme từ chức", True),
        ("Jane Doe", "Ann Roe resigns", False),
        ("Acme CEO", "Acme names a new CEO", True),
        ("Acme CEO", "Jane Doe resigns", True),
        ("Acme CEO", "Ann Roe resigns", True),  # she may hold it: packs say so
        ("阿克梅总裁", "Ann Roe resigns", True),
        ("CEO Acme", "Acme names a new CEO", True),
    ],
)
def test_an_office_and_who_holds_it(term: str, title: str, met: bool) -> None:
    assert bool(TermIndex((term,), LEXICON).match(entry(title))) == met
