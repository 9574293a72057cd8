"""A working day with the real program on a real terminal, from the first start to going home, in both languages.

One technician and a colleague at two consoles on one store: what one does, the other sees. All by keys; what each key
sends over the line is counted. Clause: P1–P3, G3–G6, A1, B1, B2, B4, C1, D6, D9, R1, R4, R7.
"""

from __future__ import annotations

import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path

import pytest
from support.home import PROGRAM
from support.real_life import BSN, mail
from support.ssh_keys import KeyFile, key_file
from support.ssh_servers import Server, asyncssh_server
from support.technician import Technician
from support.terminal import Terminal

from helpdesk import config, i18n
from helpdesk.desk import Desk
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.complaints import ComplaintState
from helpdesk.domain.customer import Invoice
from helpdesk.domain.remote import Ended, Filter
from helpdesk.domain.requests import RequestState
from helpdesk.tasks import files, sessions

pytestmark = pytest.mark.slow

PHRASE = "een zin van Noor"
MOVE, OPEN = 700, 30_000
"""The most bytes that a key has to send: one that moves the cursor, and any other."""

LIST = """\
Klantnummer;Voornaam;Tussenvoegsel;Achternaam;Bedrijf;Straat;Huisnummer;Postcode;Plaats;E-mail;Telefoon;IBAN
20001;Sanne;;Vos;;Lindelaan;7;1271 AB;Huizen;sanne@example.org;06-12345678;NL91ABNA0417164300
20002;;;Jansen;Bakkerij Jansen;Brinklaan;12;1404 EX;Bussum;info@example.nl;035-5251234;
20003;Piet;de;Boer;;Kerkstraat;3;1411 EF;Naarden;piet@example.com;035-5259999;NL02ABNA0123456789
20004;Karin;;Fout;;Laan;1;12;Naarden;geen-adres;;
"""
NOBODY = (
    "Nobody matches. Try fewer letters, or something else: the postcode,\n"
    "the end of the telephone number, the company.\nIs it a new customer? {key} makes one."
)
NO_TICKETS = (
    "No tickets yet.\n\nn  creates one, from what you type or paste\n"
    "   mail comes in with: helpdesk intake FOLDER"
)
SANNE = "Sanne Vos <sanne@example.org>"


class Office:
    """A home without a store yet, in which the program speaks one language.

    Args:
        folder: where everything lies.
        language: that of the console.
        size: of the terminals.
    """

    def __init__(self, folder: Path, language: str, size: tuple[int, int]) -> None:
        self.folder, self._language, self._size = folder, language, size
        self.list = folder / "klanten.csv"
        self.list.write_text(LIST, "utf-8")
        self.phrase = folder / "phrase"
        self.phrase.write_text(f"{PHRASE}\n", "utf-8")

    def _environment(self, login: str) -> dict[str, str | None]:
        return {
            "HELPDESK_HOME": str(self.folder / "home"),
            "HELPDESK_LANG": self._language,
            "LOGNAME": login,
            "HOME": str(self.folder),
            "COLORTERM": "truecolor",
        }

    @contextmanager
    def technician(self, login: str, name: str) -> Iterator[Technician]:
        """Somebody at a terminal on which the console was started."""
        with Terminal(PROGRAM, size=self._size, env=self._environment(login), executed=True) as terminal:
            yield Technician(terminal, name)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """What is asked of the store, or done by somebody who has no part in this day."""
        desk = Desk(config.load({"home": self.folder / "home"}, {}), login="noor")
        desk.open(PHRASE)
        try:
            yield desk
        finally:
            desk.shut()

    def mail_comes(self, number: int, subject: str, text: str) -> None:
        """Sanne writes a mail, and it is taken in."""
        written = mail(number, SANNE, subject, text)
        written.replace_header("Date", format_datetime(datetime.now(UTC)))
        box = self.folder / f"mail-{number}"
        box.mkdir()
        (box / "1.eml").write_bytes(bytes(written))
        changes = {name: value for name, value in self._environment("noor").items() if value is not None}
        command = [*PROGRAM, "intake", "--passphrase-file", str(self.phrase), str(box)]
        subprocess.run(command, env={**os.environ, **changes}, check=True, capture_output=True, timeout=60)


def begin(office: Office, noor: Technician) -> None:
    """The first start, the list of customers, a colleague and what the bookkeeper knows."""
    noor.set_up(PHRASE)
    said = noor.import_list(office.list)
    assert (
        i18n._("{imported} imported, {unchanged} already there or repeated, {rejected} rejected").format(
            imported=3, unchanged=0, rejected=1
        )
        in said
    )
    with office.desk() as desk:
        desk.do(lambda work: work.technicians.add("kim", "Kim Bos", "privacy-officer"))
        piet = desk.do(files.by_number, "20003")
        desk.do(files.open_file, piet.id, ("G7",))
        paid = Invoice("F2026-17", date(2026, 2, 1), date(2026, 3, 1), Decimal("121.00"), date(2026, 2, 20))
        desk.do(lambda work: work.services.add_invoice(piet.id, paid))
        desk.do(files.close_file, piet.id)


