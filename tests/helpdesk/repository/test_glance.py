"""What is there at all is asked in one question, so that a start need not look where there is nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from helpdesk.domain.glance import Some
from helpdesk.leftovers import Leftovers
from helpdesk.repository import glance
from helpdesk.tasks import today

MOMENTS = (
    "now",
    "until",
    "proofs",
    "sessions",
    "recordings",
    "tickets",
    "cases",
    "withdrawn",
    "audit",
    "consents",
    "breaches",
)

SMALL = {
    Some.DRAFTS,
    Some.REJECTED_ROWS,
    Some.PAST_CONTRACTS,
    Some.PAST_PROOFS,
    Some.PAST_AUDIT,
    Some.PAST_CONSENTS,
}
"""What is read from end to end: few rows, or, of contracts, those that the question behind it reads too.

Of the audit it is the first record alone.
"""


def given(workplace: Any) -> dict[str, Any]:
    now = workplace.clock()
    return {"today": now.date(), **dict.fromkeys(MOMENTS, now)}


def test_of_a_new_store_nothing_is_there_whatever_is_asked(workplace: Any) -> None:
    with workplace.as_(read_only=True) as work:
        assert work.glance.there_is(*Some, **given(workplace)) == frozenset()


def test_what_names_a_moment_that_there_is_not_is_not_there(workplace: Any) -> None:
    """A policy may have no period for something."""
    with workplace.as_(read_only=True) as work:
        assert work.glance.there_is(Some.PAST_SESSIONS, sessions=None) == frozenset()


def test_only_what_there_is_is_said_to_be_there(workplace: Any) -> None:
    with workplace.as_() as work:
        work.drafts.save("customer:new", "what was typed")
        assert work.glance.there_is(Some.COMPLAINTS, Some.DRAFTS, Some.ITEMS) == {Some.DRAFTS}


def test_an_empty_day_and_a_start_with_nothing_left_ask_for_no_register(workplace: Any) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(workplace.store.engine, "before_cursor_execute", note)
    with workplace.as_("owner", read_only=True) as work:
        assert Leftovers().found(work) == Leftovers()
        assert [duty for duty in today.today(work) if duty.leads_to != "measures"] == []
    registers = ("complaints", "rights_requests", "ticket_messages", "sessions", "unsolicited", "letters")
    assert sum("exists(select 1 from" in one for one in asked) == 3
    assert [one for one in asked if "exists(" not in one and any(name in one for name in registers)] == []


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
def test_an_index_leads_to_each_however_large_the_register(workplace: Any) -> None:
    with workplace.as_(read_only=True) as work:
        for some in set(Some) - SMALL:
            plan = f"explain query plan select 1 from {glance._ROWS[some]}"
            for row in work.connection.exec_driver_sql(plan, given(workplace)):
                assert " USING " in row.detail, some
