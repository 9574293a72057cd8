"""What lies beneath a dialog is hidden once it may not be read any more. Clause: R5; GDPR art. 18.

Each time a colleague restricts the customer from another console, while a question stands before what is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from support.files import ANNA, opened, until, until_shown, write
from support.incoming import came_in
from support.remote import WEB
from support.screen_grid import grid
from support.stores import MadeHomes, sample
from textual.pilot import Pilot

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen
from helpdesk.tasks import complaints, customers, files, rights, systems
from screens import keeping_up
from screens.complaint_step import ComplaintStep
from screens.customer import CustomerScreen
from screens.customer_form import CustomerForm
from screens.dialogs.choice import Choice
from screens.dialogs.consent import ConsentDialog
from screens.dialogs.help_sheet import HelpSheet
from screens.dialogs.letter import LetterDialog
from screens.dialogs.palette import Palette
from screens.dialogs.passage import Passage
from screens.dialogs.service import NewService
from screens.dialogs.start_session import StartSession
from screens.dialogs.target import TargetDay
from screens.dialogs.why import WhyDialog
from screens.ticket_opening import open_ticket_by_id
from screens.widgets.case_header import CaseHeader
from screens.widgets.fields import Form

PURPOSES = ("G2", "G3", "G4", "G5", "G7")


class Two(NamedTuple):
    """Two desks on one store."""

    mine: Desk
    theirs: Desk
    anna: CustomerRef

    def again(self) -> Desk:
        """A second console of one's own."""
        desk = Desk(self.mine.config, sample(), login="noor", clock=self.mine.clock)
        desk.open()
        return desk

    def restrict(self) -> None:
        """The colleague restricts the customer."""
        self.theirs.do(lambda work: work.standings.restrict(self.anna.id, "juistheid betwist"))

    def lift(self) -> None:
        """And lifts it again."""
        self.theirs.do(lambda work: work.standings.lift(self.anna.id, "restriction"))


@pytest.fixture
def two(made_homes: MadeHomes, tmp_path: Path, clock: Any) -> Iterator[Two]:
    """Noor's desk and Kim's, with the file of one customer open at both."""
    home = tmp_path / "home"
    made_homes.copy(home, login="noor", name="Noor de Wit")
    mine, theirs = (
        Desk(config.load({"home": str(home)}, {}), sample(), login=login, clock=clock)
        for login in ("noor", "kim")
    )
    mine.open()
    mine.do(lambda work: work.technicians.add("kim", "Kim Bos", "owner"))
    theirs.open()
    anna = mine.do(customers.create, ANNA)
    for desk in (mine, theirs):
        desk.do(files.open_file, anna.id, PURPOSES)
    yield Two(mine, theirs, anna)
    theirs.shut()
    mine.shut()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the store more often than anybody needs."""
    monkeypatch.setattr(keeping_up, "LOOK_AGAIN", 0.02)


async def beneath(pilot: Pilot[None], *keys: str, question: type[Any] = Palette) -> Any:
    """Put a question before what is shown."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, question))
    return pilot.app.screen


async def editing(pilot: Pilot[None], two: Two, city: str = "") -> CustomerForm:
    """The form over Anna's file, with another city typed in it."""
    if not isinstance(pilot.app.screen, CustomerScreen):
        await pilot.app.push_screen(opened(two.mine, two.anna, *PURPOSES))
    await until_shown(pilot, "Havenstraat")
    await pilot.press("e")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm))
    if city:
        form = pilot.app.screen.query_one(Form)
        form["city"].control.focus()
        form["city"].value = city
    return cast("CustomerForm", pilot.app.screen)


def refusals(two: Two) -> int:
    """How often something was refused, as far as the latest records tell."""
    return two.mine.do(lambda work: sum(one.event == "action:refused" for one in work.audit.page()))


async def ticket_shown(pilot: Pilot[None], two: Two) -> None:
    """Anna's ticket, opened, with what she wrote on the screen."""
    ticket = came_in(two.mine, two.anna, text="Mijn router is stuk.")
    open_ticket_by_id(pilot.app, two.mine, ticket.id)
    await until_shown(pilot, "Mijn router is stuk.")


