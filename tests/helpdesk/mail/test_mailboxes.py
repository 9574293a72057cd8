"""Mailboxes, Maildirs and folders give their mails one at a time, and a bad one stops nothing. Clause: D9."""

from __future__ import annotations

import mailbox
import os
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from support.mails import mail

from helpdesk.mail.mailboxes import mails

BETWEEN = b"From anna@example.nl Sun May  3 22:00:00 2026\n"


def texts(*paths: Path) -> list[str]:
    return [one.mail.text if one.mail else str(one.fault) for one in mails(paths)]


def test_an_mbox_as_the_library_writes_it_is_read_back(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for text in ("Een\n\nFrom hier gaat het verder\n", "Twee\n"):
        box.add(mail(body=text).replace(b"\r\n", b"\n"))
    box.close()
    assert texts(tmp_path / "box") == ["Een\n\nFrom hier gaat het verder", "Twee"]


def test_a_line_that_begins_with_from_parts_nothing_by_itself(tmp_path: Path) -> None:
    said = b"Beste,\n\nFrom now on it fails.\n" + BETWEEN + b"dat was het.\n"
    one = mail(body=said).replace(b"\r\n", b"\n")
    (tmp_path / "box").write_bytes(BETWEEN + one + b"\n" + BETWEEN + mail(body="Twee\n"))
    assert texts(tmp_path / "box") == [said.decode().strip(), "Twee"]


def test_d9_a_mailbox_that_ends_in_the_middle_gives_all_that_came(tmp_path: Path) -> None:
    whole = BETWEEN + mail(body="Een\n") + b"\n" + BETWEEN + mail(body="Twee, en dan")
    (tmp_path / "box").write_bytes(whole[:-4])
    assert texts(tmp_path / "box") == ["Een", "Twee, en"]


def test_a_mailbox_is_read_one_mail_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes((BETWEEN + mail() + b"\n") * 50_000)
    assert [one.number for one in islice(mails([tmp_path / "box"]), 3)] == [1, 2, 3]


def test_a_maildir_gives_what_was_delivered(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "Maildir")
    box.add(mail(body="Een"))
    (tmp_path / "Maildir" / "tmp" / "half").write_bytes(mail(body="half"))
    seen = mailbox.MaildirMessage(mail(body="Twee"))
    seen.set_subdir("cur")
    box.add_folder("Oud").add(seen)
    assert sorted(texts(tmp_path / "Maildir")) == ["Een", "Twee"]


def test_d9_of_a_folder_only_mail_is_read_and_links_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "post"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.eml").write_bytes(mail(body="Een"))
    (folder / "notes.txt").write_bytes(b"just some words\n")
    (folder / "leeg.eml").touch()
    (folder / ".hidden.eml").write_bytes(mail())
    (folder / "taken").mkdir()
    (folder / "taken" / "b.eml").write_bytes(mail())
    (tmp_path / "outside.eml").write_bytes(mail(body="buiten"))
    (folder / "link.eml").symlink_to(tmp_path / "outside.eml")
    (folder / "again").symlink_to(folder)
    os.mkfifo(folder / "pipe.eml")
    assert texts(folder) == ["Een"]


def test_d9_a_file_that_became_a_link_after_the_folder_was_listed_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.eml").write_bytes(mail(body="not for a ticket"))
    link = tmp_path / "post.eml"
    link.symlink_to(tmp_path / "secret.eml")
    assert texts(link) == ["not for a ticket"]
    (found,) = mails([link], links=False)
    assert found.mail is None and "can't be read" in str(found.fault)


def test_what_is_named_and_is_no_mail_is_said(tmp_path: Path) -> None:
    for name, content in {
        "a.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "b.eml": b"",
        "c.eml": b"\x89PNG\r\n",
        "d.eml": mail(body="toch"),
    }.items():
        (tmp_path / name).write_bytes(content)
    said = texts(*(tmp_path / name for name in ("a.msg", "b.eml", "c.eml", "gone.eml", "d.eml")))
    assert (
        "Outlook" in said[0]
        and "empty" in said[1]
        and "neither a mail" in said[2]
        and "no such file" in said[3]
    )
    assert said[4] == "toch"
    assert "can't be read" in texts(Path("/dev/zero"))[0], "what never ends is not begun"


def test_a_folder_that_can_not_be_looked_into_is_a_fault_and_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D9."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b.eml").write_bytes(mail(body="Een"))
    look = os.scandir

    def refused(folder: Path) -> Any:
        if Path(folder).name == "a":
            raise PermissionError(13, "Permission denied")
        return look(folder)

    with monkeypatch.context() as closed:
        closed.setattr(os, "scandir", refused)
        mail_there, fault = mails([tmp_path])
    assert mail_there.mail is not None and mail_there.mail.text == "Een"
    assert (fault.path, fault.mail) == (tmp_path / "a", None)
    assert str(fault.fault) == "The folder can't be read: you have no right to that."
