"""Passwords from a KeePass file (clause B6): asked for, used once, and never kept."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest
from pykeepass import PyKeePass
from support.answers import Answers, sign_in, system_at
from support.ssh_servers import USER, Question, User, asyncssh_server
from support.vaults import new_vault

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.mail import MailServer
from helpdesk.domain.remote import Ended, SignIn
from helpdesk.remote.asking import ConnectFailed
from helpdesk.tasks.delivery import password_of

MASTER = "het meesterwoord"
PASSWORD = "geheim-1"
ODD = """quo"te's//*"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> PyKeePass:
    return new_vault(tmp_path_factory.mktemp("vault") / "office.kdbx", MASTER)


@pytest.fixture(scope="module")
def vault(office: PyKeePass) -> Path:
    """It has entries of two customers, one of them thrown away."""
    made = office
    customers = made.add_group(made.root_group, "Customers")
    vos = made.add_group(customers, "Vos")
    made.add_entry(vos, "router", USER, PASSWORD)
    made.add_entry(vos, "nas", USER, PASSWORD)
    made.add_entry(made.add_group(customers, "De Boer"), "nas", USER, "another")
    made.add_entry(customers, "empty", USER, "")
    made.add_entry(customers, "quoted", USER, PASSWORD).title = ODD
    thrown_away = made.add_entry(customers, "old", USER, PASSWORD)
    made.trash_entry(thrown_away)
    made.save()
    return Path(made.filename)


def connect_with(entry: str, vault: Path | None, asking: Answers, user: User | None = None) -> None:
    users = {USER: user or User(password=PASSWORD, steps=("password",))}
    with asyncssh_server(users=users, question=Question(prompt="Password: ")) as server:
        sign_in(system_at(server, SignIn.KEEPASS, secret_at=entry), asking=asking, vault=vault).close()


def failure(entry: str, vault: Path | None, asking: Answers) -> ConnectFailed:
    with pytest.raises(ConnectFailed) as caught:
        connect_with(entry, vault, asking)
    assert caught.value.how is Ended.SIGN_IN_FAILED
    return caught.value


@pytest.mark.parametrize("entry", ["router", "Customers/Vos/router", "Customers/Vos/nas", ODD])
def test_an_entry_is_found_by_its_title_or_path(entry: str, vault: Path) -> None:
    asking = Answers(secrets=[MASTER])
    connect_with(entry, vault, asking)
    assert asking.secrets_asked == ["Master password of the KeePass file office.kdbx"]


def test_the_host_s_own_question_for_a_password_is_answered_from_the_entry(vault: Path) -> None:
    asking = Answers(secrets=[MASTER])
    connect_with("router", vault, asking, User(code=PASSWORD, steps=("keyboard-interactive",)))
    assert asking.asked == []


def test_a_code_after_the_password_is_asked_of_the_technician(vault: Path) -> None:
    user = User(password=PASSWORD, code="271828", steps=("password", "keyboard-interactive"))
    asking = Answers(secrets=[MASTER], answers=[("271828",)])
    connect_with("router", vault, asking, user)
    assert len(asking.asked) == 1


def test_a_wrong_master_password_can_be_typed_again(vault: Path) -> None:
    asking = Answers(secrets=["wrong", MASTER])
    connect_with("router", vault, asking)
    assert "Attempt 2 of 3" in asking.secrets_asked[1]


def test_three_wrong_master_passwords_are_enough(vault: Path) -> None:
    assert "wrong 3 times" in str(failure("router", vault, Answers(secrets=["a", "b", "c", MASTER])))


def test_giving_no_master_password_stops(vault: Path) -> None:
    with pytest.raises(ConnectFailed) as caught:
        connect_with("router", vault, Answers(secrets=[None]))
    assert caught.value.how is Ended.CANCELLED


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("nowhere", "no such entry"),
        ("", "no such entry"),
        ("nas", "2 entries"),
        ("empty", "no password"),
        ("old", "no such entry"),
        ("' or '1'='1", "no such entry"),
        ("Customers/De Boer/nas", "does not accept the password"),
    ],
)
def test_an_entry_that_does_not_help_is_said_to_be_one(entry: str, words: str, vault: Path) -> None:
    assert words in str(failure(entry, vault, Answers(secrets=[MASTER])))


def test_without_a_keepass_file_that_is_said(tmp_path: Path) -> None:
    assert "does not know where" in str(failure("router", None, Answers()))
    missing = failure("router", tmp_path / "none.kdbx", Answers(secrets=[MASTER]))
    assert "not there" in str(missing)
    (tmp_path / "broken.kdbx").write_bytes(b"not a vault")
    assert "can't be read" in str(failure("router", tmp_path / "broken.kdbx", Answers(secrets=[MASTER])))


def test_without_the_extra_that_is_said(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pykeepass", None)
    failed = failure("router", vault, Answers(secrets=[MASTER]))
    assert "helpdesk-console[keepass]" in str(failed.todo)


def test_the_opened_file_is_dropped_at_once(vault: Path, office: PyKeePass) -> None:
    connect_with("router", vault, Answers(secrets=[MASTER]))
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, PyKeePass)] == [office]


def test_the_key_file_beside_it_is_used(vault: Path, office: PyKeePass, tmp_path: Path) -> None:
    key_file = tmp_path / "office.key"
    key_file.write_bytes(b"a key file of the office, of any length\n")
    office.keyfile = str(key_file)
    office.save(tmp_path / "office.kdbx")
    connect_with("router", tmp_path / "office.kdbx", Answers(secrets=[MASTER]))
    key_file.unlink()
    assert "wrong 3 times" in str(failure("router", tmp_path / "office.kdbx", Answers(secrets=[MASTER] * 3)))


@pytest.mark.parametrize(
    ("entry", "master", "said"),
    [
        ("router", MASTER, ""),
        ("router", "wrong", "The master password was wrong."),
        ("nowhere", MASTER, "There is no such entry in the KeePass file."),
        ("router", None, "There is no password for the mail server."),
    ],
)
def test_b6_the_password_of_a_mail_server_may_lie_there_too(
    entry: str, master: str | None, said: str, vault: Path
) -> None:
    server = MailServer("mail.example.com", 587, user="kim", secret=f"keepass:{entry}")
    if not said:
        assert password_of(server, {}, vault, lambda _: master) == PASSWORD
        return
    with pytest.raises(HelpdeskError) as caught:
        password_of(server, {}, vault, lambda _: master)
    assert (str(caught.value.what), str(caught.value.safe)) == (
        said,
        "Nothing was sent; everything that was to go is kept.",
    )
    assert "system" not in str(caught.value.todo), "it is no system of a customer"
