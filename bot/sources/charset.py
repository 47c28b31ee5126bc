"""A document's bytes to text, whatever its labels say.

Rules: what decodes as strict UTF-8 is UTF-8, since text in another encoding hardly ever does; only then are the labels
believed (byte order mark, XML declaration, Content-Type); a broken character costs itself, never the document.
"""

from __future__ import annotations

import codecs
import contextlib
import re

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
# What a label is taken for: the larger set that contains it, as browsers do (WHATWG Encoding).
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252", "euc_kr": "cp949"}
_SEVEN_BIT = ("iso2022", "hz", "utf-7")  # look like ASCII, hence like UTF-8
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 2.2
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_FEW = 0.001  # of a document's bytes: so many that are not UTF-8 are slips, more are another encoding


def to_text(body: bytes, content_type: str = "") -> str:
    """The document, without a byte order mark and without characters and references that XML forbids. Never raises."""
    text = _ILLEGAL.sub("", _decoded(body, content_type)).lstrip("\ufeff \t\r\n")
    return _REFERENCE.sub(_legal, text) if "&#" in text else text


def _legal(reference: re.Match[str]) -> str:
    """A reference to a character, if there is such a one: feedparser raises on others (kurtmckee/feedparser#599)."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    code = int(digits, base) if len(digits) < 10 else -1
    return reference[0] if 0 <= code <= 0x10FFFF and not _ILLEGAL.match(chr(code)) else ""


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    labels = _labels(body, content_type)
    if not any(label.startswith(_SEVEN_BIT) for label in labels):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for label in labels:
        try:
            return body.decode(label)
        except UnicodeDecodeError:
            continue
    return _salvaged(body, labels)


def _salvaged(body: bytes, labels: list[str]) -> str:
    """No label fits to the letter: the first one that costs little, else the one that costs least."""
    guesses = [body.decode(label, "replace") for label in dict.fromkeys(("utf-8", *labels))]
    for guess in guesses:
        if guess.count("\ufffd") <= 1 + _FEW * len(body):
            return guess
    if not labels:
        return body.decode("cp1252", "replace")
    return min(guesses, key=lambda guess: guess.count("\ufffd"))


def _labels(body: bytes, content_type: str) -> list[str]:
    """Encodings that the document claims, as Python names them; those that Python does not know are left out."""
    declared, header = _DECLARED.search(body, 0, 4_096), _CHARSET.search(content_type)
    claims = ([declared[1].decode("ascii")] if declared else []) + ([header[1]] if header else [])
    found = []
    for claim in claims:
        with contextlib.suppress(LookupError, ValueError):
            b"\x80\xff\x80".decode(claim, "replace")  # refuses what is unknown or makes no text of them
            name = codecs.lookup(claim).name
            found.append(_WIDER.get(name, name))
    return found
