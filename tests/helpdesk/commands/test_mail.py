"""`intake` and `deliver` from a shell. Clause: D9, G3."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from support.command_line import Run
from support.home import PROGRAM, Home
from support.mails import mail
from support.terminal import Terminal
from support.vaults import new_vault

from helpdesk import config
from helpdesk.commands.exits import Exit
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.messages import msg
from helpdesk.tasks.intake import Do, IntakeResult
from helpdesk.tasks.watched_folder import WatchedFolder


def test_d9_intake_counts_and_never_stops_at_a_bad_mail(helpdesk: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail())
    (tmp_path / "b.eml").write_bytes(b"Subject: half\nContent-Type: multipart/mixed; boundary=a\n\n--a\n")
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n")
    paths = [str(tmp_path / name) for name in ("c.png", "a.eml", "b.eml", "a.eml")]
    done = helpdesk("intake", *paths)
    assert done.code == 0
    assert done.out.splitlines()[:5] == [
        "Taken in: 2",
        "Of those, added to an existing ticket: 0",
        "Known already: 1",
        "Only partly readable: 1",
        "Not readable: 1",
    ]
    assert "c.png (1): This is neither a mail" in done.out
    assert "! Something is wrong with this mail: " in helpdesk("tickets", "show", "T1002").out
    dutch = helpdesk("tickets", "show", "T1002", "--lang", "nl").out
    assert "! Er klopt iets niet aan deze mail: " in dutch and "De mail " in dutch
    data = helpdesk("intake", *paths, "--json").data
    assert (data["taken"], data["known"], data["unread"]) == (0, 3, 1)
    assert data["troubles"][0]["reason"] == "This is neither a mail nor a mailbox."


def test_r7_what_was_taken_in_is_searched_at_once(helpdesk: Run, store: Path, tmp_path: Path) -> None:
    """Clause: D9, R7."""
    (tmp_path / "a.eml").write_bytes(mail(body="Mijn bsn is 999990019.\r\n"))
    assert "nobody asked for: 1" in helpdesk("intake", str(tmp_path / "a.eml")).out
    assert helpdesk("scan").out.strip() == "Every message had been searched already."


def test_intake_of_nothing_but_rubbish_says_so_by_its_code(
    helpdesk: Run, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n")
    assert helpdesk("intake", str(tmp_path / "c.png")).code == 1
    assert helpdesk("intake").code == 3
    assert helpdesk("intake", "--watch", str(tmp_path / "gone")).code == 3


def test_d9_a_watched_folder_is_taken_in_until_the_command_is_told_to_stop(
    store: Path, place: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail())
    command = [sys.executable, "-m", "helpdesk", "intake", "--watch", str(folder), "--every", "0.05"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "Taken in: 1\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    assert [path.name for path in folder.rglob("*.eml")] == ["a.eml"]
    assert (folder / "taken" / "a.eml").exists()


def test_d9_a_store_that_is_busy_for_a_while_does_not_end_the_watch(
    helpdesk: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, looks = WatchedFolder.look, count()

    def busy_at_first(watched: WatchedFolder, do: Do) -> IntakeResult:
        if next(looks) == 0:
            raise StoreBusy(msg("Another console holds the store."))
        os.kill(os.getpid(), signal.SIGTERM)
        return look(watched, do)

    monkeypatch.setattr(WatchedFolder, "look", busy_at_first)
    done = helpdesk("intake", "--watch", str(tmp_path), "--every", "0.05")
    assert done.code == 0 and "holds the store" in done.err


def test_deliver_says_where_mail_goes_is_not_set(helpdesk: Run, store: Path) -> None:
    done = helpdesk("deliver")
    assert done.code == 3 and "neither a folder nor a server" in done.err


def test_deliver_hands_on_what_waits(helpdesk: Run, store: Path, place: Path) -> None:
    (place / "config.toml").write_text('outbox = "out"\n')
    assert helpdesk("deliver").out.splitlines() == ["Handed on: 0", "Failed: 0"]
    assert helpdesk("deliver", "--lang", "nl").out.splitlines() == ["Doorgegeven: 0", "Mislukt: 0"]


@pytest.fixture
def vault_settings(store: Path) -> Path:
    """The home's settings name a mail server whose password is in a KeePass file."""
    vault = new_vault(store / "office.kdbx", "het meesterwoord")
    vault.add_entry(vault.root_group, "mail", "kim", "geheim-1")
    vault.save()
    (store / "config.toml").write_text(
        'keepass = "office.kdbx"\n'
        '[mail_server]\nhost = "mail.example.com"\nuser = "kim"\npassword = "keepass:mail"'
    )
    return store


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [("het meesterwoord", 0, "Handed on: 0"), ("iets anders", Exit.BAD_INPUT, "password")],
)
def test_b6_the_master_password_of_a_vault_is_asked_for_unseen(
    vault_settings: Path, typed: str, code: int, said: str
) -> None:
    """Clause: B6."""
    env: dict[str, str | None] = {**Home(vault_settings).environment}
    with Terminal([*PROGRAM, "deliver"], env=env) as terminal:
        terminal.wait_for("Master password of the KeePass file office.kdbx:")
        terminal.type(f"{typed}\r")
        assert terminal.exit_status() == code
        assert said in terminal.screen()
        assert typed not in terminal.screen()


def test_b6_where_nobody_can_be_asked_mail_waits(helpdesk: Run, vault_settings: Path) -> None:
    """Clause: B6."""
    done = helpdesk("deliver")
    assert done.code == Exit.BAD_INPUT
    assert "There is no password for the mail server." in done.err
    assert "everything that was to go is kept" in done.err


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[mail_server]\ntls = "starttls"', "mail_server.host"),
        ('[mail_server]\nhost = "mail.example.com"\ntls = "none"', "mail_server.tls"),
        ('[mail_server]\nhost = "mail.example.com"\ntls = "maybe"', "mail_server.tls"),
        ('[mail_server]\nhost = "mail.example.com"\nport = 0', "mail_server.port"),
        ('[mail_server]\nhost = "mail.example.com"\nuser = "kim"', "mail_server.password"),
        ('[mail_server]\nhost = "mail.example.com"\npassword = "geheim"', "mail_server.password"),
        ('[mail_server]\nhost = "mail.example.com"\npasswd = "env:X"', "mail_server.passwd"),
        ("mail_server = 1", "mail_server"),
        ('outbox = "out"\n[mail_server]\nhost = "mail.example.com"', "outbox"),
    ],
)
def test_b6_settings_of_a_mail_server_hold_no_password_and_no_open_line(
    text: str, key: str, tmp_path: Path
) -> None:
    """Clause: B4, B6."""
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(config.Misconfigured) as caught:
        config.load({"home": str(tmp_path)}, {})
    assert [fault.field for fault in caught.value.faults] == [key]
    assert "geheim" not in str(caught.value.faults)


def test_settings_of_mail_are_read(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        'intake_folder = "in"\n[mail_server]\nhost = "mail.example.com"\nuser = "kim"\npassword = "file:pw"'
    )
    settings = config.load({"home": str(tmp_path)}, {})
    assert settings.intake_folder == tmp_path / "in"
    assert settings.mail_server is not None
    assert (settings.mail_server.port, settings.mail_server.secret) == (587, f"file:{tmp_path / 'pw'}")
