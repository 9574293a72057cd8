"""Data breaches at the console: noted half known, completed, decided on and closed, by keyboard. GDPR art. 33, 34."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.breaches import LATER, WHAT, closed, decided, facts, noted
from support.files import put, until, until_shown, write
from support.rights_requests import after, as_other, told
from support.screen_grid import assert_screen, grid
from textual.widgets import TextArea

from helpdesk.desk import Desk
from helpdesk.domain.breaches import About, Breach, Verdict
from helpdesk.domain.customer import CustomerRef
from helpdesk.tasks import breaches
from screens.breach import BreachScreen
from screens.breach_form import BreachForm
from screens.breaches import Breaches
from screens.customer import CustomerScreen
from screens.dialogs.breach import BreachDecisionDialog
from screens.dialogs.choice import Choice
from screens.dialogs.notice import Notice
from screens.dialogs.save_as import SaveAs
from screens.forms import resume_form
from screens.today import Today
from screens.widgets.controls import TextBox


async def opened(pilot: Any, breach: Breach) -> BreachScreen:
    """Go to the list, and open the breach under the cursor."""
    await pilot.press("b")
    await until_shown(pilot, breach.number)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, BreachScreen))
    screen: BreachScreen = pilot.app.screen
    return screen


async def deciding(pilot: Any, key: str) -> BreachDecisionDialog:
    """Open the question behind a key."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, BreachDecisionDialog))
    dialog: BreachDecisionDialog = pilot.app.screen
    return dialog


def fields(screen: Any) -> set[str]:
    """The rows that are shown with a fault."""
    return {row.field for row in screen.query("FormRow") if row.query(".-fault")}


def shown(dialog: BreachDecisionDialog) -> list[str]:
    """The rows that are asked."""
    return [row.field for row in dialog.query("FormRow") if row.display]


async def test_one_is_noted_with_a_few_words_and_its_clock_is_shown(
    desk: Desk, known_anna: CustomerRef, console: Any
) -> None:
    """GDPR art. 33(4). Everything else may follow."""
    async with console(desk) as pilot:
        await pilot.press("b")
        await until_shown(pilot, "n  notes one")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachForm))
        await until_shown(pilot, "The authority is told by Thu 7 May 2026 11:30")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "What happened? A few words are enough")
        assert isinstance(pilot.app.focused, TextArea)
        await write(pilot, WHAT)
        assert_screen(pilot.app, "breach-form")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachScreen))
        await told(pilot, "D2026-0001 is saved.")
        pilot.app.clear_notifications()
        await until_shown(pilot, "72 hours left")
        assert "people concerned: not decided yet" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Breaches))
        assert "authority: 72 hours left" in grid(pilot.app)


async def test_what_can_not_be_read_is_said_beside_everything_else(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        pilot.app.push_screen(BreachForm(desk))
        await until_shown(pilot, "The authority is told by")
        form = pilot.app.screen
        form.form.fill_in({"aware": "gisteren", "happened": "31-2-2026", "people": "veel"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: fields(form) == {"aware", "happened", "people"})
        assert grid(pilot.app).count("Write it as 4-5-2026 9:30.") == 2
        assert "What happened? A few words" in grid(pilot.app)
    desk.open()
    assert desk.do(breaches.breaches) == ()


@pytest.mark.parametrize(
    ("typed", "people"), [("1.200", 1200), ("1,200", 1200), ("1.2", None), ("9" * 5000, None)]
)
async def test_about_how_many_people_is_a_number_as_people_write_it(
    typed: str, people: int | None, desk: Desk, console: Any
) -> None:
    async with console(desk) as pilot:
        pilot.app.push_screen(BreachForm(desk))
        await until_shown(pilot, "The authority is told by")
        form = pilot.app.screen
        form.fill_in({**form.typed(), "words": WHAT, "people": typed})
        await pilot.press("ctrl+s")
        if people is None:
            await until(pilot, lambda: fields(form) == {"people"})
        else:
            await until(pilot, lambda: isinstance(pilot.app.screen, BreachScreen))
    desk.open()
    assert [one.facts.people for one in desk.do(breaches.breaches)] == ([people] if people else [])


async def test_a_breach_is_decided_on_and_closed_by_key(
    desk: Desk, known_anna: CustomerRef, console: Any
) -> None:
    """GDPR art. 33(1), 34."""
    made = desk.do(noted, known_anna.id, **LATER)
    async with console(desk) as pilot:
        screen = await opened(pilot, made)
        assert_screen(pilot.app, "breach")
        dialog = await deciding(pilot, "a")
        assert shown(dialog) == ["verdict", "told", "reference", "reason"]
        await pilot.press("enter")
        await until(pilot, lambda: fields(dialog) == {"reason"})
        form = dialog.query_one("Form")
        form.fill_in({"reference": "Z-12", "reason": "Adressen en nummers."})
        await pilot.press("enter")
        await until_shown(pilot, "authority told Mon 4 May 2026 11:30")
        assert screen.check_action("close", ()) is False
        dialog = await deciding(pilot, "p")
        assert shown(dialog) == ["verdict", "reason"], "nobody is told, unless that is chosen"
        await pilot.press("space")
        await until(pilot, lambda: shown(dialog) == ["verdict", "told", "reason"])
        dialog.query_one("Form").fill_in({"verdict": Verdict.AVERTED, "reason": "Opgehaald."})
        await pilot.press("enter")
        await until_shown(pilot, "the risk is averted (art. 34(3)(b))")
        await pilot.press("c")
        await until_shown(pilot, "closed 4 May 2026 11:30")
        assert screen.check_action("complete", ()) is False
        await pilot.press("b")
        await until_shown(pilot, "Reopen D2026-0001")
        await put(pilot, "Er is meer gevonden.")
        await until_shown(pilot, "Er is meer gevonden.")
        assert screen.check_action("close", ()) is True
    now = after(desk, lambda work: breaches.view(work, made.id))
    assert now.breach.authority.new.reference == "Z-12"
    assert [one.by for one in now.decisions] == ["noor", "noor"]


async def test_who_is_late_is_asked_why(desk: Desk, console: Any, clock: Any) -> None:
    """GDPR art. 33(1). Only of a report that is made, not of one that is not needed."""
    made = desk.do(noted)
    clock.pass_by(hours=75)
    async with console(desk) as pilot:
        await until_shown(pilot, "D2026-0001, 3 hours late")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachScreen))
        dialog = await deciding(pilot, "a")
        assert shown(dialog) == ["verdict", "told", "reference", "delay", "reason"]
        dialog.query_one("Form").fill_in({"reason": "Het moet."})
        await pilot.press("enter")
        await until_shown(pilot, "later than 72 hours: give the")
        dialog.query_one("Form").fill_in({"delay": "Niemand las de mail."})
        await pilot.press("enter")
        await until_shown(pilot, "too late: by Thu 7 May 2026 11:30")
        assert "Why late: Niemand las de mail." in grid(pilot.app)
    assert after(desk, lambda work: breaches.seen(work, made.id)).authority.new.delay


