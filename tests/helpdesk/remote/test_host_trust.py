"""Which host is talked to (clause B4): asked about once, refused when its key changed, by sound algorithms only."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from support.answers import Answers, KeyRing, keys_of, sign_in, system_at
from support.ssh_keys import KeyFile, key_file, private_key
from support.ssh_servers import KINDS, Server, asyncssh_server, each, openssh_server

from helpdesk.domain.remote import Ended, SignIn, System
from helpdesk.remote.asking import ConnectFailed


def system(server: Server, key: KeyFile) -> System:
    return system_at(server, SignIn.KEY_FILE, secret_at=str(key.path))


def refused(server: Server, key: KeyFile, **options: Any) -> ConnectFailed:
    with pytest.raises(ConnectFailed) as caught:
        sign_in(system(server, key), **options)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host_key", ["ed25519", "ecdsa", "rsa"])
def test_an_unknown_host_is_asked_about_with_its_fingerprint(
    kind: str, host_key: str, tmp_path: Path, key: KeyFile
) -> None:
    asking, ring = Answers(trust=True), KeyRing()
    with each(kind, tmp_path, authorized=[key.public], host_keys=[(host_key, 0)]) as server:
        sign_in(system(server, key), asking=asking, keys=ring).close()
        sign_in(system(server, key), asking=asking, keys=ring).close()
    (offered,) = asking.offered  # once: the second time it is known
    assert ring.added == [offered] == list(keys_of(server))
    assert offered.fingerprint == private_key(host_key).get_fingerprint("sha256")


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_is_not_trusted_ends_it_before_anything_is_told(
    kind: str, tmp_path: Path, key: KeyFile
) -> None:
    ring = KeyRing()
    with each(kind, tmp_path, authorized=[key.public]) as server:
        failed = refused(server, key, asking=Answers(trust=False), keys=ring)
        assert server.seen.tries == []
    assert failed.how is Ended.HOST_KEY_REFUSED
    assert failed.offered == keys_of(server)[0]
    assert ring.added == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_known_host_is_not_asked_about(kind: str, tmp_path: Path, key: KeyFile) -> None:
    asking = Answers(trust=False)
    with each(kind, tmp_path, authorized=[key.public]) as server:
        sign_in(system(server, key), asking=asking, keys=KeyRing(server)).close()
    assert asking.offered == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("now", [("ed25519", 1), ("ecdsa", 0), ("rsa", 0)])
def test_a_changed_key_is_refused_and_nobody_can_say_otherwise(
    kind: str, now: tuple[str, int], tmp_path: Path, key: KeyFile
) -> None:
    asking = Answers(trust=True)
    with each(kind, tmp_path, authorized=[key.public], host_keys=[now]) as server:
        with asyncssh_server(host_keys=[("ed25519", 0)]) as before:
            before.port = server.port
            ring = KeyRing(before)
        failed = refused(server, key, asking=asking, keys=ring)
        assert server.seen.tries == []
    assert failed.how is Ended.HOST_KEY_REFUSED
    assert failed.offered == keys_of(server)[0]
    assert failed.known == tuple(ring.keys)
    assert "no name, no password" in str(failed.safe)
    assert asking.offered == [] and ring.added == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("known", [0, 1, 2])
def test_a_host_with_several_keys_shows_the_one_it_is_known_by(
    kind: str, known: int, tmp_path: Path, key: KeyFile
) -> None:
    host_keys = [("ed25519", 0), ("ecdsa", 0), ("rsa", 0)]
    asking = Answers(trust=False)
    with each(kind, tmp_path, authorized=[key.public], host_keys=host_keys) as server:
        ring = KeyRing()
        ring.keys = [keys_of(server)[known]]
        sign_in(system(server, key), asking=asking, keys=ring).close()
    assert asking.offered == []


def test_a_key_belongs_to_one_port(key: KeyFile) -> None:
    asking = Answers(trust=False)
    with asyncssh_server(authorized=[key.public]) as one, asyncssh_server(authorized=[key.public]) as two:
        assert refused(two, key, asking=asking, keys=KeyRing(one)).how is Ended.HOST_KEY_REFUSED
    assert len(asking.offered) == 1


def test_a_jump_host_is_proven_before_anything_passes_through_it(key: KeyFile) -> None:
    with asyncssh_server(authorized=[key.public]) as jump, asyncssh_server(authorized=[key.public]) as server:
        with pytest.raises(ConnectFailed) as caught:
            sign_in(system(jump, key), system(server, key), asking=Answers(trust=False))
        assert caught.value.how is Ended.HOST_KEY_REFUSED
        assert jump.seen.forwarded == [] and server.seen.peers == []


WEAK: list[tuple[dict[str, Any], str]] = [
    ({"kex_algs": ["diffie-hellman-group1-sha1"]}, "diffie-hellman-group1-sha1"),
    ({"kex_algs": ["diffie-hellman-group14-sha1"]}, "diffie-hellman-group14-sha1"),
    ({"kex_algs": ["diffie-hellman-group-exchange-sha1"]}, "diffie-hellman-group-exchange-sha1"),
    ({"encryption_algs": ["chacha20-poly1305@openssh.com"]}, "chacha20-poly1305@openssh.com"),
    ({"encryption_algs": ["aes128-cbc", "3des-cbc"]}, "aes128-cbc, 3des-cbc"),
    ({"mac_algs": ["hmac-sha1", "hmac-md5"]}, "hmac-sha1, hmac-md5"),
    ({"host_keys": [("dsa", 0)]}, "ssh-dss"),
]


@pytest.mark.parametrize(("offers", "named"), WEAK, ids=[named.partition(",")[0] for _, named in WEAK])
def test_weak_algorithms_are_refused_and_the_system_s_ssh_is_named(
    offers: dict[str, Any], named: str, key: KeyFile
) -> None:
    """No DSA, no SHA-1, no CBC, and no falling back to them in silence."""
    with asyncssh_server(authorized=[key.public], **offers) as server:
        failed = refused(server, key)
        assert server.seen.tries == []
    assert failed.how is Ended.NO_COMMON_ALGORITHM
    assert named in str(failed)
    assert "this computer's own ssh" in str(failed.todo)


@pytest.mark.parametrize(
    ("part", "offered"),
    [
        (0, "sntrup761x25519-sha512@openssh.com"),
        (1, "ssh-rsa,ssh-dss"),
        (1, "ssh-ed25519-cert-v01@openssh.com"),
        (3, "chacha20-poly1305@openssh.com"),
        (5, "umac-64@openssh.com,none"),
        (1, "\x1b]0;pwned\x07," + "x" * 3000),
    ],
)
def test_what_a_host_offers_is_said_and_made_visible(part: int, offered: str) -> None:
    with offering(part, offered) as port, asyncssh_server() as server:
        server.port = port
        with pytest.raises(ConnectFailed) as caught:
            sign_in(system_at(server))
    assert caught.value.how is Ended.NO_COMMON_ALGORITHM
    shown = str(caught.value)
    assert shown.isprintable() and len(shown) < 300
    assert offered.split(",")[0].replace("\x1b", "␛").replace("\x07", "␇") in shown


@pytest.mark.parametrize(
    ("offers", "host_key"),
    [
        ("KexAlgorithms sntrup761x25519-sha512@openssh.com", "ed25519"),
        ("Ciphers chacha20-poly1305@openssh.com", "ed25519"),
        ("HostKeyAlgorithms ssh-rsa", "rsa"),
    ],
)
def test_openssh_with_such_algorithms_only_is_refused(
    offers: str, host_key: str, tmp_path: Path, key: KeyFile
) -> None:
    if "sshd" not in KINDS:
        return
    server_keys = [(host_key, 0)]
    with openssh_server(tmp_path, authorized=[key.public], host_keys=server_keys, extra=offers) as server:
        failed = refused(server, key)
    assert failed.how is Ended.NO_COMMON_ALGORITHM
    assert offers.split()[1] in str(failed)


def test_a_user_s_rsa_key_never_signs_with_sha_1(tmp_path: Path) -> None:
    key = key_file(tmp_path, "rsa")
    if "sshd" in KINDS:
        with openssh_server(
            tmp_path, authorized=[key.public], extra="PubkeyAcceptedAlgorithms ssh-rsa"
        ) as server:
            assert refused(server, key).how is Ended.SIGN_IN_FAILED
    with asyncssh_server(authorized=[key.public], signature_algs=["ssh-rsa"]) as server:
        assert refused(server, key).how is Ended.SIGN_IN_FAILED


def test_a_weak_algorithm_beside_a_sound_one_is_never_taken(key: KeyFile) -> None:
    with asyncssh_server(
        authorized=[key.public],
        kex_algs=["diffie-hellman-group1-sha1", "curve25519-sha256@libssh.org"],
        encryption_algs=["3des-cbc", "aes256-ctr"],
        mac_algs=["hmac-md5", "hmac-sha2-512"],
    ) as server:
        connection = sign_in(system(server, key))
        connection.close()
        transport = connection._hops[0]
    assert (transport.local_cipher, transport.local_mac) == ("aes256-ctr", "hmac-sha2-512")


def test_an_rsa_key_that_is_too_short_is_refused(key: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.remote.host_keys.SHORTEST_RSA", 3072)
    with asyncssh_server(authorized=[key.public], host_keys=[("rsa", 0)]) as server:
        asking = Answers(trust=True)
        failed = refused(server, key, asking=asking)
        assert server.seen.tries == [] and asking.offered == []
    assert failed.how is Ended.NO_COMMON_ALGORITHM
    assert "too weak" in str(failed)
    assert failed.offered


def test_ssh_1_is_refused() -> None:
    with saying(b"SSH-1.5-Router\r\n") as port, asyncssh_server() as server:
        server.port = port
        with pytest.raises(ConnectFailed) as caught:
            sign_in(system_at(server))
    assert caught.value.how is Ended.NO_COMMON_ALGORITHM
    assert "SSH 1" in str(caught.value)


def test_a_host_that_can_t_prove_its_key_is_refused(key: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody in between shows the right key, but does not have it."""
    import asyncssh

    monkeypatch.setattr(asyncssh.SSHKey, "sign", lambda *_: b"\0\0\0\x0bssh-ed25519\0\0\0\x40" + b"x" * 64)
    with asyncssh_server(authorized=[key.public]) as server:
        failed = refused(server, key, keys=KeyRing(server))
        assert server.seen.tries == []
    assert failed.how is Ended.HOST_KEY_REFUSED
    assert "could not prove" in str(failed)


@contextmanager
def offering(part: int, names: str) -> Iterator[int]:
    """A host that offers what everybody knows, but for one of the ten lists of its greeting."""
    lists = ["curve25519-sha256@libssh.org", "ssh-ed25519", *["aes256-ctr"] * 2, *["hmac-sha2-256"] * 2]
    lists += ["none", "none", "", ""]
    lists[part] = names
    if part in (3, 5):
        lists[part - 1] = names
    written = b"".join(len(each).to_bytes(4, "big") + each.encode() for each in lists)
    payload = b"\x14" + bytes(16) + written + bytes(5)
    padding = 8 - (len(payload) + 5) % 8 + 8
    packet = bytes([padding]) + payload + bytes(padding)
    with saying(b"SSH-2.0-Old\r\n" + len(packet).to_bytes(4, "big") + packet) as port:
        yield port


@contextmanager
def saying(data: bytes) -> Iterator[int]:
    """Something that says this to whoever connects, and listens until that hangs up."""

    def serve() -> None:
        with suppress(OSError):
            client, _ = listener.accept()
            with client:
                client.sendall(data)
                while client.recv(4096):
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
    thread.join(5)
