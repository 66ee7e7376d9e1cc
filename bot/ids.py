"""Ids of rows: made by us before the insert, so that stating the same thing twice makes one row."""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import lru_cache


def new_id() -> str:
    """A fresh id: 80 random bits as 16 lower-case letters and digits."""
    return _text(secrets.token_bytes(10))


# A flow names the same rows at every replay.
@lru_cache(maxsize=1024)
def derive(*parts: str) -> str:
    """The id that follows from `parts`: always the same for the same parts."""
    return _text(hashlib.blake2b("\0".join(parts).encode(), digest_size=10).digest())


def _text(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
