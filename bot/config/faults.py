"""What pydantic found wrong, as a person would say it: key, value unless it is a secret, problem, remedy."""

from __future__ import annotations

import difflib
import json

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.config.sections import Config
from bot.errors import Fault

_SECRETS = {"token", "api_key", "store.url", "proxy"}
_WITHOUT_VALUE = ("missing", "order", "extra_forbidden")  # what a misspelt key holds may be a secret


def fault_of(detail: ErrorDetails) -> Fault:
    place = [part for part in detail["loc"] if not (isinstance(part, str) and (part[:1].isupper() or "[" in part))]
    place = [part for part in place if part not in ("int", "function-after")]
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    secret = key in _SECRETS or key.rpartition(".")[2] in _SECRETS
    value = "" if secret or detail["type"] in _WITHOUT_VALUE else _shown(detail["input"])
    problem, remedy = _words(detail)
    return Fault(key or "the file", value, problem, remedy)


def _shown(value: object) -> str:
    """As the file has it, more or less."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:79] + "…"


def _words(detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what to do, for a fault as pydantic tells it."""
    kind, context = detail["type"], detail.get("ctx", {})
    if "remedy" in context:
        return detail["msg"], str(context["remedy"])
    if kind == "extra_forbidden":
        return "no such key", _known_keys(detail["loc"])
    if kind == "missing":
        return "is missing", "Add it; config.example.toml shows the form."
    if kind in _BOUNDS:
        problem, key, remedy = _BOUNDS[kind]
        return problem, remedy.format(context.get(key, ""))
    remedies = [remedy for prefix, remedy in _TYPES.items() if kind.startswith(prefix)]
    if remedies:
        return "is of the wrong type", remedies[0]
    return detail["msg"][:1].lower() + detail["msg"][1:], "config.example.toml shows the form."


_BOUNDS = {
    "greater_than_equal": ("is too small", "ge", "Write {} or more."),
    "less_than_equal": ("is too large", "le", "Write {} or less."),
    "too_short": ("is empty", "min_length", "Write {} or more, or leave the key out."),
    "literal_error": ("is none of the choices", "expected", "Write one of {}."),
}


_TYPES = {
    "int_": "Write a whole number, without quotes.",
    "float_": "Write a number, without quotes.",
    "string_": 'Write text in quotes: "…".',
    "secret_": 'Write text in quotes: "…".',
    "bool_": "Write true or false, without quotes.",
    "tuple_": "Write a list: [ … ].",
    "model_": "Write it as a table; config.example.toml shows the form.",
    "dict_": "Write it as a table; config.example.toml shows the form.",
}


def _known_keys(place: tuple[int | str, ...]) -> str:
    model: type[BaseModel] = Config
    for part in place[:-1]:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            inner = [arg for arg in getattr(annotation, "__args__", ()) if arg is not Ellipsis]
            model = inner[0] if inner else annotation  # type: ignore[assignment]  # every table of Config is a model
    known = list(model.model_fields)
    near = difflib.get_close_matches(str(place[-1]), known, n=2)
    return f"Did you mean {' or '.join(near)}?" if near else f"Known here: {', '.join(known)}."
