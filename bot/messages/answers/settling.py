"""Answers about how a chat wants to be spoken to: language, time zone, quiet hours, digests, snooze."""

from __future__ import annotations

from datetime import datetime

from bot.core.model import Chat
from bot.messages.answers.beginning import LANGUAGES, languages_row
from bot.messages.answers.parts import TYPED, typed
from bot.messages.keyboards import Answer, Button, Keyboard, button, rows
from bot.messages.locale import Voice, msgid
from bot.messages.text import Text, join, mark
from bot.messages.why import quoted

QUIET = ("22.00-07.00", "23.00-08.00", "00.00-07.00")
DIGESTS = ("hourly", "08.00", "20.00", "mon 08.00")
SNOOZES = ("1h", "8h", "1d", "3d")
ZONES = {
    "en": ("UTC", "Europe/London", "America/New_York", "Asia/Singapore"),
    "vi": ("Asia/Ho_Chi_Minh", "UTC", "Europe/Paris", "America/Los_Angeles"),
    "zh-Hans": ("Asia/Shanghai", "Asia/Singapore", "UTC", "America/New_York"),
    "zh-Hant": ("Asia/Taipei", "Asia/Hong_Kong", "UTC", "America/Los_Angeles"),
}
WEEKDAYS = {
    "mon": msgid("Mondays"),
    "tue": msgid("Tuesdays"),
    "wed": msgid("Wednesdays"),
    "thu": msgid("Thursdays"),
    "fri": msgid("Fridays"),
    "sat": msgid("Saturdays"),
    "sun": msgid("Sundays"),
}


def stale(voice: Voice) -> Text:
    """A button that says nothing any more."""
    return voice.say("That button is of an older time. {help} shows all commands.", help="/help")


# ---------------------------------------------------------------- language and zone


def languages(voice: Voice, unknown: str = "") -> Answer:
    """/lang alone, or with a language that is not spoken."""
    said = voice.say("In which language shall I speak here?")
    if unknown:
        said = voice.sentences(voice.say("I do not speak {language}.", language=Text(unknown).cut(TYPED)), said)
    return Answer(said, (*rows([button(name, "lang", code) for code, name in LANGUAGES], 2), back(voice)))


def spoken(voice: Voice) -> Answer:
    """The language is another one from now on."""
    return Answer(voice.say("I speak English here from now on."), languages_row(voice, "lang"))


def zones(voice: Voice, zone: str, now: datetime, unknown: str = "", near: str = "") -> Answer:
    """/timezone alone, or with one that does not exist."""
    clock = voice.say("The time zone here is {zone}: it is {time}.", zone=zone, time=voice.clock(now, now))
    if unknown:
        clock = voice.say("There is no time zone {zone}.", zone=Text(unknown).cut(TYPED))
    if near:
        clock = voice.sentences(clock, voice.say("Did you mean {command}?", command=typed("/timezone", near)))
    how = voice.say("Choose one, or type it like this: {example}", example=typed("/timezone Asia/Ho_Chi_Minh"))
    names = [button(name.replace("_", " "), "timezone", "set", name) for name in ZONES[voice.locale]]
    return Answer(join("\n", [clock, how]), (*rows(names, 2), back(voice)))


def zone_set(voice: Voice, now: datetime) -> Answer:
    """The voice has the new zone."""
    return Answer(
        voice.say(
            "Times here are those of {zone} from now on: it is {time}.", zone=voice.timezone, time=voice.clock(now, now)
        ),
        (back(voice),),
    )


# ---------------------------------------------------------------- quiet hours, digests, snooze


def quiet(voice: Voice, chat: Chat | None, wrong: str = "") -> Answer:
    """/quiet alone, or with hours that are none."""
    now = chat.quiet if chat else ""
    if wrong:
        said = voice.say("{hours} is no span of hours.", hours=quoted(voice, wrong))
    elif now:
        said = voice.say("Quiet hours here: {hours}. What breaks meanwhile comes in a digest.", hours=_hours(now))
    else:
        said = voice.say("There are no quiet hours here: what breaks rings at once.")
    how = voice.say("Choose, or type it like this: {example}", example=typed("/quiet 22:00-07:00"))
    choices = [button(_hours(one), "quiet", "set", one) for one in QUIET]
    off = button(voice.say("Never quiet"), "quiet", "set", "off")
    return Answer(join("\n", [said, how]), (*rows(choices, 3), (off,), back(voice)))


def quiet_set(voice: Voice, hours: str, zone: str) -> Answer:
    """hours: "" where there are none any more."""
    if not hours:
        return Answer(voice.say("No quiet hours: what breaks rings at once."), (back(voice),))
    said = voice.say(
        "Quiet hours: {hours} ({zone}). What breaks then comes in a digest afterwards.", hours=_hours(hours), zone=zone
    )
    return Answer(said, ((button(voice.say("Another time zone"), "timezone", "open"),), back(voice)))


