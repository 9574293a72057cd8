"""The sample company. Clause: P1, P3, G9, R5, R6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import thread_time
from typing import Any

import pytest
from support.stores import BEGIN, MadeHomes

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.ladder import State
from helpdesk.domain.standing import Standing
from helpdesk.policy.loader import load as load_policy
from helpdesk.repository.unit_of_work import UnitOfWork
from helpdesk.tasks import files, letters, requests, retention, rights, today
from helpdesk.tasks.sample import load
from helpdesk.tasks.sample.generate import FIRST_NUMBER, generate

ENTRIES = load.contents()
TEST_KVK = {
    "55505201", "68727720", "68750110", "69599068", "69599076", "69599084", "90000102", "90000749", "90001354",
    "90001745", "90002490", "90002520", "90003942", "90004760", "90005414", "90006577", "90006623",
}  # fmt: skip
"""The numbers of the trade register's own test environment (developers.kvk.nl)."""
POLICY = load_policy(None)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, made_homes: MadeHomes) -> Iterator[Desk]:
    """A desk on a store with the sample, for all who only look."""
    home = tmp_path_factory.mktemp("sample") / "home"
    made_homes.copy(home, login="kim", name="Kim")
    desk = Desk(config.load({"home": str(home)}, {}), POLICY, login="kim", clock=lambda: BEGIN)
    desk.open()
    began = thread_time()
    desk.do(load.sample)
    assert thread_time() - began < 3, "it is there at once; waiting for other programs does not count"
    yield desk
    desk.shut()


def _standings(work: UnitOfWork) -> Iterator[tuple[CustomerRef, Standing]]:
    for entry in ENTRIES:
        ref = work.customers.by_number(entry["number"])
        yield ref, work.standings.of(ref.id)


def standings(desk: Desk) -> list[Standing]:
    return desk.do(lambda work: [standing for _, standing in _standings(work)])


def test_every_sample_customer_is_one_that_could_be_typed() -> None:
    for entry in ENTRIES:
        values = load.values_of(entry, POLICY)
        assert values["language"] == entry["language"], entry
        assert values["channel"] == entry["channel"], entry
        assert {service["product"] for service in entry.get("services", ())} <= POLICY.service_kinds.keys()
        for event in entry.get("consents", ()):
            assert POLICY.consent_text(event["purpose"])
            assert event["how"] in POLICY.channels


def test_the_sample_has_at_least_forty_customers_of_every_kind() -> None:
    numbers = [entry["number"] for entry in ENTRIES]
    assert len(numbers) == len(set(numbers)) >= 40
    assert numbers[0] == "10001" and max(map(int, numbers)) < FIRST_NUMBER
    assert {entry["kind"] for entry in ENTRIES} == {"person", "company"}
    assert {entry["language"] for entry in ENTRIES} == set(POLICY.company.languages)
    assert len({entry["channel"] for entry in ENTRIES}) >= 5


def test_nobody_in_the_sample_can_be_reached_or_paid() -> None:
    """Example domains, a bank that does not exist, the trade register's test numbers, addresses for documentation."""
    for entry in ENTRIES:
        values = load.values_of(entry, POLICY)
        for email in values["emails"]:
            assert re.search(r"[@.]example\.(com|org|net)$", email.value)
        for address in values["ip_addresses"]:
            assert address.value.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))
        assert values["iban"] is None or values["iban"][4:8] == "TEST"
        assert entry.get("kvk") in {None, *TEST_KVK}
        assert not entry.get("vat") or entry["vat"].startswith("NL9")
        assert all(_is_nobodys_line(point.value) for point in values["phones"])
        for service in entry.get("services", ()):
            assert service["product"] != "domain" or service["detail"].endswith(".example")


def _is_nobodys_line(phone: str) -> bool:
    """No Dutch line's own number begins with 0; for mobile and foreign numbers there is no such sign."""
    return not phone.startswith("+31") or phone.startswith(
        ("+31612345", "+31350", "+31360", "+31580", "+312940")
    )


def test_every_sample_customer_is_found_by_name_and_number(filled: Desk) -> None:
    for entry in ENTRIES:
        for text in (entry["number"], entry["family_name"], entry.get("company_name", entry["city"])):
            assert entry["number"] in {found.ref.number for found in filled.do(files.find, text)}, text


