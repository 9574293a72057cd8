"""The ledger of erasures: each has its own line, proof and scrubbing, and nobody erases unasked. Clause: R4, P3, B1."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from support.remote import request
from support.rights import anna_in, approved, ask_for, confirm, on

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Masked
from helpdesk.domain.errors import NotFound, Refused
from helpdesk.domain.holds import INVOICES, Hold
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.proofs import ErasureProof
from helpdesk.domain.remote import Ended
from helpdesk.domain.rights import Right
from helpdesk.tasks import customers, files, rights, services, sessions, tickets

FIRST, SECOND = "R2026-0001", "R2026-0002"


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


@pytest.fixture
def other(workplace: Any, anna: CustomerRef) -> CustomerRef:
    """Another customer, who has nothing to do with Anna."""
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Merel"})
        work.open_files.open(ref.id, ("G4",))
    return ref


def proof(case: str, subject: str, head: str) -> ErasureProof:
    done = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    return ErasureProof(case, subject, date(2026, 5, 4), done, (), (), head, is_scrubbed=False)


def test_who_has_no_rights_requests_erases_nobody_whatever_asks_for_it(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, B1. The repository asks itself, for a job may forget to."""
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.erasing.erase(anna.id, FIRST, ())
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.erasing.erase_again(anna.id, ())
    with workplace.as_("owner") as work:
        assert work.customers.ref(anna.id) == anna
        refused = [one for one in work.audit.page() if one.event == "action:refused"]
    assert [one.subject for one in refused] == [anna.id, anna.id], "whom they would have erased is on record"


