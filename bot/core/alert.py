"""Who is owed what, and when: a story meets the watches.

    a watch that wants the story, in a chat that was not told of it
        muted: the watch, the story, every outlet that reports it?   -> held, where the chat has digests
        fewer independent publishers than it asks for?               -> held so, and rings when there are enough
        quiet hours, a snooze?                                       -> held until they end
        else                                                         -> it rings

Rules: a story rings once per address, whatever the number of outlets and terms; who has been told, or will be by a
digest, is kept with the story. A doubtful story (Story.maybe) is a quiet reply where the other story is known to the
chat, and rings where it is not. Pure: (case, watches, now, policy) in, a verdict out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.calm import Calm
from bot.core.corroboration import publishers
from bot.core.decision import Delivery, DeliveryKind, Held, HeldBy, Priority, Stage, Story, Told
from bot.core.model import Address, Match, MuteKind, Reading, Watch

NO_CALM = Calm()


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator may set about ringing."""

    first_poll_max_age: timedelta = timedelta(0)  # entries of a feed's first poll ring only when younger
    max_age: timedelta = timedelta(hours=72)  # an entry published longer ago than this is remembered, not told
    edit_pause: timedelta = timedelta(seconds=60)  # an alert grows at most so often
    group_all: bool = False  # replay --all-stories: group what nobody watches, too
    break_quiet: int = 0  # so many publishers ring through quiet hours and snoozes; 0: none ever do


class Watches:
    """All watches, by term, and how their chats want to be left in peace. Frozen: a change makes a new one."""

    __slots__ = ("_by_term", "_calm")

    def __init__(self, watches: Iterable[Watch] = (), calm: Mapping[Address, Calm] | None = None) -> None:
        self._calm = dict(calm or {})
        by_term: dict[str, list[Watch]] = defaultdict(list)
        for watch in watches:
            by_term[watch.term].append(watch)
        self._by_term = {term: tuple(group) for term, group in by_term.items()}

    def __len__(self) -> int:
        return sum(map(len, self._by_term.values()))

    @property
    def terms(self) -> frozenset[str]:
        """Every distinct term."""
        return frozenset(self._by_term)

    def of(self, term: str) -> tuple[Watch, ...]:
        """The watches of one term."""
        return self._by_term.get(term, ())

    def calm(self, address: Address) -> Calm:
        """What the address wants; a topic without settings of its own keeps those of its chat."""
        return self._calm.get(address) or self._calm.get(Address(address.chat)) or NO_CALM

    def wanting(self, matches: Iterable[Match]) -> bool:
        """Whether any match is good enough for any watch."""
        return any(match.score >= watch.threshold for match in matches for watch in self.of(match.term))


