"""What a title says that former ones did not: numbers and words, as spans of the raw title.

Rules: pure. Words are compared within one language only; numbers across all. What would mark most of a title marks
nothing but its numbers and names: where all is new, all in bold tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.core.story.frequency import FREQUENCIES
from bot.core.story.words import DENSE, NUMBER, RUN, language_of, numbers, stem, words

MOST = 6  # spans
LARGEST = 0.6  # of the letters of a title
COMMON = 4000  # of the headlines that the table was counted over: what more hold is no fact but grammar

Span = tuple[int, int]  # code points, from and to


def fresh(title: str, language: str, former: Iterable[str]) -> list[Span]:
    """Where the title tells something new, in reading order. language: as the entry declares it."""
    lower, former = title.casefold(), [one.casefold() for one in former]
    if len(lower) != len(title):  # a letter that two stand for: the places would not fit
        return []
    spoken = language_of(title, language)
    known = [one for one in former if language_of(one, language) == spoken]
    figures = list(_new_numbers(lower, {number for one in former for number in numbers(one)}))
    told = {word for one in known for word in (*words(one, spoken), *_pairs(one))}
    found = [span for span in _new_words(lower, told) if _free(span, figures)] if known else []
    if sum(end - start for start, end in (*figures, *found)) > LARGEST * sum(map(str.isalnum, title)):
        found = [(start, end) for start, end in found if start and title[start].isupper()]
    return sorted((*figures, *found))[:MOST]


def _pairs(text: str) -> Iterator[str]:
    """Every two characters side by side of what is written without spaces, whatever language the text is in."""
    for run in RUN.findall(text):
        if re.match(f"[{DENSE}]", run):
            yield from (run[n : n + 2] for n in range(len(run) - 1))


def _free(span: Span, others: Iterable[Span]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in others)


def _new_numbers(lower: str, known: set[str]) -> Iterator[Span]:
    for match in NUMBER.finditer(lower):
        if known.isdisjoint(numbers(match[0])):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield start, start + len(match[0].strip())


def _new_words(lower: str, known: set[str]) -> Iterator[Span]:
    for run in RUN.finditer(lower):
        if re.match(f"[{DENSE}]", run[0]):
            yield from ((run.start() + start, run.start() + end) for start, end in _uncovered(run[0], known))
        elif stem(run[0]) not in known and tells(run[0]) and len(run[0]) > 2:
            yield run.span()


def tells(word: str) -> bool:
    """Whether a word, in small letters, is more than grammar."""
    return FREQUENCIES.get(stem(word), 0.0) < COMMON


def _uncovered(run: str, known: set[str]) -> Iterator[Span]:
    """The stretches of at least two characters of which no pair is known."""
    covered = {at for n in range(len(run) - 1) if run[n : n + 2] in known for at in (n, n + 1)}
    start = 0
    for n in range(len(run) + 1):
        if n == len(run) or n in covered:
            if n - start >= 2:
                yield start, n
            start = n + 1
