"""Members' keys, wrapped by the master key and opened with it."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.errors import KeysError, MemberKeyError
from bot.store.master import MasterKey

NONCE = 12


class Wrapping:
    """Wraps with the first of the master keys, and opens with whichever fits. `store` and `file` are what messages name."""

    def __init__(self, masters: tuple[MasterKey, ...], store: str, file: Path) -> None:
        self.masters = masters
        self.current = masters[0]
        self._by_name = {master.name: AESGCM(master.key) for master in masters}
        self._store = store
        self._file = file

    def wrap(self, owner: str, key: bytes) -> tuple[str, bytes]:
        """The name of the master key, and the wrapped key: it opens for this owner only."""
        nonce = os.urandom(NONCE)
        return self.current.name, nonce + self._by_name[self.current.name].encrypt(nonce, key, owner.encode())

    def unwrap(self, owner: str, master: str, wrapped: bytes) -> bytes:
        """A key of 32 bytes. Raises KeysError; MemberKeyError, where it is this one that was damaged."""
        if master not in self._by_name:
            raise KeysError(
                f"{self._store} was made with the master key {master}, and {self._file} holds "
                f"{self.current.name}. Bring back the right one; nothing was started."
            )
        try:
            return self._by_name[master].decrypt(wrapped[:NONCE], wrapped[NONCE:], owner.encode())
        except (InvalidTag, ValueError):
            raise MemberKeyError(
                f"{self._store} is damaged: one of its keys does not open. Bring it back from the .keys of a backup."
            ) from None
