"""Every text that the code says, read from its source: the keys that the catalogues must hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parent
ROOMS = ("messages", "chat")
SAYS = {"say": 1, "msgid": 1, "say_n": 2}  # function -> how many of its first arguments are texts

Key = str | tuple[str, str]  # (one, many) for a plural


@cache
def texts() -> Mapping[Key, str]:
    """Text -> where it is said first."""
    found: dict[Key, str] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for key, line in _said(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(key, f"{path.relative_to(ROOT.parent)}:{line}")
    return found


def _said(tree: ast.Module) -> Iterator[tuple[Key, int]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        count = SAYS.get(_name(call.func), 0)
        words = [a.value for a in call.args[:count] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if count and len(words) == count:
            yield (words[0] if count == 1 else (words[0], words[1])), call.lineno


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
