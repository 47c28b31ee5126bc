"""A second process that reads entries beside this one, while a start brings more of them than one processor can take.

    fork(index, lexicon)       before there is a thread: this process once more, asleep
    begin(terms, counts)       from here on it looks for these terms, knowing this of spelling
    ask(lessons, entries)      reads; first it learns what was learnt here since the last question
    end()                      it is gone, and what it did not answer is read here

Rules: it is forked, not started: so it has the packs and what is looked for, in memory that both share until either
writes to it, and is there at once. It reads as this process would have at the moment when it was asked: questions and
lessons come to it in their order. It has nothing but its end of a socket: no store, no network, no log; it ends when
that closes, so with us however we end. It is let go of before the collector looks at what is shared, which would make
all of it twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import pickle
import signal
import socket
import struct
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter

from bot.core.model import Entry, Match, Reading, Signature
from bot.core.pipeline import read
from bot.core.story import remembering, sign
from bot.core.watch import Lexicon, TermIndex

_log = logging.getLogger(__name__)
_VALUES = attrgetter(*[each.name for each in fields(Entry)])
_LENGTH = struct.Struct(">I")  # of an answer, in bytes, before it
_AT_ONCE = 1_048_576  # bytes of answers that wait to be taken
_SECONDS = 5.0  # from one answer to the next; a thousand long entries take one
Lesson = frozenset[str]
Answer = tuple[Signature, tuple[Match, ...], Lesson] | None  # what a reading adds to its entry; None: nothing


def fork(index: TermIndex, lexicon: Lexicon) -> Second | None:
    """The second process, asleep; None where there can be none, or it would bring nothing. index: of what is known so
    far to be looked for."""
    if not _may_fork():
        return None
    lexicon.prepare()
    ours, theirs = socket.socketpair()
    gc.freeze()  # the collector here leaves alone what is shared
    try:
        pid = os.fork()
    except OSError:  # no memory, or too many processes: then there is one
        ours.close()
        theirs.close()
        return None
    if pid:
        theirs.close()
        return Second(pid, ours)
    code = 1
    try:
        ours.close()
        _serve(theirs, index, lexicon)
        code = 0
    finally:
        os._exit(code)  # nothing of what this process was about to do is done twice


def _may_fork() -> bool:
    """Not with one processor, nor beside threads, whose locks would stay locked, nor on systems whose libraries have
    threads of their own."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Second:
    """The second process, as the first one sees it."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self._pid, self._line = pid, line
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None
        self._asked: deque[tuple[asyncio.Future[list[Answer] | None], int]] = deque()
        self._answers = 0  # that it gave
        self.behind = 0  # entries that it was asked about and has not answered

    @property
    def is_at_work(self) -> bool:
        """Whether it was begun with, and still answers."""
        return self._listening is not None and not self._listening.done()

    async def begin(self, terms: Sequence[str], counts: Mapping[str, int]) -> None:
        """Tells it what to look for. counts: what is known of spelling."""
        reader, self._writer = await asyncio.open_connection(sock=self._line, limit=_AT_ONCE)
        self._writer.write(pickle.dumps((list(terms), dict(counts)), pickle.HIGHEST_PROTOCOL))
        self._listening = asyncio.create_task(self._listen(reader))

    async def ask(self, lessons: Sequence[Lesson], entries: Sequence[Entry]) -> list[Answer] | None:
        """What it reads in them, by turns; None where it does not answer (any more)."""
        if self._writer is None or not self.is_at_work:
            return None
        rows = list(map(_VALUES, entries))
        self._writer.write(pickle.dumps((list(lessons), rows), pickle.HIGHEST_PROTOCOL))
        answer: asyncio.Future[list[Answer] | None] = asyncio.get_running_loop().create_future()
        self._asked.append((answer, len(rows)))
        self.behind += len(rows)
        while not answer.done():
            before = self._answers
            await asyncio.wait([answer], timeout=_SECONDS)
            if before == self._answers and not answer.done():  # it hangs
                await self.end()
        return answer.result()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Takes its answers, in the order of the questions, for as long as there are any."""
        try:
            with contextlib.suppress(Exception):  # however it went: what is asked is read here
                while True:
                    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
                    self._settle(pickle.loads(await reader.readexactly(length)))
        finally:
            if self._pid:
                _log.warning("the second reader is gone: all is read here")
            while self._asked:
                self._settle(None)

    def _settle(self, said: list[Answer] | None) -> None:
        self._answers += 1
        answer, entries = self._asked.popleft()
        self.behind -= entries
        if not answer.done():  # nobody waits for it any more
            answer.set_result(said)

    async def end(self) -> None:
        """At once, whatever it does; it has nothing that could be lost."""
        pid, self._pid = self._pid, 0
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._listening is not None:
            self._listening.cancel()
        if self._writer is not None:
            self._writer.transport.abort()
        self._line.close()
        if self._listening is not None:
            await asyncio.gather(self._listening, return_exceptions=True)
        if pid:
            with contextlib.suppress(ChildProcessError):
                await asyncio.to_thread(os.waitpid, pid, 0)


# ---------------------------------------------------------------- in the second process


def _serve(line: socket.socket, index: TermIndex, lexicon: Lexicon) -> None:
    """Answers until the first process leaves."""
    os.setsid()  # Ctrl-C is for the first one
    gc.disable()  # reading leaves no rings behind, and this does not last
    with line.makefile("rb") as questions, contextlib.suppress(EOFError, OSError):
        terms, counts = pickle.load(questions)
        for term in index.terms.difference(terms):
            index.drop(term)
        for term in terms:
            index.add(term)
        index.sightings.recall(counts)
        signing = remembering(lambda entry: sign(entry, lexicon))
        while True:
            lessons, rows = pickle.load(questions)
            for lesson in lessons:
                index.learn(lesson)
            data = pickle.dumps([_answer(read(Entry(*row), index, signing)) for row in rows], pickle.HIGHEST_PROTOCOL)
            line.sendall(_LENGTH.pack(len(data)) + data)


def _answer(reading: Reading) -> Answer:
    return (reading.signature, reading.matches, reading.teaches) if reading.matches or reading.teaches else None