def help_on_the_phone(noor: Technician, kim: Technician, server: Server, key: KeyFile) -> None:
    """Sanne calls: her machine is looked at from here, while Kim sees that her address is used."""
    kim.press("f5")
    kim.see("All sessions, newest first.")
    noor.open_customer("sanne", "Sanne Vos", "4")
    noor.add_system("web01", server.host, server.port, server.user, key.path)
    noor.connect()
    noor.see("Is this the right machine?")
    noor.press("y")
    noor.work_there("echo he''llo", "hello")
    kim.terminal.wait_for("! 127.0.0.1")
    noor.leave_system("herstart")
    noor.press("5")
    noor.terminal.wait_for("SSH: web01")
    noor.press("4")


def stopped_at_another_key(noor: Technician, before: Server, key: KeyFile) -> None:
    """Somebody else answers in the place of the machine: nobody gets there."""
    with asyncssh_server(authorized=[key.public], host_keys=[("ed25519", 1)], port=before.port) as other:
        noor.connect()
        noor.see(
            "This is not the key by which the host is known. Somebody may be intercepting the connection."
        )
        noor.press("enter")
        noor.see_gone(
            "This is not the key by which the host is known. Somebody may be intercepting the connection."
        )
        assert not other.seen.signed_in


def line_that_drops(noor: Technician, server: Server) -> None:
    """The line is cut in the middle of the work; the console is back, and the note is put off."""
    noor.connect()
    noor.work_there("echo wo''rk", "work")
    server.end_connections()
    noor.see("line lost", "Later")
    noor.press("escape")
    noor.see_gone("Session over")


def unpaid_invoice(noor: Technician) -> None:
    """The bakery did not pay: noted from its papers; a reminder is to go, and it is settled when the money is in."""
    noor.open_customer("jansen", "Bakkerij Jansen", "2", "7")
    noor.press("3", "tab", "n")
    noor.see("New invoice")
    for value in ("F2026-80", "1-1-2026", "2-1-2026", "60,50"):
        noor.press("ctrl+u")
        noor.write(value)
        noor.press("tab")
    noor.press("enter")
    noor.see("a reminder goes out now")
    noor.press("home", "enter")
    noor.see("Where it stands")
    noor.press("p")
    noor.see("Paid on")
    noor.press("enter")
    noor.see("It was paid on {day}.")
    noor.press("f2")


def mail_with_more_than_was_asked_for(office: Office, noor: Technician, kim: Technician) -> None:
    """A BSN in a mail, which both see come in, goes for good and is looked for everywhere else."""
    noor.press("f9")
    noor.see(NO_TICKETS)
    kim.press("f9")
    kim.see(NO_TICKETS)
    office.mail_comes(1, "Mail doet het niet", f"Dag,\n\nMijn bsn is {BSN}. De mail doet het niet.\n\nSanne")
    for one in (noor, kim):
        one.terminal.wait_for("T1001")
        one.terminal.wait_for("⟦1⟧")
    noor.open_ticket("T1001")
    noor.delete_what_is_marked()
    kim.terminal.wait_gone("⟦1⟧")
    noor.press("f7")
    noor.see("To be dealt with")
    noor.look_for_copies()
    noor.see("closed: {outcome}")
    noor.back_to("Nothing waits here.")


def complaint_on_the_phone(noor: Technician, kim: Technician) -> None:
    """Sanne is unhappy; it is written down while she talks, and Kim has it in her list."""
    kim.press("f12")
    kim.see("No complaints.\n\nn  registers one; in a ticket C makes one of that ticket")
    noor.press("f12")
    noor.see("No complaints.\n\nn  registers one; in a ticket C makes one of that ticket")
    noor.press("n")
    noor.see_gone("No complaints.\n\nn  registers one; in a ticket C makes one of that ticket")
    noor.choose_customer("sanne", "Sanne Vos")
    noor.write("Drie weken zonder mail.")
    noor.press("ctrl+s")
    kim.terminal.wait_for("C2026-0001")
    noor.see("For what else?")
    noor.press("enter")
    noor.terminal.wait_for("Drie weken zonder mail.")


def access_by_mail(office: Office, noor: Technician) -> None:
    """Sanne asks by mail for a copy of her data, from her registered address, and gets it."""
    noor.press("f9")
    office.mail_comes(2, "Inzage", "Goedendag,\n\nGraag een kopie van al mijn gegevens.\n\nSanne")
    noor.terminal.wait_for("T1002")
    noor.open_ticket("T1002")
    noor.press("V")
    noor.see("New rights request")
    noor.tick()
    noor.press("ctrl+s")
    noor.see("First find out who is asking: i. Nothing is carried out before that.")
    noor.press("i")
    noor.see("I know them in person")
    noor.press("enter")
    noor.see("Which message?")
    noor.press("enter")
    noor.see("identity confirmed")
    noor.press("g")
    noor.see("How does it go to the customer?")
    noor.press("enter")
    noor.see("Write")
    noor.press("enter")
    noor.see("Password: {password}")
    noor.press("y")
    noor.see("Carried out: {right}.")
    noor.see("done")