def test_somebody_without_a_file_asks_what_is_held_of_them(filled: Desk) -> None:
    """Clause: R1, R7. Nobody can be reached at their address, and nothing of theirs is held but what they ask."""
    (asked,) = [one for one in filled.do(lambda work: work.requests.open()) if one.is_without_file]
    assert asked.person and asked.clock.paused_since is None
    assert filled.do(requests.view, asked.id).contact.endswith("@example.com")
    assert filled.do(lambda work: rights.is_nothing_held(work, asked))


def test_one_customer_is_restricted_and_one_objected(filled: Desk) -> None:
    """Clause: R5, R6."""
    assert sum(one.restriction is not None for one in standings(filled)) == 1
    assert sum(bool(one.objections) for one in standings(filled)) == 1


def test_one_overdue_customer_has_its_services_blocked(filled: Desk) -> None:
    """Clause: A1."""
    assert sum(one.overdue and one.services_blocked for one in standings(filled)) == 1


def test_unpaid_invoices_stand_on_every_sort_of_step(filled: Desk) -> None:
    """Clause: A1. One waits for a decision, one for its customer's view, one was stopped, of one a reminder goes."""
    day = filled.policy.today(filled.clock())
    late = filled.do(
        lambda work: [filled.policy.stands(one.invoice, day) for one in work.unpaid.overdue(day)]
    )
    assert {one.state for one in late} >= {State.GOES, State.ASKED, State.DECIDE, State.STOPPED}
    assert sum(len(one.blocked) for one in late) == 2


def test_the_reminders_of_the_sample_are_letters_that_went_out(filled: Desk) -> None:
    """Clause: A1, G8. Made by the job that makes them all: Enter on one reads it."""
    day = filled.policy.today(filled.clock())
    late = filled.do(lambda work: list(work.unpaid.overdue(day)))
    told = [(owed, event) for owed in late for event in owed.invoice.events if event.letter]
    assert len(told) == 6
    for owed, event in told:
        filled.do(files.open_file, owed.customer.id, ("G7", "G8"))
        (kept,) = [
            one
            for one in filled.do(letters.of_customer, owed.customer.id)
            if one.letter.number == event.letter
        ]
        assert (kept.how, kept.letter.day, event.went_out) == ("email", event.day, event.day)


def test_consents_are_given_refused_withdrawn_and_expired(filled: Desk) -> None:
    """Clause: G9."""
    kinds = {state.kind for one in standings(filled) for state in one.consents.values()}
    assert kinds == set(ConsentEventKind)


def test_contracts_have_ended_and_some_data_is_past_its_period(filled: Desk) -> None:
    """Clause: P3."""
    assert sum(one.contract_ended is not None for one in standings(filled)) >= 3
    assert filled.do(retention.expired)


def test_today_shows_every_sort_of_thing_to_do(filled: Desk) -> None:
    duties = filled.do(today.today)
    assert {duty.leads_to for duty in duties} == {
        "customer",
        "import",
        "invoice",
        "retention",
        "session",
        "ticket",
        "tickets",
        "complaint",
        "request",
        "unsolicited",
        "breach",
    }
    assert any("expires" in str(duty.what) for duty in duties)
    assert any("still open" in str(duty.what) for duty in duties)


def test_the_sample_does_not_age(desk: Desk, turned_clock: Any) -> None:
    """Years later Today of a fresh demo is the same but for its dates."""
    turned_clock.pass_by(days=4000)
    desk.do(load.sample)
    of_the_store = {"measures"}  # that did age: its measures are to be gone over
    assert {duty.leads_to for duty in desk.do(today.today)} - of_the_store == {
        "customer",
        "import",
        "invoice",
        "retention",
        "session",
        "ticket",
        "tickets",
        "complaint",
        "request",
        "unsolicited",
        "breach",
    }


def test_made_up_customers_come_on_top_and_are_found(desk: Desk) -> None:
    assert desk.do(load.sample, 300) == len(ENTRIES) + 300
    assert desk.do(lambda work: work.customers.count()) == len(ENTRIES) + 300
    assert desk.do(files.find, str(FIRST_NUMBER + 299))


def test_no_two_made_up_customers_have_one_number() -> None:
    numbers = {row["number"] for row in generate(2000)}
    assert len(numbers) == 2000
    assert numbers.isdisjoint(entry["number"] for entry in ENTRIES)
