"""Answers about people: who was let in, how many watches they may have, what is stored of somebody; and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.answers.parts import TYPED, listing, typed
from bot.messages.answers.understanding import translated
from bot.messages.keyboards import Answer, Button, Document, button, rows
from bot.messages.locale import Voice
from bot.messages.text import Text, join, mark

FAULTS = 5  # of a file that are told one by one


# ---------------------------------------------------------------- letting in


def invitation(voice: Voice, link: str, days: int) -> Answer:
    """/allow alone."""
    said = voice.say(
        "Whoever opens this link first, within {span}, is let in:", span=voice.say_n("{n} day", "{n} days", days)
    )
    how = voice.say("Or type a number: {example}", example=typed("/allow 123456789"))
    return Answer(join("\n", [said, Text(link), how]))


def let_in(voice: Voice, number: int, known: bool) -> Answer:
    """known: was let in before."""
    text = (
        voice.say("{number} was let in before.", number=_id(number))
        if known
        else voice.say("{number} is let in: /start shows how to begin.", number=_id(number))
    )
    return Answer(text, ((button(voice.say("Take it back"), "allow", "off", number),),))


def put_out(voice: Voice, number: int) -> Answer:
    """Access is taken back."""
    said = voice.say("{number} has no access any more; its watches are kept.", number=_id(number))
    return Answer(said, ((button(voice.say("Let in again"), "allow", "on", number),),))


def no_number(voice: Voice, asked: str, command: str) -> Text:
    """What was typed is no number of a user or a group."""
    said = voice.say("{asked} is no number of a user or group.", asked=Text(asked).cut(TYPED))
    return voice.sentences(said, voice.say("Type it like this: {example}", example=typed(f"/{command} 123456789")))


@dataclass(frozen=True, slots=True)
class User:
    """A line of /users."""

    number: int
    name: str
    watches: int
    quota: int
    guest: bool  # let in by an admin, who can take it back
    suspended: str


def users(voice: Voice, everybody: Sequence[User]) -> Answer:
    """/users."""
    if not everybody:
        return Answer(voice.say("Nobody uses this bot yet. {allow} invites somebody.", allow="/allow"))
    heading = voice.say_n("{n} chat", "{n} chats", len(everybody))
    lines = (_user(voice, one) for one in everybody)
    off: list[Button] = [
        button(voice.say("Remove {name}", name=Text(one.name or str(one.number)).cut(30)), "allow", "off", one.number)
        for one in everybody
        if one.guest
    ]
    return Answer(mark("bold", heading) + "\n" + listing(voice, lines), rows(off))


def _user(voice: Voice, one: User) -> Text:
    count = voice.say("{n} of {quota} watches", n=one.watches, quota=one.quota)
    state = Text("⛔ ") + Text(one.suspended).cut(60) if one.suspended else Text()
    return join(" · ", [Text("• ") + Text(one.name or "?").cut(40), _id(one.number), count, state])


def users_in_private(voice: Voice) -> Text:
    """What names people is not shown where others read along."""
    return voice.say("That names people: ask me in a private chat.")


def how_to_quota(voice: Voice, quota: int) -> Text:
    """/quota alone."""
    said = voice.say("A chat may have {n} watches, unless it has a number of its own.", n=quota)
    return voice.sentences(said, voice.say("To give it one: {example}", example=typed("/quota 123456789 50")))


def quota_set(voice: Voice, number: int, quota: int | None) -> Text:
    """quota: None where it is as everybody's again."""
    if quota is None:
        return voice.say("{number} may have as many watches as everybody.", number=_id(number))
    return voice.say_n("{number} may have {n} watch.", "{number} may have {n} watches.", quota, number=_id(number))


# ---------------------------------------------------------------- a word to everybody


def how_to_broadcast(voice: Voice) -> Text:
    """/broadcast alone."""
    return voice.say("Type /broadcast and what all chats are to read.")


def broadcast(voice: Voice, text: str, chats: int, data: Sequence[str]) -> Answer:
    """What would be sent, for confirmation."""
    said = voice.say_n("This goes to {n} chat:", "This goes to {n} chats:", chats)
    send = button(voice.say("Send it"), "broadcast", "send", *data)
    return Answer(said + "\n\n" + Text(text), ((send, button(voice.say("No"), "broadcast", "no")),))


def broadcasting(voice: Voice, chats: int) -> Answer:
    """It goes out."""
    return Answer(voice.say_n("On its way to {n} chat.", "On its way to {n} chats.", chats))


def broadcast_over(voice: Voice, sent: int, of: int) -> Answer:
    """It is out."""
    return Answer(voice.say("Sent: {n} of {all}.", n=sent, all=of))


