"""The key of the store: 32 random bytes in a small text file of its own, apart from the data.

With a pass phrase the key is wrapped (scrypt, then AES-256-GCM): the file alone opens nothing. Keys and pass
phrases are never shown, logged or put in an error.

Clause: P1.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from pathlib import Path

from helpdesk.domain.errors import Fault, Invalid, StoreError, StoreExists, WrongKey
from helpdesk.domain.file_rights import is_open_to_others
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.os_faults import why_not

KEY_BYTES = 32

_PLAIN = "helpdesk key 1, plain"
_WRAPPED = "helpdesk key 1, scrypt 32768 8 3, aes-256-gcm"
_COST, _BLOCK, _LANES = 32_768, 8, 3  # 32 MiB and about a quarter of a second per guess
_SALT_BYTES, _NONCE_BYTES = 16, 12


def create(path: Path, passphrase: str | None = None) -> bytes:
    """Make a key and write it to a new file that only its owner can read.

    Returns:
        the 32 bytes of the key.

    Errors: `StoreExists` if there is a file already, `StoreError` if it can't be written, `Invalid` for an empty pass
    phrase.
    """
    key = secrets.token_bytes(KEY_BYTES)
    text = _written(key, passphrase)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, text, replace=False)
    except FileExistsError:
        raise StoreExists(
            msg("There already is a key file: {path}", path=str(path)),
            safe=msg("It was not touched."),
            todo=msg("Keep it: without it nobody can open the store it belongs to."),
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    return key


def read(path: Path, passphrase: str | None = None) -> bytes:
    """The key. A pass phrase for an unwrapped key is ignored.

    Errors: `WrongKey` if the file is missing, not a key file, or wrapped with another pass phrase; `StoreError` if
    others may read the file.
    """
    head, body = _parts(path)
    if head == _PLAIN:
        return body
    if passphrase is None:
        raise WrongKey(
            msg("The key of the store needs its pass phrase."),
            safe=msg("Nothing was opened."),
            todo=msg("Give the pass phrase."),
        )
    return _unwrapped(body, passphrase)


def is_wrapped(path: Path) -> bool:
    """Whether the key needs a pass phrase. Errors as for `read`."""
    return _parts(path)[0] == _WRAPPED


def rewrap(path: Path, passphrase: str | None, new: str | None) -> None:
    """Wrap the same key with a new pass phrase, or with none (`None`); the store itself does not change.

    Errors: as for `read` and `create`. Until the new file is complete the old one stays in place.
    """
    text = _written(read(path, passphrase), new)
    try:
        _write(path, text, replace=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def _written(key: bytes, passphrase: str | None) -> str:
    if passphrase is None:
        return f"{_PLAIN}\n{key.hex()}\n"
    if not passphrase:
        raise Invalid((Fault("passphrase", msg("A pass phrase can't be empty.")),))
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, key, _WRAPPED.encode())
    return f"{_WRAPPED}\n{(salt + nonce + sealed).hex()}\n"


def _unwrapped(body: bytes, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, rest = body[:_SALT_BYTES], body[_SALT_BYTES:]
    nonce, sealed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        return AESGCM(_stretched(passphrase, salt)).decrypt(nonce, sealed, _WRAPPED.encode())
    except InvalidTag:
        raise WrongKey(
            msg("This pass phrase does not open the key of the store."),
            safe=msg("Nothing was opened."),
            todo=msg("Try again; mind capitals and the keyboard layout."),
        ) from None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    # The same letter can be typed as one character or as two; both must open the same key.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Scrypt(salt=salt, length=KEY_BYTES, n=_COST, r=_BLOCK, p=_LANES).derive(typed)


def _parts(path: Path) -> tuple[str, bytes]:
    """The version line of a key file, and the bytes below it."""
    try:
        if is_open_to_others(path.stat()):
            raise StoreError(
                msg("Others on this machine can read the key file: {path}", path=str(path)),
                safe=msg("Nothing was opened."),
                todo=msg("Take away their access: chmod 600 {path}", path=str(path)),
            )
        lines = path.read_text("ascii").splitlines()
        head, body = lines[0], bytes.fromhex(lines[1])
    except FileNotFoundError:
        raise _no_key(msg("The key file is not there: {path}", path=str(path))) from None
    except OSError as error:
        raise _no_key(
            msg("The key file can't be read: {path} ({reason})", path=str(path), reason=why_not(error))
        ) from None
    except (ValueError, IndexError):
        head, body = "", b""
    length = {_PLAIN: KEY_BYTES, _WRAPPED: _SALT_BYTES + _NONCE_BYTES + KEY_BYTES + 16}.get(head)
    if len(body) != length:
        raise _no_key(msg("This is not a key file, or only part of one: {path}", path=str(path)))
    return head, body


def _no_key(what: Message) -> WrongKey:
    return WrongKey(
        what,
        safe=msg("The store was not touched."),
        todo=msg("Restore the key file from the copy that you keep, and start again."),
    )


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        msg("The key file can't be written: {path} ({reason})", path=str(path), reason=why_not(error)),
        safe=msg("What was there was not changed."),
        todo=msg("Check the permissions on its folder, and whether the disk is full."),
    )


def _write(path: Path, text: str, *, replace: bool) -> None:
    """Write a whole file or none, readable by its owner only; without `replace`, never over another file."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        elif os.name == "posix":
            path.hardlink_to(draft)  # unlike a rename, this fails if the file exists
        else:
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut; where folders can't be opened, the system has its own way."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
