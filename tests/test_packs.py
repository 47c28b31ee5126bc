"""The packs keep their own rules: bot/packs/README.md."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import bot
from bot.core.text import fold, is_syllable

PACKS = Path(bot.__file__).parent / "packs"
FILES = sorted(PACKS.glob("*.toml"))
LANGUAGES = ("en", "zh", "vi", "any")
KINDS = {"firm", "person", "product", "agency", "place", "event", "material", "media", "org"}
ENTITY_KEYS = {"id", "kind", "maker", *LANGUAGES}
FORM_KEYS = {"text", "case", "near", "unless", "outside", "before", "beside", "both"}
KEYS = {"entity": ENTITY_KEYS, "concept": {"id", "broader", *LANGUAGES}, "word": {"id", *LANGUAGES[:3]}}
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HAN = re.compile(r"[\u3400-\u9fff]")

EITHER = {"俄乌", "两岸"}  # words that name two things, either of which their watchers want


class Entry(NamedTuple):
    """An entry of a pack and where it stands."""

    file: str
    sort: str  # "entity" | "concept" | "word"
    values: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.values["id"])


class Claim(NamedTuple):
    """A form of an entry."""

    entry: Entry
    language: str
    text: str
    case: bool
    near: tuple[str, ...]
    unless: tuple[str, ...]
    beside: bool
    both: bool

    @property
    def is_certain(self) -> bool:
        return not (self.near or self.beside)


# The packs are read when a test first asks: every test process collects this file, one or two run it.


@cache
def read(file: Path) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def entries(sort: str = "") -> list[Entry]:
    """Of all packs: those of a sort, or all."""
    found = (Entry(file.name, of, values) for file in FILES for of, rows in read(file).items() for values in rows)
    return [entry for entry in found if sort in ("", entry.sort)]


@cache
def by_id() -> dict[str, Entry]:
    return {entry.id: entry for entry in entries()}


def claims(entry: Entry) -> Iterator[Claim]:
    for language in LANGUAGES:
        for form in entry.values.get(language, ()):
            table: dict[str, Any] = {"text": form} if isinstance(form, str) else form
            near = tuple(table.get("near", ())), tuple(table.get("unless", ()))
            case, beside, both = (table.get(key, False) for key in ("case", "beside", "both"))
            yield Claim(entry, language, table["text"], case, *near, beside, both)


@cache
def all_claims() -> list[Claim]:
    return [claim for entry in entries() for claim in claims(entry)]


def sounds(claim: Claim) -> str:
    """What two claims have in common when a text cannot tell them apart. Vietnamese words differ by their marks alone
    (thủy điện is hydropower, Thụy Điển Sweden), and the matcher minds them."""
    return claim.text.casefold() if claim.language == "vi" else fold(claim.text)


def by_sound(rows: list[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in rows:
        found[sounds(claim)].append(claim)
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_holds_entries_of_the_schema_sorted_by_id(file: Path) -> None:
    assert file.read_text(encoding="utf-8").startswith("# ")
    for sort, rows in read(file).items():
        assert sort in KEYS
        ids = [row["id"] for row in rows]
        assert ids == sorted(ids)
        for row in rows:
            assert row.keys() <= KEYS[sort], row
            assert ID.fullmatch(row["id"]), row
            assert sort != "entity" or row.get("kind") in KINDS, row


def test_there_is_enough_of_it() -> None:
    assert len(entries("entity")) >= 1500
    assert len(entries("concept")) >= 200
    named = Counter(language for entry in entries("entity") for language in LANGUAGES if entry.values.get(language))
    assert named["zh"] >= 1500
    assert named["vi"] >= 400


def test_ids_are_unique() -> None:
    assert [id for id, count in Counter(entry.id for entry in entries()).items() if count > 1] == []


def test_references_lead_somewhere() -> None:
    makers = [(entry.id, entry.values["maker"]) for entry in entries("entity") if "maker" in entry.values]
    assert [pair for pair in makers if pair[1] not in by_id() or by_id()[pair[1]].values.get("kind") != "firm"] == []
    near = [(claim.entry.id, claim.text, id) for claim in all_claims() for id in (*claim.near, *claim.unless)]
    assert [row for row in near if row[2] not in by_id() or row[2] == row[0] or by_id()[row[2]].sort == "word"] == []
    broader = [(entry.id, wide) for entry in entries("concept") for wide in entry.values.get("broader", ())]
    assert [pair for pair in broader if pair[1] not in by_id() or by_id()[pair[1]].sort != "concept"] == []


def test_links_lead_somewhere() -> None:
    for file in sorted((PACKS / "links").glob("*.toml")):
        tables = read(file)
        named = [id for row in tables.get("members", []) for id in (row["of"], *row["are"])]
        for row in tables.get("told", []):
            named += [row["idea"], row["about"], *row["by"], *row.get("beside", ())]
        named += [id for row in tables.get("joint", []) for id in row["names"]]
        for row in tables.get("stands", []):
            named += [row["for"], *row["who"]]
        named += tables.get("deeds", [])
        for row in tables.get("home", []):
            named += [row["in"], *row["are"]]
        named += [row["of"] for row in tables.get("press", [])]
        named += [id for row in tables.get("between", []) for id in (row["idea"], *row["by"])]
        named += [*tables.get("corporate", []), *tables.get("abroad", []), *tables.get("alone", [])]
        assert [id for id in named if id not in by_id()] == [], file.name


def test_members_are_things_of_a_kind_or_in_a_place() -> None:
    members = [
        (row["of"], id) for tables in map(read, _links()) for row in tables.get("members", []) for id in row["are"]
    ]
    assert [pair for pair, times in Counter(members).items() if times > 1] == []
    of_places = [(of, id) for of, id in members if by_id()[of].values.get("kind") == "place"]
    assert [pair for pair in of_places if by_id()[pair[1]].values["kind"] not in ("place", "agency", "org")] == []
    of_kinds = [pair for pair in members if pair not in of_places]
    wide = {
        id for id, entry in by_id().items() if entry.values.get("kind") in ("event", "material")
    }  # leagues, seafood
    assert [(of, id) for of, id in of_kinds if by_id()[of].sort == "entity" and of not in wide] == []
    assert [of for of, ids in _below().items() if of in ids] == []
    narrower = {(wide, entry.id) for entry in entries("concept") for wide in entry.values.get("broader", ())}
    assert [pair for pair in members if pair in narrower] == []  # as a member it would no longer count alone


def test_what_stands_alone_is_of_a_kind() -> None:
    tables = [read(file) for file in _links()]
    alone = [str(kind) for table in tables for kind in table.get("alone", [])]
    assert sorted(set(alone)) == alone
    assert [kind for kind in alone if kind not in _below() or by_id()[kind].values.get("kind") == "place"] == []


def test_firms_and_people_are_at_home_in_one_state() -> None:
    homes = [(row["in"], id) for tables in map(read, _links()) for row in tables.get("home", []) for id in row["are"]]
    assert [id for id, times in Counter(id for _, id in homes).items() if times > 1] == []
    kinds = [(by_id()[state].values["kind"], by_id()[id].values["kind"]) for state, id in homes]
    assert set(kinds) == {("place", "firm"), ("place", "person")}


def _links() -> list[Path]:
    return sorted((PACKS / "links").glob("*.toml"))


def _below() -> dict[str, set[str]]:
    """All that is of something, however far down."""
    below: dict[str, set[str]] = {}
    for tables in map(read, _links()):
        for row in tables.get("members", []):
            below.setdefault(row["of"], set()).update(row["are"])
    while True:
        more = {of: ids.union(*(below.get(id, ()) for id in ids)) for of, ids in below.items()}
        if more == below:
            return below
        below = more


def test_near_forms_lean_on_names_that_stand_alone() -> None:
    sure = {claim.entry.id for claim in all_claims() if claim.is_certain}
    leaning = [(c.entry.id, c.text) for c in all_claims() if c.near and not sure.intersection(c.near)]
    assert leaning == []


def test_forms_have_their_shape() -> None:
    for entry in entries():
        for language in LANGUAGES:
            for form in entry.values.get(language, ()):
                assert isinstance(form, str) or form.keys() <= FORM_KEYS, (entry.id, form)
    assert [(c.entry.id, c.text) for c in all_claims() if not fold(c.text).strip() or c.text != c.text.strip()] == []
    assert [
        (c.entry.id, c.text) for c in all_claims() if c.language != "any" and len(c.text) == 1 and not HAN.match(c.text)
    ] == []


def test_an_entry_claims_a_form_once() -> None:
    for entry in entries():
        free = [sounds(claim) for claim in claims(entry) if not claim.case and claim.is_certain]
        assert [form for form, count in Counter(free).items() if count > 1] == [], entry.id


def test_a_name_belongs_to_one_entity_or_says_which_is_meant() -> None:
    for form, rows in by_sound([claim for claim in all_claims() if claim.entry.sort == "entity"]).items():
        certain = {claim.entry.id for claim in rows if claim.is_certain}
        cased = {claim.text for claim in rows if claim.is_certain and claim.case}
        told_apart = len(cased) == len(certain)
        names_both = all(claim.both for claim in rows if claim.is_certain)  # AWS is a unit of Amazon, and Amazon
        assert len(certain) <= 1 or told_apart or names_both or form in EITHER, (form, sorted(certain))


def test_a_name_that_is_a_word_of_a_concept_minds_its_case_or_its_company() -> None:
    for form, rows in by_sound([claim for claim in all_claims() if claim.entry.sort != "word"]).items():
        if len({claim.entry.sort for claim in rows}) > 1:
            bare = [c for c in rows if c.entry.sort == "entity" and not (c.case or c.both) and c.is_certain]
            assert [claim.entry.id for claim in bare] == [], form


def test_what_says_two_things_says_so_with_both() -> None:
    for form, rows in by_sound([claim for claim in all_claims() if claim.both]).items():
        assert len({claim.entry.id for claim in rows}) > 1, form


def test_every_concept_speaks_the_three_languages() -> None:
    ideas = [*entries("concept"), *entries("word")]
    assert [entry.id for entry in ideas if not all(entry.values.get(language) for language in LANGUAGES[:3])] == []


def test_an_english_plain_word_is_no_idea_and_stands_once() -> None:
    """Else the idea says all that the word says, and more."""
    words = Counter(sounds(claim) for entry in entries("word") for claim in claims(entry) if claim.language == "en")
    ideas = {sounds(c) for entry in entries("concept") for c in claims(entry) if not c.case and c.is_certain}
    assert [word for word, count in words.items() if count > 1 or word in ideas] == []


def test_broader_never_runs_in_a_circle() -> None:
    for entry in entries("concept"):
        seen, open_ = set(), list(entry.values.get("broader", ()))
        while open_:
            wide = open_.pop()
            assert wide != entry.id
            if wide not in seen:
                seen.add(wide)
                open_ += by_id()[wide].values.get("broader", ())


def test_vietnamese_forms_are_more_than_a_bare_syllable() -> None:
    """`nga` is a name, a word and Russia: a syllable counts by its marks or its capital, never bare; and where a watch
    asks for more than it (mua)."""
    certain = [claim.text for claim in all_claims() if claim.language == "vi" and not claim.beside]
    words = [text for text in certain if text.isascii() and text.islower()]
    assert [word for word in words if is_syllable(word)] == []
