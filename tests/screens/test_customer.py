"""A customer's file on the screen: what is shown, what is masked and why, and what can be done."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.files import add_anna, opened, until, until_shown, write
from support.incoming import came_in
from support.rights_requests import told
from support.screen_grid import HOSTILE, assert_screen, grid

from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen, Refused, StoreFull
from helpdesk.domain.messages import msg
from helpdesk.tasks import consents, files, tickets
from helpdesk.tasks.today import today
from screens.customer import CustomerScreen
from screens.customer_consents import ConsentList
from screens.customer_details import Details
from screens.customer_form import CustomerForm
from screens.customer_matrix import Matrix
from screens.customer_tabs import TABS
from screens.dialogs.service import NewService
from screens.dialogs.why import WhyDialog


@pytest.fixture
def anna(known_anna: CustomerRef) -> CustomerRef:
    return known_anna


async def test_details_show_what_the_purpose_needs_and_mask_the_rest(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: P2, D1, D2, D3, D4, D5, D6, D7, D8, D9."""
    async with console(desk, size=(80, 40)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "D9 ")
        shown = grid(pilot.app)
    for text in ("anna@example.com (home, registered)", "06 12345678", "Havenstraat", "PAYMENT OVERDUE"):
        assert text in shown
    for text in ("NL91", "192.0.2.17", "F2026-17"):
        assert text not in shown
    assert "masked: G7 invoicing would show it (a)" in shown
    assert "kept on the servers, not here" in shown
    assert "never kept" in shown


async def test_every_tab_fits_a_small_terminal(desk: Any, console: Any, anna: CustomerRef) -> None:
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G2", "G7"))
        await until_shown(pilot, "open until")
        for key, tab in (("1", "details"), ("2", "consents"), ("3", "services"), ("6", "history")):
            await pilot.press(key)
            await until(pilot, lambda: not any(one.is_running for one in pilot.app.workers))
            if tab == "history":  # which is on record itself, and shown once the store is looked at again
                await until_shown(pilot, "history read")
            assert_screen(pilot.app, f"customer_{tab}")


