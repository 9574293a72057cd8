"""What is refused when a right is carried out, and what goes when the law lets go of it. Clause: R2, R4, R5, R6, P3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from support.rights import anna_in, approved, ask_for, confirm, on

from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.holds import INVOICES, Hold
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import RequestState, Result
from helpdesk.domain.rights import Right
from helpdesk.i18n import tell
from helpdesk.tasks import identity, letters, requests, retention, rights

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


def test_nothing_is_erased_while_its_use_is_restricted(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, R5."""
    first = confirm(workplace, ask_for(workplace, anna, Right.RESTRICTION))
    with workplace.as_() as work:
        rights.restrict(work, first.id, first.version, "juistheid betwist")
    made = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with pytest.raises(Refused, match="what is held has to stay") as refused, workplace.as_() as work:
        rights.erase(work, made.id, made.version)
    assert refused.value.decision.clause == "R5"
    with workplace.as_("owner") as work:
        assert not work.erasing.is_erased(anna.id)
        assert work.connection.execute(text("select family_name from customers")).scalar_one() == (
            "Zwaluwenburg"
        )
        assert work.audit.page()[0].detail == {"clause": "R5", "doing": "right:erasure"}


def test_nobody_is_erased_who_is_owed_another_answer(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1, R4; GDPR art. 12(3). Of who is gone no copy can be made, nor can anybody write to them."""
    both = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE, Right.ACCESS)))
    other = ask_for(workplace, anna, Right.PORTABILITY)
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        rights.erase(work, both.id, both.version)
    assert "R2026-0001 (access), R2026-0002 (data portability)" in tell(refused.value.decision.reason)
    with workplace.as_("owner") as work:
        assert work.audit.page()[0].detail == {"clause": "R4", "doing": "right:erasure"}
    with workplace.as_() as work:
        identity.ask(work, other.id, other.version)  # who never says who they are is owed nothing
        answered = rights.handed_over(work, both.id, both.version, Right.ACCESS).request
        assert rights.erase(work, both.id, answered.version).case == both.number


@pytest.mark.stores("embedded", "postgresql")
def test_an_erasure_answers_whatever_request_asks_for_it(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4. Nothing is left of which anybody could say what became of it."""
    again = ask_for(workplace, anna, Right.ERASURE, Right.OBJECTION)
    before = ask_for(workplace, anna, Right.ERASURE, Right.ACCESS)
    with workplace.as_() as work:
        identity.ask(work, again.id, again.version)
        refused = requests.refuse(work, before.id, before.version, Right.ERASURE, "buitensporig")
        identity.ask(work, before.id, refused.version)
    made = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with workplace.as_() as work:
        rights.erase(work, made.id, made.version)
        erasure, objection = work.requests.one(again.id).rights
        answered = work.requests.one(before.id).rights[0]
    assert (erasure.result, erasure.reason) == (Result.PARTLY, made.number)
    assert objection.result is None, "what nobody confirmed closes by itself"
    assert (answered.result, answered.reason) == (Result.REFUSED, "buitensporig"), "it was answered before"


@pytest.mark.parametrize(
    ("right", "job"), [(Right.RESTRICTION, rights.restrict), (Right.OBJECTION, rights.object_to)]
)
def test_a_brake_needs_its_ground(workplace: Any, anna: CustomerRef, right: Right, job: Any) -> None:
    """Clause: R5, R6."""
    made = confirm(workplace, ask_for(workplace, anna, right))
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        job(work, made.id, made.version, " ")
    assert [fault.field for fault in invalid.value.faults] == ["ground"]
    with workplace.as_() as work:
        standing = work.standings.of(anna.id)
        assert (standing.restriction, standing.objections) == (None, ())


def test_an_objection_is_not_decided_without_a_reason(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R6."""
    made = confirm(workplace, ask_for(workplace, anna, Right.OBJECTION))
    with workplace.as_() as work:
        done = rights.object_to(work, made.id, made.version, "eigen situatie").request
    with pytest.raises(Invalid) as invalid, workplace.as_("owner") as work:
        rights.decide_objection(work, done.id, done.version, " ", upheld=False)
    assert [fault.field for fault in invalid.value.faults] == ["reason"]
    with workplace.as_() as work:
        assert work.standings.of(anna.id).objected("G6", workplace.clock.now) is not None


def test_only_the_file_of_who_asked_is_corrected_and_only_where_something_changes(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R2."""
    made = confirm(workplace, ask_for(workplace, anna, Right.RECTIFICATION))
    with workplace.as_() as work:
        other = work.customers.create({"kind": "person", "family_name": "Mees"})
        work.open_files.open(other.id, ("G2",))
        mine, theirs = work.customers.file(anna.id), work.customers.file(other.id)
    for seen, raw, wrong in (
        (theirs, {"family_name": "Merel"}, "This is the file of somebody else."),
        (mine, {"family_name": "Zwaluwenburg"}, "Nothing was changed."),
    ):
        assert said(workplace, rights.rectify, made.id, made.version, seen, raw) == [wrong]
    with workplace.as_() as work:
        assert work.customers.file(other.id).values["family_name"] == "Mees"


def test_it_takes_longer_once_and_for_a_reason(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1; GDPR art. 12(3)."""
    made = ask_for(workplace, anna, Right.ACCESS)
    facts = {"case": made.number, "received": date(2026, 5, 4), "rights": ("inzage",), "reason": "veel"}
    facts |= {"was": date(2026, 6, 4), "until": date(2026, 8, 4)}
    with workplace.as_() as work:
        letters.write(work, anna.id, LetterKind.EXTENSION, facts)
    assert said(workplace, requests.extend, made.id, made.version, " ") == ["Say why it takes longer."]
    with workplace.as_() as work:
        longer = requests.extend(work, made.id, made.version, "veel")
    again = said(workplace, requests.extend, made.id, longer.version, "nog meer")
    assert again == ["It was extended already; that is only possible once."]


def test_a_right_is_settled_once_and_a_closed_request_stays_closed(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1, R3."""
    made = confirm(workplace, ask_for(workplace, anna, Right.ACCESS, Right.PORTABILITY))
    with workplace.as_() as work:
        part = requests.refuse(work, made.id, made.version, Right.ACCESS, "buitensporig")
    open_no_more = ["This right is not open in this request."]
    refuse = requests.refuse
    assert said(workplace, refuse, made.id, part.version, Right.ACCESS, "nogmaals") == open_no_more
    assert said(workplace, refuse, made.id, part.version, Right.ERASURE, "nooit gevraagd") == open_no_more
    handed_over = said(workplace, rights.handed_over, made.id, part.version, Right.ACCESS)
    assert handed_over == open_no_more
    with workplace.as_() as work:
        whole = requests.refuse(work, made.id, part.version, Right.PORTABILITY, "niet hier")
    assert whole.state is RequestState.DONE
    for job in (requests.extend, requests.withdraw):
        assert said(workplace, job, made.id, whole.version, "toch") == ["This request is done."]


def test_a_request_asks_for_something_and_is_given_to_somebody_who_works_here(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1, B1."""
    with pytest.raises(Invalid) as invalid:
        ask_for(workplace, anna)
    assert [fault.field for fault in invalid.value.faults] == ["rights"]
    made = ask_for(workplace, anna, Right.ACCESS)
    assert said(workplace, requests.assign, made.id, made.version, "nobody") == [
        "There is no such technician."
    ]


def said(workplace: Any, job: Any, *arguments: Any) -> list[str]:
    """What is wrong with it."""
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        job(work, *arguments)
    return [str(fault.message) for fault in invalid.value.faults]


def test_what_pays_an_invoice_goes_with_the_last_one_that_is_held(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, P3, D7. Another record is held longer, and needs no account number."""
    with workplace.as_() as work:
        count = work.connection.execute
        invoice = count(text("select seq from invoices")).scalar_one()
        service = count(text("select seq from services")).scalar_one()
        held = (
            Hold(INVOICES, invoice, "D7", date(2034, 1, 1)),
            Hold("services", service, "D5", date(2036, 1, 1)),
        )
        work.erasing.erase(anna.id, "R2026-0001", held)
    with workplace.as_("owner") as work:
        count = work.connection.execute
        assert on(work, date(2033, 12, 31)).release(anna.id) == 0
        assert count(text("select iban from customers")).scalar_one() == "NL91ABNA0417164300"
        assert on(work, date(2034, 1, 1)).release(anna.id) == 1
        assert count(text("select count(*) from invoices")).scalar_one() == 0
        assert count(text("select count(*) from services")).scalar_one() == 1
        assert count(text("select iban from customers")).scalar_one() is None
        on_record = work.audit.page()[0]
        assert (on_record.event, on_record.subject) == ("customer:removed", anna.id)
        assert on_record.detail == {"reason": "hold-ended", "records": 1}
        assert on(work, date(2036, 1, 1)).release(anna.id) == 1
        assert work.customers.count() == 0
        with pytest.raises(NotFound):
            work.erasing.registers(anna.id)


@pytest.mark.stores("embedded", "postgresql")
def test_what_the_law_lets_go_of_one_customer_takes_nothing_of_another(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, P3. Records of two registers can have the same number."""
    with workplace.as_() as work:
        second = Invoice("2026-0013", date(2026, 5, 11), date(2026, 6, 11), Decimal(60))
        work.services.add_invoice(anna.id, second)
        other = work.customers.create({"kind": "person", "family_name": "Ander"})
        work.services.add(other.id, "support", "", date(2024, 1, 1))
        numbers = {
            name: work.connection.execute(text(f"select seq from {name} order by seq")).scalars().all()
            for name in ("invoices", "services")
        }
        assert numbers["invoices"][1] == numbers["services"][1], "hers, and the other's"
        held = (
            Hold(INVOICES, numbers["invoices"][1], "D7", date(2034, 1, 1)),
            Hold("services", numbers["services"][0], "D5", date(2034, 1, 1)),
        )
        work.erasing.erase(anna.id, "R2026-0001", held)
    with workplace.as_("owner") as work:
        on(work, date(2034, 1, 1))
        assert retention.forget(work, anna.id).released == 2
        assert work.erasing.registers(other.id) == (("services", "D5", 1),)


def test_only_who_looks_after_it_sees_whose_time_is_over_and_lets_them_go(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P3, B1. That something is to be done is for everybody to see, and names nobody."""
    with pytest.raises(Refused), workplace.as_("technician") as work:
        retention.forget(work, anna.id)  # though nothing of hers is due yet
    workplace.clock.pass_by(days=20 * 365)
    with workplace.as_("technician") as work:
        work.services.end(anna.id, work.services.of(work.services.seq_of(anna.id))[0].id, date(2026, 6, 1))
    jobs = (
        retention.expired,
        lambda work: retention.forget(work, anna.id),
        lambda work: retention.forget(work, ""),
    )
    for job in jobs:
        with pytest.raises(Refused) as refused, workplace.as_("technician") as work:
            job(work)
        assert refused.value.decision.clause == "B1"
    with workplace.as_("technician") as work:
        assert retention.count_expired(work) == (1, True), "twenty years on the audit is past its period too"
    with workplace.as_("owner") as work:
        assert [one.customer for one in retention.expired(work)] == [anna, None]
        refusals = [one.subject for one in work.audit.page() if one.detail.get("clause") == "B1"]
    assert refusals == [None, anna.id, None, anna.id]


def test_an_erasure_settles_what_else_asked_for_it_and_nothing_that_was_taken_back(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4. Whoever asks twice is answered twice; whoever took it back did not ask."""
    taken_back, again, made = (ask_for(workplace, anna, Right.ERASURE) for _ in range(3))
    with workplace.as_() as work:
        requests.withdraw(work, taken_back.id, taken_back.version)
    ready = approved(workplace, confirm(workplace, made))
    with workplace.as_() as work:
        rights.erase(work, ready.id, ready.version)
        now = [work.requests.one(one.id) for one in (taken_back, again, made)]
    assert [one.state for one in now] == [RequestState.WITHDRAWN, RequestState.DONE, RequestState.DONE]
    assert [one.asked_for(Right.ERASURE).result is None for one in now] == [True, False, False]
