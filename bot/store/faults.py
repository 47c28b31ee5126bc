"""What a database says when it fails, in words that name the database and the remedy.

Rules: a URL may hold a password, so no message shows more of it than host and database.
"""

from __future__ import annotations

import re

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreError

_DRIVER_CLASS = re.compile(r"^\(?(<class ')?[\w.]+(Error|Exception)('>: |\) )")  # before what the driver says

# What the driver says (in lower case) -> what is wrong, and the remedy. The first that fits counts.
_KNOWN = (
    ("database is locked", "another process holds it. Stop the other bot, or wait until it has finished"),
    ("disk is full", "the disk is full. Make room; nothing that was stored is lost"),
    ("not a database", "this file is not an SQLite database. Move it away, or set store.url to another file"),
    ("malformed", "the file is damaged. Move it away and restore a backup (`run bot backup` makes one)"),
    ("unable to open", "the file cannot be opened. Check that the folder exists and that this user may write to it"),
    ("readonly", "the file is read-only. Check that this user may write to the file and its folder"),
    ("read-only", "the file is read-only. Check that this user may write to the file and its folder"),
    ("disk i/o error", "the disk fails to read or write. Check the disk, then restore a backup if need be"),
    ("password authentication failed", "the user name or password is wrong. Check store.url"),
    ("no password", "the server wants a password. Put it into store.url"),
    ("does not exist", "{said}. Create it, or correct store.url"),
    ("no space left", "the server's disk is full. Make room; nothing that was stored is lost"),
    ("too many", "the server has no connection left. Close other clients, or raise its max_connections"),
    ("file exists", "a file is in the way of its folder. Move it, or set store.url to another place"),
    ("not a directory", "a file is in the way of its folder. Move it, or set store.url to another place"),
    ("no such file", "nothing answers there. Start the server, or correct store.url"),
    ("permission denied", "{said}. Check the rights of the user or the file in store.url"),
    ("name or service not known", "the host name is not known. Check store.url"),
    ("connection refused", "no server answers there. Start it, or correct store.url"),
    ("connect call failed", "no server answers there. Start it, or correct store.url"),
)


def place(url: URL) -> str:
    """How the database is named in messages: no user, no password, no options."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database}"
    host = url.host or str(url.query.get("host", "localhost"))
    port = f":{url.port}" if url.port else ""
    return f"database {url.database or ''} on {host}{port}"


def fault(error: Exception, where: str) -> StoreError:
    """The error for a person. error: what the driver or the operating system raised."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = _DRIVER_CLASS.sub("", (str(cause) or type(cause).__name__).splitlines()[0])
    if isinstance(cause, TimeoutError) and not cause.args:
        return StoreError(f"{where}: no answer in time. Check that the server runs and can be reached")
    for sign, remedy in _KNOWN:
        if sign in said.lower():
            return StoreError(f"{where}: {remedy.format(said=said)}.")
    return StoreError(
        f"{where}: {said}. Nothing of this step was stored. Check the database and its disk, then try again"
    )
