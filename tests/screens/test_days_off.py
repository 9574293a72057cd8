"""How far off a day is, in words that are whole in the column of Today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support.screen_grid import grid
from support.speaking import speaking

from helpdesk import i18n
from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.tasks import files
from helpdesk.words.days import say_day_off

TODAY = date(2026, 5, 4)
CELLS = 16
"""What the column takes."""


@pytest.mark.parametrize(
    ("day", "nl", "en"),
    [
        (date(2026, 5, 5), "morgen", "tomorrow"),
        (date(2026, 5, 3), "gisteren", "yesterday"),
        (TODAY + timedelta(99), "over 99 dagen", "in 99 days"),
        (TODAY - timedelta(99), "99 dagen geleden", "99 days ago"),
        (TODAY + timedelta(100), "over 3 maanden", "in 3 months"),
        (date(2025, 5, 5), "11 mnd geleden", "11 months ago"),
        (date(2025, 5, 4), "12 mnd geleden", "12 months ago"),
        (date(2024, 5, 4), "2 jaar geleden", "2 years ago"),
        (date(2034, 1, 1), "over 7 jaar", "in 7 years"),
    ],
)
def test_a_day_far_off_is_told_in_months_and_years(day: date, nl: str, en: str) -> None:
    for language, said in (("nl", nl), ("en", en)):
        with speaking(language):
            assert say_day_off(day, TODAY) == said


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_distance_is_too_long_for_its_column(language: str) -> None:
    with speaking(language):
        for days in (*range(-800, 800), *range(-20000, 20000, 371)):
            if days:
                assert len(say_day_off(TODAY + timedelta(days), TODAY)) <= CELLS


async def test_what_waits_for_years_is_whole_on_today(
    desk: Desk, people: tuple[CustomerRef, ...], clock: Any, console: Any
) -> None:
    desk.do(files.open_file, people[0].id, ("G3",))
    clock.pass_by(days=1234)
    async with console(desk) as pilot:
        assert "3 years ago" in grid(pilot.app)
