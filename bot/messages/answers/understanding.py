"""How a term was understood, in the chat's language; and what the query language and the matcher say, translated.

Rules: the core words its reasons in English, for logs and the command line. Here each is known by its template; one
that is not is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from string import Formatter

from bot.core.text import has_digit
from bot.core.watch import Lexicon, compile_query
from bot.core.watch.query import Alternative, Group, Slot
from bot.messages.locale import Voice, msgid
from bot.messages.text import Text, join, mark

NAMES = 2  # other names of one thing that are shown in each script
LINES = 8
OTHERS = 3  # further ways to match that are shown

INNER = ("reason", "problem", "expected", "likeness", "fact")  # places that hold another template

TEMPLATES = (
    # what was expected, and what was wrong (core/watch/parse.py, compiling.py)
    msgid("a word"),
    msgid("a second one"),
    msgid("a word or the end"),
    msgid("a word before and after it"),
    msgid("a host"),
    msgid("a language code"),
    msgid("a word right behind it"),
    msgid("words or a quoted phrase"),
    msgid("a word that must be there"),
    msgid("letters or digits"),
    msgid("a word that tells something"),
    msgid("words (an address is added as a feed)"),
    msgid("a word or phrase on both sides"),
    msgid("at most {n}; use {example} for variants"),
    msgid("one word of {n} letters or more before *"),
    msgid("one word and ~0 to ~{n}"),
    msgid("an id such as {ids}"),
    msgid("the id of an entry of a pack"),
    msgid("an RE2 expression"),
    msgid("one that asks for a character"),
    msgid("this would match nearly everything"),
    msgid("“{word}” is in nearly every headline"),
    msgid("“{word}” is an address"),
    msgid("“{word}” is one letter: it will match often"),
    msgid("“{word}” is a common word: it will match often"),
    # why a report does not match (core/watch/explaining.py)
    msgid("{slot}: not named; {reason}"),
    msgid("{slot}: not named"),
    msgid("{slot}: “{raw}” in the title"),
    msgid("{slot}: “{raw}” in the summary"),
    msgid("“{raw}” counts only with its capitals, or beside other names"),
    msgid("“{raw}” is another word than “{name}”: its marks differ"),
    msgid("{said} has other meanings and counts only beside {names}"),
    msgid("{said} means something else beside {names}"),
    msgid("{said} is a Vietnamese word here"),
    msgid("{said} is a part of a longer word here"),
    msgid("“{said}” stands behind “{owner}”: it is not the {name} that is meant"),
    msgid("the watch wants entries in {wanted}; this one is in {language}"),
    msgid("the watch wants entries from {sites}; this one is from elsewhere"),
    msgid("it names what the watch rules out: {words}"),
    msgid("“{raw}” is not {name}: numbers are exact"),
    msgid("“{raw}” is a word of its own, no misspelt “{name}”"),
    msgid("“{raw}” is too far from “{name}”"),
    msgid("the words are there, but not together in the title (or one item of it) or in a sentence or two"),
    # what became of a report (core/alert.py, core/story/compare.py)
    msgid("new story, as every roundup is"),
    msgid("new story, follows story {n}: {fact}"),
    msgid("new story, not story {n}: {reason}"),
    msgid("new story, at most {likeness}"),
    msgid("new story"),
    msgid("story {n} was told already"),
    msgid("kept back by a snooze until {time} UTC"),
    msgid("kept back by quiet hours until {time} UTC"),
    msgid("“{term}” is muted until {time} UTC"),
    msgid("its story is muted"),
    msgid("its outlet is muted"),
    msgid("{n} of the {many} publishers that its watch asks for"),
    msgid("its feed was new: what a first poll brings is remembered, not told"),
    msgid("it was published {n} days before it was seen"),
    msgid("rings for {terms} in 1 chat"),
    msgid("rings for {terms} in {n} chats"),
    msgid("possibly the same as story {n}: {likeness}"),
    msgid("{n} % like story {id} ({shared}"),
    msgid("story {n} is one with it"),
    msgid("{share} by the judge)"),
    msgid("same page as story {n}"),
    msgid("same title as story {n}"),
    # what a report adds to the story that it follows (core/story/follow.py)
    msgid("the other side of it"),
    msgid("what was ahead has happened"),
    msgid("new: {ideas}"),
    msgid("another amount: {mine} after {theirs}"),
    msgid("another percent: {mine} after {theirs}"),
    # what sets two reports apart (core/story/veto.py, explanation.py)
    msgid("another model: {mine} is not {theirs}"),
    msgid("another score: {mine} is not {theirs}"),
    msgid("what is to come is not its result"),
    msgid("the same words with other numbers"),
    msgid("the same words about others"),
    msgid("one names {mine}, the other {theirs}"),
    msgid("one is about {mine}, whom the other does not name"),
    msgid("other numbers: {mine} and {theirs}"),
    msgid("one speaks of what is to come"),
    msgid("a roundup stands alone"),
    msgid("reports of two days"),
    msgid("one publisher"),
    # what is wrong with a file (core/exchange.py, opml.py)
    msgid("column {n}: {problem}; expected {expected}"),
    msgid("{term}: column {n}: {problem}; expected {expected}"),
    msgid("watch {n}: {reason}"),
    msgid("feed {n}: {reason}"),
    msgid("threshold is no number from 0 to 100"),
    msgid("min_sources is no number from 1 to 50"),
    msgid("there is no {name}"),
    msgid("{name} is longer than {n} characters"),
    msgid("no TOML: {why}"),
    msgid("more than {n} {what}"),
    msgid("it holds neither watches nor feeds"),
    msgid("{address}: no web address"),
    msgid("{file} declares entities of its own (<!DOCTYPE …>). Take that line out."),
    msgid("{file} is no well-formed OPML: {why}. Export it anew."),
    msgid("{file} is no OPML: it has no <body>. Export the list of feeds as OPML."),
)


def translated(voice: Voice, english: str) -> Text:
    """What the core says, in the chat's language."""
    return by_template(voice, english, TEMPLATES)


