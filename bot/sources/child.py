"""A process that parses: documents in through stdin, what they hold out through stdout, until stdin ends.

Rules: pickles of our own parent only, each behind its length; little memory and no environment but Python's own; it
yields the processor to the event loop, and leaves for a successor before memory that large documents took piles up.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from typing import IO

from bot.sources.document import LENGTH, READY
from bot.sources.parse import read_document

_LIFE = 128_000_000  # bytes of documents
_LARGE = 2_000_000  # bytes of one document: parsing it took tens of megabytes, which stay with the process
_MEMORY = 1_500_000_000  # bytes of address space: a document that needs more is refused, not the machine brought down


def main() -> None:
    """Serves until the parent leaves or this process is worn out."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the answers
    _be_modest()
    _send(sink, READY)
    life = _LIFE
    while (data := _receive(source)) and life > 0:
        document = pickle.loads(data)
        life = 0 if len(document.body) > _LARGE else life - len(document.body)
        _send(sink, pickle.dumps((read_document(document), life <= 0), pickle.HIGHEST_PROTOCOL))


def _be_modest() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):  # no such limits on this system
        import resource

        os.nice(5)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _receive(source: IO[bytes]) -> bytes:
    """The next message; b"" at the end."""
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def _send(sink: IO[bytes], data: bytes) -> None:
    sink.write(LENGTH.pack(len(data)) + data)
    sink.flush()


if __name__ == "__main__":
    main()
    os._exit(0)  # all is said, and who waits for the end need not wait for Python to tidy up
