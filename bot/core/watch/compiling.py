"""From a term to a query: the tree of the query language becomes alternatives, groups and slots.

Words side by side must be found together; AND asks only for the same entry. A query that would match nearly
everything, or could never match, is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import re2

from bot.core.text import fold, has_digit
from bot.core.watch.locate import pattern
from bot.core.watch.packs.items import form_phrases
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.phrases import LITERAL, TYPED, Manner, atoms, phrases, word
from bot.core.watch.query import Alternative, Group, Phrase, Query, QueryError, Slot
from bot.core.watch.typed.fillers import says_nothing
from bot.core.watch.typed.parse import Node, parse
from bot.core.watch.typed.plain import plain

_MOST_ALTERNATIVES = 128
_MOST_EDITS = 2
_SHORTEST_PREFIX = 4
_PROBES = ("a", "e", "i", "o", "u", "0", " ", "的")  # texts that nearly every headline holds
# A watch of nothing else is refused. fillers.py holds more (news, latest): to ask for these alone makes some sense.
_EVERYWHERE = frozenset(
    [
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "its", "of", "on", "or"),
        *("that", "the", "this", "to", "was", "were", "will", "with"),
        *("va", "cua", "la", "cac", "cho", "trong", "nhung", "的", "了", "是", "在", "和", "有"),
    ]
)
Alternatives = tuple[Alternative, ...]


def compile_query(term: str, lexicon: Lexicon) -> Query:
    """The query that a term means. Raises QueryError where it cannot be understood."""
    tree = parse(term)
    compiler = _Compiler(term, lexicon)
    alternatives = compiler.alternatives(tree)
    if not all(alternative.groups for alternative in alternatives):
        raise QueryError(term, tree.column, "this would match nearly everything", "a word that must be there")
    possible = tuple(way for way in alternatives if not (_contradicts(way) or _rules_out_home(way)))
    if not possible:
        raise QueryError(
            term, tree.column, "this can never match: it rules out what it asks for", "other words behind -"
        )
    return Query(term, possible, tuple(_warnings(possible, lexicon)))


def _contradicts(alternative: Alternative) -> bool:
    """Whether it rules out, wherever they stand, no more than what must be there."""
    if not alternative.none_of:
        return False
    there = {slot for group in alternative.groups for slot in group.slots}
    return any(
        not (other.none_of or other.sites or other.languages)
        and all(len(group.slots) == 1 and not group.field and group.slots[0] in there for group in other.groups)
        for other in alternative.none_of
        if other.groups
    )


def _rules_out_home(alternative: Alternative) -> bool:
    """Whether it rules out the state that it leaves unsaid: Vietnam flood -Vietnam."""
    lone = [group.slots[0] for other in alternative.none_of for group in other.groups if len(group.slots) == 1]
    return any(not alternative.unsaid.isdisjoint(slot.entities) for slot in lone)


def _warnings(alternatives: Alternatives, lexicon: Lexicon) -> list[str]:
    """What a person may not have meant."""
    found: list[str] = []
    for alternative in alternatives:
        slots = [slot for group in alternative.groups for slot in group.slots]
        if len(slots) != 1 or slots[0].pattern:
            continue
        name = slots[0].name
        if len(fold(name)) == 1 and name.isascii():
            found.append(f"“{name}” is one letter: it will match often")
        elif any(len(p.words) == 1 and not p.near and lexicon.is_common(p.words[0]) for p in slots[0].phrases):
            found.append(f"“{name}” is a common word: it will match often")
    return list(dict.fromkeys(found))


class _Compiler:
    """Compiles the nodes of one term."""

    def __init__(self, term: str, lexicon: Lexicon) -> None:
        self.term = term
        self.lexicon = lexicon
        self._kinds: dict[str, Callable[[Node], Alternatives]] = {
            "words": self._words,
            "together": self._together,
            "all": self._all,
            "any": self._any,
            "not": self._not,
            "near": self._near,
            "title": self._title,
            "site": lambda node: (Alternative((), sites=frozenset({node.text})),),
            "lang": lambda node: (Alternative((), languages=frozenset({node.text})),),
        }

    def alternatives(self, node: Node) -> Alternatives:
        """What a node means; a leaf is one slot."""
        found = self._kinds[node.kind](node) if node.kind in self._kinds else (Alternative(self._leaf(node)),)
        if len(found) > _MOST_ALTERNATIVES:
            raise self._error(
                node, "this has too many combinations", f"at most {_MOST_ALTERNATIVES}; use {{a|b}} for variants"
            )
        return found

    def _error(self, node: Node, problem: str, expected: str) -> QueryError:
        return QueryError(self.term, node.column, problem, expected)

    # ------------------------------------------------------------ inner nodes

    def _words(self, node: Node) -> Alternatives:
        if "://" in node.text:
            raise self._error(node, f"“{node.text}” is an address", "words (an address is added as a feed)")
        found = plain(node.text, self.lexicon)
        if not found:
            raise self._error(node, f"“{node.text}” holds no word", "letters or digits")
        if all(atom.text in _EVERYWHERE for atom in atoms(node.text)) and not node.text.isupper():
            raise self._error(node, f"“{node.text}” is in nearly every headline", "a word that tells something")
        return found

    def _together(self, node: Node) -> Alternatives:
        return self._product(node, _side_by_side)

    def _all(self, node: Node) -> Alternatives:
        return self._product(node, _anywhere)

    def _product(self, node: Node, join: Callable[[Alternative, Alternative], Alternative]) -> Alternatives:
        parts = [self.alternatives(part) for part in node.parts]
        size = 1
        for part in parts:
            size *= len(part)
        if size > _MOST_ALTERNATIVES:
            raise self._error(
                node, "this has too many combinations", f"at most {_MOST_ALTERNATIVES}; use {{a|b}} for variants"
            )
        found = []
        for chosen in product(*parts):
            joined = chosen[0]
            for other in chosen[1:]:
                joined = join(joined, other)
            found.append(joined)
        return tuple(found)

    def _any(self, node: Node) -> Alternatives:
        telling = [part for part in node.parts if not (part.kind == "words" and says_nothing(part.text))]
        return tuple(found for part in telling or node.parts for found in self.alternatives(part))

    def _not(self, node: Node) -> Alternatives:
        ruled_out = [way for way in self.alternatives(node.parts[0]) if not way.unsaid]
        return (Alternative((), none_of=tuple(map(_unwidened, ruled_out))),)

    def _near(self, node: Node) -> Alternatives:
        found = []
        sides = [[way for way in self.alternatives(part) if not way.unsaid] for part in node.parts]
        for left, right in product(*sides):
            if len(left.groups) != 1 or len(right.groups) != 1 or left.none_of or right.none_of:
                raise self._error(node, "NEAR joins words only", "a word or phrase on both sides")
            a, b = left.groups[0], right.groups[0]
            window = max(node.number, a.window or 0, b.window or 0)
            found.append(Alternative((Group(a.slots + b.slots, window, field=a.field or b.field),)))
        return tuple(found)

    def _title(self, node: Node) -> Alternatives:
        return tuple(
            found._replace(groups=tuple(group._replace(field="title") for group in found.groups))
            for found in self.alternatives(node.parts[0])
        )

    # ------------------------------------------------------------ leaves

    def _leaf(self, node: Node) -> tuple[Group, ...]:
        if node.kind == "regex":
            return (Group((Slot(f"re:/{node.text}/", (), pattern=self._pattern(node)),)),)
        if node.kind == "phrase" and node.number >= 0:
            words = [Slot(atom.raw, (Phrase((word(atom, LITERAL),), label=atom.raw),)) for atom in atoms(node.text)]
            return (Group(tuple(words), window=node.number),)
        if node.kind == "variants":
            found = tuple(phrase for part in node.parts for phrase in self._phrases(part))
            return (Group((Slot("|".join(part.text for part in node.parts), found),)),)
        return (Group((Slot(node.text, self._phrases(node), self._entities(node)),)),)

    def _entities(self, node: Node) -> frozenset[str]:
        return self.lexicon.kinds(node.text) if node.kind == "pack" else frozenset()

    def _phrases(self, node: Node) -> tuple[Phrase, ...]:
        """The phrases of a leaf."""
        made: Callable[[Node], tuple[Phrase, ...]] = {
            "words": lambda n: phrases(n.text, TYPED),
            "phrase": lambda n: phrases(n.text, Manner()),
            "literal": lambda n: phrases(n.text, LITERAL),
            "cased": lambda n: phrases(n.text, Manner(strict=True, spellings=False)),
            "prefix": self._prefix,
            "limited": self._limited,
            "pack": self._pack,
        }[node.kind]
        found = made(node)
        if not found:
            raise self._error(node, f"“{node.text}” holds no word", "letters or digits")
        return found

    def _prefix(self, node: Node) -> tuple[Phrase, ...]:
        found = atoms(node.text)
        if len(found) != 1 or found[0].run or len(found[0].text) < _SHORTEST_PREFIX or has_digit(found[0].text):
            raise self._error(
                node, f"“{node.text}*” is too short", f"one word of {_SHORTEST_PREFIX} letters or more before *"
            )
        return (Phrase((word(found[0], LITERAL)._replace(prefix=True),), label=f"{node.text}*"),)

    def _limited(self, node: Node) -> tuple[Phrase, ...]:
        found = atoms(node.text)
        if len(found) != 1 or node.number > _MOST_EDITS:
            raise self._error(
                node, f"“{node.text}~{node.number}” cannot be followed", f"one word and ~0 to ~{_MOST_EDITS}"
            )
        edits = 0 if has_digit(node.text) or found[0].run else node.number
        return (Phrase((word(found[0], LITERAL)._replace(edits=edits),), label=node.text),)

    def _pack(self, node: Node) -> tuple[Phrase, ...]:
        if not self.lexicon.items:
            return phrases(
                node.text, LITERAL
            )  # checked without packs: whether they hold it is asked when they are there
        if node.text not in self.lexicon.items:
            raise self._error(node, f"no pack holds “{node.text}”", self._like(node.text))
        items = [self.lexicon.items[id] for id in sorted(self.lexicon.kinds(node.text))]
        return tuple(phrase for item in items for form in item.forms for phrase in form_phrases(item, form))

    def _like(self, id: str) -> str:
        near = sorted(other for other in self.lexicon.items if other.startswith(id[:4]))[:3]
        return f"an id such as {', '.join('@' + other for other in near)}" if near else "the id of an entry of a pack"

    def _pattern(self, node: Node) -> str:
        try:
            expression = pattern(node.text)
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
            raise self._error(node, f"this expression is not RE2: {reason}", "an RE2 expression") from None
        if expression.search("") is not None:
            raise self._error(node, "this expression matches the empty text", "one that asks for a character")
        if any(expression.search(probe) is not None for probe in _PROBES):
            raise self._error(
                node, "this expression would match nearly everything", "one that asks for more characters"
            )
        return node.text


def _unwidened(ruled_out: Alternative) -> Alternative:
    """What a watch rules out, as it is said: not by whatever may stand for it, since that would lose alerts."""
    groups = tuple(group._replace(slots=tuple(map(_said, group.slots))) for group in ruled_out.groups)
    return ruled_out._replace(groups=groups, none_of=tuple(map(_unwidened, ruled_out.none_of)))


def _said(slot: Slot) -> Slot:
    return slot._replace(members=tuple(member for member in slot.members if member.is_kind))


def _side_by_side(left: Alternative, right: Alternative) -> Alternative:
    """Both in one window where both are single groups; else both in one entry."""
    both = _anywhere(left, right)
    if len(left.groups) != 1 or len(right.groups) != 1:
        return both
    a, b = left.groups[0], right.groups[0]
    if a.window is not None or b.window is not None or a.field != b.field:
        return both
    bound = (*a.bound, *((x + len(a.slots), y + len(a.slots)) for x, y in b.bound))
    return both._replace(groups=(Group(a.slots + b.slots, field=a.field, bound=bound, rivals=a.rivals | b.rivals),))


def _anywhere(left: Alternative, right: Alternative) -> Alternative:
    return Alternative(
        left.groups + right.groups,
        left.none_of + right.none_of,
        left.sites | right.sites,
        left.languages | right.languages,
        left.unsaid | right.unsaid,
    )
