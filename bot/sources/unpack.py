"""Content-Encoding undone within a bound: a few kilobytes of gzip or brotli may hold gigabytes.

Rules: never more than the bound is held, whatever a server sends; a label that is not true of the body is ignored.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli

ACCEPTED = "gzip, deflate, br"

_STEP = 262_144  # bytes unpacked at a time
_PLAIN = (b"<?xml", b"<rss", b"<feed", b"<rdf:", b"<!doc", b"<html")


class TooLargeError(Exception):
    """The body is larger than the bound, unpacked."""


class BrokenError(Exception):
    """The body ends too early, or is not what its label says."""


class _Decoder(Protocol):
    @property
    def finished(self) -> bool: ...

    def feed(self, data: bytes, keep: Callable[[bytes], None]) -> None: ...


class Body:
    """Collects a body chunk by chunk. encoding: the Content-Encoding header, "" for none."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._encoding = encoding.strip().lower().removeprefix("x-")
        self._left = max_bytes
        self._parts: list[bytes] = []
        self._decoder: _Decoder | None = None

    def add(self, chunk: bytes) -> None:
        """Raises TooLargeError or BrokenError; the body is of no use then."""
        if not chunk:
            return
        if self._decoder is None:
            self._decoder = _decoder(self._encoding, chunk)
        try:
            self._decoder.feed(chunk, self._keep)
        except (zlib.error, brotli.error) as error:
            raise BrokenError(f"its {self._encoding} coding is broken") from error

    def so_far(self) -> bytes:
        """What has been unpacked, whether or not the end is there."""
        return b"".join(self._parts)

    def whole(self) -> bytes:
        """The unpacked body. Raises BrokenError where the end is missing."""
        if self._decoder is not None and not self._decoder.finished:
            raise BrokenError(f"its {self._encoding} coding ends too early")
        return self.so_far()

    def _keep(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            raise TooLargeError
        self._parts.append(part)


def _decoder(encoding: str, start: bytes) -> _Decoder:
    """What undoes the encoding of a body that starts so. A body that is plain in spite of its label stays as it is."""
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower().startswith(_PLAIN)
    if start.startswith(b"\x1f\x8b") or (encoding == "gzip" and not plain):  # a .gz file is served without a label
        return _Zlib(zlib.MAX_WBITS | 16)
    if encoding == "deflate" and not plain:
        # RFC 9110 8.4.1.2 means zlib; some servers send the bare stream, whose first byte is not zlib's 0x?8.
        return _Zlib(zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS)
    if encoding == "br" and not plain:
        return _Brotli()
    if encoding in ("", "identity") or plain:
        return _Identity()
    raise BrokenError(f"its coding “{encoding[:20]}” was not asked for")


class _Identity:
    @property
    def finished(self) -> bool:
        return True

    def feed(self, data: bytes, keep: Callable[[bytes], None]) -> None:
        keep(data)


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._unpacker = zlib.decompressobj(wbits)

    @property
    def finished(self) -> bool:
        return self._unpacker.eof

    def feed(self, data: bytes, keep: Callable[[bytes], None]) -> None:
        full = False  # the last step was cut short: more may come without more data
        while data or full:
            if self._unpacker.eof:
                if not data.startswith(b"\x1f\x8b"):
                    return  # padding after the end
                self._unpacker = zlib.decompressobj(self._wbits)  # gzip may have several members (RFC 1952 2.2)
            part = self._unpacker.decompress(data, _STEP)
            keep(part)
            full = len(part) == _STEP
            data = self._unpacker.unconsumed_tail or self._unpacker.unused_data


class _Brotli:
    def __init__(self) -> None:
        self._unpacker = brotli.Decompressor()

    @property
    def finished(self) -> bool:
        return bool(self._unpacker.is_finished())

    def feed(self, data: bytes, keep: Callable[[bytes], None]) -> None:
        if self.finished:
            return  # padding after the end
        part = self._unpacker.process(data, output_buffer_limit=_STEP)
        keep(part)
        while not self.finished and (part or not self._unpacker.can_accept_more_data()):  # output may lag behind input
            part = self._unpacker.process(b"", output_buffer_limit=_STEP)
            keep(part)
