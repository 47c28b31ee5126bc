"""What is worked out of packs comes back from a file as it was, and says the same; packs one by one say what all say
at once."""

from __future__ import annotations

import marshal
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.watch import Form, Item, Lexicon, Links, Packed, pack
from bot.core.watch.heard.compact import Rows
from bot.core.watch.packs.items import form_phrases, meant
from bot.core.watch.phrases import atoms
from bot.core.watch.query import Phrase
from bot.core.watch.words import Word
from tests.core.watch.lexica import lexicon

IDS = [f"item-{n}" for n in range(4)]
TEXTS = [
    "Huawei",
    "华为",
    "Meta",
    "chip exports",
    "export",
    "Hà Nội",
    "GPT-5",
    "DeepSeek",
    "B200",
    "bán",
    "open AI",
    "中芯国际",
]
COMMON = ["export", "report", "chip"]
SYLLABLES = ["ha", "ban"]
LINKS = Links(((IDS[0], IDS[1]),), stands=((IDS[2], IDS[3]), (IDS[3], IDS[2])))

ids = st.frozensets(st.sampled_from(IDS), max_size=2)
forms = st.builds(
    Form,
    st.sampled_from(TEXTS) | st.text(min_size=1, max_size=12),
    st.sampled_from(["en", "zh", "vi", "any"]),
    st.booleans(),
    ids,
    ids,
    st.lists(st.sampled_from(["exporter", "bão hòa"]), max_size=1).map(tuple),
)


def item(id: str) -> st.SearchStrategy[Item]:
    kinds = st.sampled_from(["firm", "product", "concept", "word"])
    made = st.builds(Item, st.just(id), kinds, st.lists(forms, min_size=1, max_size=3).map(tuple))
    return st.builds(lambda one, wide: one._replace(broader=tuple(sorted(wide))), made, ids)


items = st.lists(st.sampled_from(IDS), unique=True).flatmap(lambda chosen: st.tuples(*map(item, chosen)))
texts = st.lists(st.sampled_from(TEXTS), max_size=5).map(" ".join)


def written_and_read(packed: Packed) -> Packed:
    return Packed(*marshal.loads(marshal.dumps(tuple(packed))))


def answers(of: Lexicon, asked: Sequence[str]) -> list[object]:
    """All that can be asked of a lexicon, about some texts."""
    words = [Word(atom.text) for text in asked for atom in atoms(text)]
    claims = [[(c.item, c.form) for c in of.claims(found)] for text in asked if (found := atoms(text))]
    return [
        of.items,
        of.known,
        of.longest,
        claims,
        [of.entities_in(text) for text in asked],
        [of.frequency(word) for word in words],
        [of.narrower(id) for id in IDS],
        [of.above(id) for id in IDS],
        [[*of.phrases_of(id)] for id in of.items],
    ]


@settings(max_examples=60)
@given(items, st.integers(0, 4), st.lists(texts, max_size=2))
def test_packs_one_by_one_and_from_a_file_say_what_all_say_at_once(
    made: tuple[Item, ...], cut: int, asked: list[str]
) -> None:
    whole = pack(made, COMMON, LINKS, SYLLABLES)
    parts = pack(made[:cut], COMMON, syllables=SYLLABLES), pack(made[cut:], links=LINKS)
    read = tuple(map(written_and_read, parts))
    assert read == parts
    every = [*asked, *(form.text for item in made for form in item.forms)]
    assert answers(Lexicon(*read), every) == answers(Lexicon(whole), every)


@given(items)
def test_what_is_put_together_of_a_row_is_a_phrase_of_its_form(made: tuple[Item, ...]) -> None:
    packed = pack(made)
    known, rows = Lexicon(packed).items, Rows(packed.words)
    found = {
        meant(made[at], known[made[at].id].forms[form], tuple(Word(*rows[word]) for word in words), seam)
        for at, form, seam, *words in Rows(packed.phrases)
    }
    listed = [phrase for item in known.values() if item.kind != "word" for phrase in phrases_of(item)]
    assert found == {phrase._replace(words=tuple(w._replace(edits=0) for w in phrase.words)) for phrase in listed}


def phrases_of(item: Item) -> list[Phrase]:
    return [phrase for form in item.forms if not form.beside for phrase in form_phrases(item, form)]


@given(items, texts)
def test_what_was_asked_before_changes_no_answer(made: tuple[Item, ...], text: str) -> None:
    packed = pack(made)
    asked, fresh = Lexicon(packed), Lexicon(packed)
    named = asked.named_in(text)
    assert [id for id in IDS if id in named] == sorted(named.all())
    assert named.where() == fresh.named_in(text).where() == asked.named_in(text).where()


def test_items_are_those_that_were_packed() -> None:
    made = (Item("a", "firm", (Form("Kestrel", near=frozenset({"b"})), Form("Zorblax")), "b"), Item("b", "place", ()))
    known = Lexicon(pack(made)).items
    assert (list(known), list(known.values()), len(known)) == (["a", "b"], list(made), 2)
    assert "a" in known and "c" not in known and known.get("c") is None and known["a"] is known["a"]


def test_a_pack_that_another_lexicon_added_to_is_as_before() -> None:
    [packed] = lexicon().packs
    before = written_and_read(packed)
    more = pack([Item("zorblax", "firm", (Form("Zorblax"), Form("Huawei")))])
    added = Lexicon(packed, more)
    assert added.entities_in("Huawei and Zorblax") == {"huawei", "zorblax"}
    assert packed == before and lexicon().entities_in("Huawei and Zorblax") == {"huawei"}


def test_forms_without_a_word_make_no_difference() -> None:
    nothing = pack([Item("a", "firm", (Form("!"),))])
    assert Lexicon(nothing).longest == Lexicon(nothing, pack([])).longest == Lexicon.empty().longest == 1
    assert Lexicon(nothing).entities_in("!") == frozenset()


def test_a_word_that_two_items_claim_names_both() -> None:
    both = pack([Item("a", "firm", (Form("Kestrel"),)), Item("b", "place", (Form("Kestrel"),))])
    assert [claim.item.id for claim in Lexicon(both).claims(atoms("Kestrel"))] == ["a", "b"]
    assert Lexicon(both).entities_in("Kestrel opens") == {"a", "b"}
