"""Reads the packs: bot/packs/*.toml, a folder of the user's own and entries of config.toml, checked, as the values that
the core matches with.

Rules: errors name file, entry and remedy, all at once. The bot's own packs are read and worked out once for all
processes (kept.py); what is a user's own comes on top each time.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import bot.core
from bot.core.text import RUN, fold
from bot.core.watch import WORD, WRITTEN, Form, Item, Joint, Lexicon, Links, Packed, Press, Told, joined, pack
from bot.errors import ConfigError, Fault
from bot.kept import collector_at_rest, kept

PACKS = Path(__file__).parent / "packs"
KINDS = frozenset({"firm", "person", "product", "agency", "place", "event", "material", "media", "org"})
_LANGUAGES = ("en", "zh", "vi", "any")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FORM_KEYS = {"text", "case", "near", "unless", "outside", "before", "beside", "both"}
_KEYS = {
    "entity": {"id", "kind", "maker", *_LANGUAGES},
    "concept": {"id", "broader", *_LANGUAGES},
    WORD: {"id", *_LANGUAGES},
}


def users_lexicon(folder: str, tables: Mapping[str, Sequence[Mapping[str, Any]]], home: Path) -> Lexicon:
    """The bot's packs and the user's: those of a folder ("" for none; relative to `home`), and entries by table
    ("entity", "concept") as config.toml holds them. Raises ConfigError with every fault."""
    own = {sort: entries for sort, entries in tables.items() if entries}
    if not folder and not own:
        return load_lexicon()  # by that name: it is made once a process
    return load_lexicon(home / folder if folder else None, json.dumps(own, default=str))


@cache
def load_lexicon(folder: Path | None = None, tables: str = "{}") -> Lexicon:
    """The packs that come with the bot, those of `folder`, and entries by table as JSON. Raises ConfigError with every
    fault."""
    ours = _ours()
    if folder is None and tables == "{}":
        return Lexicon(ours)
    return Lexicon(ours, _theirs(folder, json.loads(tables), set(ours.ids)))


@cache
def _ours() -> Packed:
    """The packs that come with the bot, worked out once for all processes."""
    files = (file for folder in (PACKS, PACKS / "links") for file in sorted(folder.iterdir()) if file.is_file())
    return Packed(*kept("packed", (Path(__file__), *files, *_code()), lambda: tuple(pack_ours())))


def _code() -> Iterator[Path]:
    """All else that decides what comes of them."""
    core = Path(bot.core.__file__).parent
    yield from (core / "scales.py", core / "text.py")
    yield from sorted((core / "watch").glob("*.py"))
    opencc = find_spec("opencc")  # which folds Han; METADATA names its version
    if opencc is not None and opencc.origin:
        yield from sorted(Path(opencc.origin).parent.parent.glob("opencc-*.dist-info/METADATA"))


@collector_at_rest()
def pack_ours() -> Packed:
    """The same, worked out anew."""
    faults: list[Fault] = []
    items = _by_id(_files(PACKS, faults), frozenset(), faults)
    links = _links(PACKS, faults)
    if faults:
        raise ConfigError(str(PACKS), faults)
    return pack(joined(items.values(), links.joints), _words("words.txt"), links, _words("syllables.txt"))


def _theirs(folder: Path | None, tables: Mapping[str, Any], ours: Set[str]) -> Packed:
    """A user's, worked out. ours: the ids that are taken."""
    faults: list[Fault] = []
    if folder and not folder.is_dir():
        faults.append(
            Fault("packs.folder", repr(str(folder)), "there is no such folder", 'Make it, or write folder = "".')
        )
    files = [*(_files(folder, faults) if folder else ()), ("config.toml", tables)]
    items = _by_id(files, ours, faults)
    faults += _dangling(items, ours)
    links = _links(folder, faults) if folder else Links()
    faults += _elsewhere(links, items)
    if faults:
        raise ConfigError(str(folder or "[packs]"), faults)
    return pack(joined(items.values(), links.joints), links=links)


