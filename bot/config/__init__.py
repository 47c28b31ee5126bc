"""config.toml and the environment, checked, as frozen values.

    values.py     kinds of value: durations, addresses, queries
    sections.py   the tables
    faults.py     what is wrong, in words

Rules: every fault is reported at once, each with its key, its value and the remedy; a fault never shows a secret. Every
key has a default that works, so an empty file is a valid configuration. People meet the keys in config.example.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import SecretStr, ValidationError

from bot.config.faults import fault_of
from bot.config.sections import Config
from bot.config.values import parse_duration
from bot.errors import ConfigError, Fault

__all__ = ["Config", "check_config", "load_config", "parse_duration"]


def load_config(path: Path, environment: Mapping[str, str]) -> Config:
    """Reads and checks a configuration file.

    environment: TELEGRAM_TOKEN, TELEGRAM_TOKEN_FILE come before the file's token and token_file; JUDGE_API_KEY and
    JUDGE_API_KEY_FILE before those of [judge].
    Raises ConfigError with every fault at once; a file that is missing or no TOML is one fault.
    """
    return check_config(_read_toml(path), str(path), environment)


def check_config(raw: dict[str, Any], file: str, environment: Mapping[str, str]) -> Config:
    """The same for values that were read already; `file` names them in errors."""
    faults: list[Fault] = []
    for secret in _SECRETS:
        section = raw.get(secret.section, {})
        if isinstance(section, dict):
            value = _secret(secret, section, Path(file).parent, environment, faults)
            raw = {**raw, secret.section: {**section, secret.key: value}}
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        found = [fault_of(detail) for detail in error.errors()]
        faults += {fault.key: fault for fault in found}.values()  # of a union's faults the last choice says it best
        config = Config()
    faults += _repeated(raw, "feeds", "url") + _repeated(raw, "watches", "term") + _repeated(raw, "channels", "name")
    if faults:
        raise ConfigError(file, faults)
    return config


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problem, remedy = "there is no such file", "Copy config.example.toml to it, or name another with --config."
    except UnicodeDecodeError as error:
        problem, remedy = f"is not UTF-8 (byte {error.start})", "Save it as UTF-8."
    except tomllib.TOMLDecodeError as error:
        problem, remedy = f"is no TOML: {error}", "Mend that line; config.example.toml shows the form."
    except OSError as error:
        problem, remedy = f"cannot be read: {error.strerror}", "Check its name and its permissions."
    raise ConfigError(str(path), [Fault("the file", "", problem, remedy)])


class _Secret(NamedTuple):
    """A value that may also come from the environment, or from a file (a Docker secret) that either names."""

    section: str
    key: str
    variable: str
    forbidden: str  # a pattern of what it cannot hold
    problem: str
    remedy: str


_SECRETS = (
    _Secret(
        "telegram",
        "token",
        "TELEGRAM_TOKEN",
        r"[\s/]",
        "holds a space or a slash",
        "Copy it from @BotFather: digits, a colon, letters.",
    ),
    _Secret(
        "judge",
        "api_key",
        "JUDGE_API_KEY",
        r"[^!-~]",
        "holds a space or a letter that no key has",
        "Copy it again from the service's own page.",
    ),
)


def _secret(
    secret: _Secret, section: Mapping[str, Any], folder: Path, environment: Mapping[str, str], faults: list[Fault]
) -> object:
    """The secret as the environment, the file or the section gives it; what is no text is left to be complained of."""
    value = environment.get(secret.variable, "").strip()
    name = environment.get(f"{secret.variable}_FILE", "") or section.get(f"{secret.key}_file", "")
    if not value and isinstance(name, str) and name:
        try:
            value = (folder / name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not text"
            key, remedy = f"{secret.section}.{secret.key}_file", f"Write the {secret.key} into that file."
            faults.append(Fault(key, repr(name), f"cannot be read: {why}", remedy))
    value = value or section.get(secret.key, "")
    if not isinstance(value, str):
        return value
    value = value.strip()
    if re.search(secret.forbidden, value):
        faults.append(Fault(f"{secret.section}.{secret.key}", "", secret.problem, secret.remedy))
        value = ""
    return SecretStr(value)


def _repeated(raw: Mapping[str, Any], table: str, key: str) -> list[Fault]:
    rows = raw.get(table)
    seen: set[str] = set()
    faults = []
    for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
        value = row.get(key) if isinstance(row, dict) else None
        if isinstance(value, str) and value in seen:
            faults.append(Fault(f"{table}[{number}].{key}", repr(value), "stands there twice", "Take one out."))
        elif isinstance(value, str):
            seen.add(value)
    return faults
