"""Host keys (clause B4): fingerprints, verdicts, and known_hosts files line by line."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ssh_keys import private_key, public_line

from helpdesk.domain.contact import BadValue
from helpdesk.domain.remote import HostKey
from helpdesk.remote.host_keys import (
    Verdict,
    check_key,
    fingerprint,
    host_key,
    matches,
    read_known_hosts,
    verdict,
)

ED25519 = public_line(private_key("ed25519"))
ECDSA = public_line(private_key("ecdsa"))
RSA = public_line(private_key("rsa"))
SSH_KEYGEN = shutil.which("ssh-keygen")
KINDS = ["ed25519", "ecdsa", "rsa"]


def key_of(line: str, host: str = "server.example.com", port: int = 22) -> HostKey:
    return host_key(host, port, *line.split())


def short_rsa() -> str:
    """An RSA key of 1024 bits, as an old appliance has it."""
    number = (1 << 1023) + 1
    parts = (b"ssh-rsa", b"\x01\x00\x01", number.to_bytes(129, "big"))
    return "ssh-rsa " + base64.b64encode(b"".join(len(p).to_bytes(4, "big") + p for p in parts)).decode()


MEANT = {
    "ssh-rsa KEY": f"ssh-rsa {ED25519.split()[1]}",
    "ED25519": ED25519,
    "RSA": RSA,
    "CUT": ED25519[:-8],
    "SHORT": short_rsa(),
    "LONG": "x" * 30_000,
}
"""What stands for these words: keys are made anew in each run, and must not be in the name of a test."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_fingerprint_is_what_ssh_keygen_prints(kind: str, tmp_path: Path) -> None:
    line = public_line(private_key(kind))
    printed = private_key(kind).get_fingerprint("sha256")
    if SSH_KEYGEN:
        (tmp_path / "key.pub").write_text(f"{line} host\n")
        command: list[str | Path] = [SSH_KEYGEN, "-l", "-f", tmp_path / "key.pub"]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[1]
    assert fingerprint(*line.split()) == printed


@pytest.mark.parametrize("key", ["", "????", "AAAA", "another kind"])
def test_a_fingerprint_is_of_a_key_of_the_kind_that_is_named(key: str) -> None:
    key = key.replace("another kind", ED25519.split()[1])
    with pytest.raises(BadValue):
        fingerprint("ssh-rsa", key)


def test_a_host_without_keys_is_unknown() -> None:
    assert verdict((), key_of(ED25519)) is Verdict.UNKNOWN


def test_a_host_that_shows_one_of_its_keys_is_known() -> None:
    assert verdict((key_of(RSA), key_of(ED25519)), key_of(ED25519)) is Verdict.KNOWN


def test_a_host_that_shows_another_key_has_changed() -> None:
    another = public_line(private_key("ed25519", 1))
    assert verdict((key_of(ED25519),), key_of(another)) is Verdict.CHANGED


def test_a_key_of_a_kind_never_seen_is_no_way_around_a_known_one() -> None:
    assert verdict((key_of(ED25519),), key_of(RSA)) is Verdict.CHANGED


def test_known_hosts_are_read_with_their_ports() -> None:
    text = f"# of the office\n\nserver.example.com {ED25519} a comment\n[192.0.2.17]:2222 {RSA}\n2001:db8::17 {ECDSA}\n"
    read = read_known_hosts(text)
    assert read.skipped == ()
    assert [(key.host, key.port, key.algorithm) for key in read.entries] == [
        ("server.example.com", 22, "ssh-ed25519"),
        ("192.0.2.17", 2222, "ssh-rsa"),
        ("2001:db8::17", 22, "ecdsa-sha2-nistp256"),
    ]
    assert read.entries[0].fingerprint == fingerprint(*ED25519.split())