def _files(folder: Path, faults: list[Fault]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables of each file, with its name."""
    return ((file.name, _read(file, faults)) for file in sorted(folder.glob("*.toml")))


def _by_id(files: Iterable[tuple[str, Mapping[str, Any]]], taken: Set[str], faults: list[Fault]) -> dict[str, Item]:
    """The items of files."""
    items: dict[str, Item] = {}
    for name, tables in files:
        for item in _items(name, tables, faults):
            if item.id in items or item.id in taken:
                faults.append(Fault(name, item.id, "this id is taken", "Choose another id."))
            items[item.id] = item
    return items


def _read(file: Path, faults: list[Fault]) -> dict[str, Any]:
    """The tables of a file; none where it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Fault(file.name, "", f"it cannot be read: {error}", "Mend the file."))
        return {}


def _items(name: str, tables: Mapping[str, Any], faults: list[Fault]) -> Iterator[Item]:
    for sort, entries in tables.items():
        if sort not in _KEYS or not isinstance(entries, list):
            faults.append(Fault(f"{name}: {sort}", "", "no such table", "Write [[entity]], [[concept]] or [[word]]."))
            continue
        for number, entry in enumerate(entries, 1):
            try:
                yield _item(sort, entry if isinstance(entry, dict) else {})
            except ValueError as error:
                problem, _, remedy = str(error).partition(" | ")
                where = entry.get("id", number) if isinstance(entry, dict) else number
                faults.append(Fault(f"{name}: {sort} {where}", "", problem, remedy))


def _item(sort: str, entry: Mapping[str, Any]) -> Item:
    unknown = entry.keys() - _KEYS[sort]
    if unknown:
        raise ValueError(f"unknown key {sorted(unknown)[0]} | Known keys: {', '.join(sorted(_KEYS[sort]))}.")
    id = entry.get("id")
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise ValueError("it has no proper id | Give it an id of lower-case letters, digits and hyphens.")
    kind = entry.get("kind") if sort == "entity" else sort
    if sort == "entity" and kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r} | Known kinds: {', '.join(sorted(KINDS))}.")
    forms = tuple(_form(language, form) for language in _LANGUAGES for form in _array(entry, language))
    if not forms:
        raise ValueError("it has no form | Give it a spelling in en, zh, vi or any.")
    return Item(id, str(kind), forms, str(entry.get("maker", "")), tuple(_array(entry, "broader")))


def _array(entry: Mapping[str, Any], key: str) -> list[Any]:
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f'{key} is no array | Write {key} = ["..."].')
    return value


def _form(language: str, form: object) -> Form:
    table = {"text": form} if isinstance(form, str) else form
    if not isinstance(table, dict) or table.keys() - _FORM_KEYS:
        raise ValueError(f'{language} holds {form!r} | Write "text" or {{ text = "...", case = true, near = ["id"] }}.')
    text = table.get("text")
    if not isinstance(text, str) or not fold(text).strip():
        raise ValueError(f"{language} holds an empty form | Write a spelling, or leave it out.")
    near, unless = frozenset(_array(table, "near")), frozenset(_array(table, "unless"))
    outside, before = tuple(_array(table, "outside")), tuple(_behind(text, word) for word in _array(table, "before"))
    case, beside, both = (table.get(key) is True for key in ("case", "beside", "both"))
    return Form(text, language, case, near, unless, outside, before, beside, both)


def _behind(text: str, word: str) -> str:
    """A word, folded, as it stands right behind a form: with a space, but in Han."""
    return ("" if RUN.search(text[-1]) else " ") + fold(word).strip()


def _dangling(items: Mapping[str, Item], ours: Set[str]) -> Iterator[Fault]:
    """References of the user's packs to ids that no pack holds; tests see to the bot's own."""
    for _, item in sorted(items.items()):
        near = {id for form in item.forms for id in form.near | form.unless}
        for id in sorted({item.maker, *item.broader, *near} - {""}):
            if id not in items and id not in ours:
                yield Fault(item.id, id, "it refers to an id that no pack holds", "Mend the reference.")


