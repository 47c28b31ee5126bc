"""The Link header (RFC 8288), as far as feeds use it: their hub and their own address. Pure.

Rules: linear in the header's length; of several hubs the first; what is no absolute http(s) address is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

_LINK = re.compile(r"""<([^<>\s]*+)>((?:\s*+;\s*+[^\s;,="<>]++(?:\s*+=\s*+(?:"[^"]*+"|[^\s;,"<>]++))?+)*+)""")
_REL = re.compile(r""";\s*+rel\s*+=\s*+(?:"([^"]*+)"|([^\s;,"]++))""", re.I)
_READ, _URL = 10_000, 2_000  # characters of the header, and of an address


def stated_links(headers: Mapping[str, str], base: str) -> dict[str, str]:
    """relation ("hub", "self", ...) -> its first address, absolute; base: what relative ones start at."""
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(headers.get("link", "")[:_READ]):
        rel = _REL.search(parameters)
        address = _absolute(target, base)
        for name in (rel[1] or rel[2] or "").lower().split() if rel and address else ():
            found.setdefault(name, address)
    return found


def _absolute(target: str, base: str) -> str:
    try:
        address = urljoin(base, target)
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) and len(address) <= _URL else ""