def by_template(voice: Voice, english: str, templates: tuple[str, ...]) -> Text:
    """The first of the templates that the text was made of, said in the chat's language; else the text as it is."""
    for template, pattern in _patterns(templates):
        found = pattern.fullmatch(english)
        if found:
            values = {name: _inner(voice, name, value) for name, value in found.groupdict().items()}
            return voice.say(template, **values)
    return Text(english)


def _inner(voice: Voice, name: str, value: str) -> Text:
    return translated(voice, value) if name in INNER else Text(value)


@cache
def _patterns(templates: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((template, _pattern(template)) for template in templates)


def _pattern(template: str) -> re.Pattern[str]:
    parts = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P<{name}>.+{'?' if name == 'n' else ''})")  # a number ends before the first colon
    return re.compile("".join(parts), re.DOTALL)


# ---------------------------------------------------------------- how a term was understood


def understood(voice: Voice, term: str, lexicon: Lexicon) -> list[Text]:
    """One line a thing that must be named, with its other names by script and what is strict. Raises QueryError."""
    query = compile_query(term, lexicon)
    first = query.alternatives[0]
    lines = [*_alternative(voice, first)]
    shown = {_names(first)}
    for other in query.alternatives[1:]:
        names = _names(other)
        if names and names not in shown and len(shown) <= OTHERS:
            shown.add(names)
            lines.append(_other(voice, other, lexicon))
    lines += [translated(voice, warning) for warning in query.warnings]
    return [Text("• ") + line.cut(300) for line in lines[:LINES]]


def _other(voice: Voice, other: Alternative, lexicon: Lexicon) -> Text:
    """A further way to match."""
    names = " + ".join(_names(other))
    if not other.unsaid:
        return voice.say("or: {names}", names=names)
    languages = voice.list(sorted(voice.language(lexicon.press[state].language) for state in other.unsaid))
    return voice.say("or: {names}, in {languages}, where no other country is named", names=names, languages=languages)


def _names(alternative: Alternative) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slot.name for group in alternative.groups for slot in group.slots))


def _alternative(voice: Voice, alternative: Alternative) -> Iterator[Text]:
    for group in alternative.groups:
        for slot in group.slots:
            yield _slot(voice, slot, group)
    for other in alternative.none_of:
        yield voice.say("not: {names}", names=" + ".join(_names(other)))
    if alternative.sites:
        yield voice.say("only from {sites}", sites=voice.list(sorted(alternative.sites)))
    if alternative.languages:
        yield voice.say("only in {languages}", languages=voice.list(sorted(alternative.languages)))


def _slot(voice: Voice, slot: Slot, group: Group) -> Text:
    name = mark("bold", Text(slot.name).cut(80))
    facts: list[Text] = []
    if group.field == "title":
        facts.append(voice.say("in the title"))
    if group.window is not None:
        facts.append(voice.say("word for word") if group.window <= 0 else voice.say("close together"))
    if slot.pattern:
        facts.append(voice.say("by the expression"))
    elif has_digit(slot.name):
        facts.append(voice.say("exactly this number"))
    elif all(word.rule in ("written", "strict") for phrase in slot.phrases[:1] for word in phrase.words):
        facts.append(voice.say("with these capitals"))
    others = _others(slot)
    if others:
        facts.append(voice.say("also {names}", names=voice.list(others)))
    members = [member.phrases[0].label for member in slot.members if member.phrases]
    if members:
        more = " …" if len(members) > NAMES else ""
        facts.append(voice.say("or of it: {names}", names=", ".join(members[:NAMES]) + more))
    return voice.say("{name}: {facts}", name=name, facts=join(" · ", facts)) if facts else name


def _others(slot: Slot) -> list[str]:
    """Its other names, a few in each script: those that a reader would not expect come first."""
    by_script: dict[str, list[str]] = {"han": [], "marked": [], "latin": [], "other": []}
    for phrase in slot.phrases:
        label = phrase.label
        if label and label.casefold() != slot.name.casefold() and not phrase.near:
            names = by_script[script(label)]
            if label not in names and len(names) < NAMES:
                names.append(label)
    other = by_script.pop("other")
    return [name for names in by_script.values() for name in names] or other


def script(text: str) -> str:
    """Roughly, in which writing a name stands: "latin", "marked" (Vietnamese and the like), "han", "other"."""
    if text.isascii():
        return "latin"
    if any("\u3040" <= char <= "\u30ff" or "\uac00" <= char <= "\ud7af" for char in text):
        return "other"
    if any("\u4e00" <= char <= "\u9fff" for char in text):
        return "han"
    return (
        "marked" if any(char < "\u0370" or "\u1e00" <= char <= "\u1eff" for char in text if char.isalpha()) else "other"
    )


def problem_of(said: str, expected: str) -> str:
    """What is wrong with a term, out of the words of a QueryError: "column 3: PROBLEM; expected EXPECTED"."""
    return said.partition(": ")[2].removesuffix(f"; expected {expected}")


def listed(lines: Sequence[Text]) -> Text:
    """Lines, one below the other."""
    return join("\n", lines)
