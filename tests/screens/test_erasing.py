"""Erasing a customer at the console, while others work there too. Clause: R4, P3, G4; GDPR art. 17, 19."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from support.files import until, until_shown
from support.rights_requests import as_other, told
from support.screen_grid import assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.repository.store import Store
from helpdesk.tasks import disclosures, files, identity, requests, rights
from screens import finishing
from screens.dialogs.choice import Choice
from screens.dialogs.confirm import TypedConfirm
from screens.dialogs.letter import LetterDialog
from screens.dialogs.proof import ProofDialog
from screens.dialogs.why import WhyDialog
from screens.request import RequestScreen
from screens.today import Today

RECEIVED = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, who has a domain name, so that the registry has her data."""
    desk.do(files.open_file, known_anna.id, ("G2", "G3", "G4", "G7", "G8"))
    return known_anna


@pytest.fixture
def request_of(desk: Desk, anna: CustomerRef) -> Request:
    """Her request to be erased, of which it is known who asks and which a second person approved."""
    made = desk.do(requests.register, NewRequest(anna.id, "email", RECEIVED, (Right.ERASURE,)))
    made = desk.do(identity.in_person, made.id, made.version)
    mine = desk.technician
    desk._technician = desk.do(lambda work: work.technicians.add("piet", "Piet Bakker", "privacy-officer"))
    try:
        made = desk.do(identity.in_person, made.id, made.version)
        made = desk.do(rights.approve, made.id, made.version, Right.ERASURE)
    finally:
        desk._technician = mine
    return made


async def shown(pilot: Any, kind: type) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def carried_out(pilot: Any) -> None:
    """The request, and the key that carries it out."""
    await pilot.press("v")
    await until_shown(pilot, "R2026-0001")
    await pilot.press("1", "enter")
    await shown(pilot, RequestScreen)
    await until_shown(pilot, "goes now")
    await pilot.press("g")


async def asked_to_confirm(pilot: Any) -> None:
    """The same, and the question before it is done."""
    await carried_out(pilot)
    await shown(pilot, TypedConfirm)


async def test_who_will_be_told_is_seen_before_and_their_notices_after(
    desk: Desk, anna: CustomerRef, request_of: Request, console: Any
) -> None:
    """A notice goes once it went out. Clause: R4, T2; GDPR art. 19."""
    async with console(desk) as pilot:
        await asked_to_confirm(pilot)
        await until_shown(pilot, "Read on")
        said = "\n".join(map(str, pilot.app.screen._question))
        assert "Rights requests (1): held" in said, "in words, and no id of ours"
        assert "Name and address (D1" in said
        await pilot.press("pagedown")
        await until_shown(pilot, "A notice will be drafted to domeinregisters")
        await pilot.press(*anna.number, "enter")
        await shown(pilot, ProofDialog)
        assert "Wie wij dit laten weten" in pilot.app.screen._text
        await pilot.press("escape")
        await until_shown(pilot, "Carried out: erasure. 1 recipient")
        await until(pilot, lambda: not pilot.app.screen._doing)
        assert_screen(pilot.app, "request-erased-80x24")
        await pilot.press("d")
        await shown(pilot, Choice)
        await until_shown(pilot, "notice to a re")
        await pilot.press("1", "enter")
        await shown(pilot, LetterDialog)
        assert "Meulen" not in grid(pilot.app)
        await pilot.press("s")
        await until_shown(pilot, "How did it go out?")
        await pilot.press("1", "enter")
        await until(pilot, lambda: "notice:sent" in [one.what for one in pilot.app.screen.view.steps])
        await until(pilot, lambda: not pilot.app.screen._doing)
        await pilot.press("d")
        await until_shown(pilot, "No letter is kept here")
    desk.open()
    assert desk.do(lambda work: work.erasing.pending()) == ()


