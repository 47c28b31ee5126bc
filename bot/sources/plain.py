"""Markup to plain text: what a reader would see, on one line.

Rules: linear in the length of its input, whatever that holds (possessive patterns; what is opened and never closed
reaches to the end); never raises; a "<" that opens no tag of HTML is text ("vector<int>", "3 < 5").
"""

from __future__ import annotations

import html
import re
import unicodedata

_INLINE_TAGS = """
a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt rtc ruby s samp small
span strike strong sub sup time tt u var wbr
"""
_BLOCK_TAGS = """
address area article aside audio base blockquote body br button canvas caption center col colgroup dd details dialog
dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html
iframe img input legend li link main map marquee menu menuitem meta meter nav noframes noscript object ol optgroup
option output p param picture pre progress search section select slot source summary table tbody td template textarea
tfoot th thead title tr track ul video
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_BLOCK = frozenset(_BLOCK_TAGS.split())
_UNSEEN = re.compile(
    r"<!--(?:.*?-->|.*\Z)|<(script|style|template|svg|math)\b(?:.*?</\1\s*>|.*\Z)|<[!?][^<>]*+>", re.S | re.I
)
_TAG = re.compile(r"""</?([a-z][a-z0-9]*+)([:\w-]*+(?:[\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*+)?)>""", re.I)
_OPEN_END = re.compile(r"<(?:/?[a-z][a-z0-9]*(?:[\s/][^<>]*)?|!--?|/)?\Z", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}[0-9]{0,2});")
# C0 and C1 controls, soft hyphen, zero-width space, marks and overrides of direction, surrogates and non-characters.
# The zero-width joiner and non-joiner stay: Persian, Hindi and emoji are written with them.
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SPACE = re.compile(r"\s+")
_PASSES = 3  # markup escaped once more, and once more


def plain(markup: str, limit: int) -> str:
    """The text of HTML or of escaped HTML: entities decoded, no controls, NFC, white space collapsed, at most `limit`
    characters."""
    if not markup:
        return ""
    text = markup[: limit * 20]  # markup outweighs text; more than this is not read
    for _ in range(_PASSES):
        if "<" in text:
            text = _without_tags(text)
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if "  " in text or not text.isprintable():  # junk cannot be printed, nor any space but one
        text = _SPACE.sub(" ", _JUNK.sub("", text))
    text = text.strip()
    text = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    return text if len(text) <= limit else text[:limit].rstrip()


def _without_tags(text: str) -> str:
    return _OPEN_END.sub("", _TAG.sub(_instead, _UNSEEN.sub(_gap, text)))


def _instead(tag: re.Match[str]) -> str:
    """What stands where a tag stood."""
    name, rest = tag[1].lower(), tag[2]
    if name in _INLINE and not rest.startswith((":", "-")):
        return ""
    if name in _BLOCK or rest:
        return " "
    return tag[0]


def _gap(unseen: re.Match[str]) -> str:
    """A script parts words, a comment does not."""
    return " " if unseen[1] else ""
