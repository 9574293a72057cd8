"""Taking in mail: what storing it costs besides reading it.

`python -m benchmarks.intake` prints this part only.
"""

from __future__ import annotations

import email
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path

from benchmarks.big_store import desk_with
from benchmarks.table import Figure, markdown, ratio
from helpdesk.mail.mailboxes import mails
from helpdesk.mail.reading import read
from helpdesk.tasks.intake import take_all

MAILS = 10_000
CUSTOMERS = 10_000
AIM = "<= 3 x"

_WORDS = (
    "printer",
    "mail",
    "werkt",
    "niet",
    "wachtwoord",
    "server",
    "morgen",
    "graag",
    "bellen",
    "factuur",
    "scherm",
)


def figures(count: int, folder: Path) -> Iterator[Figure]:
    """Reading and storing a folder of mails, against only reading them, ours and the standard library's."""
    place = folder / f"mails-{count}"
    if not place.exists():
        _make(count, place)
    files = sorted(place.iterdir())
    ours = _seconds(lambda: [read(file.read_bytes()) for file in files])
    library = _seconds(lambda: _by_library(files))
    with tempfile.TemporaryDirectory(dir=folder) as home:
        desk = desk_with(CUSTOMERS, Path(home))
        whole = _seconds(lambda: take_all(desk.do, mails([place])))
        desk.shut()
    for what, floor in (("reading alone", ours), ("the standard library's reading alone", library)):
        yield Figure(
            f"intake of {count:,} mails, against {what}",
            f"{whole:.1f} s",
            f"{floor:.1f} s",
            ratio(whole, floor),
            AIM,
        )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _by_library(files: Iterable[Path]) -> None:
    """The least that parses mails: headers, text, and attachments decoded."""
    for file in files:
        found = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        for name in ("subject", "from", "to", "date", "message-id"):
            str(found[name])
        body = found.get_body(("plain", "html"))
        if body is not None:
            body.get_content()
        for part in found.iter_attachments():
            part.get_filename()
            part.get_content()


def _make(count: int, place: Path) -> None:
    """Mails as an office gets them: three in five with HTML too, one in five with a picture of some hundred kB."""
    chance = random.Random(7)
    place.mkdir(parents=True)
    for number in range(count):
        made = EmailMessage(policy=policy.SMTP)
        made["From"] = f"Klant {number % 500} <klant{number % 500}@example.com>"
        made["To"] = "hulp@example.nl"
        made["Subject"] = " ".join(chance.choices(_WORDS, k=5))
        made["Date"] = "Mon, 04 May 2026 09:30:00 +0200"
        made["Message-ID"] = f"<{number}@example.com>"
        lines = [" ".join(chance.choices(_WORDS, k=12)) for _ in range(chance.randint(5, 60))]
        made.set_content("\n".join(lines))
        if chance.random() < 0.6:
            marked = "".join(f"<p><span style='color:red'>{line}</span></p>" for line in lines)
            made.add_alternative(f"<html><body>{marked}</body></html>", subtype="html")
        if chance.random() < 0.2:
            picture = chance.randbytes(chance.randint(5_000, 300_000))
            made.add_attachment(picture, maintype="image", subtype="jpeg", filename=f"foto{number}.jpg")
        (place / f"{number:06}.eml").write_bytes(bytes(made))


def main() -> None:
    """Measure, and print this part."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        print(markdown(figures(MAILS, Path(folder))))


if __name__ == "__main__":
    main()