def broadcast_not_now(voice: Voice) -> Text:
    """It was sent, or another one still goes out."""
    return voice.say("That was sent already, or another one is still on its way.")


def broadcast_dropped(voice: Voice) -> Answer:
    """It is not sent."""
    return Answer(voice.say("Not sent."))


# ---------------------------------------------------------------- what is stored


def to_forget(voice: Voice, watches: int) -> Answer:
    """/forgetme: what would be gone, for confirmation."""
    said = voice.say_n(
        "This deletes all that I have stored of this chat: {n} watch, its settings, its mutes and votes, and what it "
        "was told of.",
        "This deletes all that I have stored of this chat: {n} watches, its settings, its mutes and votes, and what it "
        "was told of.",
        watches,
    )
    how = voice.say("{export} gives you a copy first.", export="/export")
    forget = button(voice.say("Delete it all"), "forgetme", "yes")
    return Answer(voice.sentences(said, how), ((forget, button(voice.say("No"), "forgetme", "no")),))


def forgotten(voice: Voice, configured: bool) -> Answer:
    """It is gone. configured: the host's configuration names this chat still."""
    said = voice.say("It is all deleted. {start} begins anew.", start="/start")
    if configured:
        said = voice.sentences(
            said, voice.say("The bot's config.toml names this chat: only its host can take it out there.")
        )
    return Answer(said)


def not_forgotten(voice: Voice) -> Answer:
    """It stays."""
    return Answer(voice.say("Nothing was deleted."))


# ---------------------------------------------------------------- files


def to_export(voice: Voice) -> Answer:
    """/export alone."""
    kinds = (
        ("watches", voice.say("Watches (TOML)")),
        ("feeds", voice.say("Feeds (OPML)")),
        ("me", voice.say("All of this chat (JSON)")),
    )
    return Answer(
        voice.say("What shall I write into a file?"), rows([button(label, "export", kind) for kind, label in kinds])
    )


def exported(voice: Voice, file: Document, count: int) -> Answer:
    """A file with so many things."""
    said = voice.say_n(
        "{n} entry. {command} takes it in again.", "{n} entries. {command} takes it in again.", count, command="/import"
    )
    return Answer(said, document=file, way="new")


def stored(voice: Voice, file: Document) -> Answer:
    """All that is stored of a chat."""
    said = voice.say("All that I have stored of this chat. {forget} deletes it.", forget="/forgetme")
    return Answer(said, document=file, way="new")


def nothing_to_export(voice: Voice) -> Text:
    """There is nothing to write down."""
    return voice.say("There is nothing to write into a file yet.")


def how_to_import(voice: Voice) -> Text:
    """/import without a file."""
    return voice.say(
        "Send a file with {command} as its caption, or answer one with it: TOML with {watches}, or OPML with feeds. "
        "{export} shows the form.",
        command=typed("/import"),
        watches=typed("[[watches]]"),
        export="/export",
    )


def unreadable(voice: Voice, name: str, why: str) -> Text:
    """A file that is none of the two kinds. why: in the core's words."""
    said = voice.say(
        "{file} cannot be read: {why}", file=Text(name or "?").cut(TYPED), why=translated(voice, why).cut(200)
    )
    return join("\n", [said, how_to_import(voice)])


def too_large(voice: Voice) -> Text:
    """A file beyond the bound."""
    return voice.say("That file is too large: {n} kB are the limit.", n=1000)


def not_handed_out(voice: Voice) -> Text:
    """Telegram does not give the file."""
    return voice.say("Telegram did not hand out that file. Please send it again.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    watches: int = 0
    known: int = 0  # watches and feeds that were there
    feeds: int = 0
    faults: Sequence[str] = ()
    admins_only: bool = False  # it holds feeds, which only admins add


def imported(voice: Voice, what: Imported) -> Answer:
    """/import."""
    lines = [
        voice.say_n("{n} watch added.", "{n} watches added.", what.watches),
        voice.say_n(
            "{n} feed added; it is read within minutes.", "{n} feeds added; they are read within minutes.", what.feeds
        )
        if what.feeds
        else Text(),
        voice.say_n("{n} was there already.", "{n} were there already.", what.known) if what.known else Text(),
        voice.say("Its feeds were left out: they serve everybody, so that only the bot's admins add them.")
        if what.admins_only
        else Text(),
        *(Text("⚠️ ") + translated(voice, fault).cut(200) for fault in what.faults[:FAULTS]),
    ]
    left = len(what.faults) - FAULTS
    more = voice.say_n("and {n} more", "and {n} more", left) if left > 0 else Text()
    return Answer(join("\n", [*lines, more]))


def _id(number: int) -> Text:
    return mark("code", str(number))
