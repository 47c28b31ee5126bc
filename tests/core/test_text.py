"""Folding keeps the way back; tokens have edges where words have."""

from __future__ import annotations

import pickle
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import (
    RUN,
    TOKEN,
    Folded,
    cut,
    fold,
    has_digit,
    is_caseless,
    is_syllable,
    marked,
    starts,
    stem,
    tokens,
)

ANY = st.text(st.characters(), max_size=60)  # lone surrogates among them


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("DeepSeek", "deepseek"),
        ("Ｈ２０", "h20"),
        ("Điện thoại", "dien thoai"),
        ("華為昇騰", "华为升腾"),
        ("臺灣", "台湾"),
        ("H₂O", "h2o"),
        ("e\u0301t\u00e9", "ete"),
        ("Deep\u200bSeek\u202e", "deepseek"),
        ("V4\u2011Pro — “x” ’s", 'v4-pro - "x" \'s'),
        ("ﬁle ㎏ Straße", "file kg strasse"),
        ("がパ 한국", "がパ 한국"),
        ("\ud800", "\ufffd"),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@given(ANY)
def test_folding_with_offsets_is_the_same_folding(text: str) -> None:
    assert Folded(text).text == fold(text)


@given(ANY, st.data())
def test_every_folded_stretch_leads_back_to_raw_text_that_folds_to_hold_it(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.raw_span(start, end)
    assert 0 <= first < last <= len(text)
    assert folded.text[start:end] in fold(text[first:last])


@given(ANY)
def test_tokens_lie_in_order_and_lead_back_to_themselves(text: str) -> None:
    folded = Folded(text)
    found = tokens(folded.text)
    assert all(folded.text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_span_takes_its_accents_along_and_drops_what_it_does_not_cover() -> None:
    folded = Folded("Vie\u0323\u0302t Nam")
    assert folded.slice(0, 4) == "Vie\u0323\u0302t"
    assert folded.slice(2, 3) == "e\u0323\u0302"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("英伟达h20芯片", ["英伟达", "h20", "芯片"]),
        ("v.4 gpt5.4 cve-2026-1", ["v.4", "gpt5.4", "cve", "2026", "1"]),
        ("$1.5b qwen1.5b 1.5b", ["1.5b", "qwen1.5", "b", "1.5", "b"]),
        ("b.i.s. rule", ["b.i.s", "rule"]),
        ("up 3.5% to 1.2bn.", ["up", "3.5", "to", "1.2bn"]),
        ("привет мир", ["привет", "мир"]),
        ("엔비디아가 nvidia", ["엔비디아가", "nvidia"]),
        ("हिन्दी", ["हिन्दी"]),
    ],
)
def test_tokens(text: str, found: list[str]) -> None:
    assert [token.text for token in tokens(text)] == found


def test_a_tone_may_sit_on_either_vowel() -> None:
    assert marked("hoà") == marked("hòa") != marked("hoa")
    assert marked("CẤM") == marked(unicodedata.normalize("NFD", "cấm"))


@pytest.mark.parametrize(
    "forms",
    [
        "export exports exported exporting",
        "price prices priced pricing",
        "plan plans planned planning",
        "plane planes",
        "trade trades traded trading",
        "supply supplies supplied supplying",
        "licence licences",
        "case cases",
        "size sizes",
        "gas gases",
        "box boxes boxing",
        "house houses housing",
        "tariff tariffs",
        "open opened opening",
        "quiz quizzes",
        "add adds added adding",
        "egg eggs",
    ],
)
def test_inflections_share_a_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("export", "expert"),
        ("ban", "bank"),
        ("university", "universe"),
        ("news", "new"),
        ("chip", "ship"),
        ("plan", "plane"),
        ("customs", "customer"),
        ("engine", "engineer"),
        ("report", "reporter"),
        ("base", "based"),  # US-based, and a base of the US
        ("fire", "fired"),
        ("stat", "state"),
        ("scrap", "scrape"),
        ("ads", "adds"),
    ],
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_small_questions() -> None:
    assert has_digit("h20")
    assert not has_digit("hello")
    assert is_syllable("nghieng")
    assert not is_syllable("export")
    assert pickle.loads(pickle.dumps(Folded("Điện"))).slice(0, 4) == "Điện"


@given(st.text("aé½…\u200bﬁ中Ⅻ🎉", max_size=30))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = Folded(text)
    for at, char in enumerate(folded.text):
        start, end = folded.raw_span(at, at + 1)
        assert char in fold(text[start:end])


@given(st.text(st.characters() | st.sampled_from("华Ab4. ,・ｶ㎏㍿々\u200b\u3000\n"), max_size=40))
def test_what_is_cut_holds_every_token_whole(raw: str) -> None:
    text = Folded(raw)
    found = [token for piece in cut(text) for token in TOKEN.findall(fold(piece))]
    assert found == TOKEN.findall(text.text)
    at = 0
    for piece, start in zip(cut(text), starts(text), strict=True):
        assert start == raw.index(piece, at)
        at = start + len(piece)


def test_every_character_of_a_script_without_spaces_is_seen_before_folding() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    odd = [char for char in every if RUN.search(unicodedata.normalize("NFKC", char)) and RUN.search(fold(char))]
    assert all(Folded(char).has_runs for char in odd) and "ｶ" in odd and "㍿" in odd


def test_a_text_without_capitals_is_caseless() -> None:
    assert is_caseless("huawei 华为 ốp") and is_caseless("") and not is_caseless("huawei Ốp")
