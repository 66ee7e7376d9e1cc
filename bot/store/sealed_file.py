"""A text in a file of its own beside a store, sealed with a key of the installation's: for what is no row of anybody's."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.logs import Log

FORM = b"\x01"
NONCE = 12

log = Log("seals")


class SealedFile:
    """Kept whole: a process that is killed leaves the text as it was, or as it is to be."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._cipher = AESGCM(key)

    def load(self) -> str:
        """The text; an empty one where there is no file, or none that opens."""
        try:
            sealed = self._path.read_bytes()
        except FileNotFoundError:
            return ""
        nonce, body = sealed[1 : NONCE + 1], sealed[NONCE + 1 :]
        try:
            if sealed[:1] != FORM:
                raise InvalidTag
            return self._cipher.decrypt(nonce, body, self._path.name.encode()).decode()
        except (InvalidTag, ValueError):
            log.error("a file does not open; what it held begins anew")
            return ""

    def save(self, text: str) -> None:
        """Raises OSError."""
        nonce = os.urandom(NONCE)
        sealed = FORM + nonce + self._cipher.encrypt(nonce, text.encode(), self._path.name.encode())
        new = self._path.with_name(self._path.name + ".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(sealed)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(self._path)