def erasure_with_a_tax_hold(noor: Technician, kim: Technician) -> None:
    """Piet wants to be forgotten; both know him, one approves and the other erases. His invoice stays."""
    noor.press("f10")
    noor.see("Rights requests")
    noor.press("n")
    noor.see("New rights request")
    noor.choose_customer("piet", "Piet de Boer")
    noor.press("down", "down")
    noor.tick()
    noor.press("ctrl+s")
    noor.see("First find out who is asking: i. Nothing is carried out before that.")
    noor.press("i")
    noor.see("I know them in person")
    noor.press("3", "enter")
    noor.see("known in person, says one of us")
    kim.press("f10")
    kim.terminal.wait_for("Piet de Boer")
    kim.press("enter")
    kim.see("known in person, says one of us")
    kim.press("i")
    kim.see("I know them in person")
    kim.press("3", "enter")
    noor.see("A second person has to approve this first: a, at their console.")
    kim.see("It waits for a second person, who may be you: a approves it.")
    kim.press("a")
    noor.see("g carries it out, x refuses it.")
    noor.press("g")
    noor.see("Type {word} to go on.")
    noor.write("20003")
    noor.press("enter")
    noor.see("Proof")
    for _some_lines in range(30):  # what stays, and until when, stands somewhere in the middle
        if "2034" in noor.terminal.screen():
            break
        noor.terminal.press(*["down"] * 4)
        noor.terminal.settle()
    noor.terminal.wait_for("2034")
    noor.press("escape")
    kim.see("done")


def go_home(noor: Technician, kim: Technician) -> None:
    """Coffee behind the lock, a last look, and home."""
    noor.press("f4")
    noor.see("Number, name, company, e-mail, telephone, postcode, street, city")
    noor.write("piet")
    noor.see(NOBODY)
    noor.lock_and_unlock(PHRASE)
    noor.see(NOBODY)
    kim.quit()
    noor.quit()


@pytest.mark.parametrize(("language", "size"), [("nl", (80, 24)), ("en", (140, 40))], ids=["nl", "en"])
def test_a_working_day(language: str, size: tuple[int, int], tmp_path: Path) -> None:
    i18n.install(language)
    office, key = Office(tmp_path, language, size), key_file(tmp_path, "ed25519")
    with office.technician("noor", "Noor de Wit") as noor:
        begin(office, noor)
        with office.technician("kim", "Kim Bos") as kim:
            kim.sign_in(PHRASE)
            with asyncssh_server(authorized=[key.public]) as server:
                help_on_the_phone(noor, kim, server, key)
            stopped_at_another_key(noor, server, key)
            with asyncssh_server(authorized=[key.public], port=server.port) as again:
                line_that_drops(noor, again)
            if language == "nl":
                unpaid_invoice(noor)
            mail_with_more_than_was_asked_for(office, noor, kim)
            complaint_on_the_phone(noor, kim)
            access_by_mail(office, noor)
            erasure_with_a_tax_hold(noor, kim)
            go_home(noor, kim)
    assert_kept_in_mind(office)
    for one in (noor, kim):
        assert [where for where, least in least_sent(one.sent["move"]).items() if least > MOVE] == []
        assert [sent for sent in one.sent["key"] if sent[1] > OPEN] == []


def least_sent(sent: list[tuple[str, int]]) -> dict[str, int]:
    """The fewest bytes for each key and page: with others may have gone what was late in being painted."""
    least: dict[str, int] = {}
    for where, count in sent:
        least[where] = min(count, least.get(where, count))
    return least


def assert_kept_in_mind(office: Office) -> None:
    """What the day left in the store, and outside it."""
    with office.desk() as desk:
        rows = desk.do(sessions.ledger, Filter())
        assert [row.how for row in rows] == [Ended.LINE_LOST, Ended.HOST_KEY_REFUSED, Ended.NORMALLY]
        (complaint,) = desk.do(lambda work: work.complaints.open())
        assert complaint.state is ComplaintState.RECEIVED
        done = desk.do(lambda work: work.requests.done())
        assert [one.state for one in done] == [RequestState.DONE, RequestState.DONE]
        assert desk.do(lambda work: work.audit.verify()) is None
        events = {record.event for record in desk.do(lambda work: work.audit.page(limit=1000))}
        assert {AuditEvent.CUSTOMER_ERASED, AuditEvent.CONSOLE_LOCKED, AuditEvent.CONSOLE_UNLOCKED} <= events
    (copy,) = office.folder.glob("R2026-*.zip")
    assert len(zipfile.ZipFile(copy).namelist()) > 5
