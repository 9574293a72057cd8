"""A folder of mails as a present-day office gets them, with unsolicited data. Nobody in them exists."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

BSN = "999990019"
IBAN = "NL02ABNA0123456789"
CARD = "4111 1111 1111 1111"
PASSWORD = "Zomer!2026xq"
SCAN = b"%PDF-1.4 Zwijgplein Quastenberg " * 500
VALUES = (BSN, IBAN, CARD, PASSWORD, "Zwijgplein", "Quastenberg", "paspoort-sanne")
"""What must be gone afterwards."""


def mail(number: int, sender: str, subject: str, text: str = "", **more: str) -> EmailMessage:
    """One mail; without a text the caller adds the body."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, "hulp@example.nl", subject
    made["Date"] = f"Mon, 04 May 2026 09:{number:02}:00 +0200"
    made["Message-ID"] = f"<{number}@mail.example.org>"
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    if text:
        made.set_content(text)
    return made


def mails() -> list[EmailMessage]:
    """Those that come as files of their own, oldest first."""
    sanne, piet = "Sanne Vos <sanne@example.org>", "Piet <piet@example.com>"
    scan = mail(3, sanne, "Kopie zoals gevraagd?", "Zie bijlage, ik dacht dat u die nodig had.\n\nSanne")
    scan.add_attachment(SCAN, maintype="application", subtype="pdf", filename="paspoort-sanne-vos.pdf")
    web = mail(4, "Shop <shop@example.net>", "Order question")
    web.set_content(
        f"<html><script>alert(1)</script><p>My card {CARD} was refused.</p>"
        "<img src='https://tracker.example.net/x.png'></html>",
        subtype="html",
    )
    both = mail(5, sanne, "Re: wachtwoord", f"Mijn wachtwoord is {PASSWORD}, wilt u het nakijken?\n")
    both.add_alternative(f"<p>Mijn wachtwoord is <b>{PASSWORD}</b>, wilt u het nakijken?</p>", subtype="html")
    broken = mail(9, piet, "=?utf-8?q?Factuur_=E2=82=AC_12?=", f"Mijn rekening is {IBAN}.\n")
    return [
        mail(1, sanne, "Mail doet het niet", f"Dag,\n\nMijn bsn is {BSN}. De mail doet het niet.\n\nSanne"),
        mail(2, piet, "Printer", "The printer prints nothing. The supplier is on 035-5551234.\n"),
        scan,
        web,
        both,
        mail(
            6,
            "Vreemde <vreemd@example.net>",
            "Re: [T1001] Mail doet het niet",
            "I would like to read along.\n",
        ),
        mail(7, piet, "Reset", "Could you reset my account please?\n"),
        mail(8, sanne, "Agenda", "De agenda loopt een uur achter.\n"),
        broken,
    ]


def fill(folder: Path) -> None:
    """Twelve mails in files, one of them twice, and a mailbox that ends in the middle of its last one."""
    folder.mkdir()
    written = [bytes(one) for one in mails()]
    for number, raw in enumerate([*written, written[0]]):
        (folder / f"{number:02}.eml").write_bytes(raw)
    box = mailbox.mbox(folder / "old.mbox")
    for number in (10, 11):
        box.add(mail(number, "Kees <kees@example.com>", f"Oud {number}", "Het werkt weer.\n" * 20))
    box.close()
    whole = (folder / "old.mbox").read_bytes()
    (folder / "old.mbox").write_bytes(whole[:-150])
