"""The form of a customer: faults, duplicates, drafts, conflicts, and text that is never lost."""

from __future__ import annotations

from typing import Any

import pytest
from support.files import opened, until, until_shown, write
from support.screen_grid import assert_screen, grid

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import StoreFull
from helpdesk.domain.messages import msg
from helpdesk.tasks import customers, files
from screens import customer_drafts as drafts
from screens.customer import CustomerScreen
from screens.customer_form import CustomerForm
from screens.customer_rows import typed
from screens.dialogs.conflict import Conflict
from screens.dialogs.palette import Palette
from screens.forms import new_customer, resume_form
from screens.widgets.listing import Listing


@pytest.fixture
def anna(known_anna: CustomerRef) -> CustomerRef:
    return known_anna


async def form_of(pilot: Any, desk: Any, ref: CustomerRef, *purposes: str) -> CustomerForm:
    """The form over the open file of a customer."""
    await pilot.app.push_screen(opened(desk, ref, *purposes))
    await pilot.press("e")
    await until(
        pilot,
        lambda: (
            isinstance(pilot.app.screen, CustomerForm)
            and bool(pilot.app.screen.query("#customer-form"))
            and not pilot.app.screen.changes
        ),
    )
    form = pilot.app.screen
    assert isinstance(form, CustomerForm)
    return form


def values(desk: Any, ref: CustomerRef) -> Any:
    desk.open()
    return desk.do(files.read_file, ref.id).values


