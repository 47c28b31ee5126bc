"""When what was kept back is told, in one quiet message.

    held, and the chat is at rest, or takes nothing            -> later
    the chat has digests: one was due since it was held        -> now
    it has none: its rest is over                              -> now

Rules: what a digest brings is bound to it in the same transaction, so that nothing is told by two, and comes back when
the digest cannot be delivered: in two smaller ones, so that one bad story does not keep the others back. A digest that
was due while the bot was off, or while its chat was at rest, comes as soon as it can. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.alert import Policy, Watches, callers_of
from bot.core.calm import Calm, latest_digest
from bot.core.decision import Decision, Delivery, DeliveryKind, Held, HeldBy, Priority, Story, Told
from bot.core.model import Address

DAY = timedelta(hours=24)
DIGEST_LENGTH = 12  # stories in one message: however long their titles are, it shows them all (messages/digest.py)
FIRST_START = "first start"


def due_digests(held: Iterable[Held], watches: Watches, size: Callable[[int], int], now: datetime) -> Decision:
    """The digests that are due. held: what no digest brings yet; size: how many publishers report a story."""
    kept: dict[Address, list[Held]] = defaultdict(list)
    for one in held:
        kept[one.address].append(one)
    deliveries: list[Delivery] = []
    for address, group in kept.items():
        moment = _due(group, watches.calm(address), now)
        if moment is not None:
            group.sort(key=lambda one: (-size(one.story), one.since, one.story))
            deliveries += _digests(address, group, f"{moment:%Y-%m-%d %H:%M}", now)
    return Decision(deliveries=tuple(deliveries))


def first_digest(stories: Iterable[Story], watches: Watches, now: datetime) -> Decision:
    """One digest an address of what the last 24 hours hold for its watches, newest first: a newcomer sees it work.

    The stories that it lists are told by it; those beyond DIGEST_LENGTH are not, and still ring when they grow.
    """
    lists: dict[Address, list[Held]] = defaultdict(list)
    for story in sorted(stories, key=_latest, reverse=True):
        if now - _latest(story) <= DAY:
            for address, terms in callers_of(story, watches, now, Policy()).ready.items():
                lists[address].append(Held(story.id, address, HeldBy.FIRST, now, terms))
    shown = [held for group in lists.values() for held in group[:DIGEST_LENGTH]]
    told: dict[int, set[Told]] = defaultdict(set)
    for held in shown:
        told[held.story].add(Told(held.address, "held"))
    changed = (replace(story, told=story.told | told[story.id]) for story in stories if story.id in told)
    deliveries = tuple(
        digest
        for address, group in lists.items()
        for digest in _digests(address, group[:DIGEST_LENGTH], FIRST_START, now)
    )
    return Decision((), (), tuple(changed), deliveries, tuple(shown))


def halves(digest: Delivery, now: datetime) -> tuple[Delivery, ...]:
    """What takes the place of a digest that was refused for good; () where it held one story alone."""
    middle = len(digest.stories) // 2
    parts = (digest.stories[:middle], digest.stories[middle:]) if middle else ()
    return tuple(
        Delivery(
            digest.address,
            DeliveryKind.DIGEST,
            now,
            stories=stories,
            terms=digest.terms,
            priority=Priority.DIGEST,
            not_before=now,
            occasion=f"{digest.occasion}/{'ab'[number]}",
        )
        for number, stories in enumerate(parts)
    )


def _due(held: Sequence[Held], calm: Calm, now: datetime) -> datetime | None:
    """The moment that a digest of these is due for; None: not now."""
    if calm.suspended or calm.rest(now) is not None:
        return None
    if calm.digest is None:
        return now
    moment = latest_digest(calm.digest, calm.zone, now)
    return moment if any(one.since < moment for one in held) else None


def _digests(address: Address, held: Sequence[Held], occasion: str, now: datetime) -> list[Delivery]:
    parts = [held[start : start + DIGEST_LENGTH] for start in range(0, len(held), DIGEST_LENGTH)]
    return [
        Delivery(
            address,
            DeliveryKind.DIGEST,
            now,
            stories=tuple(one.story for one in part),
            terms=tuple(dict.fromkeys(term for one in part for term in one.terms)),
            priority=Priority.DIGEST,
            not_before=now,
            occasion=occasion if number == 0 else f"{occasion}/{number + 1}",
        )
        for number, part in enumerate(parts)
    ]


def _latest(story: Story) -> datetime:
    return max((report.published_at or story.first_seen_at for report in story.reports), default=story.last_seen_at)
