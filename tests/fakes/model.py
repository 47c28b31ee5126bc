"""A language model's server over real sockets: OpenAI's chat completions on 127.0.0.1, able to misbehave.

    async with ModelServer(lambda a, b: "same" if a["title"] == b["title"] else "another") as model:
        LanguageModel(Endpoint(model.url, "stub", KEY), ...)
        model.says("I think they are the same.")        # these very words, whatever is asked
        model.turns(rude.reset(), model.answer)         # handlers, one a request; the last one stays
        model.questions                                  # what it was asked: {id: {"A": {...}, "B": {...}}}

Rules: it obeys the form to the letter: the user's message is JSON, and whatever stands in it as a pair is answered.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes import rude
from tests.fakes.feeds import Answer, FeedServer, Handler, Request, send

KEY = "sk-secret-0123456789"
PATH = "/v1/chat/completions"

Report = Mapping[str, str]
Opinion = Callable[[Report, Report], str]


def by_title(a: Report, b: Report) -> str:
    """Reports whose titles begin with the same word are of one event."""
    return "same" if a["title"].split()[:1] == b["title"].split()[:1] else "another"


class ModelServer(FeedServer):
    """tokens: what it says that each request has used; None: it does not say."""

    def __init__(self, opinion: Opinion = by_title, tokens: int | None = 100) -> None:
        super().__init__()
        self.opinion = opinion
        self.tokens = tokens
        self.turns(self.answer)

    @property
    def url(self) -> str:  # type: ignore[override]  # an endpoint has one address
        """As it stands in judge.url."""
        return super().url("/v1")

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was posted."""
        return [json.loads(request.body) for request in self.requests]

    @property
    def questions(self) -> list[dict[str, dict[str, Report]]]:
        """What stood in the user's messages."""
        return [json.loads(body["messages"][-1]["content"]) for body in self.bodies]

    def turns(self, *handlers: Handler) -> None:
        """One a request; the last one stays."""
        self._handlers[PATH] = rude.in_turn(handlers)

    def says(self, words: str) -> None:
        """Always these words."""

        async def speak(request: Request, writer: asyncio.StreamWriter) -> None:
            await send(writer, self.completion(words))

        self.turns(speak)

    def refuses(self, status: int, words: str = "no", headers: Mapping[str, str] | None = None) -> Handler:
        """A handler that answers with an error."""

        async def refuse(request: Request, writer: asyncio.StreamWriter) -> None:
            body = json.dumps({"error": {"message": words}}).encode()
            await send(writer, Answer(status, body, headers or {}))

        return refuse

    async def answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        """The handler of a server that is well."""
        asked = json.loads(json.loads(request.body)["messages"][-1]["content"])
        words = {id: self.opinion(pair["A"], pair["B"]) for id, pair in asked.items()}
        await send(writer, self.completion(json.dumps(words)))

    def completion(self, words: str) -> Answer:
        """A chat completion with these words."""
        body: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": words}}]}
        if self.tokens is not None:
            body["usage"] = {"total_tokens": self.tokens}
        return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})
