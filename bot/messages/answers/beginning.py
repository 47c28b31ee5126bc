"""A newcomer's first minute: what this is, bundles to begin with, and what they would have rung for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Reading
from bot.messages.answers.parts import typed
from bot.messages.answers.watching import Trial, example
from bot.messages.keyboards import Answer, Button, Keyboard, button, rows
from bot.messages.locale import Voice
from bot.messages.text import Text, join, mark

LANGUAGES = (("en", "English"), ("vi", "Tiếng Việt"), ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文"))
EXAMPLES = 3
EXAMPLE = "/watch DeepSeek V4"


@dataclass(frozen=True, slots=True)
class Choice:
    """A term of a bundle."""

    term: str
    chosen: bool
    trial: Trial | None


def welcome(voice: Voice, watches: int, bundles: Iterable[tuple[str, str]]) -> Answer:
    """/start. bundles: (id, title as a text of the catalogues)."""
    chosen = [button(voice.say(title), "start", "bundle", id) for id, title in bundles]
    if watches:
        following = voice.say_n(
            "This chat has {n} watch: {list} shows it. Add a bundle, or type another: {example}",
            "This chat has {n} watches: {list} shows them. Add a bundle, or type another: {example}",
            watches,
            example=typed(EXAMPLE),
            list="/list",
        )
    else:
        following = voice.say("Begin with a bundle, or type what to watch for: {example}", example=typed(EXAMPLE))
    return Answer(_what(voice) + "\n" + following, (*rows(chosen), *languages_row(voice, "start", "lang")))


def look_around(voice: Voice) -> Text:
    """/start of somebody who may watch nothing here."""
    names = {name: Text(f"/{name}") for name in ("list", "why", "status")}
    return _what(voice) + "\n" + voice.say("You may look around here: {list}, {why}, {status}.", **names)


def _what(voice: Voice) -> Text:
    what = voice.say(
        "I read news feeds and ring once per story: one message for one event, however many outlets report it, in "
        "English, Chinese and Vietnamese."
    )
    return join("\n", [mark("bold", "🔔 Newsbell"), what])


def languages_row(voice: Voice, *data: str) -> Keyboard:
    """The other languages, two in a row."""
    return rows([button(name, *data, code) for code, name in LANGUAGES if code != voice.locale], 3)


def bundle(voice: Voice, id: str, title: str, choices: Sequence[Choice], now: datetime) -> Answer:
    """A bundle: how often each of its terms would have rung, the latest of it, and which are to be watched."""
    heading = mark("bold", voice.say(title))
    rings = sorted((ring for choice in choices for ring in _rings(choice)), key=_when, reverse=True)
    latest = [Text("• ") + example(voice, ring.entry, now) for ring in _apart(rings)[:EXAMPLES]]
    text = join(
        "\n",
        [
            heading,
            *(_line(voice, choice) for choice in choices),
            voice.say("The latest of it:") if latest else voice.say("Nothing of it came lately; a tap chooses:"),
            *latest,
        ],
    )
    taken = [choice.chosen for choice in choices]
    toggles = [_toggle(id, at, choice.term, taken) for at, choice in enumerate(choices)]
    keep = button(voice.say_n("Watch {n}", "Watch these {n}", sum(taken)), "start", "keep", id, _mask(taken))
    last = (keep,) if any(taken) else ()
    return Answer(text, (*rows(toggles), (*last, button(voice.say("« Back"), "start", "home"))))


def _line(voice: Voice, choice: Choice) -> Text:
    term = Text("• ") + mark("code", choice.term)
    if choice.trial is None or not choice.trial.covered:
        return term
    count = len(choice.trial.rings)
    rings = voice.say_n("{n} ring in the last days", "{n} rings in the last days", count)
    return voice.say("{name}: {facts}", name=term, facts=rings)


def _toggle(id: str, place: int, term: str, taken: Sequence[bool]) -> Button:
    after = [one if at != place else not one for at, one in enumerate(taken)]
    return button(("✅ " if taken[place] else "▫️ ") + term, "start", "bundle", id, _mask(after))


def _mask(taken: Sequence[bool]) -> str:
    return "".join("1" if one else "0" for one in taken)


def _rings(choice: Choice) -> Sequence[Reading]:
    return choice.trial.rings if choice.trial else ()


def _when(ring: Reading) -> float:
    return ring.entry.at.timestamp() if ring.entry.at else 0.0


def _apart(rings: Iterable[Reading]) -> list[Reading]:
    """Each report once: two terms may ring for one."""
    return list({(ring.entry.feed, ring.entry.key): ring for ring in rings}.values())


def begun(voice: Voice, terms: Sequence[str], all_of_them: int) -> Answer:
    """The bundle's watches are kept."""
    if not terms:
        said = voice.say("All of these are watched here already.")
    else:
        said = voice.say("Watching for {terms}.", terms=voice.list(mark("bold", term) for term in terms))
    more = voice.say(
        "From now on I ring here when one of it breaks. {list} shows all; {example} adds another.",
        list="/list",
        example=typed("/watch …"),
    )
    return Answer(join("\n", [said, more]))


def members_only(voice: Voice) -> Text:
    """A button for those who may set something up here."""
    return voice.say("That is for those who may set this chat up.")


def no_invitation(voice: Voice) -> Text:
    """An invitation that is none, used up or too old."""
    return voice.say("That invitation is used up or too old. Ask whoever sent it for a new one.")
