"""HTTP mode: what happens is posted to the app's address, signed.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from tests.local_slack.errors import Unanswered

Json = dict[str, Any]

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(eq=False, slots=True)
class Posted:
    """A request to the app, to the letter. `status` is None until it was answered."""

    kind: str
    body: bytes
    headers: dict[str, str]
    status: int | None = None


class SignedHttp:
    """`url` is the app's address. Signed with the real time, whatever the server's clock says: so the library checks it."""

    def __init__(self, signing_secret: str, keep: int | None) -> None:
        self.url = ""
        self.posted: deque[Posted] = deque(maxlen=keep)
        self._secret = signing_secret
        self._session: aiohttp.ClientSession | None = None
        self._forged = 0

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    # What a test does

    def forge_next(self, times: int = 1) -> None:
        """The next requests carry a signature made with another secret."""
        self._forged += times

    async def replay(self, posted: Posted) -> int:
        """Send the very same bytes and headers again; the status that comes back."""
        status, _ = await self._post(Posted(posted.kind, posted.body, posted.headers))
        return status

    async def post(self, kind: str, body: bytes, content_type: str, *, at: float | None = None) -> tuple[int, Json]:
        """Post something signed at this time, now without one: the status, and what was answered."""
        return await self._post(Posted(kind, body, self._headers(body, content_type, at)))

    async def verify(self) -> bool:
        """Slack's question whether this is the app's address."""
        asked = {"type": "url_verification", "challenge": "local-challenge", "token": "deprecated"}
        status, answer = await self.post("url_verification", json.dumps(asked).encode(), JSON)
        return status == 200 and "local-challenge" in (answer.get("challenge"), answer.get("text"))

    # What the server does

    async def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Json:
        """Post and give back the answer. Raises Unanswered where it is no 200."""
        if kind == "events_api":
            body, content_type = json.dumps(payload).encode(), JSON
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(fields).encode(), FORM
        headers = self._headers(body, content_type, None)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        status, answer = await self._post(Posted(kind, body, headers))
        if status != 200:
            raise Unanswered(f"the app answered {status}")
        return answer

    def _headers(self, body: bytes, content_type: str, at: float | None) -> dict[str, str]:
        stamp = str(int(time.time() if at is None else at))
        secret = self._secret
        if self._forged:
            self._forged -= 1
            secret += "-another"
        signature = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
        }

    async def _post(self, one: Posted) -> tuple[int, Json]:
        assert self._session
        self.posted.append(one)
        try:
            async with self._session.post(self.url, data=one.body, headers=one.headers) as response:
                one.status = response.status
                text = await response.text()
                if response.content_type == JSON:
                    return response.status, json.loads(text)
                return response.status, {"text": text} if text else {}
        except aiohttp.ClientConnectionError as error:
            raise Unanswered(f"the app is not there: {type(error).__name__}") from error
