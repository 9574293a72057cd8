"""A real desk on a real store, with a few invented customers, and the console at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.files import add_anna
from support.messages import handlers_found_once
from support.painting import painted_when_looked_at, strips_with_few_caches
from support.stores import MadeHomes, sample
from support.style_sheets import sheets_read_once
from support.tickets import Lying, lay, spotted
from support.waiting import keys_wait, no_naps, only_the_busy_waited_for
from textual.app import App
from textual.pilot import Pilot

from helpdesk import config as settings
from helpdesk.desk import Desk
from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.tasks import customers, files
from screens.app import HelpdeskApp

if TYPE_CHECKING:
    from support.ssh_keys import KeyFile
    from support.ssh_servers import Server

PEOPLE: tuple[dict[str, Any], ...] = (
    {
        "kind": "person",
        "given_name": "Zoë",
        "prefix": "van der",
        "family_name": "Berg",
        "street": "Kerkstraat",
        "house_number": "12",
        "postcode": "1276 AB",
        "city": "Huizen",
        "phones": (ContactPoint("06-12345678", "mobiel"),),
        "emails": (ContactPoint("zoe@example.org"),),
    },
    {
        "kind": "company",
        "company_name": "Bakkerij Jansen",
        "family_name": "Jansen",
        "city": "Bussum",
        "postcode": "1402 CD",
    },
    {"kind": "person", "given_name": "Jan", "family_name": "Smit", "city": "Naarden", "postcode": "1411 EF"},
)


class Clock:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Move the clock forward."""
        self.now += timedelta(**time)


MakeDesk = Callable[..., Desk]
Console = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture(autouse=True, scope="session")
def sheets_of_all() -> Iterator[None]:
    """Every app reads the same sheets."""
    with sheets_read_once():
        yield


@pytest.fixture
def watched() -> None:
    """Each change of the screen is painted, as when somebody watches."""


@pytest.fixture(autouse=True)
def few_paints(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody watches a console under test, unless the test says so."""
    if "watched" in request.fixturenames:
        yield
        return
    with painted_when_looked_at():
        yield


@pytest.fixture(autouse=True, scope="session")
def short_ways() -> Iterator[None]:
    """Nobody waits for an idle widget, and nothing is made or looked up without need."""
    with only_the_busy_waited_for(), no_naps(), handlers_found_once(), strips_with_few_caches():
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_desk(
    tmp_path: Path, clock: Clock, made_homes: MadeHomes, who_is_known: dict[str, Any]
) -> Iterator[MakeDesk]:
    """Makes desks that are shut after the test; `create=False` leaves out the store, `known` adds to it."""
    made: list[Desk] = []

    def make(*, create: bool = True, known: Any = None, **how: Any) -> Desk:
        config = settings.load({"home": str(tmp_path / "home")}, {})
        desk = Desk(config, sample(), login="noor", clock=clock)
        made.append(desk)
        if create:
            who = {"login": "noor", "name": "Noor de Wit"}
            who_is_known.update(made_homes.copy(tmp_path / "home", **who, jobs=known or {}, **how))
            desk.open(how.get("passphrase"))
        return desk

    yield make
    for desk in made:
        desk.shut()


def add_people(desk: Desk) -> tuple[CustomerRef, ...]:
    """Make files for these people."""
    return tuple(desk.do(customers.create, person) for person in PEOPLE)


KNOWN: dict[str, Callable[[Desk], Any]] = {"people": add_people, "known_anna": add_anna}
"""The people who can be in the store for a test, by fixture: they are made once for all tests."""


@pytest.fixture
def who_is_known() -> dict[str, Any]:
    """The people in the desk's store."""
    return {}


@pytest.fixture
def desk(make_desk: MakeDesk, who_is_known: dict[str, Any], request: pytest.FixtureRequest) -> Desk:
    """An owner's desk; its store has only the people that the test asks for."""
    return make_desk(known={name: add for name, add in KNOWN.items() if name in request.fixturenames})


@pytest.fixture
def people(desk: Desk, who_is_known: dict[str, Any]) -> tuple[CustomerRef, ...]:
    """Zoë van der Berg in Huizen, Bakkerij Jansen in Bussum, and Jan Smit in Naarden."""
    found: tuple[CustomerRef, ...] = who_is_known["people"]
    return found


@pytest.fixture
def known_anna(desk: Desk, who_is_known: dict[str, Any]) -> CustomerRef:
    """Anna van der Meulen, as `add_anna` makes her file."""
    found: CustomerRef = who_is_known["known_anna"]
    return found


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    """What a technician signs in with."""
    from support.ssh_keys import key_file

    return key_file(tmp_path, "ed25519")


@pytest.fixture
def server(key: KeyFile) -> Iterator[Server]:
    """A server that lets `key` in."""
    from support.ssh_servers import asyncssh_server

    with asyncssh_server(authorized=[key.public]) as running:
        yield running


@pytest.fixture
def lying(desk: Desk, people: tuple[CustomerRef, ...]) -> Lying:
    """A ticket of Zoë with a BSN, an IBAN and the BSN again; her file is open for help with a problem."""
    desk.do(files.open_file, people[0].id, ("G3", "G4"))

    def job(work: Any) -> Lying:
        there = lay(work, people[0].id)
        spotted(work, there.message)
        return there

    return desk.do(job)


@pytest.fixture
def console() -> Console:
    """Starts the console at a desk, and waits until its work is done."""

    @asynccontextmanager
    async def start(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
        app = HelpdeskApp(desk)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            while len(app.screen_stack) < 2 and (not desk.is_open or _opening(app)):
                await pilot.pause(0.01)
            await wait_until_settled(pilot)
            yield pilot

    return start


def _opening(app: HelpdeskApp) -> bool:
    """Whether the pages have not been told yet that the desk is open."""
    return any(worker.group == "desk" and worker.is_running for worker in app.workers)


async def wait_until_settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is in progress, except a question being asked."""
    app: App[None] = pilot.app
    for _ in range(200):
        await pilot.pause()
        busy = [worker for worker in app.workers if worker.is_running and worker.group not in ASKING]
        if not busy and not keys_wait(app):
            break
        await pilot.pause(0.01)
    await pilot.pause()


ASKING = {"open-customer", "field", "go", "desk", "page-asks", "resume-form"}
"""Workers that may wait for an answer."""


@pytest.fixture
def settled() -> Callable[[Pilot[None]], Awaitable[None]]:
    """Waits until nothing is in progress, except a question being asked."""
    return wait_until_settled