async def test_masked_fields_are_shown_as_masked_and_stay_as_they_are(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: P2, D7."""
    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        assert "iban" not in typed(form.form)
        assert "masked: G7 invoicing would show it" in grid(pilot.app)
        form.form["street"].value = "Kerkstraat"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    desk.open()
    desk.do(files.open_file, anna.id, ("G3", "G7"))
    assert values(desk, anna)["street"] == "Kerkstraat"
    assert values(desk, anna)["iban"] == "NL91ABNA0417164300"


async def test_the_form_fits_a_small_terminal(desk: Any, console: Any, anna: CustomerRef) -> None:
    async with console(desk) as pilot:
        await form_of(pilot, desk, anna, "G3")
        assert_screen(pilot.app, "customer_form")


async def test_all_faults_are_shown_at_once_and_the_first_has_the_focus(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: D1, D3, D4."""
    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["postcode"].value = "99"
        form.form["emails[0]"].value = "no address"
        form.form["phones[1]"].value = "12"
        await pilot.press("ctrl+s")
        await until_shown(pilot, "3 fields need another look")
        assert form.focused is form.form["postcode"].control
        assert grid(pilot.app).count("↑") == 3
        assert form.form["emails[0]"].value == "no address"


async def test_what_was_said_of_one_try_goes_before_the_next(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    async with console(desk) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["postcode"].value = "99"
        form.form["emails[0]"].value = "no address"
        for text in ("2 fields", "1 field"):
            await pilot.press("ctrl+s")
            await until_shown(pilot, text)
            assert grid(pilot.app).count("another look") == 1
            form.form["emails[0]"].value = "anna@example.com"


@pytest.mark.slow
async def test_whatever_is_chosen_from_the_palette_over_a_form_with_faults_can_be_done(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    async with console(desk) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["postcode"].value = "99"
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 field needs another look")
        for name in ("Another one", "Save", "Find", "Help", "Lock", "Remove", "Back"):
            form.form["emails[0]"].control.focus()
            await pilot.press("ctrl+p")
            await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
            await pilot.press(*name.lower())
            assert pilot.app.screen.query_one(Listing).row.name == name
            await pilot.press("enter")
            await until(pilot, lambda: not isinstance(pilot.app.screen, Palette))
            if name == "Lock":
                await until_shown(pilot, "Press Enter to go on.")
                await pilot.press("enter")
            elif pilot.app.screen is not form:
                await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is form)
        assert form.form["postcode"].value == "99"


async def test_rows_are_added_and_taken_away_by_key(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: D3, R7."""
    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["emails[0]"].control.focus()
        await pilot.pause()
        await pilot.press("f7")
        await until(pilot, lambda: "emails[1]" in form.form.values())
        await write(pilot, "a@example.org")
        form.form["phones[1]"].control.focus()
        await pilot.pause()
        await pilot.press("f8")
        await until(pilot, lambda: "phones[1]" not in form.form.values())
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    assert [point.value for point in values(desk, anna)["emails"]] == ["anna@example.com", "a@example.org"]
    assert [point.value for point in values(desk, anna)["phones"]] == ["+31612345678"]


async def test_a_new_customer_is_saved_after_the_likely_duplicates_were_shown(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    async with console(desk, size=(80, 50)) as pilot:
        new_customer(pilot.app, desk)
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm) and pilot.app.screen.is_mounted)
        form: Any = pilot.app.screen
        form.form["family_name"].value = "Jansen"
        form.form["emails[0]"].value = "anna@example.com"
        await pilot.press("ctrl+s")
        await until_shown(pilot, f"{anna.number} Anna van der Meulen")
        assert desk.do(lambda work: work.customers.count()) == 1
        await pilot.press("y")
        await until_shown(pilot, "For what?")
    desk.open()
    assert desk.do(lambda work: work.customers.count()) == 2


async def test_what_was_typed_is_kept_as_a_draft_and_taken_up_again(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: P3."""
    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Half a str"
        await pilot.press("escape")
        await until_shown(pilot, "This is not saved yet")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CustomerScreen))
        resume_form(pilot.app, desk, f"customer:{anna.id}")
        await until_shown(pilot, "Half a str")
        await pilot.press("escape")
        await until_shown(pilot, "This is not saved yet")
        await pilot.press("2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    desk.open()
    assert desk.do(lambda work: work.drafts.forms()) == ()


async def test_leaving_the_console_keeps_the_draft(desk: Any, console: Any, anna: CustomerRef) -> None:
    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Half a str"
        await pilot.app.save_drafts()
    desk.open()
    content = desk.do(lambda work: work.drafts.load(f"customer:{anna.id}"))
    draft = drafts.unpacked(content)
    assert draft is not None
    assert draft.changes == {"street": "Half a str"}


async def test_two_who_edit_the_same_customer_lose_nothing(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R2. The second one sees both versions and chooses."""
    async with console(desk, size=(100, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Mine"
        form.form["house_number"].value = "1"
        seen = desk.do(files.read_file, anna.id)
        desk.do(customers.change, seen, {"street": "Theirs", "city": "Bussum", "family_name": "Meulen"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Conflict))
        assert_screen(pilot.app, "customer_conflict")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    saved = values(desk, anna)
    assert (saved["street"], saved["house_number"], saved["city"]) == ("Mine", "1", "Bussum")


@pytest.mark.parametrize(
    ("keys", "street", "city"),
    [
        ("space", "Theirs", "Bussum"),
        ("m", "Mine", "Huizen"),
        ("t", "Theirs", "Bussum"),
        ("m t", "Theirs", "Bussum"),
    ],
)
async def test_of_a_conflict_each_field_or_all_are_chosen(
    keys: str, street: str, city: str, desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R2. Space swaps the field under the cursor; m takes all of mine, t all of theirs."""
    async with console(desk, size=(100, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Mine"
        seen = desk.do(files.read_file, anna.id)
        desk.do(customers.change, seen, {"street": "Theirs", "city": "Bussum"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Conflict))
        await pilot.press(*keys.split(), "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    saved = values(desk, anna)
    assert (saved["street"], saved["city"]) == (street, city)


async def test_the_way_back_from_a_conflict_stands_among_the_keys_of_a_small_terminal(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    async with console(desk) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Mine"
        seen = desk.do(files.read_file, anna.id)
        desk.do(customers.change, seen, {"street": "Theirs", "city": "Huizen", "family_name": "Meulen"})
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Esc Back")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is form)
        assert form.form["street"].value == "Mine"


async def test_the_form_begins_with_what_others_saved_meanwhile(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R2. A file may be open for hours; no conflict is made of what was there before the form."""
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "Havenstraat")
        seen = desk.do(files.read_file, anna.id)
        desk.do(customers.change, seen, {"street": "Theirs", "city": "Bussum", "family_name": "Meulen"})
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm))
        await until_shown(pilot, "Theirs")


async def test_when_the_time_is_over_in_the_middle_of_an_edit_the_text_stays(
    desk: Any, console: Any, anna: CustomerRef, clock: Any
) -> None:
    """Clause: P2."""
    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Kerkstraat"
        clock.pass_by(hours=4)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "For what?")
        await pilot.press("3", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert values(desk, anna)["street"] == "Kerkstraat"


async def test_a_store_error_on_saving_keeps_the_text(
    desk: Any, console: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*args: object, **kwargs: object) -> None:
        raise StoreFull(msg("The disk is full."), todo=msg("Make room."))

    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Kerkstraat"
        monkeypatch.setattr(desk, "run", full)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The disk is full.")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is form)
        await pilot.press("ctrl+q")
        await until_shown(pilot, "once more quits")
        monkeypatch.undo()
        assert form.form["street"].value == "Kerkstraat"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    assert values(desk, anna)["street"] == "Kerkstraat"


async def test_what_was_typed_before_a_restriction_can_neither_be_saved_nor_thrown_away(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R5; GDPR art. 18. It says why, and the draft stays until somebody may come back to it."""
    async with console(desk, size=(80, 50)) as pilot:
        form = await form_of(pilot, desk, anna, "G3")
        form.form["street"].value = "Half a str"
        form.keep_going()
        await until(pilot, lambda: desk.do(lambda work: work.drafts.forms()) != ())
        desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
        form.store_changed()  # as when a colleague did it
        await until_shown(pilot, "What you typed is kept as a draft.")
        assert "Its use is restricted since" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert desk.do(lambda work: work.drafts.forms()) == ((f"customer:{anna.id}", None),)
        await pilot.press("escape", "f2")
        await until_shown(pilot, "Kept during a restriction: a draft")
