"""What was typed and sent, or thrown away, leaves no byte of what it once was. Clause: P3, B6, D9.

On a store without a key, so that its raw bytes can be read.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.files import until, until_shown
from support.incoming import came_in, ticket_shown
from support.plain_program import PlainDesk
from support.stores import sample

from helpdesk import config
from helpdesk.domain.tickets import Ticket
from helpdesk.repository.store import NOBODY, Store
from helpdesk.tasks import tickets
from screens.ticket import TicketScreen
from screens.ticket_editor import TicketEditor

SECRET = "Zomer!2026xq"
TYPED = f"wachtwoord: {SECRET}"


@pytest.fixture
def desk(tmp_path: Path, clock: Any) -> Iterator[PlainDesk]:
    """A desk on a store without a key, and a ticket of an unknown sender in it."""
    settings = config.load({"home": str(tmp_path / "home")}, {})

    def begin(store: Store) -> None:
        with store.unit_of_work(NOBODY, sample(), clock) as work:
            work.technicians.add("noor", "Noor de Wit", "owner")

    Store.create(settings.database, None, begin).close()
    made = PlainDesk(settings, sample(), login="noor", clock=clock)
    made.open()
    yield made
    made.shut()


@pytest.fixture
def ticket(desk: PlainDesk) -> Ticket:
    return came_in(desk)


def lies_there(home: Path) -> bool:
    """Whether the secret lies in any file."""
    return any(SECRET.encode() in file.read_bytes() for file in home.rglob("*") if file.is_file())


async def typed(pilot: Any, desk: PlainDesk, ticket: Ticket, home: Path) -> TicketEditor:
    """A note with a secret in it that has been kept as a draft while it was typed, and taken out again in part."""
    pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
    await ticket_shown(pilot, ticket.number)
    await pilot.press("i")
    await until(pilot, lambda: isinstance(pilot.app.screen, TicketEditor))
    await pilot.pause()
    screen: TicketEditor = pilot.app.screen
    await pilot.press(*TYPED)
    screen.keep_going()
    await until(pilot, lambda: lies_there(home))
    return screen


async def test_a_secret_that_was_taken_out_before_sending_is_gone_from_the_draft_too(
    desk: PlainDesk, ticket: Ticket, console: Any, tmp_path: Path
) -> None:
    """Clause: B6, P3. Every version of it that was kept meanwhile."""
    async with console(desk) as pilot:
        screen = await typed(pilot, desk, ticket, tmp_path)
        await pilot.press(*["backspace"] * len(SECRET), *"staat in de kluis")
        screen.keep_going()
        await until(pilot, lambda: "kluis" in str(desk.do(lambda work: work.drafts.load(screen.draft_name))))
        assert lies_there(tmp_path)  # in the journal
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, ticket.number)
        await until(pilot, lambda: not lies_there(tmp_path))
        assert desk.do(lambda work: work.drafts.forms()) == ()


@pytest.mark.parametrize(
    ("key", "asked", "answer", "kept"),
    [
        ("ctrl+s", "A secret in the text?", "1", ["wachtwoord: [removed: password]"]),
        ("escape", "Throw it away", "2", []),
    ],
)
async def test_a_secret_taken_out_before_it_is_sent_or_thrown_away_leaves_the_draft_too(
    desk: PlainDesk,
    ticket: Ticket,
    console: Any,
    tmp_path: Path,
    key: str,
    asked: str,
    answer: str,
    kept: list[str],
) -> None:
    """Clause: B6, P3."""
    async with console(desk) as pilot:
        await typed(pilot, desk, ticket, tmp_path)
        await pilot.press(key)
        await until_shown(pilot, asked)
        await pilot.press(answer, "enter")
        await ticket_shown(pilot, ticket.number)
        await until(pilot, lambda: not lies_there(tmp_path))
        (_first, *notes) = desk.do(lambda work: work.messages.of(ticket.id))
        assert [one.text for one in notes] == kept


def test_a_console_that_was_killed_before_it_came_to_it_does_so_at_the_next_start(
    desk: PlainDesk, ticket: Ticket, tmp_path: Path
) -> None:
    """Clause: B6, P3."""
    desk.do(lambda work: work.drafts.save(f"ticket:{ticket.id}:note", TYPED))
    with desk.unit() as work:  # committed, and nothing after that
        work.drafts.drop(f"ticket:{ticket.id}:note")
    killed = tmp_path / "killed"
    shutil.copytree(tmp_path / "home", killed)
    assert lies_there(killed)
    again = PlainDesk(config.load({"home": str(killed)}, {}), sample(), login="noor", clock=desk.clock)
    again.open()
    assert not lies_there(killed)
    again.shut()


def test_a_draft_that_somebody_still_reads_goes_as_soon_as_they_let_go(
    desk: PlainDesk, ticket: Ticket, tmp_path: Path
) -> None:
    """Clause: B6, P3. Nobody waits for that, and the next job sees to it."""
    desk.do(lambda work: work.drafts.save(f"ticket:{ticket.id}:note", TYPED))
    with desk.unit(read_only=True) as reader:
        reader.audit.head()
        desk.do(lambda work: work.drafts.drop(f"ticket:{ticket.id}:note"))
        assert lies_there(tmp_path)
        assert desk.traces.drafts_wait
    desk.do(lambda work: work.drafts.forms())
    assert not lies_there(tmp_path)
    assert not desk.traces.drafts_wait
