"""bot/sources/charset.py: the right characters, whatever the labels say."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.charset import to_text

VIETNAMESE = "<rss><title>Chip AI của Huawei</title></rss>"
CHINESE = "<rss><title>华为昇腾芯片发布，产能翻倍</title></rss>"


def declared(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "gb2312", "no-such-charset", "rot13", "base64"])
def test_utf8_is_utf8_whatever_is_declared(label: str) -> None:
    assert to_text(declared(label, VIETNAMESE).encode(), f"text/xml; charset={label}").endswith(VIETNAMESE)


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030", "big5"])
def test_declared_chinese_encodings(label: str) -> None:
    text = CHINESE if label != "big5" else "<rss><title>華為昇騰晶片</title></rss>"
    assert text in to_text(declared(label, text).encode("gb18030" if label == "gb2312" else label))


def test_gb2312_means_its_superset() -> None:
    assert "€镕" in to_text(declared("gb2312", "<t>€镕</t>").encode("gb18030"))


def test_the_header_counts_where_the_document_says_nothing() -> None:
    assert to_text(CHINESE.encode("gb18030"), 'text/xml; charset="GB2312"') == CHINESE


def test_a_declaration_behind_junk_counts() -> None:
    assert CHINESE in to_text(b"Warning: x\n" + declared("gb2312", CHINESE).encode("gb18030"))


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
    ],
)
def test_byte_order_marks_and_utf16_without_one(mark: bytes, encoding: str) -> None:
    assert to_text(mark + declared("utf-16", CHINESE).encode(encoding)).endswith(CHINESE)


def test_latin_without_any_label_and_windows_quotes() -> None:
    assert to_text("<t>Caf\u00e9 “x”</t>".encode("cp1252")) == "<t>Café “x”</t>"
    assert to_text(declared("iso-8859-1", "<t>“é”</t>").encode("cp1252")).endswith("<t>“é”</t>")


def test_one_broken_byte_costs_one_character() -> None:
    body = ("<t>" + "Tiếng Việt " * 200 + "</t>").encode()
    broken = body[:50] + b"\xff" + body[50:]
    assert to_text(broken).count("Tiếng Việt") >= 198


def test_what_xml_forbids_is_left_out() -> None:
    assert to_text(b"<t>a\x00\x0b\x1fb&#0;&#x110000;&#xD800;&#99999999999999999999;&#65;</t>") == "<t>ab&#65;</t>"


@given(st.binary(), st.text(max_size=50))
def test_it_never_raises(body: bytes, content_type: str) -> None:
    to_text(body, content_type)
    to_text(b'<?xml encoding="' + body + b'"?>', f"x; charset={content_type}").encode()