def digests(voice: Voice, chat: Chat | None, wrong: str = "") -> Answer:
    """/digest alone, or with a time that is none."""
    now = chat.digest if chat else "off"
    if wrong:
        said = voice.say("{time} is no time for a digest.", time=quoted(voice, wrong))
    elif now == "off":
        said = voice.say("There is no regular digest here; what was kept back comes when quiet hours end.")
    else:
        said = voice.say("Digest here: {when}. It holds what was kept back.", when=schedule(voice, now))
    how = voice.say(
        "Choose, or type it like this: {example} or {weekly}",
        example=typed("/digest 08:00"),
        weekly=typed("/digest mon 08:00"),
    )
    choices = [button(schedule(voice, one), "digest", "set", one) for one in DIGESTS]
    off = button(voice.say("No digest"), "digest", "set", "off")
    return Answer(join("\n", [said, how]), (*rows(choices, 2), (off,), back(voice)))


def digest_set(voice: Voice, when: str, zone: str) -> Answer:
    """when: as it is stored."""
    if when == "off":
        return Answer(voice.say("No regular digest any more."), (back(voice),))
    return Answer(voice.say("Digest: {when} ({zone}).", when=schedule(voice, when), zone=zone), (back(voice),))


def schedule(voice: Voice, when: str) -> Text:
    """ "hourly", "08:00", "mon 08:00" in words."""
    if when in ("off", ""):
        return voice.say("none")
    if when == "hourly":
        return voice.say("every hour")
    day, _, at = when.replace(".", ":").rpartition(" ")
    if not day:
        return voice.say("every day at {time}", time=at)
    return voice.say("{weekday} at {time}", weekday=voice.say(WEEKDAYS.get(day, day)), time=at)


def snoozes(voice: Voice, chat: Chat | None, now: datetime, wrong: str = "") -> Answer:
    """/snooze alone, or with a length that is none."""
    until = chat.snoozed_until if chat else None
    if wrong:
        said = voice.say("{length} is no length of time.", length=quoted(voice, wrong))
    elif until is not None and until > now:
        said = voice.say("Nothing rings here until {time}.", time=voice.clock(until, now))
    else:
        said = voice.say("For how long shall nothing ring here?")
    how = voice.say("Choose, or type it like this: {example}", example=typed("/snooze 2h"))
    choices = [button(length(voice, one), "snooze", "set", one) for one in SNOOZES]
    off = button(voice.say("Ring again"), "snooze", "set", "off")
    return Answer(join("\n", [said, how]), (*rows(choices, 2), (off,), back(voice)))


def snoozed(voice: Voice, until: datetime | None, now: datetime) -> Answer:
    """until: None where it rings again."""
    if until is None:
        return Answer(voice.say("It rings here again."), (back(voice),))
    said = voice.say(
        "Nothing rings here until {time}; what breaks meanwhile comes in a digest.", time=voice.clock(until, now)
    )
    again = button(voice.say("Ring again"), "snooze", "set", "off")
    return Answer(said, ((again,), back(voice)))


def length(voice: Voice, text: str) -> Text:
    """ "8h" -> "8 h"; "3d" -> "3 days"."""
    number = int(text[:-1])
    if text.endswith("h"):
        return voice.say("{n} h", n=number)
    return voice.say_n("{n} day", "{n} days", number)


def _hours(text: str) -> str:
    return text.replace(".", ":").replace("-", "–")


def back(voice: Voice) -> tuple[Button, ...]:
    """The row that leads to /settings."""
    return (button(voice.say("« Settings"), "settings", "open"),)


# ---------------------------------------------------------------- all of it


def settings(voice: Voice, chat: Chat, mutes: int, now: datetime) -> Answer:
    """/settings."""
    names = dict(LANGUAGES)
    snooze = chat.snoozed_until if chat.snoozed_until is not None and chat.snoozed_until > now else None
    lines = [
        mark("bold", voice.say("Settings of this chat")),
        voice.say("Language: {value}", value=names.get(voice.locale, voice.locale)),
        voice.say("Time zone: {value}", value=f"{chat.timezone} · {voice.clock(now, now)}"),
        voice.say("Quiet hours: {value}", value=_hours(chat.quiet) if chat.quiet else voice.say("none")),
        voice.say("Digest: {value}", value=schedule(voice, chat.digest)),
        voice.say("Snoozed: {value}", value=voice.clock(snooze, now) if snooze else voice.say("no")),
        voice.say(
            "Muted: {value}", value=voice.say_n("{n} thing", "{n} things", mutes) if mutes else voice.say("nothing")
        ),
    ]
    return Answer(join("\n", lines), _settings(voice))


def _settings(voice: Voice) -> Keyboard:
    return (
        (button(voice.say("Language"), "lang", "open"), button(voice.say("Time zone"), "timezone", "open")),
        (button(voice.say("Quiet hours"), "quiet", "open"), button(voice.say("Digest"), "digest", "open")),
        (button(voice.say("Snooze"), "snooze", "open"), button(voice.say("Mutes"), "mute", "open")),
    )
