"""Tables of rows: several things under one key.

Rules: a row is a tuple that is replaced, never changed: readers in other threads see it as it was or as it is, and need
no lock.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def put_in(table: dict[Key, tuple[Value, ...]], key: Key, value: Value) -> None:
    """The value stands in the row, once more."""
    table[key] = (*table.get(key, ()), value)


def take_out(table: dict[Key, tuple[Value, ...]], key: Key, value: Value) -> None:
    """The value leaves its row once; a row without any goes."""
    row = list(table[key])
    row.remove(value)
    if row:
        table[key] = tuple(row)
    else:
        del table[key]
