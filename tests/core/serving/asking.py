"""A served model, asked without a socket."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from ulmfit_core.export.bundle import ModelBundle
from ulmfit_core.predictor import Predictor
from ulmfit_core.serving.application import create_application
from ulmfit_core.serving.guard import Application, Message


def application_of(bundle: ModelBundle, token: str | None = None) -> Application:
    return create_application(Predictor.from_bundle(bundle, threads=1), token)


@dataclass
class Client:
    """One request: its body, and what came back."""

    path: str
    body: Any = None
    token: str = ""
    messages: list[Message] = field(default_factory=list)
    _has_sent: bool = False

    async def receive(self) -> Message:
        if self._has_sent:
            await asyncio.Event().wait()  # it stays, and says no more
        self._has_sent = True
        content = b"" if self.body is None else json.dumps(self.body).encode()
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(self, message: Message) -> None:
        self.messages.append(message)

    async def ask(self, application: Application) -> None:
        scope = {
            "type": "http",
            "method": "GET" if self.body is None else "POST",
            "path": self.path,
            "raw_path": self.path.encode(),
            "client": ("127.0.0.1", 50_000),
            "query_string": b"",
            "headers": [
                (b"host", b"localhost"),
                (b"content-type", b"application/json"),
                (b"authorization", f"Bearer {self.token}".encode()),
            ],
        }
        await application(scope, self.receive, self.send)

    @property
    def status(self) -> int:
        status: int = self.messages[0]["status"]
        return status

    @property
    def answer(self) -> Any:
        return json.loads(b"".join(message.get("body", b"") for message in self.messages))


def answer(application: Application, path: str, body: Any = None, token: str = "") -> Any:
    """The JSON of one request that is served."""
    client = Client(path, body, token)
    asyncio.run(client.ask(application))
    assert client.status == 200, client.answer
    return client.answer
