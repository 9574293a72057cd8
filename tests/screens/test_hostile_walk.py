"""The real console on a store in which every text is hostile: nothing of it is obeyed on any screen. Clause: P1.

The texts are put into the tables themselves, past everything that cleans what is typed or imported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Text, update
from support.command_line import OWNER, add_customer
from support.home import PROGRAM, Home
from support.incoming import came_in
from support.screen_grid import HOSTILE
from support.terminal import Terminal
from support.terminal_bytes import obeyed, seen

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import Invoice, KnownAddress
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.incoming import IncomingFile
from helpdesk.domain.messages import msg, packed
from helpdesk.domain.register import Keeping
from helpdesk.domain.requests import NewRequest, Result
from helpdesk.domain.rights import Right
from helpdesk.policy.loader import load
from helpdesk.repository.tables import Table
from helpdesk.repository.ticket_tables import TicketMessageRow
from helpdesk.repository.unit_of_work import UnitOfWork
from helpdesk.tasks import complaints, consents, disclosures, files, request_letters, requests, services

pytestmark = pytest.mark.slow

NAME = " ".join(name for name in HOSTILE if "\ud800" not in name and len(name) < 100)
LONGEST = "".join(name for name in HOSTILE if len(name) >= 100)
KEYS = {
    "id", "number", "login", "role", "key", "form", "kind", "purpose", "purposes", "postcode", "channel",
    "state", "priority", "direction", "delivery", "outcome", "right", "result", "way", "recipient", "clause", "content",
    "faults",
}  # fmt: skip
"""Columns whose text finds or decides something; with another text there would be nothing to see."""

DIALOG = re.compile(r"│ .*Esc \w+")
"""The keys at the foot of a dialog."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A store with one customer, of whom everything is known, and every text of it hostile."""
    home = Home(tmp_path_factory.mktemp("hostile") / "home")
    desk = Desk(config.load({"home": home.folder}, {}), load(None), login=OWNER)
    desk.create(name=NAME)
    number = add_customer(desk, ip_addresses=(KnownAddress("192.0.2.1", "home"),), postcode="1271 AB")
    ref = desk.do(lambda work: work.customers.by_number(number))
    desk.do(files.open_file, ref.id, ("G2", "G3", "G4", "G5", "G7"))
    desk.do(services.add, ref.id, "mail", "sanne", date(2026, 1, 1))
    invoice = Invoice("F1", date(2026, 2, 1), date(2026, 3, 1), Decimal("12.10"))
    desk.do(lambda work: work.services.add_invoice(ref.id, invoice))
    desk.do(consents.record, ref.id, "G9-newsletter", ConsentEventKind.GIVEN, how="email", evidence="mail")
    said = NewComplaint("email", desk.clock(), "delay", NAME, wish=NAME, customer=ref.id)
    desk.do(complaints.note, desk.do(complaints.register, said).id, NAME)
    desk.do(_case_of_all, ref.id)
    run = ImportRun(desk.clock(), OWNER, "list.csv", 1, 0, 1, "list.rejected.csv")
    desk.do(lambda work: work.imports.record(run))
    came_in(desk, ref, files=(IncomingFile("paspoort.pdf", "application/pdf", b"%PDF"),))
    came_in(desk, text="Wie belt mij terug?", sender="06-12345678")
    desk.do(_spoil)
    desk.shut()
    return home


def _case_of_all(work: UnitOfWork, customer: str) -> None:
    """A request for two rights with a letter about one of them, and an order that waits for a second person."""
    rights = (Right.ACCESS, Right.ERASURE)
    asks = NewRequest(customer, "email", work.clock(), rights, words=NAME, agent=NAME, authority=NAME)
    made = requests.register(work, asks)
    requests.settle(work, made, made.version, Right.ACCESS, Result.FULFILLED, NAME)
    work.open_files.open(customer, ("G2", "G3", "G4", "G5", "G7", "G8"))
    request_letters.tell_result(work, made.id, NAME)
    disclosures.record(
        work, NewDisclosure(customer, "authorities", ("D1",), NAME, NAME, "letter", NAME, NAME)
    )


def _spoil(work: UnitOfWork) -> None:
    """Put the hostile text into every column of text, but for those that are looked up, and ids."""
    for table in Table.metadata.sorted_tables:
        if not table.name.startswith(("audit", "drafts", "case_numbers")):
            columns = [
                one.name
                for one in table.columns
                if isinstance(one.type, Text)
                and one.name not in KEYS
                and one.info["category"] != Keeping.REFERENCE
            ]
            text = LONGEST if table.name == "consent_events" else NAME
            if columns:
                work.connection.execute(update(table).values(dict.fromkeys(columns, text)))
    said = packed((msg("The text is in an unknown encoding ({charset}).", charset=NAME),))
    work.connection.execute(update(TicketMessageRow).values(faults=said))


