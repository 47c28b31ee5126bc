"""Parsing in processes of its own: the event loop never waits for a document, and no document can bring the bot down.

Rules: children start when they are first needed, or one ahead of it (`prepare`); one that hangs is killed at the
deadline, one that died is replaced, and the document that did it fails in words. Plain subprocesses rather than
concurrent.futures, whose pool cannot kill the process that hangs (before Python 3.14), imports the program's main
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
from dataclasses import dataclass
from pathlib import Path

import bot
from bot.sources.child import LENGTH, READY
from bot.sources.parse import Document, Parsed

log = logging.getLogger(__name__)

_START_SECONDS = 60.0  # importing feedparser takes 0.2 s; a busy machine is given more
_END_SECONDS = 2.0
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT")  # no secrets


class Parser:
    """Parses documents, `workers` at a time. timeout: seconds that one document may take."""

    def __init__(self, timeout: float = 10.0, workers: int = 1) -> None:
        self._timeout = timeout
        self._seats = asyncio.Semaphore(workers)
        self._idle: list[_Child] = []
        self._killed: list[_Child] = []  # until the system has let go of them
        self._preparing: asyncio.Task[None] | None = None

    def prepare(self) -> None:
        """Starts a child now, so that it is ready when the first document is there."""
        self._preparing = asyncio.create_task(self._prepare())

    async def _prepare(self) -> None:
        async with self._seats:
            with contextlib.suppress(OSError, EOFError):  # the first document will find the same, and say it
                self._idle.append(await self._new_child())

    async def parse(self, document: Document) -> Parsed:
        """What the document holds. Never raises but for cancellation."""
        async with self._seats:
            try:
                child = self._idle_child() or await self._new_child()
            except (OSError, EOFError) as error:  # a TimeoutError is an OSError
                return Parsed(error=f"No process to parse it could be started ({error}). Free memory on this machine.")
            return await self._ask(child, document)

    def _idle_child(self) -> _Child | None:
        """One that waits; those that died meanwhile are forgotten."""
        while self._idle:
            child = self._idle.pop()
            if child.process.returncode is None:
                return child
        return None

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
        self._killed = [*(killed for killed in self._killed if killed.process.returncode is None), child]

    async def _ask(self, child: _Child, document: Document) -> Parsed:
        stays = False
        try:
            async with asyncio.timeout(self._timeout):
                parsed, leaves = await child.ask(document)
            stays = not leaves
        except TimeoutError:
            parsed = Parsed(error=f"It took longer than {self._timeout:g} s to parse. Look for a smaller feed.")
        except (OSError, EOFError, pickle.UnpicklingError):
            parsed = Parsed(error="The process that parsed it died. It is tried again later.")
        finally:
            if stays:
                self._idle.append(child)
            else:
                self._kill(child)
        return parsed

    async def close(self) -> None:
        """Ends every child."""
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)
        while self._idle:
            await self._idle.pop().end()
        while self._killed:
            await self._killed.pop().process.wait()


@dataclass(slots=True)
class _Child:
    """One parsing process."""

    process: asyncio.subprocess.Process

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

    async def ask(self, document: Document) -> tuple[Parsed, bool]:
        """What it holds, and whether the child leaves afterwards. Raises OSError or EOFError where the child died."""
        assert self.process.stdin is not None
        data = pickle.dumps(document, pickle.HIGHEST_PROTOCOL)
        self.process.stdin.write(LENGTH.pack(len(data)) + data)
        await self.process.stdin.drain()
        parsed, leaves = pickle.loads(await self._receive())
        return parsed, leaves

    async def _receive(self) -> bytes:
        assert self.process.stdout is not None
        (length,) = LENGTH.unpack(await self.process.stdout.readexactly(LENGTH.size))
        return await self.process.stdout.readexactly(length)

    def kill(self) -> None:
        """At once."""
        if self.process.returncode is None:
            self.process.kill()

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