async def test_old_bytes_that_another_console_reads_are_overwritten_as_soon_as_it_lets_go(
    desk: Desk, anna: CustomerRef, request_of: Request, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile the request and Today say so, and the proof does too. Clause: R4, P3."""
    monkeypatch.setattr(finishing, "AGAIN", 0.05)
    monkeypatch.setitem(Store.scrub.__kwdefaults__, "patience", 0.05)
    reading = desk.unit(read_only=True)
    reading.__enter__()
    reading.customers.count()
    try:
        async with console(desk) as pilot:
            await asked_to_confirm(pilot)
            await pilot.press(*anna.number, "enter")
            await shown(pilot, ProofDialog)
            await until_shown(pilot, "in het bestand zelf nog overschreven")
            await pilot.press("escape")
            await until_shown(pilot, "Erased: another console still reads the old bytes")
            await pilot.press("escape", "escape")
            await shown(pilot, Today)
            await until_shown(pilot, "Erased, but another console")
            reading.__exit__(None, None, None)
            await until_shown(pilot, "Not a byte of it is left")
            await until(pilot, lambda: "Erased, but another" not in grid(pilot.app))
            await pilot.press("v")
            await pilot.press("4")
            await until_shown(pilot, "R2026-0001")
            await pilot.press("enter")
            await shown(pilot, RequestScreen)
            await until_shown(pilot, "not a byte of it is left since")
            await pilot.press("p")
            await shown(pilot, ProofDialog)
            await until_shown(pilot, "gegevens zijn in het bestand zelf overschreven")
    finally:
        reading.connection.close()


async def test_what_a_console_left_behind_is_taken_over_by_the_next(
    desk: Desk, anna: CustomerRef, request_of: Request, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R4, P3."""
    monkeypatch.setattr(finishing, "AGAIN", 0.05)
    desk.do(rights.erase, request_of.id, request_of.version)
    assert desk.do(lambda work: work.erasing.waiting()) == (request_of.number,)
    async with console(desk) as pilot:
        await until_shown(pilot, "Not a byte of it is left")
        await pilot.press("r")
        await until(pilot, lambda: "still reads" not in grid(pilot.app))
    desk.open()
    assert desk.do(lambda work: work.erasing.pending()) == ()


async def test_a_session_that_runs_is_named_and_nothing_is_erased(
    desk: Desk, anna: CustomerRef, request_of: Request, console: Any
) -> None:
    """Clause: R4, G4."""
    values = {"way": "teamviewer", "system": "", "asked_host": "", "purposes": "G4", "reason": "x"}
    desk.do(lambda work: work.sessions.begin(anna.id, {**values, "agreed": "phone"}))
    async with console(desk) as pilot:
        await carried_out(pilot)
        await shown(pilot, WhyDialog)
        await until_shown(pilot, "A remote session by")
        await until_shown(pilot, "Nothing was")
    desk.open()
    assert desk.do(lambda work: work.customers.ref(anna.id)) == anna


async def test_an_order_that_waits_is_named_before_anything_is_typed_and_asked_for_once_approved(
    desk: Desk, anna: CustomerRef, request_of: Request, console: Any
) -> None:
    """Clause: T1, R4; GDPR art. 17(3)(b). After the erasure there is nothing left to give."""
    order = NewDisclosure(
        anna.id, "authorities", ("D1",), "vordering", "PL-1", "letter", "126nd Sv", "meldkamer"
    )
    made = desk.do(disclosures.record, order)
    async with console(desk) as pilot:
        await carried_out(pilot)
        await shown(pilot, WhyDialog)
        await until_shown(pilot, "A legal order to disclose")
        assert made.number in grid(pilot.app)
        await pilot.press("escape")
        await shown(pilot, RequestScreen)
        as_other(desk, disclosures.approve, made.id)
        await pilot.press("g")
        await shown(pilot, TypedConfirm)
        said = "\n".join(map(str, pilot.app.screen._question))
        assert f"got what {made.number} orders: after this there is nothing left to give." in said


async def test_what_the_law_held_goes_by_itself_on_its_day(
    desk: Desk, anna: CustomerRef, request_of: Request, clock: Any, console: Any
) -> None:
    """Clause: R4, P3; GDPR art. 17(3)(b). Nobody presses a key, and its bytes are overwritten too."""
    invoice = Invoice("F2026-18", date(2026, 4, 1), date(2026, 5, 1), Decimal("10.00"))
    desk.do(lambda work: work.services.add_invoice(anna.id, invoice))
    desk.do(rights.erase, request_of.id, request_of.version)
    assert desk.traces.finish()
    clock.now = datetime(2033, 12, 31, 12, tzinfo=UTC)
    assert desk.do(lambda work: work.erasing.past(work.policy.today(work.clock()))) == ()
    clock.now = datetime(2034, 1, 1, 12, tzinfo=UTC)
    async with console(desk) as pilot:
        await told(pilot, "What the law had us keep of 1 erased customer until today is gone.")
        await until(pilot, lambda: desk.do(lambda work: not work.erasing.pending()))
        assert desk.do(lambda work: work.customers.count()) == 0
