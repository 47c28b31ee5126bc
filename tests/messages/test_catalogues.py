"""Each catalogue holds every text that the code says, no other, and with the same places."""

from __future__ import annotations

from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.messages.locale import CATALOGUES, LOCALES
from tests.messages.texts import Key, texts


@cache
def catalogue(locale: str) -> Catalog:
    with (CATALOGUES / f"{locale}.po").open("rb") as file:
        return read_po(file, locale=locale.replace("-", "_"), abort_invalid=True)


def strings(catalog: Catalog, key: Key) -> tuple[str, ...]:
    message = catalog.get(key)
    assert message is not None
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_there_is_a_catalogue_for_every_locale_and_no_other() -> None:
    assert {path.stem for path in CATALOGUES.iterdir()} == set(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_missing_and_none_is_left_over(locale: str) -> None:
    held = {message.id for message in catalogue(locale) if message.id}
    said = texts()
    assert {key: where for key, where in said.items() if key not in held} == {}, "missing"
    assert held - set(said) == set(), "not said any more"


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_fill_the_same_places(locale: str) -> None:
    catalog = catalogue(locale)
    for key, where in texts().items():
        forms = strings(catalog, key)
        assert len(forms) == (1 if isinstance(key, str) else catalog.num_plurals), where
        wanted = places(key) if isinstance(key, str) else places(key[1])
        for form in forms:
            assert form.strip(), f"{locale}: not translated: {where}"
            assert places(form) | {"n"} == wanted | {"n"}, where
            assert "n" not in wanted or "n" in places(form), where


def test_english_is_said_as_the_code_has_it() -> None:
    catalog = catalogue("en")
    for key in texts():
        assert strings(catalog, key) == ((key,) if isinstance(key, str) else key)


def test_both_chinese_scripts_are_written_in_their_own_characters() -> None:
    simplified, traditional = catalogue("zh-Hans"), catalogue("zh-Hant")
    assert not set("這個們時會來對開關報") & set("".join("".join(strings(simplified, key)) for key in texts()))
    assert not set("这个们时会来对开关报") & set("".join("".join(strings(traditional, key)) for key in texts()))
