"""The audit is looked through by whom it is about, kind, technician and period. Clause: P1, B1, B3."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from helpdesk.domain.audit import MEASURE, AuditEvent, AuditFilter
from helpdesk.domain.customer import CustomerRef
from helpdesk.repository.audit_search import ALIKE

READ, OPENED, REFUSED = AuditEvent.FILE_READ, AuditEvent.FILE_OPENED, AuditEvent.REFUSED
GONE = "abcdef" + "0" * 26


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """Each kind of record by two technicians about Anna, somebody who is gone, and nobody: two at a moment each day."""
    with workplace.as_() as work:
        made: CustomerRef = work.customers.create({"kind": "person", "family_name": "Meulen"})
    for event, role, subject in product(
        (READ, OPENED, REFUSED), ("technician", "owner"), (made.id, GONE, None)
    ):
        workplace.clock.pass_by(days=1)
        with workplace.as_(role) as work:
            for _ in range(2):
                work.audit.record(event, subject=subject)
    return made


def test_every_filter_finds_just_what_it_says_newest_first_and_page_by_page(
    workplace: Any, anna: CustomerRef
) -> None:
    """All of them together too: what is found is what a walk through all records finds."""
    since = workplace.clock() - timedelta(days=9)
    with workplace.as_("owner") as work:
        everything = work.audit.page()
        for customer, events, who, (first, last) in product(
            ("", anna.number, "(abcdef00)", "nobody"),
            ((), (READ,), (OPENED, REFUSED)),
            ("", "owner-login"),
            ((None, None), (since, None), (None, since), (since, since + timedelta(days=3))),
        ):
            wanted = AuditFilter(customer, events, "", who, first, last)
            about = {"": None, anna.number: anna.id, "(abcdef00)": GONE, "nobody": "nobody"}[customer]
            expected = [
                one
                for one in everything
                if about in (None, one.subject)
                and (not events or one.event in events)
                and who in ("", one.technician)
                and (first is None or one.at >= first)
                and (last is None or one.at < last)
            ]
            found = list(work.audit.found(wanted, limit=5))
            while page := work.audit.found(wanted, found[-1] if found else None, limit=5):
                found += page
            assert found == expected, wanted


def test_a_customer_is_known_by_what_the_list_shows_of_one(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P3. The number, the reference, its beginning; and the id of a measure. Never less than that."""
    with workplace.as_("owner") as work:
        work.audit.record(AuditEvent.MEASURE_CHECKED, subject=f"{MEASURE}scanner")
        assert work.audit.subjects(anna.number) == work.audit.subjects(anna.id) == (anna.id,)
        assert work.audit.subjects("abcdef00") == work.audit.subjects("(abcdef00)") == (GONE,)
        work.audit.record(AuditEvent.MEASURE_CHECKED, subject=f"{MEASURE}facade")
        assert work.audit.subjects("scanner") == (f"{MEASURE}scanner",)
        assert work.audit.subjects("facade") == (f"{MEASURE}facade",), "which could be a reference too"
        assert work.audit.subjects("abc") == work.audit.subjects("") == work.audit.subjects("Meulen") == ()


def test_of_many_whose_references_begin_alike_only_some_are_considered(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P3. Whoever types a longer beginning gets the rest."""
    with workplace.as_("owner") as work:
        for number in range(ALIKE + 1):
            work.audit.record(READ, subject=f"feed{number:028x}")
        assert len(work.audit.subjects("feed")) == ALIKE
        assert work.audit.subjects(f"feed{ALIKE:028x}") == (f"feed{ALIKE:028x}",)
