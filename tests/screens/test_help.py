"""The help of every page says what that page is for, in both languages, and which keys it has.

Names of keys that a class has are translated once, when it is imported: here they stay English.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from support.breaches import noted
from support.files import until, until_shown
from support.recordings import record
from support.remote import WEB, begun
from support.rights_requests import asked, known
from support.screen_grid import grid
from support.speaking import speaking
from support.tickets import lay, spotted
from textual.screen import Screen

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.remote import Ended, Session
from helpdesk.domain.rights import Right
from helpdesk.i18n import _
from helpdesk.repository.unit_of_work import UnitOfWork
from helpdesk.tasks import complaints, files, sessions, systems, unsolicited
from screens.audit import Audit
from screens.breach import BreachScreen
from screens.breach_form import BreachForm
from screens.breaches import Breaches
from screens.case_ages import CaseAges
from screens.complaint import ComplaintScreen
from screens.complaint_form import ComplaintForm
from screens.complaint_step import ComplaintStep
from screens.complaint_year import ComplaintYear
from screens.complaints import Complaints
from screens.customer import CustomerScreen
from screens.customer_form import CustomerForm
from screens.dialogs.help_sheet import HelpSheet
from screens.dialogs.purposes import ForWhat
from screens.disclosure_form import DisclosureForm
from screens.disclosures import Disclosures
from screens.find import Find
from screens.imports import Imports
from screens.invoice import InvoiceScreen
from screens.ledger import Ledger
from screens.measures import Measures
from screens.opening import open_customer
from screens.rectify_form import RectifyForm
from screens.replay import Replay
from screens.request import RequestScreen
from screens.request_form import RequestForm
from screens.requests import Requests
from screens.session_week import SessionWeek
from screens.setup import Setup
from screens.statement import Statement
from screens.ticket import TicketScreen
from screens.ticket_editor import TicketEditor
from screens.ticket_form import TicketForm
from screens.tickets import Tickets
from screens.today import Today
from screens.unsolicited import Unsolicited
from screens.unsolicited_item import ItemScreen
from screens.widgets.reading import Reading

TALL = (100, 60)
"""A window in which a whole help sheet can be seen."""


class Way(NamedTuple):
    """How a page is reached from the one before it, how its help begins, and the name of one of its keys."""

    key: str
    page: type[Screen[Any]]
    text: str
    has: str


WALKS = (
    (Way("f2", Today, "This is what waits for you", "Measures"),),
    (Way("a", Audit, "Every record carries a hash", "Verify"),),
    (Way("i", Imports, "A list of customers, or of invoices", "Find"),),
    (Way("m", Measures, "The statement promises that", "Reviewed"),),
    (Way("y", CaseAges, "A case counts from the day", "Complaints"),),
    (Way("f3", Statement, "This is the privacy statement", "Write to a file"),),
    (Way("slash", Find, "Any fragment works", "New customer"),),
    (
        Way("b", Breaches, "A breach is anything", "Note a data breach"),
        Way("n", BreachForm, "Only what happened has to be there", "Whose data?"),
    ),
    (
        Way("b", Breaches, "A breach is", "All"),
        Way("enter", BreachScreen, "Complete what is known", "Complete"),
    ),
    (
        Way("u", Ledger, "A row is written before", "Filter"),
        Way("y", SessionWeek, "A session counts on the day", "Week before"),
    ),
    (
        Way("c", Complaints, "Anything that somebody", "New complaint"),
        Way("y", ComplaintYear, "A complaint counts in the year", "Report"),
    ),
    (
        Way("c", Complaints, "Anything that", "Take"),
        Way("n", ComplaintForm, "F8 finds the customer, as Find does.", "Link a ticket"),
    ),
    (
        Way("c", Complaints, "Anything that", "Customer"),
        Way("enter", ComplaintScreen, "A complaint is received", "Note"),
        Way("i", ComplaintStep, "Each step is kept with who did it", "Do it"),
    ),
    (
        Way("v", Requests, "Everybody may ask", "New request"),
        Way("n", RequestForm, "F8 finds the customer. Everybody", "Link a ticket"),
    ),
    (
        Way("v", Requests, "Everybody may ask", "Disclosures"),
        Way("enter", RequestScreen, "Each right is carried out separately", "Why?"),
    ),
    (
        Way("f11", Disclosures, "Before a customer's data goes", "New disclosure"),
        Way("n", DisclosureForm, "The recipients, and what each", "Put on record"),
    ),
    (
        Way("q", Tickets, "A ticket is one matter", "Find ticket"),
        Way("n", TicketForm, "F8 finds the customer, as Find does.", "Create it"),
    ),
    (
        Way("q", Tickets, "A ticket is", "New ticket"),
        Way("enter", TicketScreen, "Text between", "Reply"),
        Way("r", TicketEditor, "A reply by e-mail waits", "Text module"),
    ),
    (
        Way("x", Unsolicited, "Whatever customers send unasked", "Decide"),
        Way("enter", ItemScreen, "Needed: a purpose covers it", "Proof"),
    ),
    (Way("n", CustomerForm, "All fields are checked when you save", "Save"),),
)
"""From Today, by keys."""


def sheet(pilot: Any) -> str:
    """What stands on the help sheet, without what is beside it."""
    at = pilot.app.screen.query_one(Reading).region
    return "\n".join(line[at.x : at.right] for line in grid(pilot.app).splitlines()[at.y : at.bottom])


async def sees_help(pilot: Any, language: str, way: Way) -> None:
    """Ask for the help of the page in front, find its text and its key there, and close it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, way.page))
    page = pilot.app.screen
    await pilot.press("f1")
    await until(pilot, lambda: isinstance(pilot.app.screen, HelpSheet))
    said = page.help_text()
    with speaking("en"):
        english = page.help_text()
    assert english.startswith(way.text)
    assert (said == english) == (language == "en"), way
    await until_shown(pilot, said[:20])
    assert any(name in sheet(pilot) for name in (way.has, _(way.has))), way
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is page)


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, with one of everything; her file is open."""
    desk.do(files.open_file, known_anna.id, ("G2", "G3", "G4", "G5", "G7", "G8"))
    said = NewComplaint("email", desk.clock(), "delay", "te laat", customer=known_anna.id)
    desk.do(complaints.register, said)
    known(desk, asked(desk, known_anna, Right.RECTIFICATION))
    desk.do(_went_wrong, known_anna)
    return known_anna


def _went_wrong(work: UnitOfWork, anna: CustomerRef) -> None:
    """A data breach, and a ticket of hers in which something nobody asked for was found and put in the queue."""
    noted(work)
    unsolicited.note_findings(work, spotted(work, lay(work, anna.id).message))


@pytest.fixture(params=["en", "nl"])
def language(request: pytest.FixtureRequest) -> Any:
    """The language of the console."""
    with speaking(request.param):
        yield request.param


async def test_every_page_that_is_reached_by_keys_says_what_it_is_for(
    language: str, desk: Desk, anna: CustomerRef, console: Any, settled: Any
) -> None:
    async with console(desk, TALL) as pilot:
        for walk in WALKS:
            await pilot.press("f2")
            await until(pilot, lambda: isinstance(pilot.app.screen, Today))
            for way in walk:
                await settled(pilot)
                await pilot.press(way.key)
                await sees_help(pilot, language, way)


async def test_every_page_of_a_file_says_what_it_is_for(
    language: str, desk: Desk, anna: CustomerRef, people: tuple[CustomerRef, ...], console: Any
) -> None:
    """Clause: P2."""
    session, request = desk.do(_recorded, anna), desk.do(lambda work: work.requests.by_number("R2026-0001"))
    file = desk.do(files.read_file, anna.id)
    async with console(desk, TALL) as pilot:
        open_customer(pilot.app, desk, people[0])
        await sees_help(pilot, language, Way("", ForWhat, "The key before a usual reason", "Scroll up"))
        await pilot.press("escape")
        open_customer(pilot.app, desk, anna)
        await sees_help(pilot, language, Way("", CustomerScreen, "A file is opened for", "Close file"))
        await pilot.press("3", "tab", "enter")
        await sees_help(
            pilot, language, Way("", InvoiceScreen, "When an invoice is not paid", "Customer's view")
        )
        pilot.app.push_screen(RectifyForm(desk, file, request))
        await sees_help(pilot, language, Way("", RectifyForm, "Change what is wrong.", "Save"))
        pilot.app.push_screen(Replay(desk, session))
        await sees_help(pilot, language, Way("", Replay, "A recording holds what", "Play/pause"))


def _recorded(work: UnitOfWork, anna: CustomerRef) -> Session:
    """A session at her system that is over and was recorded."""
    session = begun(work, anna, systems.add(work, anna.id, WEB), "192.0.2.17", record=True)
    for part in record([(0.2, b"$ "), (1.0, b"uptime")]):
        sessions.keep_part(work, session.id, part)
    return sessions.end(work, session.id, Ended.NORMALLY)


async def test_before_there_is_a_store_the_help_says_what_is_made(
    language: str, make_desk: Any, console: Any
) -> None:
    async with console(make_desk(create=False), TALL) as pilot:
        await sees_help(pilot, language, Way("", Setup, "The store holds the customers", "Leave"))
