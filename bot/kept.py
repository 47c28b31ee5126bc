"""What takes long to work out and follows from files alone, kept for the next process.

Rules: where and when Python keeps bytecode, and trusted no further: in __pycache__, not where Python is told to write
none, never read from a file that another user could have written. What is kept are plain values, by marshal, which runs
nothing; sealed with all that they were worked out of, so that a changed source, another Python or a damaged file is the
same as none. No fault here is told: then the values are worked out again.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

_SEAL = 32  # bytes
_ROOT = 0  # the user who may write anything anyway
_OTHERS = 0o022  # may write


def kept(name: str, sources: Iterable[Path], make: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
    """What `make` returns: plain values. Kept beside the first source under that name for as long as no source
    changes."""
    sources = list(sources)
    try:
        file, key = _file(sources[0].with_name(name)), _key(sources)
    except (OSError, NotImplementedError):  # a source is gone, or this Python keeps no bytecode
        return make()
    values = _read(file, key, sources[0].stat().st_uid)
    if values is None:
        values = make()
        if not sys.dont_write_bytecode:
            _write(file, key, values)
    return values


def _file(name: Path) -> Path:
    """Beside the bytecode of a module of that name."""
    return Path(cache_from_source(f"{name}.py")).with_suffix(".kept")


def _key(sources: list[Path]) -> bytes:
    """All that the values depend on."""
    key = blake2b(f"{sys.version}\0{sys.byteorder}".encode())  # numbers are kept as this machine has them
    for source in sources:
        data = source.read_bytes()
        key.update(f"\0{source.name}\0{len(data)}\0".encode())
        key.update(data)
    return key.digest()


def _seal(key: bytes, data: memoryview | bytes) -> bytes:
    return blake2b(data, key=key, digest_size=_SEAL).digest()


def _read(file: Path, key: bytes, owner: int) -> tuple[Any, ...] | None:
    """None where there is nothing that can be trusted."""
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            if status.st_mode & _OTHERS or status.st_uid not in (_ROOT, owner):
                return None
            data = memoryview(opened.read())
        if data[:_SEAL] != _seal(key, data[_SEAL:]):
            return None
        return _values(data[_SEAL:])
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _values(data: memoryview) -> tuple[Any, ...]:
    """What was written."""
    with collector_at_rest():
        values: tuple[Any, ...] = marshal.loads(data)
    return values


@contextlib.contextmanager
def collector_at_rest() -> Iterator[None]:
    """While much is made that stays: it would go through all of it time and again, and find nothing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _write(file: Path, key: bytes, values: tuple[Any, ...]) -> None:
    """Whole or not at all: another process may read it at any time."""
    data = marshal.dumps(values)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=file.name, dir=file.parent)
        try:
            with open(handle, "wb") as opened:  # noqa: PTH123 - a descriptor, not a path
                opened.write(_seal(key, data) + data)
                os.fchmod(handle, 0o644)
            Path(part).replace(file)
        except BaseException:
            Path(part).unlink()
            raise
