"""The way of one entry, from read to decided. Live run, replay, demo, benchmarks and tests all go this way.

    read(entry)                       stateless; any process
        matches   = every term that the entry is about
        signature = what it looks like, for grouping, and what of that its watches asked for
    doubts(batch)                     where there is a judge: the pairs to ask it about; the shell asks
    decide(batch), decide_all(batches)    the only stateful step; one editor per database
        for each reading, oldest first:
            nothing matched, or too faintly?         -> record that
            which story is it: one that is known, or a new one?
            are two that are known one after all?    -> the elder has both, and who was told of either
            who watches it, and is not told yet?     -> an alert is owed
            is its chat to be left in peace now?     -> the next digest holds it
            who is told already, and by an alert?    -> the alert grows
            record how far it got, and why
    the shell commits the decision in one transaction, then lets memory follow: stories.apply(decision)

Rules: pure. `decide` changes nothing that it is given; a commit that fails leaves memory as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.alert import Case, Policy, Verdict, Watches, owe
from bot.core.decision import Batch, Decision, Delivery, Held, Record, Stage, Story
from bot.core.model import Address, Entry, Pair, PairKey, Reading, Signature
from bot.core.ports import Find, Matcher
from bot.core.story import Draft, Placement, Stories, signed

Sign = Callable[[Entry], Signature]
UNSIGNED = Signature()  # one for all: it has fifteen fields, and most entries match nothing
_NOTHING = Verdict(Stage.NO_MATCH, "")  # nor does anything follow from them


def read(entry: Entry, matcher: Matcher, sign: Sign) -> Reading:
    """What an entry is about and what it looks like. An entry that no term matches is not signed: nothing groups it."""
    matches, teaches = matcher.look(entry)
    return signed(entry, matches, sign, teaches) if matches else Reading(entry, UNSIGNED, (), teaches)


def decide(batch: Batch, stories: Stories, watches: Watches, now: datetime, policy: Policy) -> Decision:
    """What follows from what one poll brought: records, stories opened or grown, alerts owed."""
    return decide_all((batch,), stories, watches, now, policy)


def decide_all(batches: Sequence[Batch], stories: Stories, watches: Watches, now: datetime, policy: Policy) -> Decision:
    """What follows from several polls, one after the other: what each alone would lead to in that order."""
    draft = stories.draft()
    records: list[Record] = []
    owed: dict[str, Delivery] = {}
    held: dict[tuple[int, Address], Held] = {}
    for batch, reading in [(one, reading) for one in batches for reading in one.readings]:
        record, verdict = _decide_one(reading, batch, draft, watches, now, policy)
        records.append(record)
        held |= {(kept.story, kept.address): kept for kept in verdict.held}
        for delivery in verdict.deliveries:  # of two edits of one alert the later shows more
            owed[delivery.key] = delivery
            held.pop((delivery.story or 0, delivery.address), None)  # it waited for what this report brought
    feeds = tuple(batch.feed for batch in batches)
    return Decision(feeds, tuple(records), draft.changed(), tuple(owed.values()), tuple(held.values()))


def finder(batch: Batch, stories: Stories, watches: Watches, now: datetime, policy: Policy) -> Find:
    """What a judge's asker needs: `doubts` of the batch, given the answers so far."""
    return lambda answers: doubts(replace(batch, answers=answers), stories, watches, now, policy)


def doubts(batch: Batch, stories: Stories, watches: Watches, now: datetime, policy: Policy) -> tuple[Pair, ...]:
    """The pairs of reports that a judge can be asked about and that the batch has no answer to yet: those that `decide`
    would meet with the answers there are, in its order."""
    draft = stories.draft()
    pairs: dict[PairKey, Pair] = {}
    for reading in batch.readings:
        if watches.wanting(reading.matches) or policy.group_all:
            placement = draft.place(reading, now, batch.answers)
            draft.put(_placed(placement, reading, draft, now), reading)
            pairs.update((pair.key, pair) for pair in placement.doubts)
    return tuple(pairs.values())


def _decide_one(
    reading: Reading, batch: Batch, draft: Draft, watches: Watches, now: datetime, policy: Policy
) -> tuple[Record, Verdict]:
    wanted = watches.wanting(reading.matches)
    if not wanted and not policy.group_all:
        stage, reason = _unwanted(reading)
        return Record(reading, stage, reason), _NOTHING
    placement = draft.place(reading, now, batch.answers)
    known, story = placement.story, _placed(placement, reading, draft, now)
    case = Case(
        story,
        reading,
        batch.first,
        grew=known is not None and story.version > known.version,
        beside=_told_of(draft, story.maybe),
    )
    verdict = owe(case, watches, now, policy)
    told = verdict.told(story.told)
    draft.put(story if told == story.told else replace(story, told=told), reading)
    stage, reason = (verdict.stage, verdict.reason) if wanted else _unwanted(reading)
    return Record(reading, stage, f"{placement.reason}; {reason}", story.id), verdict


def _placed(placement: Placement, reading: Reading, draft: Draft, now: datetime) -> Story:
    """The story that the report opens or grows, with it and with what is found to be one with it."""
    if placement.story is None:
        return open_story(draft.next_id(), reading, now, placement)
    return grow_story(draft.merge(placement.story, placement.merged), reading, now)


def _told_of(draft: Draft, story: int | None) -> frozenset[Address]:
    """Who was told of a story by an alert that a reply can hang on."""
    known = None if story is None else draft.get(story)
    return frozenset() if known is None else frozenset(told.address for told in known.told if told.how == "alert")


def _unwanted(reading: Reading) -> tuple[Stage, str]:
    if not reading.matches:
        return Stage.NO_MATCH, "no watch matches it"
    best = reading.matches[0]
    return Stage.BELOW_THRESHOLD, f"“{best.term}” scores {best.score:.0f}, which is below every watch's threshold"


def open_story(id: int, reading: Reading, now: datetime, placement: Placement | None = None) -> Story:
    """A story that begins with this report: possibly the same as another, or with a new fact to it."""
    maybe, follows = (None, None) if placement is None else (placement.maybe, placement.follows)
    return grow_story(Story(id, reading.entry.title, now, now, maybe=maybe, follows=follows), reading, now)


def grow_story(story: Story, reading: Reading, now: datetime) -> Story:
    """The story with one more report."""
    terms = dict(story.terms)
    for match in reading.matches:
        terms[match.term] = max(match.score, terms.get(match.term, 0.0))
    return replace(
        story,
        last_seen_at=max(now, story.last_seen_at),
        reports=(*story.reports, replace(reading.entry, body="") if reading.entry.body else reading.entry),
        families=story.families | {reading.signature.family or reading.entry.outlet or reading.entry.feed},
        terms=terms,
    )
