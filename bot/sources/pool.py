"""Parsing in processes of its own: the event loop never waits for a document, and no document can bring the bot down.

Rules: children start when they are first needed, or one ahead of it (`prepare`); one that hangs is killed at the
deadline, one that died is replaced, and the document that did it fails in words, it alone. A child is sent the next
documents before it has answered: neither process waits for the other while there is work. Plain subprocesses rather
than concurrent.futures, whose pool cannot kill the process that hangs (before Python 3.14), imports the program's main
module into each child, and needs a second helper process; a child here is one process that ends by itself when this one
is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path

import bot
from bot.sources.document import LENGTH, READY, Document, Parsed

log = logging.getLogger(__name__)

_START_SECONDS = 60.0  # importing feedparser takes 0.2 s; a busy machine is given more
_END_SECONDS = 2.0
_AHEAD = 4  # documents that a child has before it: it goes on while the event loop is busy with what it answered
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT")  # no secrets


class Parser:
    """Parses documents, `workers` at a time. timeout: seconds that one document may take."""

    def __init__(self, timeout: float = 10.0, workers: int = 1) -> None:
        self._timeout, self._workers = timeout, workers
        self._seats = asyncio.Semaphore(workers * _AHEAD)
        self._starting = asyncio.Lock()
        self._children: list[_Child] = []
        self._killed: list[_Child] = []  # until the system has let go of them
        self._preparing: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Starts a child now, if none was, so that it is ready when the first document is there: it loads what it needs
        beside us, also where the event loop stands still."""
        if self._preparing is None:
            self._preparing = asyncio.create_task(self._prepare())
            await asyncio.sleep(0)  # its first step starts the process

    async def _prepare(self) -> None:
        with contextlib.suppress(OSError, EOFError):  # the first document will find the same, and say it
            await self._free_child()

    async def parse(self, document: Document) -> Parsed:
        """What the document holds. Never raises but for cancellation."""
        async with self._seats:
            while True:
                try:
                    child = await self._free_child()
                except (OSError, EOFError) as error:  # a TimeoutError is an OSError
                    text = f"No process to parse it could be started ({error}). Free memory on this machine."
                    return Parsed(error=text)
                with contextlib.suppress(_Unserved):
                    return await self._ask(child, document)

    async def _free_child(self) -> _Child:
        """The one that has least to do; a new one where all are at work and there may be more."""
        async with self._starting:
            self._children = [child for child in self._children if child.process.returncode is None]
            child = min(self._children, key=lambda child: child.askers, default=None)
            if child is None or (child.askers and len(self._children) < self._workers):
                child = await self._new_child()
                self._children.append(child)
            return child

    async def _new_child(self) -> _Child:
        child = await _Child.start()
        try:
            await child.get_ready()
        except BaseException:
            self._kill(child)
            raise
        return child

    def _kill(self, child: _Child) -> None:
        child.kill()
        self._children = [other for other in self._children if other is not child]
        waited_for = [killed for killed in self._killed if killed.process.returncode is None and killed is not child]
        self._killed = [*waited_for, child]

    async def _ask(self, child: _Child, document: Document) -> Parsed:
        """Sends the document at once, for the child is not to wait for us, and takes its answer in its turn."""
        child.askers += 1
        try:
            child.send(document)
            async with child.turn:
                return await self._answer_of(child)
        except asyncio.CancelledError:  # its answer would be taken for that of the next
            self._kill(child)
            raise
        finally:
            child.askers -= 1

    async def _answer_of(self, child: _Child) -> Parsed:
        leaves = True
        try:
            if child.killed:
                raise _Unserved
            async with asyncio.timeout(self._timeout):
                parsed, leaves = await child.answer()
        except TimeoutError:
            parsed = Parsed(error=f"It took longer than {self._timeout:g} s to parse. Look for a smaller feed.")
        except (OSError, EOFError, pickle.UnpicklingError):
            if child.killed:
                raise _Unserved from None
            parsed = Parsed(error="The process that parsed it died. It is tried again later.")
        finally:
            if leaves:
                self._kill(child)
        return parsed

    async def close(self) -> None:
        """Ends every child."""
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)
        while self._children:
            await self._children.pop().end()
        while self._killed:
            await self._killed.pop().process.wait()


class _Unserved(Exception):
    """The child was killed for another document's sake: a document that was sent to it goes to the next one."""


@dataclass(slots=True)
class _Child:
    """One parsing process: it answers in the order in which it is asked."""

    process: asyncio.subprocess.Process
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # to take an answer: fair, hence in the order of sending
    askers: int = 0
    killed: bool = False

    @classmethod
    async def start(cls) -> _Child:
        """Starts one, with no more of the environment than it needs."""
        root = str(Path(bot.__file__).parent.parent)
        paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.sources.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {"PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C is for the bot, which then ends its children
        )
        log.debug("started parsing process %d", process.pid)
        return cls(process)

    async def get_ready(self) -> None:
        """Waits until it has imported what it needs. Raises OSError or EOFError where it cannot."""
        async with asyncio.timeout(_START_SECONDS):
            ready = await self._receive()
        if ready != READY:
            raise OSError(f"it said {ready[:100]!r} instead of being ready")

    def send(self, document: Document) -> None:
        """Waits for nothing: how much is on its way is bounded by who sends. What cannot be sent has no answer."""
        assert self.process.stdin is not None
        data = pickle.dumps(document, pickle.HIGHEST_PROTOCOL)
        self.process.stdin.write(LENGTH.pack(len(data)) + data)

    async def answer(self) -> tuple[Parsed, bool]:
        """What the document holds whose turn it is, and whether the child leaves afterwards. Raises OSError or EOFError
        where the child died."""
        parsed, leaves = pickle.loads(await self._receive())
        return parsed, leaves

    async def _receive(self) -> bytes:
        assert self.process.stdout is not None
        (length,) = LENGTH.unpack(await self.process.stdout.readexactly(LENGTH.size))
        return await self.process.stdout.readexactly(length)

    def kill(self) -> None:
        """At once, and once: a second signal to one that is dead by now takes its exit status from asyncio, which says
        so on the log."""
        if not self.killed and self.process.returncode is None:
            self.process.kill()
        self.killed = True

    async def end(self) -> None:
        """By closing its stdin; by force where that does not do."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self.process.wait()
        except TimeoutError:
            self.kill()
            await self.process.wait()
