"""Disclosures on every store, and the copy of all that is held. Clause: P4, T1, T2, R1, R3, B1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import text
from support.rights import approved

from helpdesk.documents.access_report import access_report
from helpdesk.documents.paper import paper_text
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.disclosures import Disclosure, NewDisclosure
from helpdesk.domain.errors import Invalid, Refused, StoreFull
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import Filter
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.i18n import tell
from helpdesk.repository.tables import Table
from helpdesk.tasks import (
    access,
    disclosures,
    identity,
    requests,
    rights,
    services,
    sessions,
    tickets,
    today,
    unsolicited,
)

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

ORDER = NewDisclosure("", "authorities", ("D1",), "vordering", "PL-1", "letter", "126nd Sv", "meldkamer")


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        points = (ContactPoint("anna@example.nl", "", registered=True),)
        ref: CustomerRef = work.customers.create(
            {"kind": "person", "family_name": "Meulen", "emails": points}
        )
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
        work.open_files.open(ref.id, ("G2", "G3"))
    with workplace.as_("privacy-officer") as work:
        work.open_files.open(ref.id, ("G3",))
    return ref


def waiting(workplace: Any, anna: CustomerRef) -> Disclosure:
    """An order that the privacy officer recorded, and that waits for a second person."""
    with workplace.as_("privacy-officer") as work:
        return disclosures.record(work, replace(ORDER, customer=anna.id))


def nothing_is_done_with(workplace: Any, made: Disclosure, why: str) -> None:
    """It is neither approved nor withdrawn, and nothing leaves under it."""
    jobs: tuple[tuple[Callable[..., Any], tuple[object, ...]], ...] = (
        (disclosures.approve, (made.id,)),
        (disclosures.withdraw, (made.id, "ingetrokken")),
        (disclosures.insist_may_go, (made.number,)),
    )
    for job, what in jobs:
        with pytest.raises(Refused, match=why), workplace.as_("owner") as work:
            job(work, *what)


def confirmed(workplace: Any, anna: CustomerRef, right: Right) -> Any:
    with workplace.as_() as work:
        received = datetime(2026, 5, 4, 8, tzinfo=UTC)
        made = requests.register(work, NewRequest(anna.id, "email", received, (right,)))
        made = identity.in_person(work, made.id, 1)
    with workplace.as_("owner") as work:
        return identity.in_person(work, made.id, made.version)


@pytest.mark.stores("embedded", "postgresql")
def test_an_order_of_the_law_waits_for_a_second_person(workplace: Any, anna: CustomerRef) -> None:
    """Clause: T1, P4, B1."""
    with workplace.as_("privacy-officer") as work:
        made = disclosures.record(work, replace(ORDER, customer=anna.id))
    assert (made.number, made.may_go) == ("V2026-0001", False)
    with pytest.raises(Refused), workplace.as_("privacy-officer") as work:
        disclosures.insist_may_go(work, made.number)
    with pytest.raises(Refused, match="yourself"), workplace.as_("privacy-officer") as work:
        disclosures.approve(work, made.id)
    with workplace.as_("owner") as work:
        assert any(duty.leads_to == "disclosure" for duty in today.today(work))
        assert disclosures.approve(work, made.id).may_go
        assert disclosures.insist_may_go(work, made.number).approved_by == "owner-login"


@pytest.mark.stores("embedded", "postgresql")
@pytest.mark.parametrize("role", ["privacy-officer", "owner"], ids=["who recorded it", "who may approve it"])
def test_an_order_that_waits_is_withdrawn_with_a_reason(workplace: Any, anna: CustomerRef, role: str) -> None:
    """Clause: T1, P4. It stays on record with who did so and why; nothing may leave under it any more."""
    made = waiting(workplace, anna)
    with pytest.raises(Invalid) as invalid, workplace.as_(role) as work:
        disclosures.withdraw(work, made.id, " ")
    assert [fault.field for fault in invalid.value.faults] == ["reason"]
    with workplace.as_(role) as work:
        gone = disclosures.withdraw(work, made.id, " ingetrokken door de officier ")
        assert work.audit.page(limit=1)[0].event == AuditEvent.DISCLOSURE_WITHDRAWN
    assert (gone.waits, gone.may_go, gone.withdrawn_why) == (False, False, "ingetrokken door de officier")
    assert (gone.withdrawn_by, gone.withdrawn) == (f"{role}-login", workplace.clock())
    with workplace.as_("owner") as work:
        assert not [duty for duty in today.today(work) if duty.leads_to == "disclosure"]
        assert work.disclosures.all() == (gone,)
    nothing_is_done_with(workplace, made, "was withdrawn on")


@pytest.mark.stores("embedded", "postgresql")
def test_what_is_approved_is_not_withdrawn_and_nobody_else_withdraws(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: T1, B1. The data may have gone already."""
    made = waiting(workplace, anna)
    with pytest.raises(Refused, match="may not do this"), workplace.as_() as work:
        disclosures.withdraw(work, made.id, "weg ermee")
    with workplace.as_("owner") as work:
        disclosures.approve(work, made.id)
    with pytest.raises(Invalid) as invalid, workplace.as_("owner") as work:
        disclosures.withdraw(work, made.id, "toch niet")
    assert "may have gone already" in str(invalid.value.faults[0].message)
    with workplace.as_("owner") as work:
        assert work.disclosures.one(made.id).may_go