@dataclass(frozen=True, slots=True)
class Case:
    """A report that has just been added to a story."""

    story: Story  # with the report
    reading: Reading
    first: bool  # the report is from the first poll of its feed
    grew: bool  # no report of this publisher was there before
    beside: frozenset[Address] = frozenset()  # who was told of the story that this one is possibly the same as


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one report of a story leads to."""

    stage: Stage
    reason: str
    deliveries: tuple[Delivery, ...] = ()
    held: tuple[Held, ...] = ()

    def told(self, before: frozenset[Told]) -> frozenset[Told]:
        """Who counts as told from now on, and how."""
        how = {DeliveryKind.SEND: "alert", DeliveryKind.REPLY: "reply"}
        after = {h.address: "waiting" if h.by is HeldBy.WAITING else "held" for h in self.held}
        after |= {d.address: how[d.kind] for d in self.deliveries if d.kind in how}
        return frozenset(t for t in before if t.address not in after) | {Told(a, how) for a, how in after.items()}


@dataclass(slots=True)
class _Callers:
    """Who watches the story and was not told: address -> the terms that call it, by what keeps them from ringing."""

    ready: dict[Address, tuple[str, ...]] = field(default_factory=dict)
    waiting: dict[Address, tuple[str, ...]] = field(default_factory=dict)  # for more publishers
    muted: dict[Address, tuple[str, ...]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)  # "waiting", "muted": of the first, in words


def owe(case: Case, watches: Watches, now: datetime, policy: Policy) -> Verdict:
    """Alerts for the addresses that watch the story and were not told; edits for those that were."""
    edits = _edits(case, watches, now, policy) if case.grew else ()
    callers = callers_of(case.story, watches, now, policy)
    silence = _silence(case, now, policy)
    if silence is not None:
        return Verdict(*silence, edits) if callers.ready else _kept_still(case, callers, edits)
    rests = {a: r for a in callers.ready if (r := watches.calm(a).rest(now)) and not _breaks(case.story, policy)}
    alerts = tuple(_alert(case, a, terms, now) for a, terms in callers.ready.items() if a not in rests)
    held = [Held(case.story.id, a, by, now, callers.ready[a], _shown(case)) for a, (by, _) in rests.items()]
    listed = {a for a, how in case.story.told if how == "waiting"}
    for by, group in ((HeldBy.MUTE, callers.muted), (HeldBy.WAITING, callers.waiting)):
        for address, terms in group.items():
            if watches.calm(address).digest is not None and not (by is HeldBy.WAITING and address in listed):
                held.append(Held(case.story.id, address, by, now, terms, _shown(case)))
    if alerts:
        return Verdict(Stage.QUEUED, _rings(alerts), (*alerts, *edits), tuple(held))
    if rests:
        by, until = min(rests.values(), key=lambda rest: rest[1])
        kept = "a snooze" if by is HeldBy.SNOOZE else "quiet hours"
        return Verdict(Stage.HELD, f"kept back by {kept} until {until:%Y-%m-%d %H:%M} UTC", edits, tuple(held))
    return _kept_still(case, callers, edits, tuple(held))


def _kept_still(case: Case, callers: _Callers, edits: tuple[Delivery, ...], held: tuple[Held, ...] = ()) -> Verdict:
    """Nobody is rung, whatever the hour."""
    for stage, name in ((Stage.WAITING, "waiting"), (Stage.MUTED, "muted")):
        if name in callers.why:
            return Verdict(stage, callers.why[name], edits, held)
    return Verdict(Stage.JOINED, f"story {case.story.id} was told already", edits, held)


def callers_of(story: Story, watches: Watches, now: datetime, policy: Policy) -> _Callers:
    """Who watches the story and was not told of it."""
    passed = {"waiting", "held"} if _breaks(story, policy) else {"waiting"}  # these may ring all the same
    told = {address for address, how in story.told if how not in passed}
    callers = _Callers()
    for term, score in story.terms.items():
        for watch in watches.of(term):
            if watch.address not in told and score >= watch.threshold:
                kept, why = _keeps(watch, story, watches.calm(watch.address), now)
                group: dict[Address, tuple[str, ...]] = getattr(callers, kept)
                group[watch.address] = (*group.get(watch.address, ()), term)
                callers.why.setdefault(kept, why)
    for address in callers.ready:
        callers.waiting.pop(address, None)
        callers.muted.pop(address, None)
    for address in callers.waiting:
        callers.muted.pop(address, None)
    return callers


def _keeps(watch: Watch, story: Story, calm: Calm, now: datetime) -> tuple[str, str]:
    """What keeps a watch from ringing for the story: "muted" | "waiting", and why; "ready" where nothing does."""
    if watch.muted_until is not None and watch.muted_until > now:
        return "muted", f"“{watch.term}” is muted until {watch.muted_until:%Y-%m-%d %H:%M} UTC"
    if calm.mutes and calm.muted(MuteKind.STORY, now) & {str(id) for id in (story.id, story.follows, story.maybe)}:
        return "muted", "its story is muted"
    outlets = calm.muted(MuteKind.OUTLET, now) if calm.mutes else frozenset()
    if watch.min_sources <= 1 and not outlets:
        return "ready", ""
    count = publishers(story.reports, outlets)
    if not count:
        return "muted", "its outlet is muted"
    if count < watch.min_sources:
        return "waiting", f"{count} of the {watch.min_sources} publishers that its watch asks for"
    return "ready", ""


def _breaks(story: Story, policy: Policy) -> bool:
    """It is big enough to ring through quiet hours."""
    return 0 < policy.break_quiet <= story.version


def _silence(case: Case, now: datetime, policy: Policy) -> tuple[Stage, str] | None:
    """Why this report may not ring, or None."""
    published = case.reading.entry.published_at
    age = None if published is None else now - published
    if case.first and (age is None or age >= policy.first_poll_max_age):
        return Stage.FIRST_POLL, "its feed was new: what a first poll brings is remembered, not told"
    if age is not None and age > policy.max_age:
        return Stage.TOO_OLD, f"it was published {age.days} days before it was seen"
    return None


def _shown(case: Case) -> tuple[str, str]:
    return case.reading.entry.feed, case.reading.entry.key


def _alert(case: Case, address: Address, terms: tuple[str, ...], now: datetime) -> Delivery:
    kind = DeliveryKind.REPLY if address in case.beside else DeliveryKind.SEND
    return Delivery(address, kind, now, story=case.story.id, terms=terms, entry=_shown(case), not_before=now)


def _edits(case: Case, watches: Watches, now: datetime, policy: Policy) -> tuple[Delivery, ...]:
    """The alerts that grow. A digest is not edited, nor is the alert of a story that its chat muted."""
    return tuple(
        Delivery(
            told.address,
            DeliveryKind.EDIT,
            now,
            story=case.story.id,
            priority=Priority.EDIT,
            not_before=now + policy.edit_pause,
            version=case.story.version,
        )
        for told in sorted(case.story.told)
        if told.how in ("alert", "reply")
        and str(case.story.id) not in watches.calm(told.address).muted(MuteKind.STORY, now)
    )


def _rings(alerts: tuple[Delivery, ...]) -> str:
    terms = sorted({term for alert in alerts for term in alert.terms})
    chats = "1 chat" if len(alerts) == 1 else f"{len(alerts)} chats"
    return f"rings for {', '.join(f'“{term}”' for term in terms)} in {chats}"
