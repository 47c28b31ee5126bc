"""Names of two things in one word: 中美 is China and the United States, Việt–Mỹ is Vietnam and the United States.

Rules: pure. A short name counts nowhere but side by side with another; each pair is a form of both items.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

from bot.core.text import fold
from bot.core.watch.packs.items import Form, Item, Joint


def joined(items: Iterable[Item], joints: Iterable[Joint]) -> list[Item]:
    """The items with what these make of their names."""
    found: dict[str, list[Form]] = {}
    for joint in joints:
        before = tuple(map(fold, joint.before))
        for (one, first), (other, second) in permutations(joint.names, 2):
            text = first + joint.by + second
            form = Form(text, joint.language, case=not joint.before, before=before, both=True)
            for id in (one, other):
                found.setdefault(id, []).append(form)
    return [_with(item, found.get(item.id, [])) for item in items]


def _with(item: Item, forms: Iterable[Form]) -> Item:
    own = {form.text for form in item.forms}
    return item._replace(forms=(*item.forms, *(form for form in forms if form.text not in own)))