async def test_what_is_missing_for_closing_is_said(desk: Desk, console: Any) -> None:
    """GDPR art. 33(5)."""
    made = desk.do(lambda work: decided(work, noted(work)))
    async with console(desk) as pilot:
        await opened(pilot, made)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Notice))
        assert "needed as evidence" in grid(pilot.app)


async def test_what_is_completed_keeps_what_it_was(desk: Desk, console: Any) -> None:
    """GDPR art. 33(4)."""
    made = desk.do(noted, people=4)
    async with console(desk) as pilot:
        await opened(pilot, made)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachForm))
        form = pilot.app.screen
        assert form.check_action("customer", ()) is False
        form.form.fill_in({"people": "1.200", "D3": True, "happened": "4-5-2026 8:00"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachScreen))
        await until_shown(pilot, "before: 4")
        assert "changed: People" in grid(pilot.app)
    now = after(desk, lambda work: breaches.seen(work, made.id))
    assert (now.facts.people, now.facts.categories) == (1200, ("D3",))


async def test_what_somebody_else_completed_meanwhile_is_filled_in_and_not_written_over(
    desk: Desk, console: Any
) -> None:
    made = desk.do(noted)
    async with console(desk) as pilot:
        pilot.app.push_screen(BreachForm(desk, desk.do(breaches.view, made.id)))
        await until_shown(pilot, "what it was before is kept")
        form = pilot.app.screen
        form.form.fill_in({"people": "5", "measures": "Gebeld."})
        theirs = facts(desk.clock(), people=9, consequences="Post.", categories=("D1",))
        as_other(desk, breaches.complete, made.id, made.version, theirs)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Somebody else wrote: 9")
        assert fields(form) == {"people"}
        assert form.form.values()["consequences"] == "Post." and form.form.values()["D1"] is True
        assert form.form.values()["measures"] == "Gebeld."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is not form)
    now = after(desk, lambda work: breaches.seen(work, made.id)).facts
    assert (now.people, now.consequences, now.measures) == (5, "Post.", "Gebeld.")


async def test_a_decision_that_somebody_else_took_first_is_shown_and_ours_stays_typed(
    desk: Desk, console: Any
) -> None:
    made = desk.do(noted)
    async with console(desk) as pilot:
        await opened(pilot, made)
        dialog = await deciding(pilot, "a")
        dialog.query_one("Form").fill_in({"reason": "Ik meld het."})
        as_other(desk, lambda work: decided(work, made, About.AUTHORITY))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Notice))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is dialog)
        assert dialog.query_one("Form").values()["reason"] == "Ik meld het."


