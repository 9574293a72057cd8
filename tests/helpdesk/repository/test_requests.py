"""Rights requests on every store: the gate, the clock, and each right carried out. Clause: R1–R7, G9, B1, P3."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.rights import RECEIVED, anna_in, approved, ask_for, confirm
from support.tickets import add_message, add_ticket

from helpdesk.domain.complaints import CaseChanged
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import FileNotOpen, Invalid, NotFound, Refused
from helpdesk.domain.holds import Hold
from helpdesk.domain.incoming import Incoming, NewTicket
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import Fate, IdentityWay, RequestState, Result
from helpdesk.domain.rights import Right
from helpdesk.tasks import (
    consents,
    effects,
    identity,
    letters,
    request_letters,
    requests,
    retention,
    rights,
    services,
    tickets,
    today,
)

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


def test_a_request_holds_several_rights_and_its_clock_runs_from_receipt(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1, R4."""
    made = ask_for(workplace, anna, Right.ACCESS, Right.ERASURE)
    assert (made.number, made.state) == ("R2026-0001", RequestState.RECEIVED)
    assert [one.right for one in made.rights] == [Right.ACCESS, Right.ERASURE]
    assert made.clock.due.day == date(2026, 6, 4)
    again = ask_for(workplace, anna, Right.ACCESS)
    assert again.duplicate_of == made.number
    with workplace.as_() as work:
        assert requests.view(work, made.id).duplicates == (again.number,)


