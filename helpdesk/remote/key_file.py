"""Private keys in files: read like `ssh` does, unlocked by a pass phrase that is asked for. Loads paramiko.

Clause: B6.
"""

from __future__ import annotations

import os
import stat
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from helpdesk.domain.file_rights import is_ours_and_open
from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.domain.paths import typed_path
from helpdesk.domain.remote import Ended
from helpdesk.remote.asking import ConnectFailed
from helpdesk.remote.steps import MOST_TRIES, Step

LARGEST = 64 * 1024
"""In bytes; no key is nearly as large."""

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""A pipe would wait for ever."""


def load_key(path: str, step: Step) -> paramiko.PKey:
    """The private key of a file, with its certificate if there is one beside it.

    The pass phrase is asked for up to three times. A file that others may read is refused, as `ssh` does.

    Raises:
        ConnectFailed: there is no such file, or it can't be used.
    """
    file = typed_path(path)
    data = step.run(lambda: _read(file))
    key = _usable(_unlocked(data, file.name, step))
    certificate = file.with_name(f"{file.name}-cert.pub")
    if certificate.is_file():
        try:
            key.load_certificate(str(certificate))
        except (OSError, ValueError, paramiko.SSHException):
            raise _failed(msg("The certificate beside the key file can't be read.")) from None
    return key


def _read(file: Path) -> bytes:
    try:
        handle = os.open(file, os.O_RDONLY | _AT_ONCE)
    except (FileNotFoundError, ValueError):
        raise _failed(
            msg("The key file is not there."), msg("Check its path in this system's details.")
        ) from None
    except OSError:
        raise _failed(msg("The key file can't be read."), msg("Check its path and permissions.")) from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            raise _no_key()
        if is_ours_and_open(about):
            raise _failed(
                msg("Others on this machine can read the key file, so it is not used."),
                msg("Run chmod 600 on it. If others could have copied it, make a new key."),
            )
        return os.read(handle, LARGEST)
    finally:
        os.close(handle)


def _unlocked(data: bytes, name: str, step: Step) -> Any:
    """The key itself; asks for the pass phrase if it is locked."""
    try:
        return _load(data, None)
    except TypeError:  # it is encrypted
        pass
    for phrase in step.secrets(msg("Pass phrase of the key {name}", name=name)):
        try:
            return step.run(partial(_load, data, phrase.encode()))
        except (ValueError, TypeError):
            continue
    raise _failed(msgn("The pass phrase was wrong.", "The pass phrase was wrong {count} times.", MOST_TRIES))


def _load(data: bytes, phrase: bytes | None) -> Any:
    """The key of a file in OpenSSH's format or PEM.

    Raises:
        TypeError: it is encrypted and there is no pass phrase.
        ValueError: the pass phrase is wrong.
        ConnectFailed: the key can't be used, whatever the pass phrase.
    """
    openssh = b"BEGIN OPENSSH PRIVATE KEY" in data
    if not openssh and b"PRIVATE KEY" not in data:
        raise _no_key()
    load = serialization.load_ssh_private_key if openssh else serialization.load_pem_private_key
    try:
        return load(data, phrase)
    except UnsupportedAlgorithm:
        raise _no_key() from None
    except ValueError:
        if phrase is None:
            raise _no_key() from None
        raise


def _usable(key: Any) -> paramiko.PKey:
    """The same key as paramiko wants it."""
    kinds: tuple[tuple[type, type[paramiko.PKey]], ...] = (
        (ed25519.Ed25519PrivateKey, paramiko.Ed25519Key),
        (ec.EllipticCurvePrivateKey, paramiko.ECDSAKey),
        (rsa.RSAPrivateKey, paramiko.RSAKey),
    )
    ours = next((ours for kind, ours in kinds if isinstance(key, kind)), None)
    if ours is None:
        raise _no_key()
    openssh, open_text = serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    try:
        plain: bytes = key.private_bytes(serialization.Encoding.PEM, openssh, open_text)
        return ours.from_private_key(StringIO(plain.decode("ascii")))
    except (ValueError, UnsupportedAlgorithm, paramiko.SSHException):
        raise _no_key() from None


def _no_key() -> ConnectFailed:
    return _failed(
        msg("The key file has no private key that can be used."),
        msg("Ed25519, ECDSA and RSA keys work, in OpenSSH or PEM format; DSA keys don't."),
    )


def _failed(what: Message, todo: Message | None = None) -> ConnectFailed:
    return ConnectFailed(Ended.SIGN_IN_FAILED, what, todo=todo or msg("Check the key file of this system."))
