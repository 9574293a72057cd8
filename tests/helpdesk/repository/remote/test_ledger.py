"""The ledger of remote sessions on every store: filtered, paged, guarded. Clause: D6, G6, B1."""

from __future__ import annotations

from typing import Any

import pytest
from support.remote import WEB, begun

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, Refused
from helpdesk.domain.remote import (
    Ended,
    Filter,
    Session,
    System,
)
from helpdesk.tasks import sessions, systems
from helpdesk.tasks.for_whom import OURSELVES


@pytest.fixture
def year(workplace: Any, anna: CustomerRef, bram: CustomerRef) -> list[Session]:
    """Sessions of two technicians with two customers, an hour apart, oldest first."""
    rows: list[Session] = []
    plan = (
        ("technician", anna, "192.0.2.17"),
        ("owner", anna, "10.1.2.3"),
        ("technician", bram, "10.1.255.255"),
        ("technician", bram, "10.2.0.0"),
        ("owner", bram, "2001:db8:1::5"),
        ("technician", anna, "2001:db8:2::5"),
        ("technician", anna, "10.1.2.3"),
    )
    for role, customer, peer in plan:
        with workplace.as_(role) as work:
            work.open_files.open(customer.id, ("G4",))
            there = systems.add(work, customer.id, {**WEB, "name": peer})
            row = begun(work, customer, there, peer=peer)
            rows.append(sessions.end(work, row.id, Ended.NORMALLY))
        workplace.clock.pass_by(hours=1)
    return rows


def test_the_ledger_is_filtered_exactly(workplace: Any, year: list[Session]) -> None:
    """Clause: D6, R1."""
    for wanted, places in (
        (Filter(), [6, 5, 4, 3, 2, 1, 0]),
        (Filter(address="10.1.2.3"), [6, 1]),
        (Filter(address="10.1.0.0/16"), [6, 2, 1]),
        (Filter(address="10.1.9.9/16"), [6, 2, 1]),
        (Filter(address="10.0.0.0/8"), [6, 3, 2, 1]),
        (Filter(address="0.0.0.0/0"), [6, 3, 2, 1, 0]),
        (Filter(address="::/0"), [5, 4]),
        (Filter(address="2001:db8::/32"), [5, 4]),
        (Filter(address="2001:db8:1::/48"), [4]),
        (Filter(address="10.1.2.0/31"), []),
        (Filter(technician="owner-login"), [4, 1]),
        (Filter(technician="nobody"), []),
        (Filter(customer="9"), []),
        (Filter(technician="owner-login", address="10.0.0.0/8"), [1]),
    ):
        with workplace.as_() as work:
            found = sessions.ledger(work, wanted)
        assert [year.index(one) for one in found] == places, wanted


def test_the_ledger_is_filtered_by_customer_and_period(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: D6, R1."""
    third, sixth = year[2].started, year[5].started
    with workplace.as_() as work:
        for wanted, places in (
            (Filter(customer=anna.id), [6, 5, 1, 0]),
            (Filter(customer=anna.number, address="10.0.0.0/8"), [6, 1]),
            (Filter(customer=anna.id, technician="technician-login"), [6, 5, 0]),
            (Filter(since=third), [6, 5, 4, 3, 2]),
            (Filter(until=third), [1, 0]),
            (Filter(since=third, until=sixth, address="10.0.0.0/8"), [3, 2]),
            (Filter(anna.id, "technician-login", third, None, "10.1.2.3"), [6]),
        ):
            assert [year.index(one) for one in sessions.ledger(work, wanted)] == places


def test_what_many_addresses_match_is_found_too(
    workplace: Any, year: list[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wide network is met with on the way through time; the answer is the same. Clause: R1."""
    monkeypatch.setattr("helpdesk.repository.ledger_search.FEW", 0)
    with workplace.as_() as work:
        for address, places in (("10.0.0.0/8", [6, 3, 2, 1]), ("::/0", [5, 4]), ("10.1.2.3", [6, 1])):
            found = sessions.ledger(work, Filter(address=address))
            assert [year.index(one) for one in found] == places


def test_pages_follow_each_other_without_a_gap(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    with workplace.as_("owner") as work:
        for wanted in (Filter(), Filter(address="10.0.0.0/8"), Filter(customer=anna.id)):
            whole = sessions.ledger(work, wanted)
            paged: list[Session] = []
            while page := work.ledger.search(wanted, paged[-1] if paged else None, 2):
                assert len(page) <= 2
                paged += page
            assert tuple(paged) == whole


def test_sessions_of_one_moment_are_paged_in_order(workplace: Any, anna: CustomerRef, web: System) -> None:
    with workplace.as_() as work:
        rows = [begun(work, anna, web, peer="192.0.2.17") for _ in range(5)]
        for wanted in (Filter(), Filter(address="192.0.2.17"), Filter(address="192.0.2.0/24")):
            first = work.ledger.search(wanted, None, 3)
            assert [*first, *work.ledger.search(wanted, first[-1], 3)] == rows[::-1]


def test_a_bad_address_is_a_fault_of_the_filter(workplace: Any) -> None:
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        sessions.ledger(work, Filter(address="10.1.0.0/99"))
    assert [fault.field for fault in invalid.value.faults] == ["address"]


def test_reading_it_needs_the_job_and_is_on_record(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: B1, P2."""
    with workplace.as_("privacy-officer") as work:
        sessions.record_ledger(work, Filter(customer=anna.number), 4)
        assert len(sessions.technicians(work)) == 4
        newest = work.audit.page(limit=1)[0]
        assert (newest.event, newest.subject, newest.detail) == ("sessions:read", anna.id, {"shown": 4})
    for job in (sessions.ledger, lambda work, wanted: sessions.session(work, 1)):
        with pytest.raises(Refused), workplace.as_("read-only") as work:
            job(work, Filter())
    with pytest.raises(Refused), workplace.as_() as work:
        sessions.export(work, Filter(), print, OURSELVES)
    with workplace.as_("owner") as work:
        taken: list[Session] = []
        assert sessions.export(work, Filter(), taken.append, OURSELVES) == 7
        assert taken == year[::-1]
        assert work.audit.page(limit=1)[0].event == "sessions:exported"


def test_the_customers_own_tab_is_guarded_and_on_record(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: D6, P2, R1."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G6",))
        shown = sessions.of_customer(work, anna.id)
        assert [year.index(one) for one in shown] == [6, 5, 1, 0]
        assert sessions.of_customer(work, anna.id, shown[1]) == shown[2:]
        reads = [one for one in work.audit.page(subject=anna.id) if one.event == "sessions:read"]
        assert [(one.purposes, one.detail) for one in reads] == [(("G6",), {"shown": 4})]


def test_restricted_customers_are_shown_to_those_who_handle_claims(
    workplace: Any, year: list[Session], anna: CustomerRef
) -> None:
    """Clause: R5."""
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "accuracy contested")
        assert len(sessions.ledger(work, Filter())) == 7
    with workplace.as_() as work:
        assert [year.index(one) for one in sessions.ledger(work, Filter())] == [4, 3, 2]
        assert [year.index(one) for one in sessions.ledger(work, Filter(address="10.1.0.0/16"))] == [2]
    with pytest.raises(Refused, match="restricted"), workplace.as_() as work:
        sessions.session(work, year[0].id)
