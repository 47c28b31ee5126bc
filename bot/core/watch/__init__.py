"""What a person wants: the query language, the term index, matching, explanation, and the lexicon of names and
ideas."""

from bot.core.watch.compiling import compile_query
from bot.core.watch.explaining import Explanation, describe, explain
from bot.core.watch.index import TermIndex
from bot.core.watch.items import WORD, Form, Item, Joint, Links, Told
from bot.core.watch.joint import joined
from bot.core.watch.lexicon import Lexicon
from bot.core.watch.packed import Packed, pack
from bot.core.watch.press import WRITTEN, Press
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
