"""Signing in to real servers (clauses B4, B6, G4): agent, key files, passwords, and second steps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from support.answers import Answers, KeyRing, sign_in, system_at
from support.ssh_agents import AGENTS, AT_ONCE, REFUSES, agent
from support.ssh_keys import key_file, private_key, public_line
from support.ssh_servers import KINDS, USER, Question, Server, User, asyncssh_server, each, openssh_server

from helpdesk.domain.remote import Ended, SignIn
from helpdesk.remote.asking import ConnectFailed, Prompt
from helpdesk.remote.steps import TimeLimits

ALL_KEYS = ["ed25519", "ecdsa", "rsa"]
PASSWORD = "geheim-1-é"
CODE = "271828"
BY_PASSWORD = {USER: User(password=PASSWORD, steps=("password",))}


def signed_in(server: Server, how: SignIn, asking: Answers | None = None, **over: Any) -> None:
    sign_in(system_at(server, how, **over), asking=asking, keys=KeyRing(server)).close()


def refused(server: Server, how: SignIn, asking: Answers | None = None, **over: Any) -> ConnectFailed:
    with pytest.raises(ConnectFailed) as caught:
        signed_in(server, how, asking, **over)
    return caught.value


# Key files


@pytest.mark.parametrize("server_kind", KINDS)
@pytest.mark.parametrize("kind", ALL_KEYS)
def test_a_key_file_signs_in(server_kind: str, kind: str, tmp_path: Path) -> None:
    key = key_file(tmp_path, kind)
    with each(server_kind, tmp_path, authorized=[key.public]) as server:
        signed_in(server, SignIn.KEY_FILE, secret_at=str(key.path))


@pytest.mark.parametrize("kind", ALL_KEYS)
def test_a_locked_key_file_is_opened_by_its_pass_phrase_at_the_second_try(kind: str, tmp_path: Path) -> None:
    key = key_file(tmp_path, kind, passphrase="een zin é")
    asking = Answers(secrets=["wrong", "een zin é"])
    with asyncssh_server(authorized=[key.public]) as server:
        signed_in(server, SignIn.KEY_FILE, asking, secret_at=str(key.path))
    assert [key.path.name in what for what in asking.secrets_asked] == [True, True]
    assert "Attempt 2 of 3" in asking.secrets_asked[1]


@pytest.mark.parametrize("form", ["pkcs1-pem", "pkcs8-pem"])
@pytest.mark.parametrize("phrase", [None, "een zin"])
def test_a_key_file_in_pem_is_as_good(form: str, phrase: str | None, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(private_key("rsa").export_private_key(form, phrase))
    path.chmod(0o600)
    with asyncssh_server(authorized=[public_line(private_key("rsa"))]) as server:
        signed_in(server, SignIn.KEY_FILE, Answers(secrets=[phrase]), secret_at=str(path))


def test_a_key_file_in_the_home_folder_is_found(home: Path) -> None:
    home.mkdir(exist_ok=True)
    key = key_file(home, "ed25519")
    with asyncssh_server(authorized=[key.public]) as server:
        signed_in(server, SignIn.KEY_FILE, secret_at=f"~/{key.path.name}")


def test_the_certificate_beside_a_key_file_is_used(tmp_path: Path) -> None:
    key, authority = key_file(tmp_path, "ed25519"), private_key("ecdsa", 3)
    signed = authority.generate_user_certificate(private_key("ed25519"), "ans", principals=[USER])
    (tmp_path / f"{key.path.name}-cert.pub").write_bytes(signed.export_certificate())
    with asyncssh_server(authorized=[public_line(authority)]) as server:
        signed_in(server, SignIn.KEY_FILE, secret_at=str(key.path))


def test_three_wrong_pass_phrases_are_enough(tmp_path: Path) -> None:
    key = key_file(tmp_path, "ed25519", passphrase="een zin")
    with asyncssh_server(authorized=[key.public]) as server:
        failed = refused(
            server, SignIn.KEY_FILE, Answers(secrets=["a", "b", "c", "een zin"]), secret_at=str(key.path)
        )
        assert server.seen.tries == []
    assert failed.how is Ended.SIGN_IN_FAILED
    assert "wrong 3 times" in str(failed)


def test_a_key_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    key = key_file(tmp_path, "ed25519", mode=0o640)
    with asyncssh_server(authorized=[key.public]) as server:
        failed = refused(server, SignIn.KEY_FILE, secret_at=str(key.path))
    assert "Others on this machine" in str(failed) and "chmod 600" in str(failed.todo)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("missing", "not there"),
        ("folder", "no private key"),
        ("pipe", "no private key"),
        ("public", "no private key"),
        ("empty", "no private key"),
        ("huge", "no private key"),
        ("dsa", "no private key"),
        ("cut", "no private key"),
        ("nul\0", "not there"),
    ],
)
def test_what_is_no_key_file_is_said_to_be_none(what: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / what if "\0" not in what else Path(f"{tmp_path}/{what}")
    if what == "folder":
        path.mkdir(mode=0o700)
    elif what == "pipe":
        os.mkfifo(path, 0o600)
    elif "\0" not in what and what != "missing":
        path.touch(0o600)
        key = private_key("ed25519").export_private_key("openssh")
        path.write_bytes(
            {
                "public": public_line(private_key("ed25519")).encode(),
                "empty": b"",
                "huge": key + b"\n" * 100_000,
                "dsa": private_key("dsa").export_private_key("pkcs1-pem"),
                "cut": key[:150],
            }[what]
        )
    with asyncssh_server(authorized=["none"]) as server:
        failed = refused(server, SignIn.KEY_FILE, secret_at=str(path))
    assert failed.how is Ended.SIGN_IN_FAILED
    assert words in str(failed)


def test_a_key_that_the_host_does_not_know_is_said_to_be_refused(tmp_path: Path) -> None:
    key = key_file(tmp_path, "ed25519")
    with asyncssh_server(authorized=["another"]) as server:
        failed = refused(server, SignIn.KEY_FILE, secret_at=str(key.path))
    assert failed.how is Ended.SIGN_IN_FAILED
    assert "does not accept this key" in str(failed)


def test_a_host_that_takes_no_keys_says_what_it_takes(tmp_path: Path) -> None:
    key = key_file(tmp_path, "ed25519")
    with asyncssh_server(users=BY_PASSWORD) as server:
        failed = refused(server, SignIn.KEY_FILE, secret_at=str(key.path))
    assert "it accepts: password" in str(failed)


# The agent


@pytest.mark.parametrize("server_kind", KINDS)
@pytest.mark.parametrize("agent_kind", AGENTS)
@pytest.mark.parametrize("kind", ALL_KEYS)
def test_the_agent_signs_in(
    server_kind: str, agent_kind: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [private_key("ed25519", 9), private_key(kind)]
    with (
        agent(agent_kind, keys) as path,
        each(server_kind, tmp_path, authorized=[public_line(private_key(kind))]) as server,
    ):
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        signed_in(server, SignIn.AGENT)


@pytest.mark.parametrize(
    ("keys", "signs", "words"),
    [
        ([], AT_ONCE, "holds no key"),
        ([private_key("dsa")], AT_ONCE, "holds no key"),
        ([private_key("ed25519")], AT_ONCE, "refuses the agent's key"),
        ([private_key("ed25519"), private_key("rsa")], AT_ONCE, "all 2 keys"),
        ([private_key("ed25519", 8)], REFUSES, "refuses the agent's key"),
    ],
)
def test_an_agent_that_can_t_help_is_said_to_be_one(
    keys: list[Any], signs: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        agent("ours", keys, signs=signs) as path,
        asyncssh_server(authorized=[public_line(private_key("ed25519", 8))]) as server,
    ):
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        failed = refused(server, SignIn.AGENT)
    assert failed.how is Ended.SIGN_IN_FAILED
    assert words in str(failed)


@pytest.mark.parametrize("path", [None, "", "/nowhere/agent"])
def test_without_an_agent_that_is_said(path: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if path is not None:
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
    with asyncssh_server(authorized=["none"]) as server:
        failed = refused(server, SignIn.AGENT)
    assert "No SSH agent is running here" in str(failed)
    assert "ssh-add" in str(failed.todo)


@pytest.mark.parametrize("server_kind", KINDS)
def test_an_agent_with_more_keys_than_the_host_tries_is_told_so(
    server_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [private_key("ed25519", number) for number in range(20, 28)]
    with (
        agent("ours", keys) as path,
        each(server_kind, tmp_path, authorized=["ssh-ed25519 AAAA"]) as server,
    ):
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        failed = refused(server, SignIn.AGENT)
    assert failed.how is Ended.SIGN_IN_FAILED
    assert "all 8 keys" in str(failed) if server_kind == "asyncssh" else "hung up" in str(failed)


# Passwords and questions


def test_a_password_is_asked_for_and_again_when_it_is_wrong() -> None:
    asking = Answers(secrets=["wrong", PASSWORD])
    with asyncssh_server(users=BY_PASSWORD) as server:
        signed_in(server, SignIn.ASK, asking)
        assert [method for _, method in server.seen.tries] == ["password", "password"]
    assert "Attempt 2 of 3" in asking.secrets_asked[1]
    assert all(PASSWORD not in text for text, _ in asking.steps)


def test_three_wrong_passwords_are_enough() -> None:
    asking = Answers(secrets=["a", "b", "c", PASSWORD])
    with asyncssh_server(users=BY_PASSWORD) as server:
        failed = refused(server, SignIn.ASK, asking)
    assert failed.how is Ended.SIGN_IN_FAILED
    assert "wrong 3 times" in str(failed)


def test_an_expired_password_is_said_to_be_one() -> None:
    users = {USER: User(expired=PASSWORD, steps=("password",))}
    with asyncssh_server(users=users) as server:
        failed = refused(server, SignIn.ASK, Answers(secrets=[PASSWORD]))
    assert failed.how is Ended.SIGN_IN_FAILED
    assert "expired" in str(failed)


def test_the_host_s_own_questions_are_answered() -> None:
    question = Question(title="Inloggen", instructions="Kijk op je telefoon.", prompt="Code: ", echo=True)
    asking = Answers(answers=[("0",), (CODE,)])
    with asyncssh_server(users={USER: User(code=CODE)}, question=question) as server:
        signed_in(server, SignIn.ASK, asking)
    first = asking.asked[0]
    assert (first.title, first.instructions, first.prompts) == (
        "Inloggen",
        "Kijk op je telefoon.",
        (Prompt("Code:", True),),
    )
    assert any("Attempt 2 of 3" in what for what, _ in asking.steps)


def test_questions_of_a_hostile_host_are_made_visible() -> None:
    """Clause P1: foreign text obeys nobody's terminal."""
    question = Question(
        title="\x1b[2J\x1b]0;pwned\x07", instructions="a\u202eb\r\nc" + "x" * 9000, prompt="[/red]\x9b31m\x00"
    )
    asking = Answers(answers=[(CODE,)])
    with asyncssh_server(users={USER: User(code=CODE)}, question=question) as server:
        signed_in(server, SignIn.ASK, asking)
    asked = asking.asked[0]
    assert asked.title == "␛[2J␛]0;pwned␇"
    assert asked.instructions.startswith("a⟪RLO⟫b\nc") and len(asked.instructions) < 2100
    assert asked.prompts == (Prompt("[/red]⟪9B⟫31m␀", False),)


