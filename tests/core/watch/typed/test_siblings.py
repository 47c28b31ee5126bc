"""Products that bear one name and differ by a word are no other way to say each other."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, TermIndex, pack
from bot.core.watch.typed.siblings import telling
from tests.core.watch.lexica import entry, item

LEXICON = Lexicon(
    pack(
        [
            item("claude", "product", *(Form(text, "en") for text in ("Claude", "Claude Opus", "Claude Sonnet"))),
            item("galaxy-z", "product", Form("Galaxy Z Flip", "en"), Form("Galaxy Z Fold", "en")),
            item(
                "ghost",
                "product",
                *(Form(f"Ghost of {name}", "en") for name in ("Yotei", "Edo")),
                Form("羊蹄山之魂", "zh"),
            ),
            item(
                "wukong", "product", Form("Black Myth", "en"), Form("Black Myth Wukong", "en"), Form("黑神话悟空", "zh")
            ),
            item("c-130", "product", Form("C-130", "en"), Form("C-130 Hercules", "en"), Form("C-130J", "en")),
            item("h20", "product", Form("H20", "en"), Form("H20 chip", "en"), Form("H20 card", "en")),
            item(
                "zircon", "product", Form("tên lửa Zircon", "vi"), Form("tên lửa Tsirkon", "vi"), Form("Zircon", "en")
            ),
            item(
                "samsung", "firm", *(Form(text, "en") for text in ("Samsung", "Samsung Group", "Samsung Electronics"))
            ),
            item(
                "a-60",
                "product",
                *(Form(text, "en") for text in ("Acme 60", "Acme 60 MAX", "60-800")),
                Form("顶峰60", "zh"),
            ),
            item("gem", "product", Form("Gem", "en"), Form("Gem Nano", "en"), Form("Gem app", "en")),
            item("nano", "concept", Form("nano", "en")),
            item("app", "concept", Form("app", "en")),
            item("chip", "concept", Form("chip", "en")),
            item("card", "concept", Form("card", "en")),
        ]
    )
)


@pytest.mark.parametrize(
    ("term", "title", "met"),
    [
        ("Claude Opus 4.5", "Claude Opus 4.5 is out", True),
        ("Claude Opus 4.5", "Claude Sonnet 4.5 is out", False),
        ("Claude Opus 4.5", "Claude 4.5 Opus is out", True),
        ("Claude Opus 4.5", "Claude 4.5 Sonnet is out", False),
        ("Claude", "Claude Sonnet 4.5 is out", True),
        ("Galaxy Z Flip 7", "Galaxy Z Fold 7 on sale", False),
        ("Galaxy Z Flip 7", "Galaxy Z Flip 7 on sale", True),
        ("Ghost of Yotei", "羊蹄山之魂发售", True),  # which of them it is, Han does not show
        ("Ghost of Yotei", "Ghost of Edo is out", False),
        ("Black Myth Wukong", "黑神话悟空发售", True),  # its own name, and no sibling's
        ("Acme 60 MAX", "Acme 60 MAX flies", True),
        ("Acme 60 MAX", "Acme 60 lands", False),
        ("Acme 60 MAX", "Acme 60-800 lands", False),
        ("Acme 60 MAX", "顶峰60 客机", False),  # its number shows, and no variant
        ("Acme 60", "Acme 60 MAX flies", True),
        ("Gem Nano", "Gem app opens", False),
        ("Gem Nano", "Gem Nano opens", True),
        ("Samsung Group", "Samsung Electronics profit", True),  # a firm's names are names of one
        ("tên lửa Zircon", "Tên lửa Tsirkon xuất hiện", True),
    ],
)
def test_a_typed_sibling_is_met_by_its_own_name(term: str, title: str, met: bool) -> None:
    assert bool(TermIndex((term,), LEXICON).match(entry(title))) == met


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("claude", {"Claude Opus": {"opus"}, "Claude Sonnet": {"sonnet"}}),
        ("galaxy-z", {"Galaxy Z Flip": {"flip"}, "Galaxy Z Fold": {"fold"}}),
        ("ghost", {"Ghost of Yotei": {"yotei"}, "Ghost of Edo": {"edo"}}),
        ("wukong", {}),  # it has no sibling
        ("a-60", {"Acme 60 MAX": {"max"}}),  # but not where that is a variant
        ("gem", {"Gem Nano": {"nano"}}),
        ("c-130", {}),  # what follows a number is another name of one thing
        ("h20", {}),  # what it is says not which
        ("zircon", {}),  # the kind stands before the name
    ],
)
def test_which_words_tell(id: str, told: dict[str, set[str]]) -> None:
    found = LEXICON.items[id]
    assert {form.text: set(own) for form in found.forms if (own := telling(found, form, LEXICON))} == told
