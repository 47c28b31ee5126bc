"""A sentence model of a few kilobytes, made by code: words of one headline of the exam point in one direction.

Rules: real ONNX and a real tokenizer.json, so that the judge does all that it does with a large one.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from bot.judges.exam import HEADLINES, LANGUAGES


def make(folder: Path, *, unknown: Collection[str] = (), pooled: bool = False) -> Path:
    """unknown: languages whose words point anywhere; pooled: the model itself takes the mean. Skips where the packages
    that make such a file are not installed."""
    for name in ("numpy", "onnx", "onnxruntime", "tokenizers"):
        pytest.importorskip(name, reason="needs the extra `semantic`, and onnx to make a model with")
    onnx, numpy = importlib.import_module("onnx"), importlib.import_module("numpy")
    tokenizers = importlib.import_module("tokenizers")
    rows = _rows(tokenizers, unknown)
    words = {"[UNK]": 0, "[PAD]": 1, **{word: n for n, word in enumerate(rows, 2)}}
    folder.mkdir(exist_ok=True)
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = numpy.array([[0.01] * _WIDTH] * 2 + list(rows.values()), numpy.float32)
    onnx.save(_graph(onnx, table, pooled), str(folder / "model.onnx"))
    return folder


_WIDTH = 48


def _rows(tokenizers: Any, unknown: Collection[str]) -> dict[str, list[float]]:
    """A direction a headline; none for a word of several headlines; any for a word of an unknown language."""
    drawn = random.Random(7)
    split = tokenizers.pre_tokenizers.Whitespace().pre_tokenize_str
    stands = [
        (word, number, language)
        for number, told in enumerate(HEADLINES)
        for language, title in zip(LANGUAGES, told, strict=True)
        for word, _ in split(title.lower())
    ]
    rows: dict[str, list[float]] = {}
    for word, number, language in stands:
        alone = {n for other, n, _ in stands if other == word} == {number}
        row = [drawn.gauss(0, 0.05) for _ in range(_WIDTH)]
        if language in unknown:
            row = [drawn.gauss(0, 1) for _ in row]
        elif alone:
            row[number] += 1.0
        rows.setdefault(word, row)
    return rows


def _graph(onnx: Any, table: Any, pooled: bool) -> Any:
    helper, types = onnx.helper, onnx.TensorProto
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    shape: list[str | int] = ["batch", "tokens", _WIDTH]
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["last_hidden_state"], ["sentence"], axes=[1], keepdims=0))
        shape = ["batch", _WIDTH]
    inputs = [helper.make_tensor_value_info("input_ids", types.INT64, ["batch", "tokens"])]
    outputs = [helper.make_tensor_value_info(nodes[-1].output[0], types.FLOAT, shape)]
    table = onnx.numpy_helper.from_array(table, "table")
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, [table])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
