"""How much or how many, as headlines put it within an idea: "cut about 1,500 tech jobs", "cắt giảm hơn 2.000 việc làm".

Rules: folded text. A number, what hedges it, and three words of what is counted; none that begins another thought.
"""

from __future__ import annotations

import re

_LONGEST = 60  # characters
_ABOUT = (
    "a|about|almost|an|another|around|as|at|fresh|further|its|least|many|more|nearly|new|over|record|roughly|some|than|the|to|up"
    "|gan|hon|khoang|them|toi"
)
_BREAKS = "after|amid|and|as|at|but|by|for|from|if|in|on|or|over|than|that|to|when|while|with|de|do|khi|sau|trong|va|vi"
_QUANTITY = re.compile(
    rf"\s+(?:(?:{_ABOUT})\s+){{0,4}}"
    r"(?:(?:(?:us|hk|nt|[acs])?[$€£¥])?\d[\d.,]*[a-z]{0,2}%?|dozens|hang|hundreds|thousands)"
    rf"(?:\s+(?!(?:{_BREAKS})\b)[^\s,.;:!?()]+){{0,3}}(?:\s+|(?<=\d))"  # $65M is so many million
    r"|\s?\d[\d.,]*%?[\u3400-\u9fff]{0,3}"  # 1000多名
)


def is_quantity(text: str, start: int, end: int) -> bool:
    """Whether these characters of a text are one, with the space around it."""
    return 0 < end - start < _LONGEST and _QUANTITY.fullmatch(text, start, end) is not None
