"""What went wrong on the way to a server, in words with the remedy."""

from __future__ import annotations

import ssl

import httpcore
import httpx

from bot.sources.guard import ForbiddenAddressError, UnknownHostError
from bot.sources.unpack import BrokenError, TooLargeError

BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError)
_LATER = "It is tried again later."
_TELL = "It is tried again later; if it stays, tell the site."
# The first row that fits the exception or what it came from. Fields: host, error, seconds, megabytes.
_WORDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (ForbiddenAddressError, "{error}. If it is a server of your own, set polling.allow_private_addresses = true."),
    (UnknownHostError, "The name {host} cannot be resolved. Check the spelling, and this machine's DNS."),
    (TooLargeError, "{host} sends more than {megabytes:g} MB. Look for a smaller feed of the site."),
    (BrokenError, "The answer of {host} is damaged: {error}. " + _TELL),
    (httpx.UnsupportedProtocol, "“{host}” cannot be polled. An address must start with http:// or https://."),
    (httpx.InvalidURL, "“{host}” is not an address. It must look like https://example.org/feed."),
    (httpcore.ConnectTimeout, "{host} does not accept connections in time. Check the address. " + _LATER),
    (httpcore.TimeoutException, "{host} did not answer in full within {seconds:g} s. " + _LATER),
    (TimeoutError, "{host} did not answer in full within {seconds:g} s. " + _LATER),
    (ssl.SSLCertVerificationError, "The certificate of {host} is not valid: {error}. Tell the site, or try http://."),
    (ssl.SSLError, "No secure connection to {host} could be made: {error}. Try the http:// address."),
    (ConnectionRefusedError, "{host} refuses connections. Check the address and its port. " + _LATER),
    (httpcore.ConnectError, "{host} cannot be reached: {error}. Check this machine's network. " + _LATER),
    (httpcore.RemoteProtocolError, "{host} does not answer as HTTP asks: {error}. " + _TELL),
    (BROKEN, "The connection to {host} broke before the answer was complete. " + _LATER),
    (Exception, "{host} could not be asked: {error!r}. Please report this as a bug."),
)


def explain(error: Exception, host: str, seconds: float, max_bytes: int) -> str:
    """The exception that ended a GET, for a person. seconds, max_bytes: the bounds that were set."""
    causes = (error, _root(error))
    cause, words = next((cause, words) for kind, words in _WORDS for cause in causes if isinstance(cause, kind))
    return words.format(host=host, error=_Terse(cause), seconds=seconds, megabytes=max_bytes / 1e6)


class _Terse:
    """An exception whose words fit into a sentence."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __repr__(self) -> str:
        return f"{type(self._error).__name__}: {self}"

    def __str__(self) -> str:
        verify = getattr(self._error, "verify_message", "")  # of a certificate: OpenSSL's words without the source line
        return (verify or str(self._error)).rstrip(".")[:200]


def _root(error: BaseException) -> BaseException:
    """What an exception came from in the end."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error