async def marking(pilot: Pilot[None], two: Two) -> Passage:
    """That, and before it the question which passage of it is to be marked."""
    await ticket_shown(pilot, two)
    pilot.app.screen.action_passage()
    await until(pilot, lambda: isinstance(pilot.app.screen, Passage))
    return cast("Passage", pilot.app.screen)


async def test_a_file_is_masked_beneath_a_question_that_keeps_what_was_typed(two: Two, console: Any) -> None:
    async with console(two.mine) as pilot:
        await pilot.app.push_screen(opened(two.mine, two.anna, *PURPOSES))
        await until_shown(pilot, "Havenstraat")
        question = await beneath(pilot, "3", "n", question=NewService)
        question.query_one(Form)["detail"].control.focus()
        await write(pilot, "anna.example")
        two.restrict()
        await until_shown(pilot, "RESTRICTED")
        assert pilot.app.screen is question
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert "Its use is restricted since" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is question)
        assert "anna.example" in grid(pilot.app)
        two.lift()
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not question)
        await until_shown(pilot, "anna.example")
    two.mine.open()
    there: Any = two.mine.do(files.read_file, two.anna.id).values["services"]
    assert [one.detail for one in there] == ["anna.example"]


async def test_a_ticket_is_hidden_beneath_a_question_and_closes_with_the_reason_after_it(
    two: Two, console: Any
) -> None:
    async with console(two.mine) as pilot:
        await ticket_shown(pilot, two)
        question = await beneath(pilot, "p", question=Choice)
        two.restrict()
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        assert pilot.app.screen is question
        await pilot.press("escape")
        await until_shown(pilot, "Its use is restricted since")
        await pilot.press("escape")
        await until_shown(pilot, "Today")