@pytest.fixture(scope="module")
def raw(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """Every byte of a console in which all that can be shown was shown."""
    file = tmp_path_factory.mktemp("lists") / NAME.translate({ord("/"): None, 0: None})
    rows = "".join(f'"{NAME}";"{LONGEST}";1271 AB;Huizen\n' for _ in range(5)).replace("\0", "")
    file.with_suffix(".csv").write_text(f'Naam;"{NAME}";Postcode;Plaats\n{rows}'.replace("\0", ""), "utf-8")
    env = {**home.environment, "HOME": str(file.parent)}
    with Terminal(PROGRAM, size=(200, 60), env=env, cwd=file.parent) as terminal:
        terminal.wait_for("Import of")
        _look_at_the_customer(terminal)
        _look_at_the_tickets(terminal)
        _look_elsewhere(terminal, file.with_suffix(".csv"))
        yield terminal.raw


def _look_at_the_customer(terminal: Terminal) -> None:
    terminal.press("slash")
    terminal.wait_for("Number, name")
    terminal.type("1271AB")
    terminal.wait_for("1 customer")
    terminal.press("enter")
    terminal.wait_for("[1 Details]")
    for tab, shown in (("1", "D9 "), ("2", "G9"), ("3", "Invoices")):
        terminal.press(tab)
        terminal.wait_for(shown)
        terminal.press("down", "w")
        _close(terminal)
    for tab in ("4", "5", "6"):
        terminal.press(tab)
        terminal.settle()
    terminal.wait_for("file read")
    for keys in (
        ("question_mark",),
        ("ctrl+p",),
        ("2", "tab", "down", "x"),
        ("3", "n"),
        ("3", "e"),
        ("1", "a"),
    ):
        terminal.press(*keys)
        _close(terminal)
    terminal.press("1", "e")
    terminal.wait_for("Family name ▌")
    for _ in range(25):
        terminal.press("tab")
    terminal.press("escape")
    terminal.wait_for("[1 Details]")


def _look_at_the_tickets(terminal: Terminal) -> None:
    terminal.press("7")
    terminal.wait_for("T1001")
    terminal.press("f9")
    terminal.wait_for("[1 All 2]")
    terminal.press("down", "enter")
    terminal.wait_for("from the customer")
    terminal.press("g", "tab", "tab")
    for key in ("l", "v", "x", "y", "p", "T"):
        terminal.press(key)
        _close(terminal)
    terminal.press("tab", "f")
    _close(terminal)
    for key in ("i", "r"):
        terminal.press(key)
        terminal.wait_for("Text module")
        terminal.press("f8")
        _close(terminal)
        terminal.press("escape")
        terminal.wait_for("from the customer")
    terminal.press("escape")
    terminal.wait_for("[1 All 2]")
    terminal.press("up", "enter")
    terminal.wait_for("unknown sender")
    terminal.press("a")
    _close(terminal)
    terminal.press("escape")
    terminal.wait_for("[1 All 2]")
    terminal.press("n")
    terminal.wait_for("Whose:")
    terminal.press("escape")
    terminal.wait_for("[1 All 2]")


def _look_elsewhere(terminal: Terminal, file: Path) -> None:
    terminal.press("f2")
    terminal.wait_for("Import of")
    terminal.press("G", "enter")
    terminal.settle()
    terminal.press("f2")
    terminal.wait_for("Import of")
    _look_at_a_complaint(terminal)
    _look_at_a_request(terminal)
    _look_at_the_disclosures(terminal)
    terminal.press("a")
    terminal.wait_for("Record")
    terminal.press("down", "enter", "f2")
    terminal.wait_for("Import of")
    terminal.press("i")
    terminal.wait_for("Path of the CSV file")
    terminal.send(os.fsencode(f"{file.parent}/"))
    terminal.wait_for(".csv")  # offered; until then the key would go nowhere
    terminal.press("right", "enter")
    terminal.wait_for("Import would give")
    terminal.press("down", "enter")
    _close(terminal)
    terminal.press("i")
    terminal.wait_for("The import is done")


def _look_at_a_complaint(terminal: Terminal) -> None:
    terminal.press("c")
    _see_page(terminal, "Complaints", "C2026-0001")
    terminal.press("y")
    terminal.wait_for("1 complaint received")
    terminal.press("escape")
    terminal.wait_for("C2026-0001")
    terminal.press("enter")
    terminal.wait_for(re.compile("Investigate|Acknowledge"))
    for keys in (("down", "tab", "question_mark"), ("l",)):
        terminal.press(*keys)
        _close(terminal)
    terminal.press("i")
    terminal.wait_for("A note among ourselves")
    terminal.press("escape")
    terminal.wait_for(re.compile("Investigate|Acknowledge"))
    terminal.press("f2")
    terminal.wait_for("Import of")


def _look_at_a_request(terminal: Terminal) -> None:
    terminal.press("v")
    _see_page(terminal, "Rights requests", "R2026-0001")
    terminal.press("enter")
    terminal.wait_for("tells the customer")
    terminal.press("down")
    terminal.wait_for("First find out")
    for keys in (("w",), ("tab", "down", "question_mark"), ("i",), ("X",), ("C",)):
        terminal.press(*keys)
        _close(terminal)
    terminal.press("d")
    terminal.wait_for("L2026-0001")
    terminal.press("enter")
    terminal.wait_for("It went out")
    _close(terminal)
    terminal.press("x")
    terminal.wait_for("Reason")
    _paste(terminal)
    terminal.press("enter")
    terminal.wait_for("Refuse, and keep the letter")
    _close(terminal)
    terminal.press("x")
    terminal.wait_for("Reason")  # what was typed stands in it again
    terminal.press("escape")
    terminal.wait_for("First find out")
    terminal.press("f2")
    terminal.wait_for("Import of")
    _fill_in(terminal, "v", "Rights requests", "Asked by")


def _look_at_the_disclosures(terminal: Terminal) -> None:
    terminal.press("f11")
    _see_page(terminal, "Disclosures", "waits")
    terminal.press("enter")
    _close(terminal)
    terminal.press("f2")
    terminal.wait_for("Import of")
    _fill_in(terminal, "f11", "Disclosures", "Reference")


def _see_page(terminal: Terminal, title: str, text: str) -> None:
    """Wait until a page is in front and shows a text: Today shows some of it too."""
    terminal.wait_until(
        lambda screen: screen.split("\n")[0].strip().startswith(title) and text in screen,
        f"{text!r} in {title}",
    )


def _fill_in(terminal: Terminal, place: str, title: str, label: str) -> None:
    """Paste what is hostile into every field of the form of a register, and leave it as a draft."""
    terminal.press(place)
    _see_page(terminal, title, "2026-0001")
    terminal.press("n")
    terminal.wait_for(label)
    for _ in range(20):
        _paste(terminal)
        terminal.press("tab")
    terminal.press("f8")
    _close(terminal)
    terminal.press("escape")
    terminal.wait_for("Keep it as a draft")
    terminal.press("enter")
    _see_page(terminal, title, "2026-0001")
    terminal.press("f2")
    terminal.wait_for("Import of")


def _paste(terminal: Terminal) -> None:
    terminal.send(b"\x1b[200~" + NAME.replace("\x1b", "").encode() + b"\x1b[201~")


def _close(terminal: Terminal) -> None:
    """Close the dialog that was asked for, once it is there."""
    terminal.wait_for(DIALOG)
    terminal.press("escape")
    terminal.wait_until(lambda screen: not DIALOG.search(screen), "the dialog to go")


def test_nothing_of_any_field_is_obeyed_on_any_screen(raw: bytes) -> None:
    """Clause: P1."""
    assert obeyed(raw) == []


def test_what_is_hostile_was_really_on_the_screens(raw: bytes) -> None:
    """Or the test above would prove nothing."""
    text = seen(raw)
    for part in ("[@click=app.quit]Jan", "]0;owned", "rood", "gnirts", "carriage", "langxxx"):
        assert text.count(part) >= 5, part


@pytest.mark.parametrize(
    "command",
    [["find", "1271AB"], ["show", "1", "--for", "G2,G3,G4,G7"], ["audit", "list"], ["retention"], ["doctor"]],
    ids=lambda command: command[0],
)
def test_nothing_of_any_field_is_obeyed_in_what_a_command_prints(home: Home, command: list[str]) -> None:
    """Clause: P1."""
    if command[0] == "show":
        command[1] = home.numbers("1271AB")[0]
    with Terminal([*PROGRAM, *command], size=(200, 60), env=home.environment) as terminal:
        assert terminal.exit_status() in (0, 1)
        assert obeyed(terminal.raw, sequences=()) == []
        assert b"Traceback" not in terminal.raw