def test_several_names_of_one_line_are_several_hosts_and_a_repetition_is_one() -> None:
    read = read_known_hosts(f"Server.Example.com,192.0.2.17 {ED25519}\r\nserver.example.com {ED25519}\r\n")
    assert [key.host for key in read.entries] == ["server.example.com", "192.0.2.17"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("@revoked server.example.com RSA", "revoked"),
        ("@cert-authority *.example.com ED25519", "Certificate authorities"),
        ("@other server.example.com ED25519", "not a line"),
        ("*.example.com ED25519", "pattern"),
        ("!server.example.com ED25519", "pattern"),
        ("serve?.example.com ED25519", "pattern"),
        ("-oProxyCommand=x ED25519", "not a host"),
        ("[server.example.com]:99999 ED25519", "not a host"),
        ("server.example.com ssh-dss AAAAB3NzaC1kc3MAAACB", "DSA"),
        ("server.example.com sk-ssh-ed25519@openssh.com AAAA", "not supported"),
        ("server.example.com ssh-ed25519 AAAA????", "damaged"),
        ("server.example.com CUT", "damaged"),
        ("server.example.com ssh-rsa KEY", "kind"),
        ("server.example.com SHORT", "2048"),
        ("server.example.com", "not a line"),
        ("server.example.com 1024 35 1234567890", "not supported"),
        ("|1|c2FsdA==|c29tZXRoaW5nIGVsc2Uh ED25519", "hashed"),
        ("|2|x|y ED25519", "hashed"),
        ("server.example.com \x1b]0;x\x07 AAAA", "not supported"),
        ("LONG", "not a line"),
    ],
)
def test_what_is_skipped_is_said_with_its_line(line: str, why: str) -> None:
    for name, text in MEANT.items():
        line = line.replace(name, text)
    read = read_known_hosts(f"good.example.com {ED25519}\n{line}\n")
    assert [key.host for key in read.entries] == ["good.example.com"]
    ((number, message),) = read.skipped
    assert number == 2 and why in str(message)
    assert str(message).isprintable()


def test_a_key_that_is_revoked_in_one_line_is_not_taken_from_another() -> None:
    read = read_known_hosts(f"server.example.com {ED25519}\n@revoked * {ED25519}\n")
    assert read.entries == ()
    assert [number for number, _ in read.skipped] == [1, 2]


@pytest.mark.parametrize(("host", "port"), [("server.example.com", 22), ("192.0.2.17", 2222)])
def test_hashed_entries_are_found_for_the_systems_there_are(host: str, port: int, tmp_path: Path) -> None:
    name = host if port == 22 else f"[{host}]:{port}"
    hashed = _hashed(name, tmp_path)
    assert matches(hashed, host, port)
    assert not matches(hashed, host, port + 1)
    assert not matches(hashed, "other.example.com", port)
    read = read_known_hosts(f"{hashed} {ED25519}\n", [("other.example.com", 22), (host, port)])
    assert [(key.host, key.port) for key in read.entries] == [(host, port)]


def _hashed(name: str, folder: Path) -> str:
    """The name hashed, by OpenSSH where it is there."""
    import hashlib
    import hmac

    if SSH_KEYGEN:
        (folder / "known").write_text(f"{name} {ED25519}\n")
        subprocess.run([SSH_KEYGEN, "-H", "-f", folder / "known"], capture_output=True, check=True)
        return (folder / "known").read_text().split()[0]
    digest = hmac.digest(b"salt" * 5, name.encode(), hashlib.sha1)
    return f"|1|{base64.b64encode(b'salt' * 5).decode()}|{base64.b64encode(digest).decode()}"


@pytest.mark.parametrize(
    "hashed", ["", "|1|", "|1|a|b", "|1|====|====", "server.example.com", "|1|c2FsdA==|é"]
)
def test_what_is_no_hash_matches_nothing(hashed: str) -> None:
    assert not matches(hashed, "server.example.com")


@given(st.text(max_size=300))
def test_no_file_is_unreadable(text: str) -> None:
    read_known_hosts(text, [("server.example.com", 22)])
    read_known_hosts(f"server.example.com ssh-ed25519 {text}")


def test_an_elliptic_key_that_is_on_no_curve_is_damaged() -> None:
    algorithm, key = ECDSA.split()
    data = bytearray(base64.b64decode(key))
    data[-1] ^= 1
    with pytest.raises(BadValue, match="damaged"):
        check_key(algorithm, base64.b64encode(data).decode())
