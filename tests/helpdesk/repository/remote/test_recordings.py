"""What is recorded of a remote session, and that all of it goes, on every store. Clause: D6, P3, P4, R4."""

from __future__ import annotations

from typing import Any

import pytest
from support.remote import add_system, begun, ed25519, events

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import FileNotOpen, NotFound, Refused
from helpdesk.domain.remote import (
    Ended,
    RecordingPart,
    Session,
    System,
)
from helpdesk.tasks import disclosures, host_keys, sessions, systems
from helpdesk.tasks.for_whom import CUSTOMER, OURSELVES

PARTS = tuple(
    RecordingPart(number, number - 1.0, float(number), 3, bytes([number]) * 10) for number in (1, 2)
)


@pytest.fixture
def recorded(workplace: Any, anna: CustomerRef, web: System) -> Session:
    with workplace.as_() as work:
        session = begun(work, anna, web, record=True)
        for part in PARTS:
            sessions.keep_part(work, session.id, part)
        return sessions.end(work, session.id, Ended.NORMALLY)


def test_a_recording_comes_back_in_order_and_reading_it_is_on_record(
    workplace: Any, anna: CustomerRef, recorded: Session
) -> None:
    """Clause: D6."""
    assert recorded.recorded
    with workplace.as_() as work:
        assert sessions.parts(work, recorded.id) == PARTS
    assert events(workplace, anna.id)[0] == "recording:read"
    with workplace.as_() as work:
        work.open_files.close(anna.id)
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        sessions.parts(work, recorded.id)
    with workplace.as_("privacy-officer") as work:
        assert sessions.export_recording(work, recorded.id, OURSELVES) == PARTS
    assert events(workplace, anna.id)[0] == "recording:exported"


def test_a_recording_goes_to_somebody_else_under_a_disclosure_of_that_customer_alone(
    workplace: Any, anna: CustomerRef, recorded: Session
) -> None:
    """Clause: P4, T1. For whom it went is on record."""
    order = NewDisclosure(
        anna.id, "authorities", ("D6",), "vordering", "PL-1", "letter", "126nd", "meldkamer"
    )
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G4", "G6"))
        made = disclosures.record(work, order)
    with pytest.raises(Refused), workplace.as_("owner") as work:
        sessions.export_recording(work, recorded.id, made.number)
    with workplace.as_("privacy-officer") as work:
        disclosures.approve(work, made.id)
    with workplace.as_("owner") as work:
        assert sessions.export_recording(work, recorded.id, made.number) == PARTS
        assert work.audit.page(subject=anna.id)[0].detail == {"session": recorded.id, "to": made.number}
    with pytest.raises(NotFound), workplace.as_("owner") as work:
        sessions.export_recording(work, recorded.id, "V2026-9999")


def test_exporting_a_recording_needs_the_job(workplace: Any, recorded: Session) -> None:
    """Clause: P4."""
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        sessions.export_recording(work, recorded.id, CUSTOMER)
    assert refused.value.decision.clause == "P4"


def test_a_recording_is_dropped_by_those_who_carry_out_retention(
    workplace: Any, anna: CustomerRef, recorded: Session
) -> None:
    """Clause: P3."""
    with pytest.raises(Refused), workplace.as_() as work:
        sessions.drop_recording(work, recorded.id)
    with workplace.as_("privacy-officer") as work:
        sessions.drop_recording(work, recorded.id)
        with pytest.raises(NotFound):
            sessions.parts(work, recorded.id)
        assert not work.ledger.one(recorded.id).recorded


@pytest.mark.parametrize(("policy", "asked", "recorded"), [("always", False, True), ("off", True, False)])
def test_the_policy_says_whether_a_session_is_recorded(
    workplace: Any, anna: CustomerRef, web: System, policy: str, asked: bool, recorded: bool
) -> None:
    from dataclasses import replace

    from helpdesk.domain.remote import Recording

    remote = replace(workplace.policy.remote, recording=Recording(policy))
    workplace.policy = replace(workplace.policy, remote=remote)
    with workplace.as_() as work:
        assert begun(work, anna, web, record=asked).recorded is recorded


def test_all_of_it_goes_with_the_customer(workplace: Any, anna: CustomerRef, recorded: Session) -> None:
    """Clause: P3, D6."""
    with workplace.as_() as work:
        host_keys.trust(
            work, begun(work, anna, systems.systems(work, anna.id)[0]).id, ed25519("web01.example.org")
        )
    with workplace.as_("privacy-officer") as work:
        counted = {register: records for register, _, records in work.erasing.registers(anna.id)}
        assert counted["recording_parts"] == 1, "a recording is one, in however many pieces it lies"
        work.customers.remove(anna.id, "retention")
    assert _rows(workplace) == {}


def test_all_of_it_goes_with_its_category(workplace: Any, anna: CustomerRef, recorded: Session) -> None:
    """Clause: P3, D5, D6. And nothing of another's."""
    with workplace.as_() as work:
        other = work.customers.create({"kind": "person", "family_name": "Ander"})
        add_system(work, other)
    with workplace.as_("privacy-officer") as work:
        assert {"D5", "D6"} <= work.holdings.categories(anna.id)
        work.customers.forget(anna.id, ("ip_addresses",))
        assert "D6" not in work.holdings.categories(anna.id)
        assert "D6" in work.holdings.categories(other.id)
    assert _rows(workplace) == {"systems": 1}


def _rows(workplace: Any) -> dict[str, int]:
    """How many rows the tables of remote support have, of those that have any."""
    from helpdesk.repository.hanging import TABLES

    with workplace.as_("owner") as work:
        counts = {table.name: len(work.connection.execute(table.select()).all()) for table in TABLES}
    return {name: count for name, count in counts.items() if count}


def test_the_audit_of_it_holds_references_only(workplace: Any, anna: CustomerRef, recorded: Session) -> None:
    """Clause: P1, D6."""
    with workplace.as_("owner") as work:
        for record in work.audit.page(limit=500):
            told = repr((record.detail, record.subject))
            for never in ("example.org", "192.0.2", "web01", "Meulen", "updates"):
                assert never not in told
        assert work.audit.verify() is None


def test_every_field_of_a_system_has_a_column_of_its_category() -> None:
    """Clause: D5, D6, P3."""
    from helpdesk.domain.remote import SYSTEM
    from helpdesk.repository.remote_tables import SystemRow

    columns = {column.name.removesuffix("_seq"): column for column in SystemRow.__table__.columns}
    for field in SYSTEM:
        assert columns[field.name].info["category"] == field.category, field.name
