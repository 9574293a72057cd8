"""Keys for the tests' servers and users, made by asyncssh, which shares no code with the code under test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import asyncssh
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, load_ssh_private_key

ALGORITHMS = {"ed25519": "ssh-ed25519", "ecdsa": "ecdsa-sha2-nistp256", "rsa": "ssh-rsa", "dsa": "ssh-dss"}
"""The tests' short names, and the names in public keys."""


@dataclass(frozen=True)
class KeyFile:
    """A private key in a file (OpenSSH's format, mode 0600), and its public line."""

    path: Path
    public: str


def private_key(kind: str, number: int = 0) -> asyncssh.SSHKey:
    """A private key of `ed25519`, `ecdsa`, `rsa` or `dsa`, always the same; another `number` gives another key."""
    return _made(kind, number)


@lru_cache
def _made(kind: str, number: int) -> asyncssh.SSHKey:
    sized = {"key_size": 2048} if kind == "rsa" else {}
    return asyncssh.generate_private_key(ALGORITHMS[kind], comment=f"{kind} {number}", **sized)


def public_line(key: asyncssh.SSHKey) -> str:
    """`algorithm base64`, as in known_hosts and authorized_keys, without a comment."""
    return " ".join(key.export_public_key("openssh").decode().split()[:2])


def key_file(folder: Path, kind: str, *, number: int = 0, passphrase: str = "", mode: int = 0o600) -> KeyFile:
    """A private key in a file of `folder`, encrypted if there is a pass phrase."""
    key = private_key(kind, number)
    path = folder / f"id_{kind}_{number}{'_locked' if passphrase else ''}"
    data = key.export_private_key("openssh")
    path.write_bytes(_locked(data, passphrase) if passphrase else data)
    path.chmod(mode)
    return KeyFile(path, public_line(key))


def _locked(data: bytes, passphrase: str) -> bytes:
    """The key encrypted, with few rounds: the tests open it many times."""
    encryption = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(2).build(passphrase.encode())
    return load_ssh_private_key(data, None).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)
