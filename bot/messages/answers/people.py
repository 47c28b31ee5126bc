"""Answers about the bot itself: who it is, how it is used, who may use it, and what it did not understand."""

from __future__ import annotations

from collections.abc import Iterable

from bot.messages.answers.parts import TYPED, typed
from bot.messages.keyboards import Answer, button
from bot.messages.locale import Voice
from bot.messages.text import Text, join, mark
from bot.messages.why import quoted


def help_text(voice: Voice, commands: Iterable[tuple[str, str]]) -> Text:
    """/help. commands: (name, what it does as a text of the catalogues)."""
    lines = [Text(f"/{name}: ") + voice.say(menu) for name, menu in commands]
    terms = [
        voice.say("{example}: all the words, in any order and language", example=typed("DeepSeek V4")),
        voice.say("{example}: exactly this phrase", example=typed('"export ban"')),
        voice.say("{example}: one of these", example=typed("Huawei AND (Ascend OR Kirin)")),
        voice.say("{example}: not this word", example=typed("Nvidia -gaming")),
    ]
    first = join("\n", [mark("bold", voice.say("Commands")), *lines])
    second = join("\n", [mark("bold", voice.say("What can be watched")), *(Text("• ") + term for term in terms)])
    return join("\n\n", [first, second])


def stranger(voice: Voice, number: int, private: bool) -> Text:
    """What somebody without access is told, with what the host needs."""
    told = (
        voice.say(
            "Hello! This bot serves people whom its host has let in. Your number is {number}.", number=_id(number)
        )
        if private
        else voice.say(
            "Hello! This bot serves groups that its host has let in. This group is {number}.", number=_id(number)
        )
    )
    how = voice.say(
        "Give it to the host: {command} lets you in, and so does {allowed} in config.toml.",
        command=typed("/allow", str(number)),
        allowed=typed("allowed"),
    )
    return voice.sentences(told, how)


def first_visitor(voice: Voice, number: int) -> Text:
    """What somebody is told while the bot has no admin: most likely it is the host."""
    told = voice.say("Hello! This bot has no admin yet. Your number is {number}.", number=_id(number))
    how = voice.say(
        "If you are its host, put it into {admins} and {chats} in config.toml, section {section}, and start anew.",
        admins=typed("admins"),
        chats=typed("chats"),
        section=typed("[telegram]"),
    )
    return voice.sentences(told, how)


def not_permitted(voice: Voice, command: str) -> Text:
    """A command that asks for more than this user may do here."""
    return voice.say("{command} is for the bot's admins, as it concerns everybody.", command=f"/{command}")


def not_let_in(voice: Voice, command: str, number: int) -> Text:
    """A watch of his own, asked for by somebody who may only look around."""
    return voice.say(
        "For {command} ask the host to let you in with {allow}.",
        command=f"/{command}",
        allow=typed("/allow", str(number)),
    )


def group_admins_only(voice: Voice, command: str) -> Text:
    """A setting that somebody else than an administrator asks for in a group."""
    return voice.say("In this chat, {command} is for its administrators.", command=f"/{command}")


def unknown_command(voice: Voice, name: str, near: str) -> Text:
    """near: a command that was perhaps meant, or ""."""
    said = voice.say("I do not know {command}.", command=Text(f"/{name}").cut(TYPED))
    if near:
        return voice.sentences(said, voice.say("Did you mean {command}?", command=f"/{near}"))
    return voice.sentences(said, voice.say("{help} shows all commands.", help="/help"))


def plain_text(voice: Voice, text: str, draft: str, may_watch: bool) -> Answer:
    """Words without a command: what could be meant. draft: what the buttons stand for, "" for what can be no term."""
    if not draft:
        return Answer(voice.say("I understand commands: {help} shows them.", help="/help"))
    said = voice.say("What shall I do with {text}?", text=quoted(voice, text))
    why = button(voice.say("Why did it ring, or not?"), "why", "words", draft)
    if not may_watch:
        return Answer(said, ((why,),))
    watch = button(voice.say("Watch it"), "watch", "add", f"d{draft}")
    return Answer(said, ((watch, button(voice.say("Try it"), "watch", "show", f"d{draft}")), (why,)))


def a_link(voice: Voice, url: str, may_add: bool) -> Text:
    """An address without a command."""
    why = voice.say("Why it rang, or not: {command}", command=typed("/why", url))
    if not may_add:
        return why
    return join("\n", [why, voice.say("To read it as a feed: {command}", command=typed("/addfeed", url))])


def a_document(voice: Voice) -> Text:
    """A file without a command."""
    return voice.say("To take in a list of watches or feeds, answer the file with {command}", command=typed("/import"))


def stale(voice: Voice) -> Text:
    """A button that nobody knows any more."""
    return voice.say("That button is of an older time. {help} shows all commands.", help="/help")


def went_wrong(voice: Voice) -> Text:
    """A fault of ours."""
    return voice.say("That did not work: a fault on my side, which is in the log now. Please try again.")


def took_too_long(voice: Voice) -> Text:
    """An answer that was not found in time."""
    return voice.say("That takes too long; I stopped. Please try again later.")


def _id(number: int) -> Text:
    return mark("code", str(number))