@pytest.mark.parametrize("after", ["publickey", "password"])
def test_a_one_time_code_comes_as_a_second_step(after: str, tmp_path: Path) -> None:
    key = key_file(tmp_path, "ed25519")
    user = User(password=PASSWORD, keys=(key.public,), code=CODE, steps=(after, "keyboard-interactive"))
    how = SignIn.KEY_FILE if after == "publickey" else SignIn.ASK
    asking = Answers(secrets=[PASSWORD], answers=[("wrong",), (CODE,)])
    with asyncssh_server(users={USER: user}) as server:
        signed_in(server, how, asking, secret_at=str(key.path))
        assert server.seen.signed_in == [USER]
        assert [method for _, method in server.seen.tries][-2:] == ["keyboard-interactive"] * 2
    assert len(asking.asked) == 2


def test_a_password_comes_as_a_second_step_after_the_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    user = User(password=PASSWORD, keys=(public_line(private_key("ecdsa")),), steps=("publickey", "password"))
    with agent("ours", [private_key("ecdsa")]) as path, asyncssh_server(users={USER: user}) as server:
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        signed_in(server, SignIn.AGENT, Answers(secrets=[PASSWORD]))


def test_a_key_comes_as_a_second_step_from_the_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    user = User(password=PASSWORD, keys=(public_line(private_key("ecdsa")),), steps=("password", "publickey"))
    with agent("ours", [private_key("ecdsa")]) as path, asyncssh_server(users={USER: user}) as server:
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        signed_in(server, SignIn.ASK, Answers(secrets=[PASSWORD]))


