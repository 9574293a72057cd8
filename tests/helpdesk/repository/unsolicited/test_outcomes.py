"""What else becomes of unsolicited data on every store, and how an item closes. Clause: D9, P3, B6."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from support.tickets import (
    BSN,
    IBAN,
    Lying,
    add_attachment,
    add_message,
    add_ticket,
    lay,
    spotted,
    text_of,
)
from support.unsolicited import answered, do, faults, settled

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.duties import Duty
from helpdesk.domain.errors import Invalid, Refused
from helpdesk.domain.unsolicited import Answer, Outcome, Promise
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    TicketRow,
)
from helpdesk.tasks import today, unsolicited


def test_what_is_needed_names_a_purpose_that_covers_it(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9, P2."""
    item = do(workplace, unsolicited.note_findings, found[1:2])
    keep = unsolicited.keep
    with pytest.raises(Invalid) as invalid:
        do(workplace, keep, item.id, item.version, "", "D9")
    assert faults(invalid) == {"purpose", "category"}
    with pytest.raises(Refused) as refused:
        do(workplace, keep, item.id, item.version, "G3", "D7")
    assert refused.value.decision.clause == "P2"
    assert refused.value.decision.needs == ("G7",)
    kept = do(workplace, keep, item.id, item.version, "G7", "D7", "Voor de terugbetaling")
    assert (kept.outcome, kept.purpose, kept.category) == (Outcome.NEEDED, "G7", "D7")
    assert kept.closed is not None
    with workplace.as_() as work:
        assert IBAN in text_of(work, lying.message).text
        assert unsolicited.check(work, kept.id) == "holds"


