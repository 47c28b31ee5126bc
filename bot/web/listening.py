"""Where the page listens: the socket, or why there is none."""

from __future__ import annotations

import errno
import socket

from bot.errors import ChannelError

_UNKNOWN = 'this machine knows no such address. "127.0.0.1" is for this machine alone, "0.0.0.0" for all'
_REMEDIES = {
    errno.EADDRINUSE: "another program listens there. End it, or choose another port",
    errno.EADDRNOTAVAIL: _UNKNOWN,
    socket.EAI_NONAME: _UNKNOWN,  # below zero, as no errno is
    errno.EACCES: "only root may listen there. Choose a port from 1024 on",
}


def listening(listen: str) -> socket.socket:
    """A socket that listens at "host:port". Raises ChannelError, which names the remedy."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family)
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, f"{error.strerror}. Choose another address")
        raise ChannelError(f"web.listen = {listen!r}: {remedy}.") from error
