"""Where entries come from, one file per kind of source: a module here that has a function `source` is a kind.

rss                                                  the kinds
http guard connections lanes trouble                 what they share of the web
links unpack freshness refusal                       and of its answers
parse quicker pool child charset plain outlet dates  and of documents
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


def load_sources(fetcher: Fetcher, parser: Parser) -> Mapping[str, Source]:
    """Every kind of source, by name. A new kind is one new file with `def source(fetcher, parser) -> Source`."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    sources = (module.source(fetcher, parser) for module in modules if hasattr(module, "source"))
    return {source.kind: source for source in sources}
