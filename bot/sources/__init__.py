"""Where entries come from, one file per kind of source: a module here that has a function `source` is a kind.

rss                                                  the kinds
http guard connections lanes trouble                 what they share of the web
links unpack freshness refusal                       and of its answers
document pool                                        of documents, and the processes that read them:
child kinds parse clean quicker charset plain outlet dates ... theirs
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a parsing process imports this package, and none of these
    from bot.core.ports import Source
    from bot.sources.http import Fetcher
    from bot.sources.pool import Parser


_READERS = frozenset(("child", "clean", "parse", "quicker"))  # load feedparser, which this process does without


def load_sources(fetcher: Fetcher, parser: Parser) -> Mapping[str, Source]:
    """Every kind of source, by name. A new kind is one new file with `def source(fetcher, parser) -> Source`."""
    names = (found.name for found in pkgutil.iter_modules(__path__) if found.name not in _READERS)
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    sources = (module.source(fetcher, parser) for module in modules if hasattr(module, "source"))
    return {source.kind: source for source in sources}
