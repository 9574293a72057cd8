"""What is past its period is removed from Today, to its last byte. Clause: P3."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.files import until, until_shown, write
from support.rights_requests import shown, told

from helpdesk.desk import Desk
from helpdesk.tasks import customers, retention
from helpdesk.traces import Traces
from screens.dialogs.confirm import TypedConfirm
from screens.today import Today


@pytest.fixture
def past(desk: Desk) -> str:
    """The id of a customer whose only contract ended more than two years ago."""
    ref = desk.do(customers.create, {"kind": "person", "family_name": "Verdwijnt", "city": "Huizen"})
    service = desk.do(lambda work: work.services.add(ref.id, "mail", "", date(2020, 1, 1)))
    desk.do(lambda work: work.services.end(ref.id, service, date(2024, 2, 1)))
    assert desk.do(retention.expired)
    return ref.id


async def test_while_another_console_reads_the_old_bytes_it_goes_on_until_they_are_gone(
    desk: Desk, past: str, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. Nobody has to come back to it, or to know a command."""
    from screens import finishing

    tries: list[bool] = []

    def impatient(traces: Traces, *, copies: bool = True) -> bool:
        tries.append(desk.store.scrub(copies=copies, patience=0.1))
        return tries[-1]

    monkeypatch.setattr(Traces, "scrub", impatient)
    monkeypatch.setattr(finishing, "AGAIN", 0.05)
    reading = desk.unit(read_only=True)
    reading.__enter__()
    reading.customers.count()
    try:
        async with console(desk) as pilot:
            today = pilot.app.screen
            assert isinstance(today, Today)
            await until(pilot, lambda: today._list.row is not None)
            await pilot.press("enter")
            await shown(pilot, TypedConfirm)
            await write(pilot, "remove")
            await pilot.press("enter")
            await told(pilot, "still reads the old bytes")
            assert not any(tries)
            reading.__exit__(None, None, None)
            await told(pilot, "Not a byte of it is left")
            assert tries[-1]
            await until_shown(pilot, "Nothing waits for you today")
    finally:
        if not reading.connection.closed:
            reading.__exit__(None, None, None)
