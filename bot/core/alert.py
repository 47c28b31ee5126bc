"""Who is owed what, and when: a story meets the watches.

Rules: a story rings once per address, whatever the number of outlets and terms; who has been told is kept with the
story. A doubtful story (Story.maybe) is a quiet reply where the other story is known to the chat, and rings where it is
not. Pure: (case, watches, now, policy) in, a verdict out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.model import (
    Address,
    Decision,
    Delivery,
    DeliveryKind,
    Match,
    Priority,
    Reading,
    Stage,
    Story,
    Told,
    Watch,
)

DAY = timedelta(hours=24)
DIGEST_LENGTH = 15  # stories in one digest message: it stays below 4,096 characters and 100 entities


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator may set about ringing."""

    first_poll_max_age: timedelta = timedelta(0)  # entries of a feed's first poll ring only when younger
    max_age: timedelta = timedelta(hours=72)  # an entry published longer ago than this is remembered, not told
    edit_pause: timedelta = timedelta(seconds=60)  # an alert grows at most so often
    group_all: bool = False  # replay --all-stories: group what nobody watches, too


class Watches:
    """All watches, by term. Frozen: a change makes a new one."""

    __slots__ = ("_by_term",)

    def __init__(self, watches: Iterable[Watch] = ()) -> None:
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

    @property
    def told(self) -> frozenset[Told]:
        """Who counts as told from now on."""
        how = {DeliveryKind.SEND: "alert", DeliveryKind.REPLY: "reply"}
        return frozenset(Told(d.address, how[d.kind]) for d in self.deliveries if d.kind in how)


@dataclass(slots=True)
class _Callers:
    """Who watches the story and was not told: by what keeps them from ringing now."""

    ready: dict[Address, tuple[str, ...]]  # address -> the terms that call it
    muted: list[Watch]
    waiting: list[Watch]  # for more publishers


def owe(case: Case, watches: Watches, now: datetime, policy: Policy) -> Verdict:
    """Alerts for the addresses that watch the story and were not told; edits for those that were."""
    edits = _edits(case, now, policy) if case.grew else ()
    callers = _callers(case.story, watches, now)
    if callers.ready:
        silence = _silence(case, now, policy)
        if silence is not None:
            return Verdict(*silence, edits)
        alerts = tuple(_alert(case, address, terms, now) for address, terms in callers.ready.items())
        return Verdict(Stage.QUEUED, _rings(alerts), (*alerts, *edits))
    if callers.waiting:
        least = min(watch.min_sources for watch in callers.waiting)
        return Verdict(Stage.WAITING, f"{case.story.version} of the {least} publishers that its watch asks for", edits)
    if callers.muted:
        watch = callers.muted[0]
        return Verdict(Stage.MUTED, f"“{watch.term}” is muted until {watch.muted_until:%Y-%m-%d %H:%M} UTC", edits)
    return Verdict(Stage.JOINED, f"story {case.story.id} was told already", edits)


def first_digest(stories: Iterable[Story], watches: Watches, now: datetime) -> Decision:
    """One digest an address of what the last 24 hours hold for its watches, newest first: a newcomer sees it work.

    The stories that it lists are told by it; those beyond DIGEST_LENGTH are not, and still ring when they grow.
    """
    lists: dict[Address, list[Story]] = defaultdict(list)
    terms: dict[Address, dict[str, None]] = defaultdict(dict)  # in order, each once
    for story in sorted(stories, key=_latest, reverse=True):
        if now - _latest(story) <= DAY:
            for address, called in _callers(story, watches, now).ready.items():
                lists[address].append(story)
                terms[address].update(dict.fromkeys(called))
    told: dict[int, Story] = {}
    deliveries = []
    for address, group in lists.items():
        shown = group[:DIGEST_LENGTH]
        deliveries.append(replace(_digest(address, shown, "first start", now), terms=tuple(terms[address])))
        for story in shown:
            story = told.get(story.id, story)
            told[story.id] = replace(story, told=story.told | {Told(address, "digest")})
    return Decision(None, (), tuple(told.values()), tuple(deliveries))


def _latest(story: Story) -> datetime:
    return max((report.published_at or story.first_seen_at for report in story.reports), default=story.last_seen_at)


def _digest(address: Address, stories: list[Story], occasion: str, now: datetime) -> Delivery:
    return Delivery(
        address,
        DeliveryKind.DIGEST,
        now,
        stories=tuple(story.id for story in stories),
        priority=Priority.DIGEST,
        not_before=now,
        occasion=occasion,
    )


def _callers(story: Story, watches: Watches, now: datetime) -> _Callers:
    told = {address for address, _ in story.told}
    callers = _Callers({}, [], [])
    for term, score in story.terms.items():
        for watch in watches.of(term):
            if watch.address in told or score < watch.threshold:
                continue
            if watch.muted_until is not None and watch.muted_until > now:
                callers.muted.append(watch)
            elif story.version < watch.min_sources:
                callers.waiting.append(watch)
            else:
                callers.ready[watch.address] = (*callers.ready.get(watch.address, ()), term)
    return callers


def _silence(case: Case, now: datetime, policy: Policy) -> tuple[Stage, str] | None:
    """Why this report may not ring, or None."""
    published = case.reading.entry.published_at
    age = None if published is None else now - published
    if case.first and (age is None or age >= policy.first_poll_max_age):
        return Stage.FIRST_POLL, "its feed was new: what a first poll brings is remembered, not told"
    if age is not None and age > policy.max_age:
        return Stage.TOO_OLD, f"it was published {age.days} days before it was seen"
    return None


def _alert(case: Case, address: Address, terms: tuple[str, ...], now: datetime) -> Delivery:
    entry = case.reading.entry
    kind = DeliveryKind.REPLY if address in case.beside else DeliveryKind.SEND
    return Delivery(address, kind, now, story=case.story.id, terms=terms, entry=(entry.feed, entry.key), not_before=now)


def _edits(case: Case, now: datetime, policy: Policy) -> tuple[Delivery, ...]:
    """The alerts that grow. A digest is not edited."""
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
        if told.how != "digest"
    )


def _rings(alerts: tuple[Delivery, ...]) -> str:
    terms = sorted({term for alert in alerts for term in alert.terms})
    chats = "1 chat" if len(alerts) == 1 else f"{len(alerts)} chats"
    return f"rings for {', '.join(f'“{term}”' for term in terms)} in {chats}"