def test_what_the_law_holds_goes_on_its_day_whoever_is_there_and_not_a_day_before(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, P3; GDPR art. 17(3)(b). It is the day that decides, and nobody can say that it is another."""
    with workplace.as_() as work:
        invoice = work.connection.execute(text("select seq from invoices")).scalar_one()
        work.erasing.erase(anna.id, FIRST, (Hold(INVOICES, invoice, "D7", date(2034, 1, 1)),))
    with workplace.as_("read-only") as work:
        assert on(work, date(2033, 12, 31)).release(anna.id) == 0
        assert on(work, date(2034, 1, 1)).release(anna.id) == 1
        assert work.connection.execute(text("select count(*) from invoices")).scalar_one() == 0


def test_who_is_erased_is_gone_at_once_from_the_file_and_from_the_search(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, P3. Also within the job that erases them."""
    indexed = text("select count(*) from message_search")
    with workplace.as_() as work:
        tickets.create(work, NewTicket("telephone", "Zwaluwmail", "Zwaluwgeheim", customer=anna.id))
        assert work.connection.execute(indexed).scalar_one() == 1
        work.erasing.erase(anna.id, FIRST, ())
        for look in (work.standings.of, work.holdings.categories, work.customers.ref):
            with pytest.raises(NotFound):
                look(anna.id)
        assert work.customers.find("zwaluwenburg") == ()
        assert work.connection.execute(indexed).scalar_one() == 0


def test_an_erasure_is_on_record_with_its_case_and_what_is_held(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, P3."""
    with workplace.as_() as work:
        invoice = work.connection.execute(text("select seq from invoices")).scalar_one()
        work.erasing.erase(anna.id, FIRST, (Hold(INVOICES, invoice, "D7", date(2034, 1, 1)),))
        stays = work.connection.execute(text("select kind, iban, account_holder, family_name from customers"))
    assert tuple(stays.one()) == ("person", "NL91ABNA0417164300", None, None)
    with workplace.as_("owner") as work:
        record = work.audit.page()[0]
    assert (record.event, record.subject) == ("customer:erased", anna.id)
    assert record.detail == {"case": FIRST, "held": 1}


def test_what_is_held_is_shown_to_nobody_and_nothing_is_added_to_it(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4; GDPR art. 17(3)(b). Whoever opens the file all the same sees that it is only kept, and why."""
    with workplace.as_() as work:
        invoice = work.connection.execute(text("select seq from invoices")).scalar_one()
        work.erasing.erase(anna.id, FIRST, (Hold(INVOICES, invoice, "D7", date(2034, 1, 1)),))
        file = files.open_file(work, anna.id, ("G2", "G3", "G7"))
        shown = {name: value for name, value in file.values.items() if not isinstance(value, Masked)}
        assert shown == {}
        assert {value.decision.clause for value in file.values.values() if isinstance(value, Masked)} == {
            "R4"
        }
    for job in (
        lambda work: customers.change(work, file, {"city": "Naarden"}),
        lambda work: services.add(work, anna.id, "mail", "b", date(2026, 5, 4)),
    ):
        with pytest.raises(Refused, match="was erased"), workplace.as_() as work:
            job(work)
    with pytest.raises(NotFound, match="was erased"), workplace.as_() as work:
        files.last_change(work, anna.id)


def test_whose_account_was_paid_from_stays_with_the_invoice_and_goes_with_it(
    workplace: Any, anna: CustomerRef, other: CustomerRef
) -> None:
    """Clause: R4, D7. A holder's name belongs to the account number, and to nothing else that is held."""
    with workplace.as_() as work:
        work.connection.execute(text("update customers set account_holder = 'A. Zwaluwenburg'"))
        work.connection.execute(
            text("update customers set iban = 'NL02ABNA0123456789' where id = :id"), {"id": other.id}
        )
        seqs = {
            name: work.connection.execute(text(f"select seq from {name}")).scalar_one()
            for name in (INVOICES, "services")
        }
        held = (
            Hold(INVOICES, seqs[INVOICES], "D7", date(2034, 1, 1)),
            Hold("services", seqs["services"], "D5", date(2036, 1, 1)),
        )
        work.erasing.erase(anna.id, FIRST, held)
        assert [work.standings.of(each.id).erased for each in (anna, other)] == [True, False]
        account = text("select iban, account_holder from customers order by seq")
        theirs = ("NL02ABNA0123456789", "A. Zwaluwenburg")
        assert work.connection.execute(account).all() == [("NL91ABNA0417164300", "A. Zwaluwenburg"), theirs]
    with workplace.as_("owner") as work:
        on(work, date(2034, 1, 1)).release(anna.id)
        assert work.connection.execute(account).all() == [(None, None), theirs], "of nobody else"


def test_a_session_that_is_over_or_with_somebody_else_stops_no_erasure(
    workplace: Any, anna: CustomerRef, other: CustomerRef
) -> None:
    """Clause: R4, G4."""
    made = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with workplace.as_() as work:
        hers = sessions.begin(work, request(anna, None, way="teamviewer"))
        sessions.end(work, hers.id, Ended.NORMALLY)
        sessions.begin(work, request(other, None, way="teamviewer"))
    with workplace.as_() as work:
        rights.erase(work, made.id, made.version)
        assert work.erasing.is_erased(anna.id)


def test_every_erasure_keeps_its_own_proof(workplace: Any, anna: CustomerRef, other: CustomerRef) -> None:
    """Clause: R4."""
    with workplace.as_() as work:
        work.erasing.erase(anna.id, FIRST, ())
        work.erasing.erase(other.id, SECOND, ())
        mine, theirs = proof(FIRST, anna.id, "7:aa"), proof(SECOND, other.id, "8:bb")
        work.erasing.keep_proof(mine)
        work.erasing.keep_proof(theirs)
        assert [work.erasing.of_case(case).proof for case in (FIRST, SECOND)] == [mine, theirs]
        work.erasing.keep_proof(proof(FIRST, other.id, "9:cc"))
        work.erasing.keep_proof(proof(SECOND, anna.id, "9:cc"))
        assert [work.erasing.of_case(case).proof for case in (FIRST, SECOND)] == [mine, theirs], "of another"


def test_only_what_was_scrubbed_counts_as_gone_and_only_once(
    workplace: Any, anna: CustomerRef, other: CustomerRef
) -> None:
    """Clause: R4, P3. What was erased while the store was being scrubbed waits for the next time."""
    with workplace.as_() as work:
        work.erasing.erase(anna.id, FIRST, ())
        work.erasing.erase(other.id, SECOND, ())
        first, second = work.erasing.pending()
        work.erasing.settle((first,))
        gone = work.erasing.of_case(FIRST).gone
        assert (work.erasing.pending(), work.erasing.waiting()) == ((second,), (SECOND,))
    workplace.clock.pass_by(hours=1)
    with workplace.as_() as work:
        work.erasing.settle((first, second))
        assert work.erasing.of_case(FIRST).gone == gone
        assert work.erasing.waiting() == ()
    with workplace.as_("owner") as work:
        settled = [one.subject for one in work.audit.page() if one.event == "erasure:gone"]
    assert settled == [other.id, anna.id]
    with workplace.as_() as work:
        assert [work.erasing.case_of(each.id) for each in (anna, other)] == [FIRST, SECOND]
        work.erasing.more_went(FIRST)
        assert work.erasing.waiting() == (FIRST,), "of the other nothing more went"


def test_what_is_due_is_shown_by_whose_time_was_over_first(
    workplace: Any, anna: CustomerRef, other: CustomerRef
) -> None:
    """Clause: R4, P3."""
    with workplace.as_() as work:
        work.services.add(other.id, "support", "", date(2024, 1, 1))
        services = work.connection.execute(text("select seq from services order by seq")).scalars().all()
        for ref, service, year in ((anna, services[0], 2036), (other, services[1], 2034)):
            work.erasing.erase(ref.id, FIRST, (Hold("services", service, "D5", date(year, 1, 1)),))
        past = work.erasing.past
        assert past(date(2033, 12, 31)) == ()
        assert [(ref.id, count) for ref, count in past(date(2034, 1, 1))] == [(other.id, 1)]
        assert [ref.id for ref, _count in past(date(2036, 1, 1))] == [other.id, anna.id]
    with workplace.as_("owner") as work:
        assert on(work, date(2036, 1, 1)).release(other.id) == 1
        with pytest.raises(NotFound):
            work.customers.ref(other.id)
        assert [ref.id for ref, _count in work.erasing.past(date(2036, 1, 1))] == [anna.id]
        assert work.erasing.registers(anna.id) == (("services", "D5", 1),), "hers is let go by itself"


def test_who_was_erased_again_and_by_no_case_that_is_known_here_has_none(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4. The ledger came from a backup too, and does not know the request."""
    with workplace.as_() as work:
        work.erasing.erase_again(anna.id, ())
        assert work.erasing.is_erased(anna.id)
        assert work.erasing.case_of(anna.id) == ""


def test_the_case_of_an_erasure_is_told_of_whoever_is_gone_and_of_nobody_else(
    workplace: Any, anna: CustomerRef, other: CustomerRef
) -> None:
    """Clause: R4. Though others are still there."""
    with workplace.as_() as work:
        work.erasing.erase(anna.id, FIRST, ())
        assert [work.erasing.case_of(each.id) for each in (anna, other)] == [FIRST, ""]


def test_the_days_that_start_a_period_are_those_of_that_customer_alone(
    workplace: Any, anna: CustomerRef, other: CustomerRef
) -> None:
    """Clause: R4, P3."""
    with workplace.as_() as work:
        work.services.add(other.id, "support", "", date(2025, 1, 1))
        hers = work.services.of(work.services.seq_of(anna.id))
        assert work.erasing.dates(anna.id, "services", "started") == ((hers[0].id, date(2024, 1, 1)),)
