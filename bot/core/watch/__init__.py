"""What a person wants, and which entries are that.

    typed/          what was typed, understood: the query language, plain words
    packs/          what the packs know of names and ideas
    heard/          the first stage: which words a text may hold, which slots they fill
    compiling.py    from a term to a query
    index.py        every watch at once
    judge.py        the second stage, a close look at the few that are left; locate.py, neighbours.py, quantity.py
    explaining.py   why, in words

Rules: pure. Of the folders the upper ones know the lower, never the other way round.
"""

from bot.core.watch.compiling import compile_query
from bot.core.watch.explaining import Explanation, describe, explain
from bot.core.watch.index import TermIndex
from bot.core.watch.packs.items import WORD, Form, Item, Joint, Links, Told
from bot.core.watch.packs.joint import joined
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.packs.packed import Packed, pack
from bot.core.watch.packs.press import WRITTEN, Press
from bot.core.watch.query import Query, QueryError

__all__ = [
    "WORD",
    "WRITTEN",
    "Explanation",
    "Form",
    "Item",
    "Joint",
    "Lexicon",
    "Links",
    "Packed",
    "Press",
    "Query",
    "QueryError",
    "TermIndex",
    "Told",
    "compile_query",
    "describe",
    "explain",
    "joined",
    "pack",
]
