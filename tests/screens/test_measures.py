"""Measures at the console: by key from Today, gone over by Enter. Clause: B3, B5."""

from __future__ import annotations

from typing import Any

from support.files import until, until_shown
from support.rights_requests import told
from support.screen_grid import assert_screen

from helpdesk.desk import Desk
from helpdesk.tasks import measures
from screens.measures import Measures
from screens.today import Today


async def asked(pilot: Any) -> None:
    """Go from Today to the measures, and say that one went over the first."""
    await until_shown(pilot, "Nothing waits for you today")
    await pilot.press("m")
    await until_shown(pilot, "not yet")
    await pilot.press("enter")
    await until_shown(pilot, "You reviewed it: how is it?")


async def test_a_measure_that_is_due_leads_from_today_to_its_check(
    desk: Desk, console: Any, clock: Any
) -> None:
    """Clause: B3, B5. It says who went over it, what came of it, and by when it is time again."""
    for measure in desk.policy.measures:
        desk.do(measures.gone_over, measure, is_good=True)
    clock.pass_by(days=31)
    async with console(desk) as pilot:
        await until_shown(pilot, "3 measures are to be reviewed")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Measures))
        await until_shown(pilot, "due 4 Jun 2026")
        assert_screen(pilot.app, "measures")
        await pilot.press("enter")
        await until_shown(pilot, "You reviewed it: how is it?")
        await pilot.press("1", "enter")
        await told(pilot, "Recorded; next review by 4 Jul 2026.")
        await until_shown(pilot, "in order · Noor de Wit")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Today))
        await until_shown(pilot, "2 measures are to be reviewed")


async def test_one_that_is_not_in_order_says_so_until_it_is(desk: Desk, console: Any) -> None:
    """Clause: B3."""
    async with console(desk) as pilot:
        await asked(pilot)
        await pilot.press("2", "enter")
        await told(pilot, "Recorded. It stays on Today until it is in order.")
        await until_shown(pilot, "needs fixing")
        await pilot.press("escape")
        await until_shown(pilot, "Fix: virus scanner")


async def test_nothing_is_on_record_where_the_question_was_left(desk: Desk, console: Any) -> None:
    """Clause: B3."""
    async with console(desk) as pilot:
        await asked(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Measures))
        assert {one.last for one in desk.do(measures.measures)} == {None}


async def test_a_company_without_measures_is_told_where_to_put_them(
    desk: Desk, console: Any, monkeypatch: Any
) -> None:
    """Clause: B3."""
    from dataclasses import replace

    monkeypatch.setattr(desk, "_policy", replace(desk.policy, measures={}))
    async with console(desk) as pilot:
        await until_shown(pilot, "Nothing waits for you today")
        await pilot.press("m")
        await until_shown(pilot, "Put them under [measures] in the policy file.")


async def test_who_has_not_the_job_has_not_the_key(make_desk: Any, console: Any) -> None:
    """Clause: B1, B3."""
    reader = make_desk(role="read-only")
    async with console(reader) as pilot:
        await until_shown(pilot, "Nothing waits for you today")
        assert pilot.app.screen.check_action("measures", ()) is False