def test_a_secret_does_not_stay_when_the_rest_goes_wherever_it_lies(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: B6, D9. Not as a passage, not inside one, not in a file of a whole message, and not elsewhere."""
    text = "Mijn bsn is 999990019 en mijn wachtwoord is Zomer!2026xq, groet."
    with workplace.as_() as work:
        message = add_message(work, add_ticket(work, customer=anna.id), text)
        ids = spotted(work, message)
        file = add_attachment(work, message, "brief.txt", b"wachtwoord: Zomer!2026xq")
        work.connection.execute(
            insert(AttachmentFindingRow),
            {"attachment_seq": file, "kind": "password", "start": 12, "end": 24, "certainty": 3},
        )
        other = add_attachment(work, message, "foto.png", b"PNG")

    def refused(item: Any, *stays: int) -> None:
        with pytest.raises(Refused) as no:
            do(workplace, unsolicited.delete_partly, item.id, item.version, stays, "Nodig")
        assert no.value.decision.clause == "B6"
        assert "never kept" in str(no.value.decision.reason)
        assert text_of_now() == text

    def text_of_now() -> str:
        with workplace.as_() as work:
            return str(text_of(work, message).text)

    both = do(workplace, unsolicited.note_findings, ids)
    refused(both, next(key for key, one in enumerate(both.passages) if one.kind == "password"))
    do(workplace, unsolicited.withdraw, both.id, both.version)
    start = text.index("mijn wachtwoord")
    around = do(
        workplace, unsolicited.note_passage, message, start, len(text), ["other", "health"], length=len(text)
    )
    refused(around, 0)
    with pytest.raises(Refused):
        do(workplace, unsolicited.keep, around.id, around.version, "G3", "D1")
    whole = do(workplace, unsolicited.note_message, message, ("other",), "customer")
    assert {one.key: one.kind for one in do(workplace, unsolicited.parts, whole.id)} == {
        file: "password",
        other: "other",
    }
    refused(whole, file)
    refused(whole, file, other)
    elsewhere = do(workplace, unsolicited.note_elsewhere, "email", "a photograph", ("bsn", "password"))
    refused(elsewhere)
    partly = do(workplace, unsolicited.delete_partly, whole.id, whole.version, (other,), "De foto is nodig")
    assert partly.outcome is Outcome.PARTLY


def test_a_secret_that_was_dismissed_is_none(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B6, D9."""
    text = "Mijn bsn is 999990019 en mijn wachtwoord is Zomer!2026xq, groet."
    with workplace.as_() as work:
        message = add_message(work, add_ticket(work, customer=anna.id), text)
        password = next(
            one for one in spotted(work, message) if work.whereabouts.some([one])[0].kind == "password"
        )
    item = do(
        workplace, unsolicited.note_passage, message, 0, len(text), ["other", "health"], length=len(text)
    )
    do(workplace, unsolicited.dismiss, [password])
    kept = do(workplace, unsolicited.delete_partly, item.id, item.version, (0,), "Nodig")
    assert kept.outcome is Outcome.PARTLY


def test_a_password_is_never_needed(workplace: Any, lying: Lying) -> None:
    """Clause: B6."""
    with workplace.as_() as work:
        text = text_of(work, lying.message).text
    item = do(workplace, unsolicited.note_passage, lying.message, 0, 3, ["password"], length=len(text))
    with pytest.raises(Refused) as refused:
        do(workplace, unsolicited.keep, item.id, item.version, "G1", "D5")
    assert refused.value.decision.clause == "B6"


def test_a_password_never_stays_when_the_rest_goes(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B6, D9."""
    text = f"Mijn wachtwoord is Regenboog!77 en mijn bsn is {BSN}."
    with workplace.as_() as work:
        message = add_message(work, add_ticket(work, customer=anna.id), text)
        found = spotted(work, message)
    item = do(workplace, unsolicited.note_findings, found)
    kept = {part.kind: part.key for part in do(workplace, unsolicited.parts, item.id)}
    for job in (unsolicited.check_partly, unsolicited.delete_partly):
        with pytest.raises(Refused) as refused:
            do(workplace, job, item.id, item.version, [kept["password"]], "needed still")
        assert refused.value.decision.clause == "B6"
    assert do(workplace, text_of, message).text == text
    do(workplace, unsolicited.delete_partly, item.id, item.version, [kept["bsn"]], "needed still")
    assert "Regenboog" not in do(workplace, text_of, message).text


def test_what_is_needed_belongs_to_a_customer_also_one_linked_later(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P3."""
    with workplace.as_() as work:
        lying = lay(work)
        item = unsolicited.note_findings(work, spotted(work, lying.message)[1:2])
    assert item.customer is None
    with pytest.raises(Invalid) as invalid:
        do(workplace, unsolicited.keep, item.id, item.version, "G7", "D7")
    assert faults(invalid) == {"customer"}
    with workplace.as_() as work:
        seq = work.customers.seq_of(anna.id)
        work.connection.execute(update(TicketRow).values(customer_seq=seq))
    kept = do(workplace, unsolicited.keep, item.id, item.version, "G7", "D7")
    assert kept.customer == anna
    assert do(workplace, unsolicited.items, subject=anna.id, open_only=False) == (kept,)


def test_what_can_not_be_deleted_comes_back_when_it_is_to_be_tried_again(
    workplace: Any, clock: Any, anna: CustomerRef
) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_elsewhere, "whatsapp", "Foto", ["passport"], customer_id=anna.id)
    item = answered(workplace, item)
    impossible = unsolicited.impossible
    with pytest.raises(Invalid) as invalid:
        do(workplace, impossible, item.id, item.version, "", next_try=clock())
    assert faults(invalid) == {"why", "next_try"}
    item = do(
        workplace, impossible, item.id, item.version, "De app laat het niet toe", "Server van WhatsApp",
        clock() + timedelta(days=30),
    )  # fmt: skip
    assert (item.outcome, item.where, item.closed) == (Outcome.IMPOSSIBLE, "Server van WhatsApp", None)
    assert duties(workplace) == []
    clock.pass_by(days=31)
    assert [duty.due for duty in duties(workplace)] == [item.next_try]
    assert "try again" in str(duties(workplace)[0].what)
    done = do(workplace, unsolicited.delete, item.id, item.version)
    assert (done.outcome, done.next_try) == (Outcome.DELETED, None)
    assert done.closed is not None


def duties(workplace: Any) -> list[Duty]:
    with workplace.as_() as work:
        return [duty for duty in today.today(work) if duty.leads_to == "unsolicited"]


def test_an_item_closes_when_its_bytes_are_gone_and_every_place_has_an_answer(
    workplace: Any, store: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9, P3."""
    item = do(workplace, unsolicited.note_findings, found)
    item = do(workplace, unsolicited.delete, item.id, item.version)
    item = answered(workplace, item)
    assert (item.closed, item.gone) == (None, None), "the bytes may still be there"
    item = settled(workplace, store, item)
    assert item.closed == item.gone == workplace.clock()
    embedded = store.engine.dialect.name == "sqlite"
    assert item.promise is (Promise.EMBEDDED if embedded else Promise.SERVER)
    assert do(workplace, unsolicited.items) == ()
    assert do(workplace, unsolicited.items, open_only=False) == (item,)
    with pytest.raises(Invalid):
        do(workplace, unsolicited.answer, item.id, "mailbox", Answer.OPEN)


def test_a_place_where_nothing_can_be_removed_needs_a_reason(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_findings, found)
    for place, answer, why, field in (
        ("backup", Answer.IMPOSSIBLE, "", "why"),
        ("attic", Answer.DONE, "", "place"),
        ("backup", Answer.DONE, "x" * 501, "why"),
    ):
        with pytest.raises(Invalid) as invalid:
            do(workplace, unsolicited.answer, item.id, place, answer, why)
        assert faults(invalid) == {field}
    item = do(workplace, unsolicited.answer, item.id, "backup", Answer.IMPOSSIBLE, "Verloopt na 30 dagen")
    backup = next(place for place in item.places if place.id == "backup")
    assert (backup.answer, backup.why, backup.by) == (
        Answer.IMPOSSIBLE, "Verloopt na 30 dagen", "technician-login",
    )  # fmt: skip
    assert backup.at == workplace.clock()


def test_today_says_what_is_due_overdue_and_pending(
    workplace: Any, store: Any, clock: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_findings, found)
    assert [(duty.due, duty.key, str(duty.what)) for duty in duties(workplace)] == [
        (item.due, str(item.id), "BSN: to be dealt with; nobody asked for it")
    ]
    clock.pass_by(days=8)
    assert "should have been dealt with" in str(duties(workplace)[0].what)
    item = do(workplace, unsolicited.delete, item.id, item.version)
    assert "another console still reads" in str(duties(workplace)[0].what)
    settled(workplace, store, item)
    assert "BSN: look for copies" in str(duties(workplace)[0].what)


def test_pages_of_the_queue_follow_each_other(workplace: Any, clock: Any, anna: CustomerRef) -> None:
    items = []
    for number in range(5):
        clock.pass_by(hours=1)
        items.append(do(workplace, unsolicited.note_elsewhere, "sms", f"Bericht {number}"))
    first = do(workplace, unsolicited.impossible, items[0].id, items[0].version, "Weg")
    items[0] = answered(workplace, first)
    assert items[0].closed
    for number, days in ((1, 30), (4, 1)):
        again, one = clock() + timedelta(days=days), items[number]
        do(workplace, unsolicited.impossible, one.id, one.version, "Nog niet", next_try=again)
    expected = [items[number].id for number in (4, 2, 3, 1, 0)]
    seen: list[int] = []
    last = None
    while page := do(workplace, unsolicited.items, open_only=False, after=last, limit=2):
        seen += [one.id for one in page]
        last = page[-1]
    assert seen == expected


def test_the_audit_holds_references_and_counts_and_no_value(
    workplace: Any, store: Any, lying: Lying, found: tuple[int, ...], anna: CustomerRef
) -> None:
    """Clause: D9, B1, P1."""
    item = do(workplace, unsolicited.note_findings, found)
    item = do(workplace, unsolicited.delete, item.id, item.version, also_elsewhere=True)
    settled(workplace, store, answered(workplace, item))
    with workplace.as_("owner") as work:
        records = [one for one in work.audit.page(subject=anna.id) if "unsolicited" in one.event]
        assert work.audit.verify() is None
    assert [one.event for one in reversed(records)] == [
        "unsolicited:noted",
        "unsolicited:decided",
        *["unsolicited:answered"] * 4,
        "unsolicited:gone",
        "unsolicited:closed",
    ]
    said = " ".join(str(one.detail) for one in records)
    assert not any(value in said for value in (BSN, IBAN, "Meulen", "Xanthippe"))
    assert records[-2].detail["removed"] == 9


def test_another_items_message_that_went_with_its_ticket_is_still_decided_on(
    workplace: Any, store: Any, lying: Lying
) -> None:
    with workplace.as_() as work:
        message = add_message(work, lying.ticket, "Nog iets")
        item = unsolicited.note_attachment(work, lying.attachment)
        whole = unsolicited.note_message(work, message)
        work.connection.execute(TicketRow.__table__.delete())
    for one in (item, whole):
        with workplace.as_() as work:
            there = unsolicited.item(work, one.id)
            preview = unsolicited.preview(work, one.id)
            assert (preview.spots, preview.senders, preview.files) == ((), 0, ())
            unsolicited.delete(work, one.id, there.version)
    assert do(workplace, unsolicited.item, item.id).ticket == "T1042"
