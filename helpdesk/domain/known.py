"""What identifies somebody, as keys to compare with. Clause: D1, P2."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from secrets import token_bytes


class Sealed:
    """Keys that can be compared with but not read: a set of digests under a secret salt.

    This lets whoever reads a customer's messages compare with what identifies that customer, without seeing the data.
    Clause: P2.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._salt = token_bytes(16)
        self._digests = frozenset(map(self._digest, keys))

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._digest(key) in self._digests

    def _digest(self, key: str) -> bytes:
        return blake2b(key.encode("utf-8", "replace"), key=self._salt, digest_size=16).digest()


def address_key(postcode: str, house_number: str) -> str:
    """The form of an address that all its spellings share: `1276XA 43a`.

    Clause: D1.
    """
    number = "".join(character for character in house_number.lower() if character.isalnum())
    return f"{''.join(postcode.split()).upper()} {number}"