def test_a_host_that_keeps_asking_is_given_up() -> None:
    user = User(password=PASSWORD, steps=("password",) * 20)
    with asyncssh_server(users={USER: user}) as server:
        failed = refused(server, SignIn.ASK, Answers(secrets=[PASSWORD] * 20))
    assert "keeps asking" in str(failed)


def test_a_code_that_is_not_given_ends_the_attempt() -> None:
    with asyncssh_server(users={USER: User(code=CODE)}) as server:
        assert refused(server, SignIn.ASK, Answers(answers=[None])).how is Ended.CANCELLED


def test_without_a_user_it_is_the_one_who_works_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "karel")
    key = key_file(tmp_path, "ed25519")
    with asyncssh_server(users={"karel": User(keys=(key.public,))}) as server:
        signed_in(server, SignIn.KEY_FILE, secret_at=str(key.path), user="")


def test_a_host_that_hangs_up_while_a_person_thinks_is_said_to_have() -> None:
    with asyncssh_server(users=BY_PASSWORD) as server:
        asking = Answers(secrets=[PASSWORD])

        def secret(what: object) -> str:
            server.end_connections()
            return PASSWORD

        asking.secret = secret  # type: ignore[method-assign]  # the host goes away in the meantime
        failed = refused(server, SignIn.ASK, asking)
    assert failed.how is Ended.FAILED
    assert "closed the connection" in str(failed)


def test_openssh_in_earnest_takes_a_key_and_no_password(tmp_path: Path) -> None:
    if "sshd" not in KINDS:
        return
    key = key_file(tmp_path, "ed25519")
    with openssh_server(tmp_path, authorized=[key.public]) as server:
        failed = refused(server, SignIn.ASK)
    assert "it accepts: publickey" in str(failed)


def test_the_limits_are_those_of_the_issue() -> None:
    limits = TimeLimits()
    assert limits.silence == 30 and limits.keepalive < limits.silence