async def test_a_restricted_customer_shows_nothing_and_says_why(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R5."""
    desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
    async with console(desk, size=(80, 40)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "RESTRICTED")
        assert "Havenstraat" not in grid(pilot.app)
        await pilot.press("w")
        await until_shown(pilot, "R5 ")
        assert "Wait until the restriction is lifted" in grid(pilot.app)


async def test_a_restricted_customer_is_not_changed_and_that_is_said_before_anybody_types(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R5. With why and what can be done, and on record."""
    desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G2", "G3"))
        await until_shown(pilot, "RESTRICTED")
        for keys, never in (("e", CustomerForm), ("3n", NewService)):
            await pilot.press(*keys)
            await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
            shown = grid(pilot.app)
            assert "Wait until the restriction is lifted" in shown
            assert "R5 restriction of processing" in shown
            assert never not in {type(screen) for screen in pilot.app.screen_stack}
            latest, *_ = desk.do(lambda work: work.audit.page(subject=anna.id))
            assert (latest.event, latest.detail["clause"]) == ("action:refused", "R5")
            await pilot.press("escape")


async def test_a_consent_says_who_recorded_it_by_their_name(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: G9; GDPR art. 7(1)."""
    desk.do(files.open_file, anna.id, ("G3",))
    given = ConsentEventKind.GIVEN
    desk.do(consents.record, anna.id, "G9-newsletter", given, how="email", evidence="mail of today")
    async with console(desk, size=(140, 40)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await pilot.press("2")
        await until_shown(pilot, "by Noor de Wit")


async def test_the_history_says_what_was_refused_in_words(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: R5, P1. An attempt at remote support too, which is no session; and that an objection was upheld."""
    ticket = came_in(desk, anna)
    desk.do(lambda work: work.standings.object(anna.id, "no more mail", reference="R2026-0001"))
    desk.do(lambda work: work.standings.uphold(anna.id, "R2026-0001"))
    desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
    async with console(desk, size=(200, 40)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3", "G4"))
        await until_shown(pilot, "RESTRICTED")
        with pytest.raises(Refused):
            desk.do(tickets.open_ticket, ticket.id)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        await pilot.press("escape", "6")
        await until_shown(pilot, "refused: messages in tickets (R5)")
        await until_shown(pilot, "session ended: refused")
        await until_shown(pilot, "restriction changed: objection, upheld")


async def test_an_objection_stands_in_the_header_of_every_tab_and_bites_where_it_has_to(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R6. What rests on legitimate interest stops; the rest of the file goes on."""
    desk.do(lambda work: work.standings.object(anna.id, "no more mail"))
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3", "G6")
        await pilot.app.push_screen(screen)
        for tab in reversed(TABS):
            await until_shown(pilot, "OBJECTED")
            screen.action_tab(tab)
        await pilot.press("2")
        matrix = screen.query_one(Matrix)
        await pilot.press(*["down"] * 5, *["right"] * 7)
        assert (matrix.purpose, matrix.category) == ("G6", "D8")
        await until_shown(pilot, "the customer objected to")
        await pilot.press("1", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm))


async def test_adding_a_purpose_shows_what_it_needs_and_is_on_record(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: P2, D7. The purpose that would show the masked category stands first."""
    async with console(desk, size=(80, 40)) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "D9 ")
        details = screen.query_one(Details)
        while details.category != "D7":
            await pilot.press("down")
        await pilot.press("a")
        await until_shown(pilot, "For what else?")
        assert "› 7" in grid(pilot.app) and "n  newsletter" in grid(pilot.app), "the keys of For what?"
        await pilot.press("1", "7", "enter")
        await until_shown(pilot, "NL91 ABNA 0417 1643 00")
    desk.open()
    events = [record.event for record in desk.do(lambda work: work.audit.page(subject=anna.id))]
    assert "file:purpose-added" in events


async def test_a_file_that_was_left_while_something_is_done_to_it_is_not_shown_any_more(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """What was begun is done all the same, and the console goes on."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")
        with desk.unit():  # somebody else writes
            await pilot.press("a")
            await until_shown(pilot, "For what else?")
            await pilot.press("enter", "escape")
            await until(pilot, lambda: not screen.is_running)
            assert screen.is_mounted and not screen.is_here
        await until(pilot, lambda: not any(one.group == "page-asks" for one in pilot.app.workers))
        done = [record.event for record in desk.do(lambda work: work.audit.page(subject=anna.id))]
        assert "file:purpose-added" in done


async def test_z_closes_the_file_early_and_today_reminds_of_it_no_more(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: P2. It is on record, and whoever comes back is asked what for."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        below = pilot.app.screen
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")
        assert len(desk.do(today)) == 1
        await pilot.press("question_mark")
        await until_shown(pilot, "Today stops reminding you.")
        await pilot.press("escape", "z")
        await until_shown(pilot, "The file is closed.")
        await until(pilot, lambda: pilot.app.screen is below)
        await until(pilot, lambda: "File still open" not in grid(pilot.app))
    desk.open()
    assert desk.do(today) == ()
    assert desk.do(lambda work: work.audit.page(subject=anna.id))[0].event == "file:closed"
    with pytest.raises(FileNotOpen):
        desk.do(files.read_file, anna.id)


async def test_a_file_that_was_closed_asks_for_nothing_however_soon_the_console_looks_at_its_store(
    desk: Any, console: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P2."""
    async with console(desk) as pilot:
        screen, run = opened(desk, anna, "G3"), desk.run
        below = pilot.app.screen
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")

        async def run_and_be_looked_at(job: Any, *args: Any) -> Any:
            done = await run(job, *args)
            if job is files.close_file:
                screen.store_changed()
                await asyncio.sleep(0.2)
            return done

        monkeypatch.setattr(desk, "run", run_and_be_looked_at)
        await pilot.press("z")
        await until_shown(pilot, "The file is closed.")
        await until(pilot, lambda: pilot.app.screen is below)


async def test_when_its_time_is_over_the_file_hides_and_asks_again(
    desk: Any, console: Any, anna: CustomerRef, clock: Any
) -> None:
    """Clause: P2."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "Havenstraat")
        clock.pass_by(hours=2, minutes=55)
        screen.look_at_the_clock()
        await until_shown(pilot, "5 minutes left")
        clock.pass_by(minutes=5)
        screen.look_at_the_clock()
        await until_shown(pilot, "For what?")
        assert "Havenstraat" not in grid(pilot.app)
        await until(pilot, lambda: "open until" not in grid(pilot.app))  # nor does the header say anything
        await pilot.press("3", "enter")
        await until_shown(pilot, "Havenstraat")
        await until_shown(pilot, "open until")


async def test_who_says_nothing_more_leaves_the_file(
    desk: Any, console: Any, anna: CustomerRef, clock: Any
) -> None:
    """Clause: P2."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "Havenstraat")
        clock.pass_by(hours=3)
        screen.look_at_the_clock()
        await until_shown(pilot, "For what?")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CustomerScreen))


async def test_the_matrix_answers_why_for_every_cell(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: G9, P2."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await pilot.press("2")
        await until_shown(pilot, "access to services × ")
        matrix = screen.query_one(Matrix)
        await pilot.press(*["down"] * 9)
        assert matrix.purpose == "G9-newsletter"
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert "never given" in grid(pilot.app)


async def test_a_consent_is_given_with_its_proof_and_withdrawn_without_a_question(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: G9; GDPR art. 7(3)."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await pilot.press("2", "tab", "down")
        assert screen.query_one(ConsentList).has_focus
        await pilot.press("g")
        await until_shown(pilot, "Ik ontvang graag de nieuwsbrief")
        await pilot.press("enter")
        await until_shown(pilot, "Say where the proof")
        await write(pilot, "mail 12")
        await pilot.press("enter")
        await until(pilot, lambda: bool(screen.file.standing.consents))
        assert screen.file.standing.consent("G9-newsletter").kind is ConsentEventKind.GIVEN
        await until(pilot, lambda: pilot.app.screen is screen)
        await until_shown(pilot, "On record for newsletter (G9):")
        await pilot.press("x")
        await until_shown(pilot, "withdrawn")
        await pilot.press("enter")
        await until(
            pilot,
            lambda: screen.file.standing.consent("G9-newsletter").kind is ConsentEventKind.WITHDRAWN,
        )


async def test_the_names_of_purposes_are_whole_where_the_screen_is_80_wide(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: G9. Three purposes stand under that clause; each can be told from the others."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await pilot.press("2")
        await until_shown(pilot, "access to services × ")
        shown = grid(pilot.app)
        for purpose in desk.policy.purposes.values():
            assert purpose.label("en") in shown
        await pilot.press(*["down"] * 10)
        await until_shown(pilot, " being named as a customer (G9) × D1 name and address")


async def test_a_wide_screen_writes_every_decision_out(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: G9, P2."""
    async with console(desk, size=(200, 40)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await pilot.press("2")
        await until_shown(pilot, "no consent")


async def test_a_wide_window_shows_all_of_a_record_beside_the_history(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """The list has room for the beginning of what was read. Clause: R1."""
    async with console(desk, size=(140, 40)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await pilot.press("6")
        await until_shown(pilot, "history read")
        await pilot.press("end")
        await until_shown(pilot, "What      customer added")


async def test_with_nothing_to_add_no_empty_question_is_asked(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, *desk.policy.purposes))
        await pilot.press("a")
        await told(pilot, "already open for every purpose")


async def test_the_chosen_tab_is_named_in_whatever_window(desk: Any, console: Any, anna: CustomerRef) -> None:
    async with console(desk, size=(60, 15)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await pilot.press("7")
        await until_shown(pilot, "1 2 3 4 5 6 [7 Tickets]")


async def test_opening_the_history_is_on_record_once_and_reading_it_anew_is_not(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: P1, P2. Who reads what was done with a customer's data reads about the customer."""

    def readings() -> int:
        records = desk.do(lambda work: work.audit.page(subject=anna.id))
        return sum(record.event == "history:read" for record in records)

    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")
        screen.action_tab("history")
        await until_shown(pilot, "history read")
        screen.action_tab("history")
        await pilot.pause()
        screen.show(screen.file)
        await until(pilot, lambda: not any(one.is_running for one in pilot.app.workers))
        assert readings() == 1
        screen.action_tab("details")
        screen.action_tab("history")
        await until(pilot, lambda: readings() == 2)
        assert "Noor de Wit" in grid(pilot.app)


async def test_only_events_that_can_follow_are_offered(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: G9."""
    desk.do(files.open_file, anna.id, ("G3",))
    desk.do(consents.record, anna.id, "G9", ConsentEventKind.GIVEN, how="letter", evidence="form 12")
    async with console(desk) as pilot:
        screen = CustomerScreen(desk, desk.do(files.read_file, anna.id))
        await pilot.app.push_screen(screen)
        await pilot.press("2", "tab")
        keys = {one.binding.action for one in screen.active_bindings.values() if one.enabled}
    assert {"record('renewed')", "record('withdrawn')"} <= keys
    assert not {"record('given')", "record('refused')"} & keys


async def test_a_service_is_added_and_ended(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: G2, D5."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G2")
        await pilot.app.push_screen(screen)
        await pilot.press("3", "n")
        await until_shown(pilot, "New service")
        await pilot.press("tab", *"nas", "enter")
        services: Any = lambda: screen.file.values["services"]  # noqa: E731
        await until(pilot, lambda: len(services()) == 3)
        assert services()[0].detail == "nas"
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("e")
        await until_shown(pilot, "Last day")
        await pilot.press("enter")
        await until(pilot, lambda: sum(one.ended is not None for one in services()) == 1)


async def test_what_a_role_may_not_do_is_explained_before_anything_is_asked(
    make_desk: Any, console: Any
) -> None:
    """Clause: B1."""
    desk = make_desk()
    ref = add_anna(desk)
    desk._technician = desk.do(lambda work: work.technicians.add("lees", "Lee", "read-only"))
    async with console(desk) as pilot:
        screen = opened(desk, ref, "G2")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")
        for keys in ("1e", "2\tg", "3n", "3e"):
            await pilot.press(*(key.replace("\t", "tab") for key in keys))
            await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
            assert "read only" in grid(pilot.app)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_store_that_is_full_is_told_and_what_was_typed_and_the_file_stay(
    desk: Any, console: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*args: object, **kwargs: object) -> None:
        raise StoreFull(msg("The disk is full."), todo=msg("Make room."))

    async with console(desk) as pilot:
        screen = opened(desk, anna, "G2")
        await pilot.app.push_screen(screen)
        await pilot.press("3", "e")
        await until_shown(pilot, "Last day")
        monkeypatch.setattr(desk, "run", full)
        await pilot.press("enter")
        await until_shown(pilot, "The disk is full.")
        monkeypatch.undo()
        await pilot.press("escape")
        await until_shown(pilot, "Enter End it")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_hostile_text_is_shown_and_never_obeyed(desk: Any, console: Any) -> None:
    """Clause: P1."""
    names = [name for name in HOSTILE if "\ud800" not in name and "10" not in name and len(name) < 100]
    ref = add_anna(desk)
    with_names = " ".join(names)[:190]
    desk.do(lambda work: work.open_files.open(ref.id, ("G2",)))
    desk.do(lambda work: work.customers.change(ref.id, 1, {"street": with_names, "family_name": names[0]}))
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, ref, "G2", "G7"))
        for key in "1234":
            await pilot.press(key)
            await pilot.pause(0.05)
        await pilot.press("1")
        await until_shown(pilot, "[@click=app.quit]")
        assert "\x1b" not in grid(pilot.app)


async def test_a_double_click_does_what_enter_does(desk: Any, console: Any, anna: CustomerRef) -> None:
    async with console(desk, size=(80, 40)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "D9 ")
        await pilot.double_click(Details, offset=(5, 3))
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        await pilot.press("escape", "2")
        await until_shown(pilot, "● G3")
        matrix = pilot.app.screen.query_one(Matrix)
        await pilot.click(Matrix, offset=(75, 3))
        assert (matrix.purpose, matrix.category) == ("G3", "D9")
        await pilot.double_click(Matrix, offset=(75, 4))
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert (matrix.purpose, matrix.category) == ("G4", "D9")


async def test_quitting_says_first_what_is_lost_of_a_question_that_is_half_answered(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G2"))
        await until_shown(pilot, "open until")
        await pilot.press("3", "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewService))
        await pilot.press("tab")
        await write(pilot, "hosting")
        await pilot.press("ctrl+q")
        await until_shown(pilot, "Ctrl+Q again: what you typed here is lost")
        assert pilot.app.is_running and pilot.app.return_code is None
        await pilot.press("x", "ctrl+q")
        assert pilot.app.return_code is None
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app.return_code == 0)


async def test_in_a_low_window_the_consents_are_in_view_once_they_are_gone_to(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    async with console(desk, size=(60, 15)) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "open until")
        await pilot.press("2")
        await until_shown(pilot, "● G3")
        await pilot.press("tab")
        await until_shown(pilot, "› ")
        assert isinstance(pilot.app.focused, ConsentList)
        await pilot.press("shift+tab")
        await until_shown(pilot, "● G3")
