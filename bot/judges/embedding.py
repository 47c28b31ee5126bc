"""A sentence model on this machine (ONNX): how near two headlines are in meaning, as a probability.

    model     a folder with model.onnx and tokenizer.json, or a name at huggingface.co that is fetched into one
    exam      what its cosines are worth, by headlines of our own (exam.py): unrelated ones set the scale, translations
              tell which languages it knows; about the others it says nothing
    answer    by the cosine in units of that scale; fitted, beside what the words say, on four labelled weeks

Rules: loading and computing happen in threads, so the event loop goes on; while the model loads, words decide. Needs
onnxruntime and tokenizers (the extra `semantic`), which the bot does without otherwise.
"""

from __future__ import annotations

import asyncio
import importlib
import math
import threading
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from bot.core.model import Entry, Pair
from bot.core.story.words import language_of
from bot.errors import JudgeError
from bot.judges.exam import HEADLINES, LANGUAGES
from bot.judges.question import TITLE, quoted

HUB = "https://huggingface.co"
FILES = (("tokenizer.json",), ("onnx/model.onnx", "model.onnx"))  # each under the first of its names that is there
LARGEST = 2_000_000_000  # bytes of a file
TOKENS = 128  # of a headline
KEPT = 4096  # vectors in memory
KNOWN = 4.0  # units of the scale that retold headlines must be nearer than unrelated ones
# Fitted on pairs of English headlines in doubt, with the words' own odds beside them (docs/technotes/judge.md).
NEARNESS, BIAS = 0.331, -2.743
INSTALL = "Install it: .venv/bin/python -m pip install onnxruntime tokenizers"


class Scale(NamedTuple):
    """How near a model puts unrelated headlines of two languages: mean and standard deviation of the cosine."""

    mean: float
    deviation: float


class Encoder:
    """Texts to vectors of length 1. Made and used in threads."""

    def __init__(self, folder: Path) -> None:
        """Raises JudgeError where a package or a file is missing or broken."""
        try:
            tokenizers, runtime = importlib.import_module("tokenizers"), importlib.import_module("onnxruntime")
        except ImportError as error:
            raise JudgeError(f"judge.embedding needs the package {error.name}. {INSTALL}") from error
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = runtime.SessionOptions()
            options.intra_op_num_threads = 1  # one core: feeds are read meanwhile
            file = next(file for file in (folder / "model.onnx", folder / "onnx" / "model.onnx") if file.exists())
            self._session = runtime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except StopIteration:
            raise JudgeError(f"{folder} holds no model.onnx. Name a folder that does in judge.embedding") from None
        except Exception as error:  # both libraries raise plain Exceptions of their own
            raise JudgeError(f"the model in {folder} cannot be read ({str(error)[:200]})") from error
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._known: dict[str, Any] = {}
        self._turn = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> list[Any]:
        """One a text, in order; by any thread."""
        with self._turn:
            return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> list[Any]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if len(self._known) + len(new) > KEPT:
            self._known.clear()
            new = list(dict.fromkeys(texts))
        if new:
            self._known.update(zip(new, self._encoded(new), strict=True))
        return [self._known[text] for text in texts]

    def _encoded(self, texts: Sequence[str]) -> Any:
        numpy = importlib.import_module("numpy")
        tokens = self._tokenizer.encode_batch(list(texts))
        mask = numpy.array([each.attention_mask for each in tokens], numpy.int64)
        fed = {
            "input_ids": numpy.array([each.ids for each in tokens], numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.array([each.type_ids for each in tokens], numpy.int64),
        }
        states = self._session.run(None, {name: value for name, value in fed.items() if name in self._inputs})[0]
        if states.ndim == 3:  # a state a token: their mean, as sentence models are trained; else pooled already
            states = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True).clip(1)
        return states / numpy.linalg.norm(states, axis=1, keepdims=True).clip(1e-9)


def examined(encoder: Encoder) -> dict[frozenset[str], Scale]:
    """The scale of each pair of languages that the model knows."""
    vectors = {language: encoder.vectors([told[n] for told in HEADLINES]) for n, language in enumerate(LANGUAGES)}
    scales = {}
    for one, other in (("en", "en again"), ("en", "zh"), ("en", "vi"), ("zh", "vi")):
        scale = _scale(vectors[one], vectors[other])
        related = sum(float(a @ b) for a, b in zip(vectors[one], vectors[other], strict=True)) / len(HEADLINES)
        if (related - scale.mean) / scale.deviation >= KNOWN:
            scales[frozenset((one, other.split()[0]))] = scale
    for language in ("zh", "vi"):  # known by its translations; its own scale is by its own headlines
        if frozenset(("en", language)) in scales:
            scales[frozenset((language,))] = _scale(vectors[language], vectors[language])
    return scales


