"""How many publishers report a story independently of each other.

One publisher counts once, whatever carries it:
    the same publisher      www and amp, sections and feeds                  core/story/publisher.py
    a carrier's copy        Yahoo showing Reuters is Reuters' own report
    a credited copy         "HANOI (Reuters) - ..." is Reuters' report, whoever prints it
    a copy word for word    two outlets with the very same headline, unless it is a short one

Rules: pure. What is not sure to be a copy counts as independent: a watch that waits for two publishers rings rather too
early than never.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from bot.core.model import Entry
from bot.core.story.publisher import family
from bot.core.text import fold

LEAD = 160  # characters of a summary in which the credit of an agency stands
LETTERS = 24  # of a headline that can hardly be chosen twice by chance; a Han character says as much as three of them
HAN = 3
_CREDIT = re.compile(
    r"[(（【\[]\s*(reuters|ap|associated press|afp|bloomberg|dpa|efe|kyodo|yonhap|xinhua|ttxvn|vna|vietnam\+|"
    r"路透社?|路透|法新社|美联社|美聯社|彭博社?|新华社|新華社|中新社|中央社|共同社|韩联社|韓聯社)(?![a-z])[^)）】\]]{0,24}[)）】\]]",
    re.I,
)
_AGENCIES = {
    "associated press": "ap",
    "路透": "reuters",
    "路透社": "reuters",
    "法新社": "afp",
    "美联社": "ap",
    "美聯社": "ap",
    "彭博": "bloomberg",
    "彭博社": "bloomberg",
    "新华社": "xinhua",
    "新華社": "xinhua",
    "共同社": "kyodo",
    "韩联社": "yonhap",
    "韓聯社": "yonhap",
    "vna": "ttxvn",
    "vietnam+": "ttxvn",
}
_SITE = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SUFFIX = re.compile(r"\s+[-–—|_]\s+[^-–—|_]{2,40}$")  # " - Outlet"


def publishers(reports: Iterable[Entry], muted: Collection[str] = ()) -> int:
    """The number of independent publishers among the reports, without those of the muted families."""
    heard = [(report, family(report)) for report in reports]
    heard = [(report, publisher) for report, publisher in heard if publisher not in muted]
    named = frozenset(name for report, publisher in heard for name in _names(report, publisher))
    groups: list[set[str]] = []
    for report, publisher in heard:
        signs = set(_signs(report, publisher, named))
        near = [group for group in groups if group & signs]
        groups = [*(group for group in groups if not group & signs), signs.union(*near)]
    return len(groups)


def _signs(report: Entry, publisher: str, named: Collection[str]) -> Iterator[str]:
    """What two reports of one publisher have in common."""
    yield f"publisher {publisher}"
    yield from (f"name {name}" for name in _names(report, publisher))
    label = _plain(publisher.split(".")[0])
    if _SITE.fullmatch(publisher) and label in named:  # reuters.com is whom a carrier or a credit calls Reuters
        yield f"name {label}"
    title = fold(_SUFFIX.sub("", report.title))
    if sum(HAN if "\u3400" <= c <= "\u9fff" else 1 for c in title if c.isalnum()) >= LETTERS:
        yield f"title {title}"


def _names(report: Entry, publisher: str) -> Iterator[str]:
    """Who is named as the author: by a carrier, or by a credit in brackets."""
    if not _SITE.fullmatch(publisher):
        yield _plain(publisher)
    credit = _CREDIT.search(report.summary[:LEAD])
    if credit:
        agency = credit.group(1).casefold()
        yield _AGENCIES.get(agency, agency)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name)
