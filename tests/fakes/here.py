"""A parser without a process of its own, for tests that are not about that (tests/sources/test_pool.py is)."""

from __future__ import annotations

from bot.sources.document import Document, Parsed
from bot.sources.parse import read_document
from bot.sources.pool import Parser


class Here(Parser):
    """Parses in this very process."""

    async def parse(self, document: Document) -> Parsed:
        return read_document(document)