def _scale(one: Sequence[Any], other: Sequence[Any]) -> Scale:
    unrelated = [float(one[a] @ other[b]) for a, b in permutations(range(len(one)), 2)]
    mean = sum(unrelated) / len(unrelated)
    spread = math.sqrt(sum((cosine - mean) ** 2 for cosine in unrelated) / len(unrelated))
    return Scale(mean, max(spread, 1e-6))


def probability(nearness: float) -> float:
    """What the model adds to the words, as odds of its own. nearness: in units of the scale."""
    odds = NEARNESS * nearness + BIAS
    return 1.0 / (1.0 + math.exp(-min(max(odds, -30.0), 30.0)))


class Embedding:
    """The judge. model: as configured; cache: the folder into whose folders models are fetched."""

    kept = False  # quicker to compute again than to look up
    batch = 32

    def __init__(self, model: str, cache: Path, hub: str = HUB) -> None:
        self.name = f"embedding {Path(model).name}"
        self._model = model
        self._cache = cache
        self._hub = hub
        self._loading: asyncio.Task[tuple[Encoder, dict[frozenset[str], Scale]]] | None = None

    async def close(self) -> None:
        """Gives up loading."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.gather(self._loading, return_exceptions=True)

    async def same_event(self, pairs: Sequence[Pair]) -> Sequence[float | None]:
        """None for a pair in a language that the model does not know. Raises JudgeError where it cannot be loaded."""
        if self._loading is None or (self._loading.done() and self._loading.exception() is not None):
            self._loading = asyncio.create_task(self._load())
        encoder, scales = await asyncio.shield(self._loading)
        return await asyncio.to_thread(_answers, encoder, scales, pairs)

    async def _load(self) -> tuple[Encoder, dict[frozenset[str], Scale]]:
        folder = Path(self._model)
        if not await asyncio.to_thread(folder.is_dir):
            folder = await fetched(self._model, self._cache, self._hub)
        encoder = await asyncio.to_thread(Encoder, folder)
        return encoder, await asyncio.to_thread(examined, encoder)


def _answers(encoder: Encoder, scales: dict[frozenset[str], Scale], pairs: Sequence[Pair]) -> list[float | None]:
    vectors = encoder.vectors([quoted(entry.title, TITLE) for pair in pairs for entry in (pair.known, pair.new)])
    answers: list[float | None] = []
    for n, pair in enumerate(pairs):
        scale = scales.get(frozenset((_language(pair.known), _language(pair.new))))
        nearness = float(vectors[2 * n] @ vectors[2 * n + 1])
        answers.append(None if scale is None else probability((nearness - scale.mean) / scale.deviation))
    return answers


def _language(entry: Entry) -> str:
    return language_of(entry.title, entry.language) or "en"


async def fetched(model: str, cache: Path, hub: str) -> Path:
    """The folder of a model of the hub, fetched unless it is there. Raises JudgeError."""
    folder = cache / model.replace("/", "--")
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False, timeout=60) as client:
        for names in FILES:
            target = folder / names[-1]
            if not await asyncio.to_thread(target.exists):
                await _fetch(client, [f"{hub}/{model}/resolve/main/{name}" for name in names], target)
    return folder


async def _fetch(client: httpx.AsyncClient, urls: Sequence[str], target: Path) -> None:
    """The first of the URLs that is there; half a file is never taken for a whole one."""
    part = target.with_name(target.name + ".part")
    for url in urls:
        try:
            async with client.stream("GET", url) as response:
                if response.status_code == 404:
                    continue
                response.raise_for_status()
                size = 0
                with await asyncio.to_thread(part.open, "wb") as file:
                    async for chunk in response.aiter_bytes(1 << 20):
                        size += len(chunk)
                        if size > LARGEST:
                            raise JudgeError(f"{url} is larger than {LARGEST:,} bytes")
                        await asyncio.to_thread(file.write, chunk)
        except (httpx.HTTPError, OSError) as error:
            raise JudgeError(f"{url} cannot be fetched ({type(error).__name__}: {str(error)[:120]})") from error
        await asyncio.to_thread(part.replace, target)
        return
    raise JudgeError(f"there is no {urls[-1]}. Name a model with an ONNX file in judge.embedding, or a folder")