def _elsewhere(links: Links, items: Mapping[str, Item]) -> Iterator[Fault]:
    """Short names of what the user's packs do not hold."""
    for joint in links.joints:
        for id, _ in joint.names:
            if id not in items:
                yield Fault("links", id, "its short name is here, and it is no entry of yours", "Add the entry.")


def _links(folder: Path, faults: list[Fault]) -> Links:
    """All that links/*.toml say, beside the packs."""
    links = Links()
    for file in sorted((folder / "links").glob("*.toml")):
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            links = _joined_by(links, tables)
            for key in tables:
                known = "[[members]], [[told]], [[stands]], [[joint]], [[home]], [[press]], [[between]]"
                remedy = f"Write {known}, deeds, corporate, abroad or alone."
                faults.append(Fault(f"links/{file.name}: {key}", "", "no such table", remedy))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.append(Fault(f"links/{file.name}", "", f"it cannot be read: {error}", "Mend the file."))
        except (KeyError, TypeError, AttributeError) as error:
            keys = "members: of, are; told: idea, about, by; stands: for, who; joint: names; home: in, are; deeds"
            keys += "; corporate; press: of, language; abroad; alone; between: idea, by"
            problem = f"a table lacks a key, or a key its list ({error}): {keys}"
            faults.append(Fault(f"links/{file.name}", "", problem, 'Complete it; lists of ids are ["a", "b"].'))
    return links


def _joined_by(links: Links, tables: dict[str, Any]) -> Links:
    """The links and those of a file, whose known tables are taken out. Raises KeyError, TypeError, AttributeError."""
    members = [(table["of"], id) for table in tables.pop("members", []) for id in _list(table["are"])]
    told = [
        Told(table["idea"], table["about"], tuple(_list(table["by"])), tuple(_list(table.get("beside", []))))
        for table in tables.pop("told", [])
    ]
    stands = [(id, table["for"]) for table in tables.pop("stands", []) for id in _list(table["who"])]
    joints = [
        Joint(table["language"], tuple(table["names"].items()), table.get("by", ""), tuple(table.get("before", ())))
        for table in tables.pop("joint", [])
    ]
    deeds = tuple(_list(tables.pop("deeds", [])))
    homes = [(id, table["in"]) for table in tables.pop("home", []) for id in _list(table["are"])]
    corporate = tuple(_list(tables.pop("corporate", [])))
    press = map(_press, tables.pop("press", []))
    abroad = tuple(_list(tables.pop("abroad", [])))
    alone = tuple(_list(tables.pop("alone", [])))
    between = [(table["idea"], id) for table in tables.pop("between", []) for id in _list(table["by"])]
    return Links(
        (*links.members, *members),
        (*links.told, *told),
        (*links.stands, *stands),
        (*links.joints, *joints),
        (*links.deeds, *deeds),
        (*links.homes, *homes),
        (*links.corporate, *corporate),
        (*links.press, *press),
        (*links.abroad, *abroad),
        (*links.alone, *alone),
        (*links.between, *between),
    )


def _press(table: dict[str, Any]) -> Press:
    """What a state's press leaves unsaid. Raises KeyError, TypeError."""
    if table["language"] not in WRITTEN:
        raise TypeError(f"language {table['language']!r} is none of {', '.join(WRITTEN)}")
    if unknown := table.keys() - {"of", "language", "beside", "elsewhere"}:
        raise TypeError(f"unknown key {sorted(unknown)[0]!r} of press")
    beside = table.get("beside", 1)
    if type(beside) is not int or beside < 1:
        raise TypeError(f"beside {beside!r} is no number from 1 on")
    return Press(table["of"], table["language"], beside, tuple(_list(table.get("elsewhere", []))))


def _list(value: object) -> list[str]:
    """A list of ids as a file holds it. Raises TypeError for anything else: a lone string would be taken letter by
    letter."""
    if not isinstance(value, list) or not all(isinstance(id, str) for id in value):
        raise TypeError(f"{value!r} is no list of ids")
    return value


def common_words() -> frozenset[str]:
    """Common words of the news, small letters."""
    return frozenset(_words("words.txt"))


@cache
def _words(file: str) -> list[str]:
    """Common words, the most frequent first."""
    lines = (PACKS / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
