"""An open customer file on a real store, for tests of the screens that show one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from support.screen_grid import grid
from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen

from helpdesk.desk import Desk
from helpdesk.domain.customer import ContactPoint, CustomerRef, Invoice, KnownAddress
from helpdesk.domain.ladder_steps import Mark
from helpdesk.repository.unit_of_work import UnitOfWork
from helpdesk.tasks import customers, files, services
from screens.customer import CustomerScreen

ANNA: dict[str, Any] = {
    "kind": "person",
    "given_name": "Anna",
    "prefix": "van der",
    "family_name": "Meulen",
    "street": "Havenstraat",
    "house_number": "12a",
    "postcode": "1271 AB",
    "city": "Huizen",
    "country": "NL",
    "language": "nl",
    "channel": "email",
    "iban": "NL91ABNA0417164300",
    "account_holder": "A. van der Meulen",
    "login_name": "anna",
    "emails": (ContactPoint("anna@example.com", "home", True),),
    "phones": (ContactPoint("06-12345678", "mobile", True), ContactPoint("035-5251234")),
    "ip_addresses": (KnownAddress("192.0.2.17", "home"),),
}


WAIT = 120.0
"""Seconds after which waiting has failed; generous, for a busy machine, because waiting in vain is rare."""


def add_anna(desk: Desk, **differently: Any) -> CustomerRef:
    """Anna van der Meulen, with a domain name, a mailbox, and an invoice she was reminded of today."""
    ref = desk.do(customers.create, {**ANNA, **differently})
    desk.do(files.open_file, ref.id, ("G2",))
    desk.do(services.add, ref.id, "domain", "vandermeulen.example", date(2020, 3, 1))
    desk.do(services.add, ref.id, "mail", "anna@vandermeulen.example", date(2021, 3, 1))
    invoice = Invoice("F2026-17", date(2026, 2, 1), date(2026, 3, 1), Decimal("1234.50"))
    desk.do(_reminded, ref.id, invoice)
    desk.do(files.close_file, ref.id)
    return ref


def _reminded(work: UnitOfWork, customer: str, invoice: Invoice) -> None:
    """Add an overdue invoice whose first reminder went out, so that no console makes one."""
    owed = work.unpaid.one(work.services.add_invoice(customer, invoice))
    first = next(iter(work.policy.ladder.steps.values()))
    work.unpaid.add(owed, Mark.REMINDED, first, by_itself=True, letter="L2026-0000")
    work.unpaid.went_out("L2026-0000")


def opened(desk: Desk, ref: CustomerRef, *purposes: str) -> CustomerScreen:
    """The screen of a customer, opened for purposes."""
    return CustomerScreen(desk, desk.do(files.open_file, ref.id, purposes))


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end and pilot.app._exception is None:
        await pilot.pause()
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about; the screen says:\n" + grid(pilot.app))


async def until_shown(pilot: Pilot[None], text: str) -> None:
    """Wait until the screen shows something."""
    await until(pilot, lambda: text in grid(pilot.app))


async def write(pilot: Pilot[None], text: str) -> None:
    """Insert a text at the cursor in one go: a key per letter costs more than most screens."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()


async def put(pilot: Pilot[None], text: str) -> None:
    """Replace the contents of the box by pasting, as for a long path, and press Enter."""
    await pilot.press("ctrl+u")
    pilot.app.post_message(Paste(text))
    await pilot.press("enter")


def top(app: App[Any]) -> Screen[Any]:
    """The screen in front."""
    return app.screen