async def test_a_ticket_that_is_left_while_it_is_asked_whether_it_may_be_shown_is_hidden_no_more(
    two: Two, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the console would end."""
    async with console(two.mine) as pilot:
        await ticket_shown(pilot, two)
        page = pilot.app.screen

        async def left_meanwhile() -> bool:
            await until(pilot, lambda: not page.query(CaseHeader))
            raise FileNotOpen("anna")

        monkeypatch.setattr(page, "is_as_seen", left_meanwhile)
        page.store_changed_beneath()
        await pilot.press("escape")
        await until(pilot, lambda: not page.is_running)
        await until_shown(pilot, "Today")


async def test_what_was_chosen_for_a_ticket_that_was_hidden_is_refused(two: Two, console: Any) -> None:
    async with console(two.mine) as pilot:
        await ticket_shown(pilot, two)
        await beneath(pilot, "e", question=TargetDay)
        two.restrict()
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert "Its use is restricted since" in grid(pilot.app)
        assert "Mijn router is stuk." not in grid(pilot.app)


async def test_a_ticket_comes_back_where_the_restriction_was_lifted_before_the_question_was_left(
    two: Two, console: Any
) -> None:
    async with console(two.mine) as pilot:
        await ticket_shown(pilot, two)
        await beneath(pilot, "ctrl+p")
        two.restrict()
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        two.lift()
        await pilot.press("escape")
        await until_shown(pilot, "Mijn router is stuk.")


async def test_a_complaint_is_hidden_beneath_a_question(two: Two, console: Any) -> None:
    """Clause: R5, C1."""
    new = NewComplaint(
        "telephone", two.mine.clock(), "delay", "Drie weken zonder mail.", customer=two.anna.id
    )
    two.mine.do(complaints.register, new)
    async with console(two.mine) as pilot:
        await pilot.press("f12")
        await until_shown(pilot, "C2026-0001")
        await pilot.press("enter")
        await until_shown(pilot, "Drie weken zonder mail.")
        question = await beneath(pilot, "l", question=Choice)
        two.restrict()
        await until(pilot, lambda: "Drie weken zonder mail." not in grid(pilot.app))
        assert pilot.app.screen is question
        await pilot.press("escape")
        await until_shown(pilot, "Its use is restricted since")


async def test_a_list_of_tickets_says_no_subject_any_more_beneath_a_question(two: Two, console: Any) -> None:
    came_in(two.mine, two.anna, subject="Mijn router is stuk.")
    async with console(two.mine) as pilot:
        await pilot.press("f9")
        await until_shown(pilot, "Mijn router is stuk.")
        question = await beneath(pilot, "ctrl+p")
        two.restrict()
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        assert pilot.app.screen is question


async def test_where_a_question_for_consent_was_put_stays_typed(two: Two, console: Any) -> None:
    """Clause: R5, G9."""
    async with console(two.mine) as pilot:
        await pilot.app.push_screen(opened(two.mine, two.anna, *PURPOSES))
        await until_shown(pilot, "Havenstraat")
        question = await beneath(pilot, "2", "tab", "q", question=ConsentDialog)
        question.query_one(Form)["evidence"].control.focus()
        await write(pilot, "form 12")
        two.restrict()
        await until_shown(pilot, "RESTRICTED")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is question)
        assert "form 12" in grid(pilot.app)


async def test_remote_support_that_was_refused_keeps_its_reason(two: Two, console: Any) -> None:
    """Clause: R5, G4."""
    two.mine.do(systems.add, two.anna.id, WEB)
    async with console(two.mine) as pilot:
        await pilot.app.push_screen(opened(two.mine, two.anna, *PURPOSES))
        await until_shown(pilot, "Havenstraat")
        question = await beneath(pilot, "r", question=StartSession)
        question.query_one(Form)["reason"].control.focus()
        await pilot.press("end")
        await write(pilot, " today")
        two.restrict()
        await until_shown(pilot, "RESTRICTED")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is question)
        assert "systems today" in grid(pilot.app)


async def test_a_form_over_a_file_closes_and_what_was_typed_is_there_again_once_it_is_lifted(
    two: Two, console: Any
) -> None:
    async with console(two.mine) as pilot:
        await editing(pilot, two, "Laren")
        two.restrict()
        await until_shown(pilot, "What you typed is kept as a draft.")
        assert "Havenstraat" not in grid(pilot.app)
        await pilot.press("escape")
        await until_shown(pilot, "RESTRICTED")
        two.lift()
        await until_shown(pilot, "Havenstraat")
        await pilot.press("e")
        await until_shown(pilot, "Laren")


async def test_a_form_that_nothing_was_typed_in_closes_beneath_a_question(two: Two, console: Any) -> None:
    async with console(two.mine) as pilot:
        await editing(pilot, two)
        await beneath(pilot, "ctrl+p")
        two.restrict()
        await until_shown(pilot, "Its use is restricted since")
        assert "Havenstraat" not in grid(pilot.app)


async def test_a_letter_that_is_shown_goes_too_and_what_was_typed_for_it_stays(
    two: Two, console: Any
) -> None:
    """Clause: R5, C1."""
    new = NewComplaint("telephone", two.mine.clock(), "delay", "Drie weken.", customer=two.anna.id)
    two.mine.do(complaints.register, new)
    two.mine.do(files.open_file, two.anna.id, ("G5", "G8"))
    async with console(two.mine) as pilot:
        await pilot.press("f12")
        await until_shown(pilot, "C2026-0001")
        await pilot.press("enter")
        await until_shown(pilot, "Drie weken.")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintStep))
        await write(pilot, "belde zelf")
        await beneath(pilot, "f8", question=LetterDialog)
        await until_shown(pilot, "Havenstraat")
        two.restrict()
        await until(pilot, lambda: isinstance(pilot.app.screen, ComplaintStep))
        assert "Havenstraat" not in grid(pilot.app)
        assert "belde zelf" in grid(pilot.app)


async def test_a_message_in_which_a_passage_is_being_marked_goes_with_its_ticket(
    two: Two, console: Any
) -> None:
    """Clause: R5, D9."""
    async with console(two.mine) as pilot:
        await marking(pilot, two)
        two.restrict()
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        await until_shown(pilot, "Its use is restricted since")


async def test_what_shows_a_customer_beneath_the_help_sheet_is_gone_when_that_is_left(
    two: Two, console: Any
) -> None:
    """Clause: R5."""
    async with console(two.mine) as pilot:
        passage = await marking(pilot, two)
        await beneath(pilot, "f1", question=HelpSheet)
        two.restrict()
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        assert isinstance(pilot.app.screen, HelpSheet)
        refused = refusals(two)
        for _ in range(20):  # looks, of which each that is refused would be on record and lead to the next
            await pilot.pause(0.02)
        assert refusals(two) <= refused + 1
        assert len(pilot.app._notifications) == 1
        await pilot.press("escape")
        await until(pilot, lambda: passage not in pilot.app.screen_stack)
        await until_shown(pilot, "Its use is restricted since")
        assert "Mijn router is stuk." not in grid(pilot.app)


async def test_a_form_that_is_being_left_closes_alone(two: Two, console: Any) -> None:
    """Clause: R5. Whatever is answered to the question before it, the file beneath stays and the draft is kept."""
    async with console(two.mine) as pilot:
        for answer, city in (("1", "Laren"), ("3", "Blaricum")):
            edited = await editing(pilot, two, city)
            await beneath(pilot, "escape", question=Choice)
            two.restrict()
            await until_shown(pilot, "What you typed is kept as a draft.")
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
            await pilot.press(answer, "enter")
            await until(pilot, lambda: edited not in pilot.app.screen_stack)  # noqa: B023
            await until(pilot, lambda: not any(one.is_running for one in pilot.app.workers))
            assert isinstance(pilot.app.screen, CustomerScreen)
            pilot.app.clear_notifications()
            two.lift()
        await editing(pilot, two)
        await until_shown(pilot, "Blaricum")


async def test_a_file_that_is_read_slowly_is_shown_as_it_is_however_often_the_store_changes(
    two: Two, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R5. Reading it is on record, and so changes the store itself."""
    run = two.mine.run

    async def slowly(*job: Any) -> Any:
        done = await run(*job)
        await asyncio.sleep(0.3)
        return done

    async with console(two.mine) as pilot:
        await pilot.app.push_screen(opened(two.mine, two.anna, *PURPOSES))
        await until_shown(pilot, "Havenstraat")
        monkeypatch.setattr(two.mine, "run", slowly)
        two.restrict()
        await until_shown(pilot, "RESTRICTED")
        assert "Havenstraat" not in grid(pilot.app)
        two.lift()
        await until_shown(pilot, "Havenstraat")


async def test_a_file_closed_at_another_console_is_hidden_while_it_is_asked_what_for(
    two: Two, console: Any
) -> None:
    """Clause: P2. The file as well as what stands on it, and both come back when it is opened again."""
    other = two.again()
    async with console(two.mine) as pilot:
        await pilot.app.push_screen(opened(two.mine, two.anna, *PURPOSES))
        await until_shown(pilot, "Havenstraat")
        other.do(files.close_file, two.anna.id)
        await until_shown(pilot, "For what?")
        assert "Havenstraat" not in grid(pilot.app)
        await pilot.press("a", "enter")
        await until_shown(pilot, "Havenstraat")
        await ticket_shown(pilot, two)
        other.do(files.close_file, two.anna.id)
        await until_shown(pilot, "For what?")
        assert "Mijn router is stuk." not in grid(pilot.app)
        await pilot.press("enter")
        await until_shown(pilot, "Mijn router is stuk.")
    other.shut()


async def test_a_form_over_the_file_of_somebody_who_was_erased_closes_and_keeps_nothing(
    two: Two, console: Any
) -> None:
    """Clause: R4."""
    async with console(two.mine) as pilot:
        await editing(pilot, two, "Laren")
        two.theirs.do(rights.erase_again, (two.anna.id,))
        await until(pilot, lambda: not any(isinstance(one, CustomerForm) for one in pilot.app.screen_stack))
        await until_shown(pilot, "This customer is not in the store, or no longer.")
        assert "Laren" not in grid(pilot.app)
        assert two.mine.do(lambda work: work.drafts.forms()) == ()
