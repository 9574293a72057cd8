"""Host keys: fingerprints, checking a host's key against the known ones, and known_hosts files line by line.

Clause: B4.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from enum import Enum

from helpdesk.domain.contact import BadValue
from helpdesk.domain.display import visible
from helpdesk.domain.hosts import parse_host, parse_port
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import SSH_PORT, HostKey

ALGORITHMS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
)
"""The accepted kinds of keys, best first. `ssh-rsa` is a key's name: it only signs with SHA-2."""

SHORTEST_RSA = 2048
LONGEST_LINE = 20_000

_HASHED = re.compile(r"\|1\|([A-Za-z0-9+/]+=*)\|([A-Za-z0-9+/]+=*)")
_WITH_PORT = re.compile(r"\[([^\]]+)\]:(\d+)")


class Verdict(Enum):
    """Whether a host shows a key that it is known by."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """The content of a known_hosts file: the keys of hosts, and by line number (from 1) what was left out and why."""

    entries: tuple[HostKey, ...]
    skipped: tuple[tuple[int, Message], ...]


def fingerprint(algorithm: str, key: str) -> str:
    """The SHA-256 fingerprint of a key as `ssh-keygen -l` prints it: `SHA256:…`.

    Args:
        algorithm: its name, which the key repeats.
        key: base64, as in known_hosts.

    Raises:
        BadValue: it is not a key of that kind.
    """
    data = _decode(key)
    if not data.startswith(_string(algorithm.encode())):
        raise BadValue(msg("This key is not of the kind named."))
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode("ascii").rstrip("=")
    return f"SHA256:{digest}"


def host_key(host: str, port: int, algorithm: str, key: str) -> HostKey:
    """The key of a host, with its fingerprint. Raises `BadValue` if it is not a complete key of that kind."""
    return HostKey(host, port, algorithm, key, fingerprint(algorithm, key))


def verdict(known: Iterable[HostKey], offered: HostKey) -> Verdict:
    """What to make of the key that a host offers, given those trusted for it.

    A host that is known only by other kinds of key counts as changed: otherwise an attacker could show a kind that was
    never seen, to be asked about instead of refused. A key that was refused for one host of this customer is refused
    for all of them, so that it gets in under no other name either.
    """
    known = tuple(known)
    if any((each.algorithm, each.key) == (offered.algorithm, offered.key) for each in known if each.refused):
        return Verdict.CHANGED
    keys = {(each.algorithm, each.key) for each in known if not each.refused}
    if not keys:
        return Verdict.UNKNOWN
    return Verdict.KNOWN if (offered.algorithm, offered.key) in keys else Verdict.CHANGED


def matches(hashed: str, host: str, port: int = SSH_PORT) -> bool:
    """Whether a hashed entry of a known_hosts file (`|1|salt|hash`) is for this host and port."""
    found = _HASHED.fullmatch(hashed)
    if not found:
        return False
    try:
        salt, wanted = (base64.b64decode(part, validate=True) for part in found.groups())
    except binascii.Error:
        return False
    name = host if port == SSH_PORT else f"[{host}]:{port}"
    return hmac.compare_digest(hmac.digest(salt, name.encode(), hashlib.sha1), wanted)


def read_known_hosts(text: str, hosts: Iterable[tuple[str, int]] = ()) -> KnownHosts:
    """Read a known_hosts file line by line; a bad line never spoils the rest.

    A key that the file marks as revoked is not accepted from another line either.

    Args:
        text: the whole file.
        hosts: hosts and ports that are looked for in hashed entries.
    """
    lines = tuple(_lines(text))
    sought = tuple(hosts)
    revoked = {fields[3] for _, fields in lines if fields[0] == "@revoked" and len(fields) > 3}
    entries: dict[tuple[str, int, str], HostKey] = {}
    skipped: list[tuple[int, Message]] = []
    for number, fields in lines:
        try:
            found = list(_entries(fields, sought, revoked))
        except BadValue as error:
            skipped.append((number, error.message))
            continue
        for each in found:
            if isinstance(each, Message):
                skipped.append((number, each))
            else:
                entries.setdefault((each.host, each.port, each.key), each)
    return KnownHosts(tuple(entries.values()), tuple(skipped))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number and words of each meaningful line."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        fields = line[: LONGEST_LINE + 1].split()
        if fields and not fields[0].startswith("#"):
            yield number, fields if len(line) <= LONGEST_LINE else [""]


def _entries(
    fields: list[str], sought: tuple[tuple[str, int], ...], revoked: set[str]
) -> Iterator[HostKey | Message]:
    """The keys of one line, and why some of its hosts are left out. Raises `BadValue` for the whole line."""
    if fields[0] == "@revoked":
        raise BadValue(msg("This key is marked as revoked."))
    if fields[0] == "@cert-authority":
        raise BadValue(msg("Certificate authorities are not supported."))
    if fields[0].startswith("@") or len(fields) < 3:
        raise BadValue(msg("This is not a line of a known_hosts file."))
    names, algorithm, key = fields[:3]
    if key in revoked:
        raise BadValue(msg("Another line marks this key as revoked."))
    check_key(algorithm, key)
    for name in names.split(","):
        try:
            yield from (host_key(host, port, algorithm, key) for host, port in _hosts(name, sought))
        except BadValue as error:
            yield error.message


def _hosts(name: str, sought: tuple[tuple[str, int], ...]) -> Iterator[tuple[str, int]]:
    """The hosts and ports that one name in a line stands for. Raises `BadValue` if that is unclear."""
    if name.startswith("|"):
        found = [(host, port) for host, port in sought if matches(name, host, port)]
        if not found:
            raise BadValue(msg("The host's name is hashed, and does not match any of the systems here."))
        yield from found
        return
    if any(sign in name for sign in "*?!"):
        raise BadValue(msg("A pattern does not stand for one host: {pattern}", pattern=_shown(name)))
    with_port = _WITH_PORT.fullmatch(name)
    try:
        if with_port:
            yield parse_host(with_port[1]), parse_port(with_port[2])
        else:
            yield parse_host(name), SSH_PORT
    except BadValue:
        raise BadValue(msg("This is not a host: {name}", name=_shown(name))) from None


def check_key(algorithm: str, key: str) -> None:
    """Raise `BadValue` unless this is a complete public key of a strong enough kind.

    Args:
        algorithm: its name.
        key: base64, as in known_hosts.
    """
    if algorithm == "ssh-dss":
        raise BadValue(msg("A DSA key is too weak."))
    if algorithm not in ALGORITHMS:
        raise BadValue(msg("Keys of this kind are not supported: {algorithm}", algorithm=_shown(algorithm)))
    fingerprint(algorithm, key)
    if algorithm == "ssh-rsa" and _rsa_bits(key) < SHORTEST_RSA:
        raise BadValue(msg("An RSA key of fewer than {bits} bits is too weak.", bits=SHORTEST_RSA))
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        load_ssh_public_key(f"{algorithm} {key}".encode("ascii"))
    except (ValueError, UnsupportedAlgorithm):
        raise BadValue(msg("The key is damaged.")) from None


def _rsa_bits(key: str) -> int:
    """The size of an RSA key, from the last of its three parts."""
    data = _decode(key)
    for _ in range(2):
        data = data[4 + int.from_bytes(data[:4], "big") :]
    return int.from_bytes(data[4:], "big").bit_length()


def _decode(key: str) -> bytes:
    try:
        return base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raise BadValue(msg("The key is damaged.")) from None


def _string(data: bytes) -> bytes:
    """A string in SSH's format, with its length in front."""
    return len(data).to_bytes(4, "big") + data


def _shown(foreign: str) -> str:
    return visible(foreign[:60])
