"""The key file: made once, readable by its owner alone, wrapped by a pass phrase where one is set."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from support.machine import files_up_to

from helpdesk.domain.errors import HelpdeskError, Invalid, StoreError, StoreExists, WrongKey
from helpdesk.repository import keyfile

PHRASES = [None, "correct horse", "pässphräse €"]
COST = keyfile._COST

pytestmark = pytest.mark.usefixtures("cheap_guesses")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "store.key"


def said(error: HelpdeskError) -> str:
    return f"{error.what}{error.safe}{error.todo}{error!r}{error.__context__ if not error.__suppress_context__ else ''}"


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_was_made_is_read_again(path: Path, phrase: str | None) -> None:
    """Clause: P1."""
    key = keyfile.create(path, phrase)
    assert len(key) == 32
    assert keyfile.read(path, phrase) == key
    assert keyfile.is_wrapped(path) is (phrase is not None)


def test_every_key_is_another(tmp_path: Path) -> None:
    assert keyfile.create(tmp_path / "one") != keyfile.create(tmp_path / "two")


def test_the_file_and_its_folder_are_their_owners_alone(path: Path) -> None:
    """Clause: P1, B2."""
    keyfile.create(path, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_wrapped_file_does_not_hold_the_key(path: Path) -> None:
    """Clause: P1."""
    key = keyfile.create(path, "correct horse")
    assert key.hex() not in path.read_text()


def test_a_guess_costs_as_much_as_the_file_says(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clause: P1. Whoever has the file and guesses pays for 32 MiB and three rounds each time."""
    monkeypatch.setattr(keyfile, "_COST", COST)
    key = keyfile.create(path, "correct horse")
    head, body = path.read_text().splitlines()
    assert head == "helpdesk key 1, scrypt 32768 8 3, aes-256-gcm"
    salt, nonce, sealed = (bytes.fromhex(part) for part in (body[:32], body[32:56], body[56:]))
    stretched = Scrypt(salt=salt, length=32, n=32768, r=8, p=3).derive(b"correct horse")
    assert AESGCM(stretched).decrypt(nonce, sealed, head.encode()) == key


def test_another_pass_phrase_or_none_does_not_open_the_key(path: Path) -> None:
    """Clause: P1, B6."""
    key = keyfile.create(path, "correct horse")
    for wrong in ("Correct horse", "", None):
        with pytest.raises(WrongKey) as caught:
            keyfile.read(path, wrong)
        assert caught.value.todo
        assert "orrect" not in said(caught.value)
        assert key.hex() not in said(caught.value)


def test_a_pass_phrase_is_the_same_however_its_letters_were_typed(path: Path) -> None:
    key = keyfile.create(path, "caf\u00e9 au lait")
    assert keyfile.read(path, "cafe\u0301 au lait") == key


def test_a_pass_phrase_for_a_key_that_has_none_is_passed_over(path: Path) -> None:
    assert keyfile.create(path, None) == keyfile.read(path, "superfluous")


def test_an_empty_pass_phrase_is_refused_and_writes_nothing(path: Path) -> None:
    with pytest.raises(Invalid):
        keyfile.create(path, "")
    assert not path.exists()


def test_a_key_is_never_written_over_another(path: Path) -> None:
    key = keyfile.create(path, None)
    with pytest.raises(StoreExists):
        keyfile.create(path, None)
    assert keyfile.read(path) == key
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("old", PHRASES[:2])
@pytest.mark.parametrize("new", [None, "another one"])
def test_the_same_key_gets_another_pass_phrase(path: Path, old: str | None, new: str | None) -> None:
    key = keyfile.create(path, old)
    keyfile.rewrap(path, old, new)
    assert keyfile.read(path, new) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_only_who_knows_the_pass_phrase_may_change_it(path: Path) -> None:
    key = keyfile.create(path, "correct horse")
    with pytest.raises(WrongKey):
        keyfile.rewrap(path, "a guess", None)
    assert keyfile.read(path, "correct horse") == key


@pytest.mark.skipif(os.name != "posix", reason="rights on files are another thing there")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o610])
def test_a_file_that_others_can_reach_is_refused_with_how_to_mend_it(path: Path, mode: int) -> None:
    """Clause: P1, B2."""
    keyfile.create(path, None)
    path.chmod(mode)
    with pytest.raises(StoreError) as caught:
        keyfile.read(path)
    assert f"chmod 600 {path}" in str(caught.value.todo)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"hello",
        b"helpdesk key 1, plain\n",
        b"helpdesk key 1, plain\n00ff\n",
        b"\xff\xfe\x00",
        b"x\nzz\n",
    ]
    + [b"helpdesk key 2, plain\n" + b"00" * 32, b"helpdesk key 1, plain\n" + b"00" * 92],
)
def test_a_file_that_is_no_key_is_refused(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(WrongKey) as caught:
        keyfile.read(path)
    assert str(path) in str(caught.value)


def test_a_cut_or_altered_wrapped_key_is_refused(path: Path) -> None:
    keyfile.create(path, "correct horse")
    whole = path.read_text()
    last = "0" if whole[-2] != "0" else "1"
    for altered in (whole[:-5], f"{whole[:-2]}{last}\n"):
        path.write_text(altered)
        with pytest.raises(WrongKey):
            keyfile.read(path, "correct horse")


def test_a_missing_key_file_is_named(path: Path) -> None:
    with pytest.raises(WrongKey) as caught:
        keyfile.read(path)
    assert str(path) in str(caught.value)


def test_a_folder_in_the_place_of_the_key_file_is_refused(path: Path) -> None:
    path.mkdir(parents=True, mode=0o700)
    with pytest.raises(WrongKey):
        keyfile.read(path)


def test_a_key_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(StoreError):
        keyfile.create(tmp_path / "keys" / "store.key", None)


@pytest.mark.parametrize("new", [None, "another one"])
def test_a_full_disk_leaves_the_key_as_it_was(path: Path, new: str | None) -> None:
    """Clause: P1. Half a key would be no key, and the store could be opened by nobody."""
    key = keyfile.create(path, "correct horse")
    with files_up_to(16), pytest.raises(StoreError, match="can't be written") as error:
        keyfile.rewrap(path, "correct horse", new)
    assert "not changed" in said(error.value)
    assert keyfile.read(path, "correct horse") == key
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_full_disk_leaves_no_half_a_key(path: Path) -> None:
    """Clause: P1."""
    with files_up_to(16), pytest.raises(StoreError, match="can't be written"):
        keyfile.create(path, "correct horse")
    assert list(path.parent.iterdir()) == []
