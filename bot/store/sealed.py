"""The one place that all free text passes on its way into the store and out of it.

AES-256-GCM for each field, under the member's own key. What a field is sealed with names the member, table, row and field
that it stands in, so that bytes moved to another place do not open. A sealed field is one byte for the form, twelve for
the nonce, then the ciphertext with its tag of sixteen. The text is filled up to a multiple of 32 bytes, so that the length
of a short answer does not give the answer away.
"""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Iterable
from threading import Lock
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.logs import Log
from bot.store.errors import KeysError, SealError
from bot.store.keys import Keys, LocalKeys

FORM = b"\x01"
NONCE = 12
BLOCK = 32
# What stands in for text that was damaged.
DAMAGED = "(…)"
# Ciphers kept ready. One holds its key, so that a member who is forgotten has to be dropped from here too.
READY = 1024


log = Log("seals")


class Sealer(Protocol):
    """Makes text unreadable to others, bound to the member, table, row and field that it stands in."""

    def admit(self, member: str) -> None:
        """Make ready for a new member: what it takes is on the disk when this returns."""
        ...

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes: ...

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        """Raises SealError where it does not open."""
        ...

    def hashed(self, *parts: str) -> str:
        """A keyed hash, for what has to be found by an index and is not to be read there."""
        ...

    async def shred(self, member: str) -> None:
        """Destroy what the member's text was sealed with. Nothing of theirs can be read afterwards, in any copy."""
        ...

    def expect(self, members: Iterable[str]) -> None:
        """Say whose text a unit is about to read, so that many keys are brought at once where they are far away."""
        ...


class KeySealer:
    """Seals with a member's key, wherever the key store gets it from."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        # Begun once: a hash from the start looks up its method each time, and lets others have the interpreter meanwhile.
        self._hash = hmac.new(keys.named("index"), digestmod="sha256")

    def admit(self, member: str) -> None:
        self._keys.admit(member)

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        raw = text.encode()
        nonce = os.urandom(NONCE)
        padded = raw + b"\0" * (-len(raw) % BLOCK)
        return FORM + nonce + self._cipher(member).encrypt(nonce, padded, _place(member, table, row, field))

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        try:
            if sealed[:1] != FORM:
                raise SealError(table, row, field)
            nonce, body = sealed[1 : NONCE + 1], sealed[NONCE + 1 :]
            return self._cipher(member).decrypt(nonce, body, _place(member, table, row, field)).rstrip(b"\0").decode()
        except (InvalidTag, KeysError, ValueError):
            raise SealError(table, row, field) from None

    def hashed(self, *parts: str) -> str:
        one = self._hash.copy()
        one.update("\0".join(parts).encode())
        return one.hexdigest()

    def _cipher(self, member: str) -> AESGCM:
        return AESGCM(self._keys.key(member))


class MemberSealer(KeySealer):
    """Seals with the keys of a key store that is at hand, and keeps ciphers ready."""

    def __init__(self, keys: LocalKeys) -> None:
        super().__init__(keys)
        self._at_hand = keys
        self._ready: dict[str, AESGCM] = {}
        # Turns are taken on the store's writing thread, while others read.
        self._lock = Lock()

    def drop(self, member: str) -> None:
        with self._lock:
            self._at_hand.shred(member)
            self._ready.pop(member, None)

    async def shred(self, member: str) -> None:
        # It waits for the disk, and nobody else is to wait for that.
        await asyncio.to_thread(self.drop, member)

    def expect(self, members: Iterable[str]) -> None:
        with self._lock:
            missing = [member for member in members if member not in self._ready]
            if len(missing) > 1:
                if len(self._ready) + len(missing) > READY:
                    self._ready.clear()
                self._ready.update((owner, AESGCM(key)) for owner, key in self._at_hand.keys(missing[:READY]).items())

    def _cipher(self, member: str) -> AESGCM:
        cipher = self._ready.get(member)
        if cipher is None:
            with self._lock:
                if len(self._ready) >= READY:
                    self._ready.clear()
                cipher = self._ready[member] = AESGCM(self._keys.key(member))
        return cipher


def _place(member: str, table: str, row: str, field: str) -> bytes:
    return f"{member}\0{table}\0{row}\0{field}".encode()


class Sealed:
    """What store code reads and writes free text through. None stays None."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self.admit = sealer.admit
        self.shred = sealer.shred
        self.expect = sealer.expect
        self.hashed = sealer.hashed

    def put(self, member: str, table: str, row: str, field: str, text: str | None) -> bytes | None:
        return None if text is None else self._sealer.seal(member, table, row, field, text)

    def get(self, member: str, table: str, row: str, field: str, stored: bytes | None) -> str | None:
        return None if stored is None else self._sealer.open(member, table, row, field, stored)

    def shown(self, member: str, table: str, row: str, field: str, stored: bytes | None) -> str | None:
        """Text that is only shown: where it does not open, a mark stands in for it, and nobody is kept from the rest."""
        try:
            return self.get(member, table, row, field, stored)
        except SealError as error:
            log.error("cannot be opened", table=table, row=row, field=field, error=error)
            return DAMAGED
