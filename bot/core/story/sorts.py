"""Of what sorts the news of a title is, by the ideas that it names: a firm's results are not what its shares did after
them, nor what an analyst made of both, however much the three titles share.

Rules: a title may be of several sorts, and of none. What all news is full of (launches, prices, talks) is no sort.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.story.mark import number_of

SORTS = {
    "results": "corporate-earnings dividend earnings forecast-beaten forecast-missed loss profit profit-warning"
    " revenue",
    "shares": "fall market-value plunge record-high record-low rise stock stock-fall stock-rise surge",
    "markets": "dow-jones hang-seng market-crash s-and-p-500 us-stocks vn-index",
    "ratings": "price-target",
    "money": "acquisition buyback contract deal divestment funding-round investment ipo merger partnership stake"
    " valuation",
    "posts": "appointment dismissal hiring labour-strike layoff resignation",
    "law": "acquittal antitrust appeal approval arrest ban bill conviction crackdown export-ban export-control fine"
    " import-ban investigation law lawsuit licence lift-ban regulation rejection ruling sanction settlement subsidy"
    " tariff trial",
}
_BITS = {number_of(f"@{id}"): 1 << n for n, ids in enumerate(SORTS.values()) for id in ids.split()}


def sorts(entities: Iterable[int]) -> int:
    """A bit for each sort that is named among these pack ids."""
    bits = 0
    for entity in entities:
        bits |= _BITS.get(entity, 0)
    return bits
