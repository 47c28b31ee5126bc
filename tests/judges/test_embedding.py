"""The sentence model: what it is worth is measured before it is believed, and what it cannot do is said."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.model import Pair
from bot.errors import JudgeError
from bot.judges import Panel
from bot.judges.embedding import Embedding, examined, fetched, probability
from bot.judges.exam import HEADLINES, LANGUAGES
from bot.judges.notebook import Notebook
from tests.fakes.clock import Clock
from tests.fakes.feeds import FeedServer
from tests.judges import tiny
from tests.judges.pairs import pair

pytestmark = pytest.mark.anyio


def told(one: tuple[int, str], other: tuple[int, str], words: float = 30) -> Pair:
    """A pair of headlines of the exam, each (number, language)."""
    known, new = (HEADLINES[number][LANGUAGES.index(language)] for number, language in (one, other))
    return pair(known, new, words)


async def asked(model: Path, *pairs: Pair) -> list[float | None]:
    judge = Embedding(str(model), model.parent)
    try:
        return list(await judge.same_event(pairs))
    finally:
        await judge.close()


@pytest.mark.parametrize("pooled", [False, True])
async def test_the_same_event_is_nearer_than_another_in_and_across_languages(tmp_path: Path, pooled: bool) -> None:
    pairs = [
        told((0, "en"), (0, "en again")),
        told((0, "en"), (0, "zh")),
        told((0, "vi"), (0, "zh")),
        told((0, "en"), (1, "en again")),
        told((0, "en"), (1, "zh")),
        told((0, "vi"), (1, "vi")),
    ]
    answers = await asked(tiny.make(tmp_path / "model", pooled=pooled), *pairs)
    same, another = answers[:3], answers[3:]
    assert all(answer is not None and answer > 0.5 for answer in same)
    assert all(answer is not None and answer < 0.1 for answer in another)


async def test_of_a_language_that_it_does_not_know_it_says_nothing(tmp_path: Path) -> None:
    model = tiny.make(tmp_path / "model", unknown=["vi"])
    answers = await asked(model, told((0, "en"), (0, "vi")), told((0, "vi"), (0, "vi")), told((0, "en"), (0, "zh")))
    assert answers[:2] == [None, None] and answers[2] is not None
    german = pair("Beben schließt Hafen von Lima", "Hafen von Lima nach Beben zu")
    german = replace(german, known=replace(german.known, language="de"), new=replace(german.new, language="de"))
    assert await asked(model, german) == [None]


async def test_what_is_nearer_is_likelier_and_nothing_is_certain() -> None:
    assert probability(12) > 0.5 > probability(4) > probability(0)
    assert 0.0 < probability(-1e9) < probability(1e9) < 1.0


async def test_any_text_is_a_vector(tmp_path: Path) -> None:
    strange = [pair(text, "Quake shuts the port") for text in ("", " ", "\x00\ud800", "word " * 10_000, "🦆")]
    answers = await asked(tiny.make(tmp_path / "model"), *strange)
    assert all(answer is None or 0.0 <= answer <= 1.0 for answer in answers)


async def test_vectors_are_kept_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.judges import embedding

    monkeypatch.setattr(embedding, "KEPT", 10)
    encoder = embedding.Encoder(tiny.make(tmp_path / "model"))
    for n in range(50):
        assert len(encoder.vectors([f"title {n}", "quake"])) == 2
    assert len(encoder._known) <= 10 and examined(encoder)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [("model.onnx", "holds no model.onnx"), ("tokenizer.json", "cannot be read")],
)
async def test_a_folder_without_a_model_is_named(tmp_path: Path, spoil: str, words: str) -> None:
    model = tiny.make(tmp_path / "model")
    (model / spoil).unlink()
    with pytest.raises(JudgeError, match=words):
        await asked(model, pair())


async def test_a_broken_model_is_a_fault_and_is_tried_again(tmp_path: Path) -> None:
    model = tiny.make(tmp_path / "model")
    whole = (model / "model.onnx").read_bytes()
    (model / "model.onnx").write_bytes(whole[:100])
    judge = Embedding(str(model), tmp_path)
    with pytest.raises(JudgeError, match="cannot be read"):
        await judge.same_event([pair()])
    (model / "model.onnx").write_bytes(whole)
    assert len(await judge.same_event([pair()])) == 1
    await judge.close()


async def test_a_package_that_is_missing_is_named_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(JudgeError, match="pip install onnxruntime tokenizers"):
        await asked(tmp_path, pair())


async def test_while_it_loads_words_decide_and_loading_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready, one = asyncio.Event(), pair()

    async def load(_: Embedding) -> object:
        await ready.wait()
        raise JudgeError("loaded in vain")

    monkeypatch.setattr(Embedding, "_load", load)
    judge = Embedding("a/model", tmp_path)
    panel = Panel([judge], Notebook(), Clock(), timedelta(seconds=0.05))
    assert await panel.consult(lambda _: [one]) == {}
    assert judge._loading is not None and not judge._loading.cancelled()
    ready.set()
    with pytest.raises(JudgeError, match="in vain"):
        await judge._loading
    await panel.close()


async def test_a_model_is_fetched_once_whole_and_by_any_of_its_names(tmp_path: Path) -> None:
    async with FeedServer() as hub:
        url = hub.url("")
        hub.serve("/me/mini/resolve/main/tokenizer.json", b"{}")
        hub.redirect("/me/mini/resolve/main/model.onnx", hub.serve("/cdn", b"onnx" * 1000))
        for _ in range(2):
            folder = await fetched("me/mini", tmp_path, url)
        assert (folder / "model.onnx").read_bytes() == b"onnx" * 1000
        assert [request.path for request in hub.requests] == [
            "/me/mini/resolve/main/tokenizer.json",
            "/me/mini/resolve/main/onnx/model.onnx",
            "/me/mini/resolve/main/model.onnx",
            "/cdn",
        ]
        with pytest.raises(JudgeError, match=r"there is no .*none/resolve/main/tokenizer.json"):
            await fetched("me/none", tmp_path, url)


async def test_half_a_file_is_not_a_model(tmp_path: Path) -> None:
    from tests.fakes import rude

    async with FeedServer() as hub:
        hub.serve("/me/half/resolve/main/tokenizer.json", b"{}")
        hub.misbehave("/me/half/resolve/main/onnx/model.onnx", rude.wrong_length(b"onnx", 4000))
        with pytest.raises(JudgeError, match="cannot be fetched"):
            await fetched("me/half", tmp_path, hub.url(""))
    assert not (tmp_path / "me--half" / "model.onnx").exists()