def test_a_request_that_is_acknowledged_after_its_day_is_promised_no_day(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1, C2, G8."""
    made = ask_for(workplace, anna, Right.ACCESS)
    workplace.clock.pass_by(days=60)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G8",))
        said = letters.text(request_letters.acknowledge(work, made.id).letter)
    assert "Uiterlijk 4 juni 2026 had u antwoord" in said and "wij zijn te laat" in said
    assert "hoort u van ons" not in said and workplace.policy.authority.name.say("nl") in said


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"received": datetime(2026, 6, 1, tzinfo=UTC)}, "received"),
        ({"received": datetime(2020, 6, 1, tzinfo=UTC)}, "received"),
        ({"agent": "Een zoon"}, "authority"),
        ({"channel": "?"}, "channel"),
    ],
)
def test_what_can_not_be_is_said(
    workplace: Any, anna: CustomerRef, other: dict[str, Any], field: str
) -> None:
    """In the future, before the customer existed, on behalf of somebody without authority."""
    with pytest.raises(Invalid) as raised:
        ask_for(workplace, anna, Right.ACCESS, **other)
    assert [fault.field for fault in raised.value.faults] == [field]


def test_who_wrote_before_they_were_in_the_store_asked_on_that_day(workplace: Any, anna: CustomerRef) -> None:
    """The month runs from when it came in, not from when the customer list was imported. GDPR art. 12(3)."""
    long_ago = datetime(2020, 6, 1, 9, tzinfo=UTC)
    with pytest.raises(Invalid):
        ask_for(workplace, anna, Right.ACCESS, received=long_ago)
    with workplace.as_() as work:
        add_message(work, add_ticket(work, customer=anna.id), "Wat weet u van mij?", at=long_ago)
    made = ask_for(workplace, anna, Right.ACCESS, received=long_ago)
    assert made.clock.due.day == date(2020, 7, 1)


@pytest.mark.parametrize("right", [Right.RESTRICTION, Right.OBJECTION, Right.WITHDRAWAL, Right.ACCESS])
def test_nothing_is_carried_out_before_it_is_known_who_asks(
    workplace: Any, anna: CustomerRef, right: Right
) -> None:
    """Clause: R7."""
    made = ask_for(workplace, anna, right)
    jobs: dict[Right, Any] = {
        Right.RESTRICTION: lambda work: rights.restrict(work, made.id, 1, "betwist"),
        Right.OBJECTION: lambda work: rights.object_to(work, made.id, 1, "bezwaar"),
        Right.WITHDRAWAL: lambda work: rights.withdraw_consent(work, made.id, 1),
        Right.ACCESS: lambda work: rights.handed_over(work, made.id, 1, Right.ACCESS),
    }
    with pytest.raises(Refused, match="who is asking") as raised, workplace.as_() as work:
        jobs[right](work)
    assert raised.value.decision.clause == "R7"
    with workplace.as_("owner") as work:
        assert work.standings.of(anna.id).restriction is None
        assert work.audit.page()[0].detail == {"clause": "R7", "doing": f"right:{right}"}


def test_a_message_from_a_registered_contact_point_confirms(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R7."""
    made = ask_for(workplace, anna, Right.ACCESS)
    mail = Incoming("email", "zwaluw@example.nl", "Inzage", "Graag inzage.", RECEIVED)
    with workplace.as_() as work:
        stranger = tickets.create(work, NewTicket("telephone", "Inzage", "Ik ben het.", customer=anna.id))
        unproven = work.messages.seqs_of(stranger.id)[0]
        ticket = tickets.receive(work, mail, customer=anna.id)
    with pytest.raises(Invalid), workplace.as_() as work:
        identity.by_message(work, made.id, 1, unproven)
    with workplace.as_() as work:
        done = identity.by_message(work, made.id, 1, ticket.message)
    assert (done.state, done.way) == (RequestState.CONFIRMED, IdentityWay.MESSAGE)


def test_a_code_confirms_once_it_is_told_back(workplace: Any, anna: CustomerRef) -> None:
    """Six digits, ten minutes, five tries; only its salted hash is kept. Clause: R7."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        assert identity.points(work, made.id) == ("zwaluw@example.nl",)
        sent, asked = identity.send_code(work, made.id, 1, "zwaluw@example.nl")
    assert len(sent.code) == 6 and sent.code.isdecimal()
    assert asked.clock.paused_since == date(2026, 5, 4)
    wrong = f"{(int(sent.code) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        with workplace.as_() as work:
            told = identity.by_code(work, made.id, asked.version, wrong)
        assert (told.is_right, told.tries) == (False, left)
    with workplace.as_() as work:
        kept = work.request_identity.code(made.id)
        assert sent.code.encode() not in kept.digest + kept.salt
        told = identity.by_code(work, made.id, asked.version, f"{sent.code[:3]} {sent.code[3:]}")
    assert told.is_right and told.request.state is RequestState.CONFIRMED


def test_a_code_does_not_hold_after_five_tries_or_ten_minutes(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R7."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        sent, asked = identity.send_code(work, made.id, 1, "zwaluw@example.nl")
    wrong = f"{(int(sent.code) + 1) % 1_000_000:06}"
    for _ in range(5):
        with workplace.as_() as work:
            identity.by_code(work, made.id, asked.version, wrong)
    with pytest.raises(Invalid, match="another look"), workplace.as_() as work:
        identity.by_code(work, made.id, asked.version, sent.code)
    with workplace.as_() as work:
        sent, asked = identity.send_code(work, made.id, asked.version, "zwaluw@example.nl")
    workplace.clock.pass_by(minutes=10)
    with pytest.raises(Invalid), workplace.as_() as work:
        identity.by_code(work, made.id, asked.version, sent.code)


def test_a_code_only_goes_to_a_registered_contact_point(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R7."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with pytest.raises(Invalid), workplace.as_() as work:
        identity.send_code(work, made.id, 1, "+31612345678")


def test_two_different_technicians_have_to_know_the_customer(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R7."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        first = identity.in_person(work, made.id, 1)
    assert first.state is RequestState.RECEIVED
    with pytest.raises(Invalid), workplace.as_() as work:
        identity.in_person(work, made.id, first.version)
    with workplace.as_("owner") as work:
        assert identity.in_person(work, made.id, first.version).way is IdentityWay.IN_PERSON


def test_asking_who_it_is_stops_the_clock_until_it_is_known(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R7."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        asked = identity.ask(work, made.id, 1)
    workplace.clock.pass_by(days=10)
    done = confirm(workplace, asked)
    assert (done.clock.unpaused.day, done.clock.due.day) == (date(2026, 6, 4), date(2026, 6, 15))
    assert (done.clock.paused_days, done.clock.paused_since) == (10, None)


def test_a_request_that_is_never_confirmed_closes_by_itself(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R7."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        identity.ask(work, made.id, 1)
    workplace.clock.pass_by(days=60)
    with workplace.as_() as work:
        assert request_letters.close_unconfirmed(work) == ()
    workplace.clock.pass_by(days=2)
    with workplace.as_() as work:
        (letter,) = request_letters.close_unconfirmed(work)
        assert work.requests.open() == ()
        assert work.requests.one(made.id).state is RequestState.UNCONFIRMED
        (duty,) = [one for one in today.today(work) if one.leads_to == "request"]
    assert (letter.case, letter.letter.kind) == (made.number, LetterKind.CLOSED_UNCONFIRMED)
    assert (letter.customer, letter.sent) == (anna.id, None)
    assert (duty.key, letter.letter.number in str(duty.what)) == (str(made.id), True)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G8",))
        assert letters.of_case(work, anna.id, made.number) == (letter,)
        letters.sent(work, letter.id, "letter")
        assert [one for one in today.today(work) if one.leads_to == "request"] == []


def test_the_question_who_is_asking_says_when_the_request_closes_by_itself(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R7, G8."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        request_letters.ask_identity(work, made.id, 1)
        (letter,) = letters.of_case(work, anna.id, made.number)
    assert "Horen wij vóór 4 juli 2026 niets" in letters.text(letter.letter)


def test_nobodys_file_stays_open_for_a_letter_that_is_written_by_itself(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P2, R7. It is opened for the one look, on record."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        identity.ask(work, made.id, 1)
        work.open_files.close(anna.id)
    workplace.clock.pass_by(days=62)
    with workplace.as_() as work:
        assert len(request_letters.close_unconfirmed(work)) == 1
    with workplace.as_() as work, pytest.raises(FileNotOpen):
        work.open_files.current(anna.id)


def test_it_takes_longer_only_within_the_first_month_and_with_its_letter(
    workplace: Any, anna: CustomerRef
) -> None:
    """GDPR art. 12(3). Clause: R1."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with pytest.raises(Invalid), workplace.as_() as work:
        requests.extend(work, made.id, 1, "veel")
    facts = {"case": made.number, "received": date(2026, 5, 4), "rights": ("inzage",), "reason": "veel"}
    facts |= {"was": date(2026, 6, 4), "until": date(2026, 8, 4)}
    with workplace.as_() as work:
        letters.write(work, anna.id, LetterKind.EXTENSION, facts)
        extended = requests.extend(work, made.id, 1, "veel")
    assert extended.clock.due.day == date(2026, 8, 4)
    late = ask_for(workplace, anna, Right.PORTABILITY)
    workplace.clock.pass_by(days=32)
    with pytest.raises(Invalid), workplace.as_() as work:
        requests.extend(work, late.id, 1, "veel")


@pytest.mark.stores("embedded", "postgresql")
def test_a_refusal_needs_its_reason_and_closes_with_the_last_right(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1, C2."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with pytest.raises(Invalid), workplace.as_() as work:
        requests.refuse(work, made.id, 1, Right.ACCESS, " ")
    with workplace.as_() as work:
        refused = requests.refuse(work, made.id, 1, Right.ACCESS, "kennelijk ongegrond")
    assert (refused.state, refused.rights[0].result) == (RequestState.DONE, Result.REFUSED)
    with pytest.raises(CaseChanged), workplace.as_() as work:
        requests.assign(work, made.id, 1, "")


def test_what_each_right_means_follows_the_basis_and_the_law(workplace: Any, anna: CustomerRef) -> None:
    """The table of the law, per kind of record. Clause: R3, R4, R6."""
    with workplace.as_() as work:
        erased = {(str(one.what), one.category): one for one in effects.effects(work, anna.id, Right.ERASURE)}
        objected = effects.effects(work, anna.id, Right.OBJECTION)
    invoice = erased["Invoices", "D7"]
    assert (invoice.fate, invoice.until) == (Fate.HELD, date(2034, 1, 1))
    assert "tax law" in str(invoice.said)
    assert erased["Customer", "D7"].until == date(2034, 1, 1), "the IBAN stays as long as the invoice"
    assert erased["Telephone numbers", "D4"].fate is Fate.NOW
    assert {one.fate for one in objected if one.category in ("D1", "D3", "D4")} == {Fate.NOT}
    assert any("performance of the contract" in str(one.said) for one in objected)


def test_only_what_the_customer_gave_us_goes_along(workplace: Any, anna: CustomerRef) -> None:
    """What the screen says of each kind is what the copy has. Clause: R3; GDPR art. 20(1)."""
    with workplace.as_() as work:
        found = effects.effects(work, anna.id, Right.PORTABILITY)
    assert {one.category for one in found if one.fate is Fate.NOW} <= {"D1", "D2", "D3", "D4"}
    (services,) = (one for one in found if str(one.what) == "Services")
    assert str(services.said) == "not this right: it did not come from the customer"


def test_a_restriction_stops_everything_until_the_customer_is_told(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R5."""
    made = confirm(workplace, ask_for(workplace, anna, Right.RESTRICTION))
    with workplace.as_() as work:
        ticket = tickets.create(work, NewTicket("telephone", "Mail", "Geen mail", customer=anna.id))
        done = rights.restrict(work, made.id, made.version, "juistheid betwist").request
    for attempt in (
        lambda work: services.add(work, anna.id, "mail", "", date(2026, 5, 4)),
        lambda work: work.customers.change(anna.id, 1, {"city": "Huizen"}),
        lambda work: tickets.note(work, ticket.id, "nog iets"),
        lambda work: letters.draft(work, anna.id, LetterKind.FULFILLED, {"case": made.number}),
    ):
        with pytest.raises(Refused, match="restricted"), workplace.as_() as work:
            attempt(work)
    with pytest.raises(Invalid), workplace.as_("owner") as work:
        rights.lift(work, done.id, done.version)
    facts = {"case": made.number, "since": date(2026, 5, 4), "until": date(2026, 5, 20), "reason": "klaar"}
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G8",))
        kept = letters.write(work, anna.id, LetterKind.RESTRICTION_LIFTED, facts, owed=True)
    with pytest.raises(Invalid), workplace.as_("owner") as work:
        rights.lift(work, done.id, done.version)
    with workplace.as_("owner") as work:
        letters.sent(work, kept.id, "letter")
        rights.lift(work, done.id, done.version)
    with workplace.as_() as work:
        assert work.standings.of(anna.id).restriction is None


def test_an_objection_is_on_record_until_it_is_decided(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R6."""
    made = confirm(workplace, ask_for(workplace, anna, Right.OBJECTION))
    with workplace.as_() as work:
        done = rights.object_to(work, made.id, made.version, "eigen situatie").request
        assert work.standings.of(anna.id).objected("G6", workplace.clock.now) is not None
    with workplace.as_("owner") as work:
        rights.decide_objection(work, done.id, done.version, "weegt niet op", upheld=False)
        assert work.standings.of(anna.id).objected("G6", workplace.clock.now) is None


def test_an_objection_is_rejected_by_a_letter_that_names_the_roads_to_authority_and_court(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R6, C2."""
    made = confirm(workplace, ask_for(workplace, anna, Right.OBJECTION))
    with workplace.as_() as work:
        done = rights.object_to(work, made.id, made.version, "eigen situatie").request
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G8",))
        draft = request_letters.draft_refusal(work, made.id, Right.OBJECTION, "Wij moeten storingen zoeken.")
        request_letters.reject_objection(work, made.id, done.version, "Wij moeten storingen zoeken.")
        (kept,) = request_letters.of_request(work, work.requests.one(made.id))
    assert kept.letter.kind is LetterKind.REFUSAL
    told = " ".join(letters.text(kept.letter).split())
    assert "bezwaar" in told and "storingen" in told
    assert "toezichthouder" in told and "artikel 35 UAVG" in told
    assert draft.paragraphs == kept.letter.paragraphs
    with pytest.raises(Invalid), workplace.as_("owner") as work:
        request_letters.tell_result(work, made.id, "Uitgevoerd.")


def test_a_rectification_keeps_both_values_with_the_case(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R2."""
    made = confirm(workplace, ask_for(workplace, anna, Right.RECTIFICATION))
    with workplace.as_() as work:
        seen = work.customers.file(anna.id)
        points = tuple(ContactPoint(f"+3161234567{digit}", "") for digit in (7, 9))
        raw = {"family_name": "Zwaluwenberg", "phones": points}
        done = rights.rectify(work, made.id, made.version, seen, raw)
        kept, phones = requests.view(work, made.id).corrections
        told = letters.text(request_letters.tell_result(work, made.id, "Wij hebben het nagekeken.").letter)
    assert (kept.field, kept.old, kept.new) == ("family_name", "Zwaluwenburg", "Zwaluwenberg")
    assert (phones.old, phones.new) == ("+31612345678", "+31612345677, +31612345679")
    assert "Dit hebben wij verbeterd:\n\n- Achternaam: Zwaluwenburg → Zwaluwenberg" in told
    assert done.request.state is RequestState.DONE


def test_withdrawing_consent_never_asks_why(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G9."""
    with workplace.as_() as work:
        given = ConsentEventKind.GIVEN
        consents.record(work, anna.id, "G9-newsletter", given, how="email", evidence="T1001")
        refused = ConsentEventKind.REFUSED
        consents.record(work, anna.id, "G9-reference", refused, how="email", evidence="T1001")
    made = confirm(workplace, ask_for(workplace, anna, Right.WITHDRAWAL))
    with workplace.as_() as work:
        rights.withdraw_consent(work, made.id, made.version)
    with workplace.as_("owner") as work:
        record = work.audit.page()[0]
        now = {purpose: state.kind for purpose, state in work.standings.of(anna.id).consents.items()}
    done = {"request": made.number, "right": "withdrawal"}
    assert (record.event, record.subject, record.detail) == ("right:carried-out", anna.id, done)
    withdrawn = ConsentEventKind.WITHDRAWN
    assert now == {"G9-newsletter": withdrawn, "G9-reference": refused}, (
        "what was never given stays as it was"
    )


def test_a_consent_is_withdrawn_though_the_policy_asks_for_it_no_more(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: G9; GDPR art. 7(3). It was withdrawn from the policy, and not by who gave it."""
    news = "G9-newsletter"
    with workplace.as_() as work:
        consents.record(work, anna.id, news, ConsentEventKind.GIVEN, how="email", evidence="T1001")
    made = confirm(workplace, ask_for(workplace, anna, Right.WITHDRAWAL))
    purposes = {one: purpose for one, purpose in workplace.policy.purposes.items() if one != news}
    workplace.policy = replace(workplace.policy, purposes=purposes)
    with pytest.raises(Invalid), workplace.as_() as work:
        consents.record(work, anna.id, news, ConsentEventKind.RENEWED, how="email", evidence="T1002")
    with workplace.as_() as work:
        assert rights.withdraw_consent(work, made.id, made.version).request.state is RequestState.DONE
        given, withdrawn = work.standings.of(anna.id).consents[news].events
    assert (withdrawn.kind, withdrawn.text_version) == (ConsentEventKind.WITHDRAWN, given.text_version)


def test_a_password_in_what_is_told_of_a_request_is_kept_nowhere(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B6. Neither in the words, nor in the reason of a refusal, which the letter gives."""
    secret = "het wachtwoord is Zwaluw!2026x"
    made = ask_for(workplace, anna, Right.ACCESS, Right.PORTABILITY, words=secret)
    with workplace.as_() as work:
        now = request_letters.refuse(work, made.id, made.version, Right.ACCESS, secret)
        (letter,) = request_letters.of_request(work, now)
        requests.withdraw(work, made.id, now.version, secret)
        view = requests.view(work, made.id)
    assert "[removed: password]" in str(letter.letter.paragraphs)
    assert "Zwaluw!" not in f"{view}{letter.letter}"


def test_an_erasure_needs_a_second_person(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, B1."""
    made = confirm(workplace, ask_for(workplace, anna, Right.ERASURE))
    with pytest.raises(Refused, match="second person"), workplace.as_() as work:
        rights.erase(work, made.id, made.version)
    with workplace.as_() as work:
        made = requests.assign(work, made.id, made.version, "privacy-officer-login")
    with workplace.as_("owner") as work:
        refused = next(one for one in work.audit.page() if one.event == "action:refused")
    assert (refused.subject, refused.detail) == (anna.id, {"clause": "B1", "doing": "right:erasure"})
    with pytest.raises(Refused), workplace.as_() as work:
        rights.approve(work, made.id, made.version, Right.ERASURE)
    with pytest.raises(Refused, match="You handle this request"):
        approved(workplace, made)
    with workplace.as_("owner") as work:
        record = work.audit.page()[0]
        made = requests.assign(work, made.id, made.version, "technician-login")
    assert (record.subject, record.detail) == (anna.id, {"clause": "B1", "doing": "approve:erasure"})
    assert approved(workplace, made).rights[0].approved_by == "privacy-officer-login"


@pytest.mark.stores("embedded", "postgresql")
def test_who_may_be_the_second_person_has_it_on_today_until_it_is_approved(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, B1. Nobody has to walk across the room to ask; for whoever handles it, it is to be answered."""
    made = confirm(workplace, ask_for(workplace, anna, Right.ERASURE))

    def waits(role: str) -> bool:
        with workplace.as_(role) as work:
            return any("a second person approves it" in str(one.what) for one in today.today(work))

    with workplace.as_() as work:
        assert not any("a second person" in str(one.what) for one in today.today(work))
    assert waits("privacy-officer")
    approved(workplace, made)
    assert not waits("privacy-officer")


@pytest.mark.stores("embedded", "postgresql")
def test_an_erasure_leaves_what_the_law_holds_and_that_goes_on_its_day(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, P3."""
    made = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with workplace.as_() as work:
        tickets.create(work, NewTicket("telephone", "Zwaluwmail", "Zwaluwgeheim", customer=anna.id))
        proof = rights.erase(work, made.id, made.version)
    assert {one.category for one in proof.held} >= {"D7"}
    gone, held = ({(str(one.what), one.category) for one in part} for part in (proof.erased, proof.held))
    assert gone and not gone & held
    assert all(one.reason.keys() == {"nl", "en"} for one in proof.held), "its letter may be in either"
    assert not proof.is_scrubbed, "that is for the desk to see to"
    with workplace.as_("owner") as work:
        count = work.connection.execute
        assert count(text("select count(*) from invoices")).scalar_one() == 1
        assert count(text("select iban from customers")).scalar_one() == "NL91ABNA0417164300"
        for table in ("telephone_numbers", "email_addresses", "services", "tickets", "ticket_messages"):
            assert count(text(f"select count(*) from {table}")).scalar_one() == 0, table
        assert count(text("select family_name from customers")).scalar_one() is None
        done = work.requests.one(made.id)
        assert (done.state, done.rights[0].result) == (RequestState.DONE, Result.PARTLY)
        assert not work.customers.find("zwaluwenburg")
        assert work.erasing.is_erased(anna.id)
        work.erasing.settle(work.erasing.pending())
    workplace.clock.now = datetime(2033, 12, 31, 12, tzinfo=UTC)
    with workplace.as_("owner") as work:
        assert not any(one.released for one in retention.expired(work))
        assert retention.end_holds(work) == 0
    workplace.clock.now = datetime(2034, 1, 1, 12, tzinfo=UTC)
    with workplace.as_("owner") as work:
        due = [one for one in retention.expired(work) if one.released]
        assert [one.subject for one in due] == [anna.id]
    with workplace.as_("read-only") as work:
        over = work.erasing.past(date(2034, 1, 1))
        assert retention.end_holds(work) == 1, "nobody decides on it, so any console sees to it"
    with workplace.as_("read-only") as work:
        work.erasing.past = lambda _today: over
        assert retention.end_holds(work) == 0, (
            "a console that looked before the other was done has nothing to do"
        )
    with workplace.as_("owner") as work:
        assert len(work.erasing.pending()) == 1, "its bytes are to be overwritten too"
        assert work.customers.count() == 0
        assert work.connection.execute(text("select count(*) from invoices")).scalar_one() == 0


def without_a_trace(workplace: Any) -> None:
    """Erase her with all that can be hers, and scrub the store."""
    anna = anna_in(workplace)
    with workplace.as_() as work:
        tickets.create(work, NewTicket("telephone", "Zwaluwmail", "Zwaluwgeheim", customer=anna.id))
        work.drafts.save(f"customer:{anna.id}", "{'city': 'Zwaluwstad'}")
    made = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with workplace.as_() as work:
        rights.erase(work, made.id, made.version)
    assert workplace.store.scrub()


def test_what_is_held_is_counted_register_by_register_and_nobody_is_there_once_it_went(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, P3. Each register stands under the category by which it is kept or goes."""
    with workplace.as_() as work:
        tickets.create(work, NewTicket("telephone", "Zwaluwmail", "Zwaluw", customer=anna.id))
        assert {name: (kind, count) for name, kind, count in work.erasing.registers(anna.id)} == {
            "email_addresses": ("D3", 1),
            "telephone_numbers": ("D4", 1),
            "services": ("D5", 1),
            "invoices": ("D7", 1),
            "open_files": ("accountability", 1),
            "tickets": ("correspondence", 1),
            "ticket_messages": ("correspondence", 1),
        }
        service = work.connection.execute(text("select seq from services")).scalar_one()
        work.erasing.erase(anna.id, "R2026-0001", [Hold("services", service, "D5", date(2036, 1, 1))])
        assert work.erasing.registers(anna.id) == (("services", "D5", 1),)
        work.erasing.erase(anna.id, "R2026-0002", ())
        with pytest.raises(NotFound):
            work.erasing.registers(anna.id)


@pytest.mark.stores("embedded", "postgresql")
def test_no_row_of_any_table_is_left_after_an_erasure(workplace: Any) -> None:
    """Clause: R4, P3."""
    without_a_trace(workplace)
    with workplace.as_("owner") as work:
        names = work.connection.dialect.get_table_names(work.connection)
        rows = [
            repr(work.connection.execute(text(f'select * from "{name}"')).all()).lower() for name in names
        ]
    assert not [row for row in rows if "zwaluw" in row]


def test_no_byte_is_left_in_the_file_after_an_erasure(plain_workplace: Any, tmp_path: Path) -> None:
    """Neither in the database nor in its journal or search index. Clause: R4, P3."""
    without_a_trace(plain_workplace)
    files = [file for file in tmp_path.iterdir() if file.name.startswith("plain.db")]
    assert files
    for file in files:
        content = file.read_bytes().lower()
        assert b"zwaluw" not in content, file
        assert b"anneliesje" not in content, file


def test_an_erasure_waits_for_a_session_that_runs(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4, G4."""
    made = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    values = {
        "way": "teamviewer",
        "system": "",
        "asked_host": "",
        "purposes": "G4",
        "reason": "x",
        "agreed": "phone",
    }
    with workplace.as_() as work:
        work.sessions.begin(anna.id, values)
    with pytest.raises(Refused, match=r"session by .* is running"), workplace.as_() as work:
        rights.erase(work, made.id, made.version)
    with workplace.as_("owner") as work:
        assert work.customers.ref(anna.id) == anna
        assert work.audit.page()[0].detail == {"clause": "R4", "doing": "right:erasure"}


@pytest.mark.stores("embedded", "postgresql")
def test_somebody_who_was_erased_is_not_there_to_ask_again(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4."""
    with workplace.as_("owner") as work:
        work.connection.execute(text("delete from invoices"))
    made = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with workplace.as_() as work:
        rights.erase(work, made.id, made.version)
    with pytest.raises(NotFound):
        ask_for(workplace, anna, Right.ACCESS)


@pytest.mark.stores("embedded", "postgresql")
def test_who_comes_back_with_a_backup_is_erased_again(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4."""
    with workplace.as_() as work:
        assert rights.erase_again(work, {anna.id, "somebody-else"}) == 1
        assert rights.erase_again(work, {anna.id}) == 0
    with workplace.as_() as work:
        assert not work.customers.find("zwaluwenburg")


def test_of_hundreds_who_were_erased_each_is_looked_for(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4. They are asked for in parts; she is the last one, wherever a part ends."""
    others = [f"{number:032x}" for number in range(1_001)]
    with workplace.as_() as work:
        for before in (0, 499, 500, 501, 1_000, 1_001):
            assert work.erasing.come_back([anna.id, *others[:before]]) == (anna.id,)


def test_requests_are_for_those_who_have_the_job(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B1."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        requests.view(work, made.id)


def test_one_turns_out_to_be_the_other(workplace: Any, anna: CustomerRef) -> None:
    """Clause: C1, R1."""
    with workplace.as_() as work:
        said = tickets.create(work, NewTicket("email", "Factuur", "Wat een gedoe", customer=anna.id))
    made = ask_for(workplace, anna, Right.ACCESS, words="Wat een gedoe", tickets=(said.id,))
    with workplace.as_() as work:
        complaint = requests.to_complaint(work, made.id, 1, "invoice")
        assert requests.view(work, made.id).request.turned_into == complaint.number
        assert complaint.received == made.received
        work.open_files.open(anna.id, ("G5",))
        back = requests.from_complaint(work, complaint.id, 1, (Right.ACCESS,))
        links = [one.number for one in work.ticket_links.of(said.id)]
    assert links == [made.number, complaint.number, back.number], "where it was said"
    assert back.received == made.received
    assert back.received + timedelta(0) == RECEIVED