def test_a_restriction_leaves_withdrawing_alone(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R5, T1. No data is used for it."""
    made = waiting(workplace, anna)
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "betwist")
        assert disclosures.withdraw(work, made.id, "ingetrokken").withdrawn is not None


@pytest.mark.stores("embedded", "postgresql")
def test_nobody_is_erased_while_an_order_about_them_waits(workplace: Any, anna: CustomerRef) -> None:
    """Clause: T1, R4; GDPR art. 17(3)(b). The preview says so too, until each is approved or withdrawn."""
    made = waiting(workplace, anna)
    other = waiting(workplace, anna)
    gone = approved(workplace, confirmed(workplace, anna, Right.ERASURE))
    for job, what in ((rights.preview_erasure, (gone.id,)), (rights.erase, (gone.id, gone.version))):
        with pytest.raises(Refused) as refused, workplace.as_() as work:
            job(work, *what)
        decision = refused.value.decision
        assert f"waits for a second person: {made.number}, {other.number}." in tell(decision.reason)
        assert decision.clause == "T1" and "withdraw it" in str(decision.remedy)
    with workplace.as_("owner") as work:
        disclosures.approve(work, made.id)
        disclosures.withdraw(work, other.id, "ingetrokken")
    with workplace.as_() as work:
        assert rights.preview_erasure(work, gone.id)
        assert rights.erase(work, gone.id, gone.version).case == gone.number


@pytest.mark.stores("embedded", "postgresql")
def test_an_order_about_somebody_who_was_removed_since_waits_for_nobody(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: T1, P3. It stays on record as never approved; there is nothing left to disclose."""
    made = waiting(workplace, anna)
    with workplace.as_("owner") as work:
        work.customers.remove(anna.id, "retention")
    with workplace.as_("owner") as work:
        assert not [duty for duty in today.today(work) if duty.leads_to == "disclosure"]
        assert [one.is_lapsed for one in work.disclosures.all()] == [True]
    nothing_is_done_with(workplace, made, "nothing left to disclose")


@pytest.mark.parametrize("missing", ["reference", "article", "called_back", "ground"])
def test_an_order_needs_all_that_shows_it_is_real(workplace: Any, anna: CustomerRef, missing: str) -> None:
    """Clause: T1."""
    with pytest.raises(Invalid) as raised, workplace.as_("privacy-officer") as work:
        disclosures.record(work, replace(ORDER, customer=anna.id, **{missing: " "}))
    assert [fault.field for fault in raised.value.faults] == [missing]


def test_a_recipient_gets_no_more_than_the_policy_says(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P4."""
    with pytest.raises(Invalid), workplace.as_("privacy-officer") as work:
        disclosures.record(work, replace(ORDER, customer=anna.id, recipient="registry", categories=("D7",)))
    with pytest.raises(Refused), workplace.as_() as work:
        disclosures.record(work, replace(ORDER, customer=anna.id))


def test_a_restriction_stops_a_disclosure(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R5, P4."""
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "betwist")
    with pytest.raises(Refused, match="restricted"), workplace.as_("privacy-officer") as work:
        disclosures.record(work, replace(ORDER, customer=anna.id))


@pytest.mark.parametrize(("product", "recorded"), [("domain", 1), ("certificate", 1), ("mail", 0)])
def test_registering_a_domain_name_or_certificate_puts_its_disclosure_on_record(
    workplace: Any, anna: CustomerRef, product: str, recorded: int
) -> None:
    """Clause: T2."""
    with workplace.as_() as work:
        services.add(work, anna.id, product, "meulen.example.nl", date(2026, 5, 4))
        gone = work.disclosures.gone_to(anna.id)
    assert [(one.recipient, one.reference) for one in gone] == [("registry", "meulen.example.nl")] * recorded


def test_a_correction_names_who_got_the_old_value(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R2, T2."""
    with workplace.as_() as work:
        services.add(work, anna.id, "domain", "meulen.example.nl", date(2026, 5, 4))
    made = confirmed(workplace, anna, Right.RECTIFICATION)
    with workplace.as_() as work:
        seen = work.customers.file(anna.id)
        done = rights.rectify(work, made.id, made.version, seen, {"family_name": "Molen"})
    assert [one.recipient for one in done.tell] == ["registry"]
    again = confirmed(workplace, anna, Right.RECTIFICATION)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G7",))
        seen = work.customers.file(anna.id)
        done = rights.rectify(work, again.id, again.version, seen, {"iban": "NL02ABNA0123456789"})
    assert done.tell == (), "of that nobody got any"


def test_the_copy_holds_everything_and_is_not_made_before_it_is_known_who_asks(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1, R3, R7, T2."""
    with workplace.as_() as work:
        tickets.create(work, NewTicket("telephone", "Mail", "Geen mail sinds gisteren", customer=anna.id))
        services.add(work, anna.id, "domain", "meulen.example.nl", date(2026, 5, 4))
    made = confirmed(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        content = access.content(work, made.id, Right.ACCESS, str)
    held = {register.name: register for register in content.registers}
    assert {"customers", "services", "tickets", "ticket_messages", "open_files", "disclosures"} <= set(held)
    fields = {one.name: one.value for one in held["customers"].records[0].fields}
    assert fields["family_name"] == "Meulen"
    assert fields["emails"] == (ContactPoint("anna@example.nl", "", registered=True),)
    assert any(one.value == "Geen mail sinds gisteren" for one in held["ticket_messages"].records[0].fields)
    assert [one.reference for one in content.recipients] == ["meulen.example.nl"]
    with workplace.as_() as work:
        new = NewRequest(anna.id, "email", datetime(2026, 5, 4, 8, tzinfo=UTC), (Right.PORTABILITY,))
        other = requests.register(work, new)
    with pytest.raises(Refused), workplace.as_() as work:
        access.content(work, other.id, Right.PORTABILITY, str)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", ("Doelen: ", "Onderwerp: Mail", "Gevraagd recht: ", "Identiteit bevestigd op: ", "Manier: ")),
        ("en", ("Purposes: ", "Subject: Mail", "Right asked for: ", "Identity confirmed on: ", "Way: ")),
    ],
)
def test_the_report_of_a_real_customer_says_it_in_plain_words(
    workplace: Any, anna: CustomerRef, language: str, expected: tuple[str, ...]
) -> None:
    """No key of the program, no id of the policy. Clause: R1; GDPR art. 12(1)."""
    with workplace.as_() as work:
        tickets.create(work, NewTicket("telephone", "Mail", "Geen mail sinds gisteren", customer=anna.id))
        services.add(work, anna.id, "domain", "meulen.example.nl", date(2026, 5, 4))
    made = confirmed(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        content = access.content(work, made.id, Right.ACCESS, str)
        policy = work.policy
    said = paper_text(access_report(policy, content, language))
    for words in (
        *expected,
        policy.purposes["G3"].name.say(language),
        policy.recipients["registry"].name.say(language),
    ):
        assert words in said, words
    for key in ("in-person", "identity-asked", "G2,G3", "recipient name", "text version", "registry"):
        assert f": {key}" not in said, key


@pytest.mark.stores("embedded", "postgresql")
def test_a_register_that_is_added_later_is_in_the_copy_too(workplace: Any, anna: CustomerRef) -> None:
    """Nothing but its table has to be declared. Clause: R1, R4."""
    table = sqlalchemy.Table(
        "wishes",
        Table.metadata,
        sqlalchemy.Column("seq", sqlalchemy.Integer, primary_key=True, info={"category": "reference"}),
        sqlalchemy.Column(
            "customer_seq",
            sqlalchemy.ForeignKey("customers.seq", ondelete="CASCADE"),
            info={"category": "reference"},
        ),
        sqlalchemy.Column("wish", sqlalchemy.Text, info={"category": "D1"}),
    )
    try:
        with workplace.as_("owner") as work:
            table.create(work.connection)
            seq = work.connection.execute(text("select seq from customers")).scalar_one()
            work.connection.execute(table.insert(), {"seq": 1, "customer_seq": seq, "wish": "een zwaluw"})
            content = access.everything(work, anna.id, str)
            found = next(register for register in content.registers if register.name == "wishes")
            assert found.records[0].fields[0].value == "een zwaluw"
            work.erasing.erase(anna.id, "R2026-0001", ())
            assert work.connection.execute(table.select()).all() == []
    finally:
        Table.metadata.remove(table)


def test_a_report_says_what_was_decided_on_unpaid_invoices_and_by_whom(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, R1; GDPR art. 15(1)(h)."""
    with workplace.as_("owner") as work:
        assert access.everything(work, anna.id, str).decisions == ()
        service = work.services.add(anna.id, "hosting", "", date(2026, 1, 1))
        work.services.block(anna.id, service, date(2026, 5, 1))
        assert len(access.everything(work, anna.id, str).decisions) == 1
        report = access_report(workplace.policy, access.everything(work, anna.id, str), "nl")
    said = paper_text(report)
    assert "“hosting” is sinds 1-5-2026 geblokkeerd" in " ".join(said.split())
    assert "geen geautomatiseerd besluit" not in said


def test_a_report_says_from_when_each_kind_of_data_may_go_once_the_contract_is_over(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P3, R1; GDPR art. 15(1)(d). While it runs no period has begun, so there is no day."""
    with workplace.as_("owner") as work:
        assert access.everything(work, anna.id, str).kept_until == {}
        for service in work.services.of(work.customers.seq_of(anna.id)):
            work.services.end(anna.id, service.id, date(2026, 5, 1))
        service = work.services.add(anna.id, "hosting", "", date(2026, 1, 1))
        work.services.end(anna.id, service, date(2026, 5, 1))
        ends = access.everything(work, anna.id, str).kept_until
    assert ends["D1"] > date(2026, 5, 1)


def test_an_export_for_others_needs_an_approved_disclosure_of_that_customer(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: P4, T1, T2. What is for ourselves or the customer is on record as such."""
    file, hers = tmp_path / "use.csv", Filter(customer=anna.number)
    with workplace.as_("privacy-officer") as work:
        work.open_files.open(anna.id, ("G3", "G6"))
        made = disclosures.record(work, replace(ORDER, customer=anna.id, categories=("D1", "D6")))
        other = disclosures.record(work, replace(ORDER, customer=anna.id))
    for whom, wanted in ((made.number, hers), (made.number, Filter()), ("customer", Filter())):
        with pytest.raises(Refused), workplace.as_("owner") as work:
            sessions.export_to(work, wanted, str(file), whom)
    with workplace.as_("owner") as work:
        disclosures.approve(work, made.id)
        disclosures.approve(work, other.id)
    with pytest.raises(Refused, match="does not cover these data"), workplace.as_("owner") as work:
        sessions.export_to(work, hers, str(file), other.number)
    with pytest.raises(Refused, match="does not cover these data"), workplace.as_("owner") as work:
        unsolicited.export_to(work, str(file), subject=anna.id, whom=made.number)
    assert not file.exists()
    for whom in (made.number, "customer", "ourselves"):
        with workplace.as_("owner") as work:
            sessions.export_to(work, hers, str(tmp_path / f"{whom}.csv"), whom)
            assert work.audit.page(limit=1)[0].detail["to"] == whom


def test_what_could_not_be_put_on_record_leaves_no_file(
    workplace: Any, anna: CustomerRef, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P4. The disk of the store was full, and that of the file was not."""
    jobs = (
        lambda work, name: sessions.export_to(work, Filter(customer=anna.number), name, "ourselves"),
        lambda work, name: unsolicited.export_to(work, name, subject=anna.id, whom="ourselves"),
    )
    for number, job in enumerate(jobs):
        file = tmp_path / f"{number}.csv"
        with pytest.raises(StoreFull), workplace.as_("owner") as work:
            job(work, str(file))
            assert file.exists()
            monkeypatch.setattr(work.connection, "commit", _full)
        assert not file.exists()
        with workplace.as_("owner") as work:
            job(work, str(file))
        assert file.exists()


def _full() -> None:
    raise StoreFull(msg("The disk is full."))
