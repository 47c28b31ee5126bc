"""A language model behind an OpenAI-compatible endpoint: Ollama, DeepSeek, OpenAI, llama.cpp, vLLM and the like.

    ask     POST <url>/chat/completions: the question, temperature 0, a JSON object as the answer
    refused with 400 or 422: from then on with model and messages alone; not every server or model knows the rest
    budget  tokens a day (UTC), counted in the database before a request is made, set right by what the server says

Rules: one request a batch; no redirects, no proxies of the environment, a bound on what is read. The key stands in one
header and in no message: an answer of the server that repeats it is shown without it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.core.docket import Docket, Judging
from bot.core.model import Pair
from bot.core.ports import Clock
from bot.errors import JudgeError
from bot.judges import question
from bot.tls import trusted

MOST_READ = 262_144  # bytes of an answer
WORDS_SHOWN = 200  # characters of what a server says of a fault
ANSWER_TOKENS = 24  # an id, a word, and what JSON needs around them
_LONGEST_REST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model is asked."""

    url: str  # up to and with /v1
    model: str
    key: str = field(default="", repr=False)
    batch: int = 8  # pairs in one request
    budget: int = 1_000_000  # tokens a day
    patience: timedelta = timedelta(seconds=5)  # for one answer

    @property
    def host(self) -> str:
        """For messages: without what may be secret in an address."""
        return urlsplit(self.url).hostname or "?"


class LanguageModel:
    """The judge. Close it at the end."""

    kept = True

    def __init__(self, endpoint: Endpoint, docket: Docket, clock: Clock) -> None:
        self.name = f"{endpoint.model} {endpoint.host}"
        self.batch = endpoint.batch
        self._endpoint = endpoint
        self._docket = docket
        self._clock = clock
        self._spending = asyncio.Lock()
        self._plain = False
        headers = {"Accept-Encoding": "identity"}
        if endpoint.key:
            headers["Authorization"] = f"Bearer {endpoint.key}"
        patience = endpoint.patience.total_seconds()
        self._client = httpx.AsyncClient(verify=trusted(), headers=headers, timeout=patience, trust_env=False)

    async def close(self) -> None:
        """Ends every connection."""
        await self._client.aclose()

    async def same_event(self, pairs: Sequence[Pair]) -> Sequence[float | None]:
        """One request. Raises JudgeError."""
        messages = [
            {"role": "system", "content": question.SYSTEM},
            {"role": "user", "content": question.question(pairs)},
        ]
        text = await self._paid(messages, len(pairs))
        answers = question.answers(text, pairs)
        if answers is None:
            raise JudgeError("its answer is not of the form that was asked for", rest=timedelta(0))
        return answers

    async def _paid(self, messages: list[dict[str, str]], pairs: int) -> str:
        """The model's text, its tokens counted whether it arrives or not. Raises JudgeError where they are spent."""
        estimate = sum(len(message["content"].encode()) for message in messages) // 3 + ANSWER_TOKENS * pairs
        day = f"{self._clock():%Y-%m-%d}"
        async with self._spending:
            if (await self._docket.judging(day)).tokens + estimate > self._endpoint.budget:
                words = f"the {self._endpoint.budget:,} tokens of judge.daily_budget are spent"
                raise JudgeError(words, rest=_until_midnight(self._clock()))
            await self._docket.count_judging(day, Judging(requests=1, tokens=estimate))
        text, tokens = _read(await self._posted(messages, pairs))
        if tokens is not None:
            await self._docket.count_judging(day, Judging(tokens=tokens - estimate))
        return text

    async def _posted(self, messages: list[dict[str, str]], pairs: int) -> bytes:
        asked: dict[str, Any] = {"model": self._endpoint.model, "messages": messages}
        more = {"temperature": 0, "max_tokens": ANSWER_TOKENS * pairs + 64, "response_format": {"type": "json_object"}}
        status, headers, body = await self._exchanged(asked if self._plain else asked | more)
        if status in (400, 422) and not self._plain:
            self._plain = True
            status, headers, body = await self._exchanged(asked)
        if status != 200:
            raise JudgeError(self._refusal(status, body), rest=_rest(headers))
        return body

    async def _exchanged(self, asked: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        body = bytearray()
        try:
            url = f"{self._endpoint.url.rstrip('/')}/chat/completions"
            async with self._client.stream("POST", url, json=asked) as response:
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > MOST_READ:
                        raise JudgeError(f"its answer is longer than {MOST_READ:,} bytes")
                return response.status_code, response.headers, bytes(body)
        except httpx.HTTPError as error:
            raise JudgeError(f"{self._endpoint.host} cannot be reached ({type(error).__name__})") from error

    def _refusal(self, status: int, body: bytes) -> str:
        """What the server says, and what can be done."""
        remedy = _REMEDIES.get(status, "")
        words = " ".join(body.decode("utf-8", "replace").split())
        if self._endpoint.key:
            words = words.replace(self._endpoint.key, "<api_key>")
        return f"{self._endpoint.host} answers {status}: {words[:WORDS_SHOWN]}. {remedy}".rstrip()


_REMEDIES = {
    401: "Check judge.api_key.",
    403: "Check judge.api_key, and what it may be used for.",
    404: "Check judge.url, which ends in /v1 for most servers, and judge.model.",
    429: "The server's own limit is reached.",
}


def _read(body: bytes) -> tuple[str, int | None]:
    """The model's text, and the tokens that were used where the server says. Raises JudgeError."""
    try:
        answer = json.loads(body)
        text = answer["choices"][0]["message"]["content"]
        used = (answer.get("usage") or {}).get("total_tokens")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise JudgeError("what came is no chat completion") from error
    if not isinstance(text, str):
        raise JudgeError("what came holds no text", rest=timedelta(0))
    return text, used if isinstance(used, int) and 0 <= used < MOST_READ * 100 else None


def _rest(headers: httpx.Headers) -> timedelta | None:
    """The server's own wish, within bounds; None where it has none."""
    wish = headers.get("retry-after", "")
    return min(timedelta(seconds=int(wish[:6])), _LONGEST_REST) if wish.isascii() and wish.isdigit() else None


def _until_midnight(now: datetime) -> timedelta:
    return timedelta(days=1) - timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
