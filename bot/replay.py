"""The same pipeline over history: no store, no network, a clock that the entries drive.

Rules: entries come in the order of arrival; the clock is each entry's `published` and never runs back; a date alone is
noon UTC. One line of decisions an entry, in the same order. Memory does not grow with the file: stories expire as they
do live.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.alert import Policy, Watches
from bot.core.decision import Batch, Decision, DeliveryKind, Record
from bot.core.model import Answers, Entry, Feed, Match, Watch
from bot.core.pipeline import decide, finder, read
from bot.core.ports import Find
from bot.core.story import Grouping, Stories, remembering, sign
from bot.core.watch import Lexicon, TermIndex
from bot.errors import UsageError

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # the clock until the first entry that bears a date
EXPIRE_EVERY = 500  # entries between two sweeps of expired stories


@dataclass(frozen=True, slots=True)
class Replayed:
    """An entry with the decision about it."""

    id: str | int
    decision: Decision

    @property
    def record(self) -> Record:
        """The entry's own record."""
        return self.decision.records[0]

    def as_json(self) -> dict[str, Any]:
        """The line of DESIGN.md: id, story, matches, alert, reason, and `maybe` where the story was opened in doubt."""
        record = self.record
        line: dict[str, Any] = {
            "id": self.id,
            "story": record.story,
            "matches": [match_as_json(match) for match in record.reading.matches],
            "alert": any(d.kind is DeliveryKind.SEND for d in self.decision.deliveries),
            "reason": f"{record.stage}: {record.reason}",
        }
        opened = [story for story in self.decision.stories if story.id == record.story and len(story.reports) == 1]
        if opened and opened[0].maybe is not None:
            line["maybe"] = opened[0].maybe
        if opened and opened[0].follows is not None:
            line["follows"] = opened[0].follows
        return line


class Replay:
    """read and decide over entries that already happened."""

    def __init__(
        self,
        watches: Iterable[Watch],
        lexicon: Lexicon,
        policy: Policy,
        grouping: Grouping,
        consult: Callable[[Find], Answers] | None = None,
    ) -> None:
        self._watches = Watches(watches)
        self._terms = TermIndex(self._watches.terms, lexicon)
        self._sign = remembering(lambda entry: sign(entry, lexicon))
        self._policy = policy
        self._stories = Stories(grouping)
        self._consult = consult  # judges, about pairs in doubt

    def run(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Replayed]:
        """Decides one row after another. Raises UsageError with the line that cannot be understood."""
        now = EPOCH
        for number, row in enumerate(rows, 1):
            try:
                entry = entry_of(row, now)
            except (KeyError, TypeError, ValueError, OverflowError) as error:
                raise UsageError(f"line {number}: {_why(error)}.") from error
            now = max(now, entry.published_at or now)
            if number % EXPIRE_EVERY == 0:
                self._stories.expire(now)
            reading = read(entry, self._terms, self._sign)
            if not reading.matches and self._policy.group_all:
                reading = replace(reading, signature=self._sign(entry))
            batch = self._judged(Batch(Feed(entry.feed), first=False, readings=(reading,)), now)
            decision = decide(batch, self._stories, self._watches, now, self._policy)
            self._stories.apply(decision)
            self._terms.learn(reading.teaches)
            yield Replayed(row["id"], decision)

    def _judged(self, batch: Batch, now: datetime) -> Batch:
        if self._consult is None:
            return batch
        find = finder(batch, self._stories, self._watches, now, self._policy)
        return replace(batch, answers=self._consult(find))


def read_jsonl(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file; empty lines are passed over. Raises UsageError with the line's number."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UsageError(f"line {number} is no JSON: {error}. Write one JSON object a line.") from error
        if not isinstance(row, dict):
            raise UsageError(f"line {number} is no JSON object. Write one JSON object a line.")
        yield row


def entry_of(row: Mapping[str, Any], now: datetime) -> Entry:
    """An entry from a row of `id, feed, title, summary, url, source, lang, published`; id and title must be there."""
    published = moment(row["published"]) if row.get("published") else None
    return Entry(
        feed=row.get("feed") or row.get("source") or "replay",
        key=str(row["id"]),
        title=str(row["title"]),
        url=row.get("url") or "",
        summary=row.get("summary") or "",
        outlet=row.get("source") or "",
        language=row.get("lang") or "",
        published_at=published,
        seen_at=max(now, published or now),
    )


def moment(text: str) -> datetime:
    """An ISO 8601 time in UTC; a date alone is noon, a time without a zone is UTC."""
    text = text.strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no time. Write it as 2026-01-31 or 2026-01-31T08:00:00Z") from error
    if len(text) <= len("2026-01-01"):
        at += timedelta(hours=12)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def match_as_json(match: Match) -> dict[str, Any]:
    """A match as `bot match` and `bot replay` print it."""
    return {
        "term": match.term,
        "score": round(match.score, 1),
        "how": match.how,
        "spans": [list(span) for span in match.spans],
    }


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]!r}. Each line needs id and title"
    return str(error)