async def test_customers_are_attached_opened_and_detached(
    desk: Desk, known_anna: CustomerRef, console: Any
) -> None:
    """GDPR art. 34. There may be several."""
    made = desk.do(noted)
    async with console(desk) as pilot:
        await opened(pilot, made)
        await pilot.press("l")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await pilot.press("1", "enter")
        await until_shown(pilot, "Whom does it concern?")
        await write(pilot, "Meulen")
        await until_shown(pilot, known_anna.number)
        await pilot.press("enter")
        await until_shown(pilot, "a customer concerned was attached")
        await pilot.press("home", "down")
        await until_shown(pilot, "Enter opens the file.")
        await pilot.press("enter")
        await until_shown(pilot, "For what?")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachScreen | CustomerScreen))
        await pilot.press("l")
        await until_shown(pilot, "does not concern them")
        await pilot.press("1", "enter")
        await until_shown(pilot, "not concerned")
    assert after(desk, lambda work: breaches.view(work, made.id)).customers == ()


async def test_a_technician_is_offered_what_they_may_and_told_whom_to_fetch(
    make_desk: Any, console: Any
) -> None:
    """Clause: B1."""
    desk = make_desk(role="technician")
    made = desk.do(noted)
    async with console(desk) as pilot:
        await until_shown(pilot, "see that whoever decides knows of it")
        screen = await opened(pilot, made)
        offered = {
            name: screen.check_action(name, ()) for name in ("complete", "customers", "close", "report")
        }
        assert offered == {"complete": True, "customers": True, "close": False, "report": True}
        assert screen.check_action("decide", ("authority",)) is False


async def test_closed_ones_are_in_the_other_view(desk: Desk, console: Any) -> None:
    made = desk.do(closed)
    async with console(desk) as pilot:
        await pilot.press("b")
        await until_shown(pilot, "None is open. 2 shows all data breaches.")
        await pilot.press("2")
        await until_shown(pilot, made.number)


async def test_what_was_typed_is_kept_as_a_draft_to_which_today_leads_back(
    desk: Desk, known_anna: CustomerRef, console: Any
) -> None:
    """Nothing typed is lost, of a new one and of one that is completed."""
    made = desk.do(noted)
    async with console(desk) as pilot:
        for form in (BreachForm(desk), BreachForm(desk, desk.do(breaches.view, made.id))):
            pilot.app.push_screen(form)
            await until(pilot, partial(_is_filled, pilot, form))
            form.form.fill_in({"measures": "Gebeld."})
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
            await pilot.press("1", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, Today))
        await until_shown(pilot, "Not saved yet: a data breach")
        for name in ("breach:new", f"breach:{made.id}"):
            resume_form(pilot.app, desk, name)
            await until_shown(pilot, "What you typed before is back")
            assert pilot.app.screen.form.values()["measures"] == "Gebeld."
            assert pilot.app.screen.draft_name == name
            pilot.app.clear_notifications()
            await pilot.press("f2")
            await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
            await pilot.press("1", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, Today))


async def test_a_draft_of_what_one_completes_leaves_what_somebody_else_completed(
    desk: Desk, console: Any
) -> None:
    """It keeps what was changed, and no more."""
    made = desk.do(noted)
    async with console(desk) as pilot:
        form = BreachForm(desk, desk.do(breaches.view, made.id))
        pilot.app.push_screen(form)
        await until(pilot, partial(_is_filled, pilot, form))
        form.form.fill_in({"people": "5"})
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Today))
        as_other(desk, breaches.complete, made.id, made.version, facts(desk.clock(), consequences="Post."))
        resume_form(pilot.app, desk, f"breach:{made.id}")
        await until_shown(pilot, "What you typed before is back")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, BreachScreen))
    now = after(desk, lambda work: breaches.seen(work, made.id)).facts
    assert (now.what, now.people, now.consequences) == (WHAT, 5, "Post.")


def _is_filled(pilot: Any, form: BreachForm) -> bool:
    return pilot.app.screen is form and bool(form._first)


async def test_the_report_is_written_where_it_is_asked(desk: Desk, console: Any, tmp_path: Path) -> None:
    """GDPR art. 33(3)."""
    made = desk.do(noted)
    async with console(desk) as pilot:
        await opened(pilot, made)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, SaveAs))
        file = tmp_path / "lek.txt"
        pilot.app.screen.query_one(TextBox).value = str(file)
        await pilot.press("enter")
        await told(pilot, "Written to")
        assert made.number in file.read_text("utf-8")


async def test_hostile_words_are_shown_as_they_are(desk: Desk, console: Any) -> None:
    """Clause: P1."""
    made = desk.do(noted, what="[/nope] [@click=app.quit]weg[/]\x1b[2J\nnog een regel", measures="[red]x")
    async with console(desk) as pilot:
        await opened(pilot, made)
        assert "[@click=app.quit]weg[/]" in grid(pilot.app)
        assert "\x1b" not in grid(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_hours_go_on_while_it_is_read(
    desk: Desk, console: Any, clock: Any, size: tuple[int, int]
) -> None:
    """GDPR art. 33(1)."""
    made = desk.do(noted)
    async with console(desk, size=size) as pilot:
        screen = await opened(pilot, made)
        await until_shown(pilot, "72 hours left")
        clock.pass_by(hours=71, minutes=1)
        screen.show_header()
        await until_shown(pilot, "59 minutes left")
