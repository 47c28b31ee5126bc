"""Whether the bot that a configuration describes is well: what Docker asks, twice a minute, for as long as it runs.

    python -m bot.healthcheck config.toml      exit code 0: it is; or 1, and on standard error what is wrong

Rules: the standard library alone and nothing of the bot's, so that asking costs next to nothing. A bot without a status
page cannot be asked, and is taken for well.
"""

from __future__ import annotations

import sys
import tomllib
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

USUAL = "127.0.0.1:8080"  # as config/sections.py has it
_ITSELF = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}  # who listens everywhere is asked at home
_PATIENCE = 4.0  # seconds


def trouble(file: Path) -> str:
    """ "" or what is wrong with the bot of that configuration."""
    try:
        listen = tomllib.loads(file.read_text(encoding="utf-8")).get("web", {}).get("listen", USUAL)
    except (OSError, ValueError, AttributeError) as error:
        return f"{file}: {error}"
    try:
        return _answer(listen) if listen else ""
    except (OSError, ValueError, AttributeError, HTTPException) as error:
        return f"web.listen = {listen!r}: the bot does not answer there ({error})"


def _answer(listen: str) -> str:
    """What the page there says, where it is not well. Raises OSError, ValueError or HTTPException where there is
    none."""
    host, _, port = listen.rpartition(":")
    asked = HTTPConnection(_ITSELF.get(host, host), int(port), timeout=_PATIENCE)
    try:
        asked.request("GET", "/healthz")
        answer = asked.getresponse()
        return "" if answer.status == HTTPStatus.OK else answer.read().decode(errors="replace")
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(trouble(Path(sys.argv[1])) or 0)
