"""A walk over the registers: jobs in any order, and what holds after each of them. Clause: P1, P3, R4, R5, C1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from support.rights import approved, ask_for, confirm

from helpdesk.domain.complaints import Answer, ComplaintState, NewComplaint, Outcome
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import ContactPoint, Invoice
from helpdesk.domain.duties import Duty
from helpdesk.domain.errors import HelpdeskError, NotFound
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.rights import Right
from helpdesk.tasks import complaints, consents, effects, requests, retention, rights, services, today, unpaid
from helpdesk.tasks import ticket_writing as tickets

PURPOSES = ("G2", "G3", "G4", "G5", "G7", "G8")
ASKED = (Right.ERASURE, Right.ERASURE, Right.RESTRICTION, Right.OBJECTION, Right.WITHDRAWAL)
DAYS = (1, 40, 800)
"""How many pass at once: a day, more than a month, and more than what is kept for two years."""

Person = str
"""The id of a customer, who may be gone."""


class AnyOrder(RuleBasedStateMachine):
    """Technicians of a small company, who do what is asked of them as it comes; what may not be is refused.

    Args:
        workplace: a new store, with somebody of each role.
        left: which of these words can still be found in it, as bytes of its files or by a query.
    """

    people = Bundle("people")

    def __init__(self, workplace: Any, left: Callable[[set[str]], set[str]]) -> None:
        super().__init__()
        self.workplace, self._left = workplace, left
        self.known: dict[Person, str] = {}
        """Everybody who is there, with a word of their own that is in their name, address, services and tickets."""
        self.gone: set[str] = set()
        """The words of those who were."""
        self.kept: dict[Person, Counter[str]] = {}
        """How many records there were of whoever is restricted."""

    def teardown(self) -> None:
        self.workplace.store.close()

    def attempt(self, job: Callable[[Any], object], *about: Person, role: str = "owner") -> None:
        """Do it as the console would: with the file open, and with what it refuses refused."""
        with suppress(HelpdeskError):
            with self.workplace.as_(role) as work:
                for person in about:
                    work.open_files.open(person, PURPOSES)
            with self.workplace.as_(role) as work:
                job(work)

    # --- the registers ---

    @initialize(target=people)
    def somebody_is_there(self) -> Person:
        return self._new()

    @rule(target=people)
    def somebody_comes(self) -> Person:
        return self._new()

    def _new(self) -> Person:
        word = f"Vogel{len(self.known) + len(self.gone):03}q"
        with self.workplace.as_() as work:
            ref = work.customers.create(
                {
                    "kind": "person",
                    "family_name": word,
                    "emails": (ContactPoint(f"{word.lower()}@example.com", "", registered=True),),
                    "iban": "NL91ABNA0417164300",
                }
            )
            work.open_files.open(ref.id, PURPOSES)
            services.add(work, ref.id, "support", word, work.today)
            tickets.create(work, NewTicket("email", word, f"De mail van {word} doet het niet.", ref.id))
        self.known[ref.id] = word
        return str(ref.id)

    @rule(person=people, paid=st.booleans())
    def an_invoice_is_sent(self, person: Person, paid: bool) -> None:
        def send(work: Any) -> None:
            day = work.today
            number = f"{day.year}-{work.audit.head().seq:05}"
            unpaid.add(work, person, Invoice(number, day, day + timedelta(30), Decimal(50)))
            if paid:
                unpaid.pay(work, person, unpaid.by_number(work, number).invoice.id, day)

        self.attempt(send, person)

    @rule(person=people)
    def the_contract_ends(self, person: Person) -> None:
        def end(work: Any) -> None:
            for one in work.services.of(work.customers.seq_of(person)):
                services.end(work, person, one.id, work.today)

        self.attempt(end, person)

    @rule(person=people, kind=st.sampled_from(ConsentEventKind))
    def consent_is_recorded(self, person: Person, kind: ConsentEventKind) -> None:
        def record(work: Any) -> None:
            consents.record(work, person, "G9-newsletter", kind, how="email", evidence="in de map")

        self.attempt(record, person)

    @rule(person=people)
    def somebody_complains(self, person: Person) -> None:
        self.attempt(
            lambda work: complaints.register(
                work, NewComplaint("email", work.clock(), "delay", "Te laat.", customer=person)
            )
        )

    @rule(person=people, state=st.sampled_from(ComplaintState))
    def a_complaint_goes_on(self, person: Person, state: ComplaintState) -> None:
        def go_on(work: Any) -> None:
            for one in work.complaints.of_customer(person):
                if state is ComplaintState.ANSWERED:
                    complaints.answer(work, one.id, one.version, Answer(Outcome.PARTLY, "Het spijt ons."))
                else:
                    complaints.step(work, one.id, one.version, state)

        self.attempt(go_on, person)

    # --- rights ---

    @rule(person=people, right=st.sampled_from(ASKED))
    def somebody_asks(self, person: Person, right: Right) -> None:
        with suppress(HelpdeskError):
            self._asked(person, right)

    @rule(person=people, right=st.sampled_from(ASKED), at_once=st.booleans())
    def somebody_known_asks(self, person: Person, right: Right, at_once: bool) -> None:
        with suppress(HelpdeskError):
            made = confirm(self.workplace, self._asked(person, right))
            if right is Right.ERASURE:
                made = approved(self.workplace, made)
            if at_once:
                self.attempt(partial(_carry_out, request=made.id, right=right))
        self._forgotten()

    def _asked(self, person: Person, right: Right) -> Any:
        with self.workplace.as_() as work:
            ref = work.customers.ref(person)
        return ask_for(self.workplace, ref, right, received=self.workplace.clock())

    @rule(person=people)
    def what_was_asked_is_carried_out(self, person: Person) -> None:
        asked: list[tuple[int, Right]] = []
        with suppress(NotFound), self.workplace.as_() as work:
            asked = [(one.id, each.right) for one in work.requests.of_customer(person) for each in one.rights]
        for request, right in asked:
            self.attempt(partial(_carry_out, request=request, right=right))
        self._forgotten()

    @rule(person=people)
    def what_was_asked_is_taken_back(self, person: Person) -> None:
        def take_back(work: Any) -> None:
            for one in work.requests.of_customer(person):
                if one.state.is_open:
                    requests.withdraw(work, one.id, one.version)

        self.attempt(take_back)

    @rule(person=people)
    def use_is_restricted(self, person: Person) -> None:
        self.attempt(lambda work: work.standings.restrict(person, "de juistheid wordt betwist"))

    @rule(person=people, kind=st.sampled_from((Right.RESTRICTION, Right.OBJECTION)))
    def a_brake_is_lifted(self, person: Person, kind: Right) -> None:
        self.attempt(lambda work: work.standings.lift(person, kind))
        self.kept.pop(person, None)

    @rule(person=people, asks=st.booleans(), may=st.booleans())
    def somebody_is_to_go(self, person: Person, asks: bool, may: bool) -> None:
        """Because they ask for it, or because their time is over; but for a restriction nothing is in the way."""
        self.what_was_asked_is_taken_back(person)
        self.a_brake_is_lifted(person, Right.RESTRICTION)
        self.the_contract_ends(person)
        if not may:
            self.use_is_restricted(person)
            self.nothing_is_removed_of_whoever_is_restricted()
        if asks:
            self.somebody_known_asks(person, Right.ERASURE, at_once=True)
        else:
            self.time_passes(max(DAYS))
            self.what_is_due_is_removed()

    # --- time ---

    @rule(days=st.sampled_from(DAYS))
    def time_passes(self, days: int) -> None:
        self.workplace.clock.pass_by(days=days)

    @rule()
    def what_is_due_is_removed(self) -> None:
        with self.workplace.as_("owner") as work:
            due = [one.subject for one in retention.expired(work)]
        for subject in due:
            self.attempt(partial(retention.forget, customer_id=subject))
        self.attempt(retention.end_holds, role="read-only")
        self._forgotten()

    def _forgotten(self) -> None:
        """Whoever is gone now, or only kept for the law, is from now on looked for."""
        with self.workplace.as_("owner") as work:
            for person in list(self.known):
                with suppress(NotFound):
                    if not work.standings.of(person).erased:
                        continue
                self.gone.add(self.known.pop(person))

    # --- what holds, whatever was done ---

    @invariant()
    def the_audit_is_whole(self) -> None:
        """Clause: P1."""
        with self.workplace.as_("owner", read_only=True) as work:
            assert work.audit.verify() is None

    @invariant()
    def nothing_is_removed_of_whoever_is_restricted(self) -> None:
        """Clause: R5; GDPR art. 18(2)."""
        with self.workplace.as_("owner") as work:
            now = work.clock()
            for person, before in self.kept.items():
                assert person in self.known, "whoever is restricted is not removed"
                less = before - _records(work, person)
                assert not less, f"{self.known[person]} is restricted, and lost {dict(less)}"
            restricted = [one for one in self.known if work.standings.of(one).restricted(now)]
            self.kept = {person: _records(work, person) for person in restricted}

    @invariant()
    def no_byte_is_left_of_whoever_is_gone(self) -> None:
        """Clause: P3, R4; GDPR art. 17."""
        if self.gone:
            assert self._left(self.gone) == set()

    @invariant()
    def every_clock_that_runs_is_on_today(self) -> None:
        """Clause: C1, R1–R6; GDPR art. 12(3), 18(3), 21(1)."""
        with self.workplace.as_("owner") as work:
            duties = today.today(work)
            shown = {(one.leads_to, one.key) for one in duties}
            running = {("complaint", str(one.id)) for one in work.complaints.open()}
            running |= {("request", str(one.id)) for one in work.requests.open()}
            assert running <= shown
            now = work.clock()
            for person in self.known:
                standing = work.standings.of(person)
                undecided = [one for one in standing.objections if one.decided is None]
                if standing.restricted(now) or undecided:
                    assert any(_is_about_a_brake(one, person) for one in duties)
            assert bool(retention.expired(work)) == any(one.leads_to == "retention" for one in duties)


def _carry_out(work: Any, request: int, right: Right) -> None:
    now = work.requests.one(request)
    match right:
        case Right.ERASURE:
            rights.erase(work, now.id, now.version)
        case Right.RESTRICTION:
            rights.restrict(work, now.id, now.version, "de juistheid wordt betwist")
        case Right.OBJECTION:
            rights.object_to(work, now.id, now.version, "wil het niet")
        case _:
            rights.withdraw_consent(work, now.id, now.version)


def _records(work: Any, person: Person) -> Counter[str]:
    """How many records of each kind are held of a customer."""
    return Counter({f"{one.register} {one.category}": one.records for one in effects.kinds(work, person)})


def _is_about_a_brake(duty: Duty, person: Person) -> bool:
    return (
        duty.customer is not None and duty.customer.id == person and duty.leads_to in ("request", "customer")
    )
