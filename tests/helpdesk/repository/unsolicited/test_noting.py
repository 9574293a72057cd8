"""Noting unsolicited data on every store, and taking it back. Clause: D9, B6, P1."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from support.tickets import (
    BSN,
    Lying,
    spotted,
    text_of,
)
from support.unsolicited import do, faults

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.repository.ticket_tables import (
    FindingRow,
)
from helpdesk.tasks import today, unsolicited

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


def test_findings_of_a_message_become_one_item_that_is_due_in_seven_days(
    workplace: Any, lying: Lying, found: tuple[int, ...], anna: CustomerRef
) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_findings, found, "other")
    assert item.kinds == ("bsn", "iban")
    assert (item.ticket, item.message, item.channel, item.customer) == ("T1042", lying.message, "email", anna)
    assert item.due == item.noticed + timedelta(days=7)
    assert item.noticed_by == "technician-login"
    assert [place.id for place in item.places] == ["mailbox", "telephone", "accounting", "backup"]
    assert do(workplace, unsolicited.items) == (item,)
    assert do(workplace, unsolicited.items, subject=anna.id, open_only=False) == (item,)


def test_what_is_in_the_queue_already_is_not_put_there_twice(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    first = do(workplace, unsolicited.note_findings, found[:1])
    rest = do(workplace, unsolicited.note_findings, found)
    assert len(first.passages) == 1
    assert rest.kinds == ("iban", "bsn")
    assert len(rest.passages) == 2
    with pytest.raises(Invalid):
        do(workplace, unsolicited.note_findings, found)


@pytest.mark.stores("embedded", "postgresql")
def test_the_item_about_something_is_found_again(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9. Until it is decided on, and whatever else of the message is in the queue."""
    with workplace.as_() as work:
        spots = [(one.start, one.end, False) for one in work.messages.one(lying.message).findings]
    first = do(workplace, unsolicited.note_findings, found[:1])
    assert do(workplace, unsolicited.in_queue, lying.message, spots[:1]) == first
    assert do(workplace, unsolicited.in_queue, lying.message, spots) is None
    assert do(workplace, unsolicited.in_queue, lying.message) is None
    whole = do(workplace, unsolicited.note_message, lying.message)
    assert do(workplace, unsolicited.in_queue, lying.message) == whole
    file = do(workplace, unsolicited.note_attachment, lying.attachment)
    assert do(workplace, unsolicited.in_queue, lying.message, (), lying.attachment) == file
    do(workplace, unsolicited.delete, file.id, file.version)
    assert do(workplace, unsolicited.in_queue, lying.message, (), lying.attachment) is None


def test_a_marked_passage_must_be_of_the_text_that_is_there(workplace: Any, lying: Lying) -> None:
    with workplace.as_() as work:
        text = text_of(work, lying.message).text
    start = text.index("Xanthippe")
    note = unsolicited.note_passage
    item = do(workplace, note, lying.message, start, start + 9, ["other"], length=len(text))
    assert [(one.start, one.end) for one in item.passages] == [(start, start + 9)]
    for wrong in (
        {"start": 5, "end": 5, "length": len(text)},
        {"start": 0, "end": len(text) + 1, "length": len(text)},
        {"start": 0, "end": 3, "length": len(text) - 1},
    ):
        with pytest.raises(Invalid) as invalid:
            do(workplace, note, lying.message, **wrong)
        assert faults(invalid) == {"passage"}


def test_what_lies_elsewhere_is_noted_by_hand_with_every_fault_at_once(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: D9."""
    note = unsolicited.note_elsewhere
    item = do(
        workplace, note, "whatsapp", "Foto op de werktelefoon", ["passport"], "other", customer_id=anna.id
    )
    assert (item.where, item.channel, item.message, item.subject) == (
        "Foto op de werktelefoon", "whatsapp", None, anna.id,
    )  # fmt: skip
    with pytest.raises(Invalid) as invalid:
        later = workplace.clock() + timedelta(days=1)
        do(workplace, note, "pigeon", " ", ["shoe size"], "nobody", noticed=later)
    assert faults(invalid) == {"channel", "where", "kinds", "whose", "noticed"}


@pytest.mark.parametrize(
    "words",
    [f"bsn {BSN} op Facebook", f"Back-up {BSN}", "Van 0612345678", "Bericht van mevrouw Meulen", "x" * 501],
)
def test_words_that_outlive_the_customer_hold_no_personal_data(
    workplace: Any, anna: CustomerRef, words: str
) -> None:
    """Clause: D9, P3."""
    with pytest.raises(Invalid) as invalid:
        do(workplace, unsolicited.note_elsewhere, "whatsapp", words, customer_id=anna.id)
    assert faults(invalid) == {"where"}


def test_findings_that_are_gone_and_findings_of_two_messages_are_refused(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    with workplace.as_() as work:
        others = spotted(work, lying.reply)
    with pytest.raises(NotFound):
        do(workplace, unsolicited.note_findings, [999_999])
    with pytest.raises(Invalid):
        do(workplace, unsolicited.note_findings, [found[0], others[0]])


@pytest.mark.stores("embedded", "postgresql")
def test_a_false_alarm_is_dismissed_and_can_be_taken_back(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""

    def dismissed() -> list[bool]:
        with workplace.as_() as work:
            rows = work.connection.execute(
                select(FindingRow.dismissed)
                .where(FindingRow.message_seq == lying.message)
                .order_by(FindingRow.start)
            ).scalars()
            return [one is not None for one in rows]

    assert do(workplace, unsolicited.dismiss, found[:2]) == 2
    assert dismissed() == [True, True, False]
    assert do(workplace, unsolicited.dismiss, found[:2]) == 0
    assert do(workplace, unsolicited.take_back, found[:1]) == 1
    assert dismissed() == [False, True, False]


def test_an_item_by_mistake_can_be_withdrawn_until_it_is_decided_on(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    item = do(workplace, unsolicited.note_findings, found)
    do(workplace, unsolicited.withdraw, item.id, item.version)
    assert do(workplace, unsolicited.items) == ()
    item = do(workplace, unsolicited.note_findings, found)
    done = do(workplace, unsolicited.delete, item.id, item.version)
    with pytest.raises(Invalid):
        do(workplace, unsolicited.withdraw, done.id, done.version)


def test_only_roles_that_deal_with_it_see_the_queue(workplace: Any, lying: Lying) -> None:
    """Clause: B1, D9."""
    for job, *arguments in (
        (unsolicited.items,),
        (unsolicited.item, 1),
        (unsolicited.note_message, lying.message),
        (unsolicited.dismiss, [1]),
        (unsolicited.preview, 1),
    ):
        with pytest.raises(Refused), workplace.as_("read-only") as work:
            job(work, *arguments)
    with workplace.as_("read-only") as work:
        assert [duty for duty in today.today(work) if duty.leads_to == "unsolicited"] == []
