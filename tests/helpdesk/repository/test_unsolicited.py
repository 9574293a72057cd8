"""The queue of unsolicited data on every store: noting, the four outcomes, the checklist. Clause: D9, P3, B6."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from support.tickets import (
    BSN,
    IBAN,
    Lying,
    add_attachment,
    add_message,
    add_ticket,
    findings_of,
    lay,
    spotted,
    text_of,
)

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.unsolicited import Answer, Item, ItemChanged, Outcome, Promise, Where
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
    TicketRow,
)
from helpdesk.tasks import today, unsolicited


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {"kind": "person", "given_name": "Anna", "family_name": "Meulen"}
        )
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
    return ref


@pytest.fixture
def lying(workplace: Any, anna: CustomerRef) -> Lying:
    with workplace.as_() as work:
        return lay(work, anna.id)


@pytest.fixture
def found(workplace: Any, lying: Lying) -> tuple[int, ...]:
    """A BSN, an IBAN, and the BSN again."""
    with workplace.as_() as work:
        return spotted(work, lying.message)


def do(workplace: Any, job: Any, *arguments: Any, **named: Any) -> Any:
    with workplace.as_() as work:
        return job(work, *arguments, **named)


def faults(invalid: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {one.field for one in invalid.value.faults}


def settled(workplace: Any, store: Any, item: Item) -> Item:
    """The item once its bytes are overwritten."""
    assert store.scrub()
    with workplace.as_() as work:
        work.unsolicited.settle(work.unsolicited.pending())
        return unsolicited.item(work, item.id)


def answered(workplace: Any, item: Item) -> Item:
    for place in item.places:
        item = do(workplace, unsolicited.answer, item.id, place.id, Answer.DONE)
    return item


# --- noting ---


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


# --- deleting ---


def test_a_preview_says_what_goes_and_the_deletion_does_just_that(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9, P3."""
    item = do(workplace, unsolicited.note_findings, found[:1])
    preview = do(workplace, unsolicited.preview, item.id)
    places = {(one.where, one.message, one.asked_for): one.count for one in preview.spots}
    assert places == {
        (Where.TEXT, lying.message, True): 2,
        (Where.SUBJECT, lying.message, True): 1,
        (Where.TICKET_SUBJECT, None, True): 1,
        (Where.ATTACHMENT_NAME, lying.message, True): 1,
        (Where.TEXT, lying.reply, False): 2,
    }
    assert (preview.here, preview.elsewhere) == (5, 2)
    done = do(workplace, unsolicited.delete, item.id, preview.version)
    with workplace.as_() as work:
        message = text_of(work, lying.message)
        assert message.text.count("[verwijderd: BSN]") == 2
        assert BSN not in f"{message.text}{message.subject}"
        assert IBAN in message.text
        assert message.subject == "Mail van [verwijderd: BSN]"
        ticket = work.connection.execute(select(TicketRow.subject, TicketRow.version)).one()
        assert tuple(ticket) == ("Mail van [verwijderd: BSN]", 2)
        assert work.connection.execute(select(AttachmentRow.name)).scalar_one() == (
            "paspoort-[verwijderd: BSN].pdf"
        )
        assert text_of(work, lying.reply).text.count(BSN) == 2, "nobody asked for that"
    assert (done.outcome, done.is_pending, done.passages) == (Outcome.DELETED, True, ())


def test_the_same_value_in_other_messages_goes_too_when_that_is_wanted(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_findings, found[:1])
    do(workplace, unsolicited.delete, item.id, item.version, also_elsewhere=True)
    with workplace.as_() as work:
        reply = text_of(work, lying.reply).text
    assert BSN not in reply
    assert reply.count("[verwijderd: BSN]") == 2
    assert IBAN in reply


def test_the_same_value_goes_from_what_a_server_said_and_from_names_of_files_of_this_ticket_alone(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""
    with workplace.as_() as work:
        add_message(work, lying.ticket, "Nog iets")
        work.connection.execute(
            update(TicketMessageRow)
            .where(TicketMessageRow.seq == lying.reply)
            .values(delivery_detail=f"550 {BSN}: no", recipients=f"{BSN}@example.org")
        )
        elsewhere = add_message(work, add_ticket(work, "T2001"), "Van een ander")
        add_attachment(work, elsewhere, f"brief-{BSN}.pdf", b"%PDF")
    item = do(workplace, unsolicited.note_findings, found[:1])
    spots = do(workplace, unsolicited.preview, item.id).spots
    assert [one.count for one in spots if one.where is Where.ATTACHMENT_NAME] == [1]
    do(workplace, unsolicited.delete, item.id, item.version, also_elsewhere=True)
    with workplace.as_() as work:
        reply = text_of(work, lying.reply)
        names = (
            work.connection.execute(select(AttachmentRow.name).order_by(AttachmentRow.seq)).scalars().all()
        )
    mark = "[verwijderd: BSN]"
    assert (reply.delivery_detail, reply.recipients) == (f"550 {mark}: no", f"{mark}@example.org")
    assert names == [f"paspoort-{mark}.pdf", f"brief-{BSN}.pdf"]


def test_the_same_value_goes_from_the_subjects_of_all_that_was_merged_into_the_ticket(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9. Also from one that was merged into one that was merged."""
    with workplace.as_() as work:
        into = lying.ticket
        for number in ("T2001", "T2002"):
            merged = add_ticket(work, number, subject=f"Nog iets over {BSN}")
            work.connection.execute(
                update(TicketRow).where(TicketRow.seq == merged).values(merged_seq=into, state="closed")
            )
            into = merged
    item = do(workplace, unsolicited.note_findings, found[:1])
    assert do(workplace, unsolicited.preview, item.id).here == 7
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        subjects = work.connection.execute(select(TicketRow.subject)).scalars().all()
    assert subjects.count("Nog iets over [verwijderd: BSN]") == 2


def test_the_same_value_goes_from_what_somebody_is_writing_whatever_form_it_is_in(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9. What is a draft's text goes; its numbers and lists stay as they are."""
    drafts = {
        "out": f'{{"text": "Uw bsn {BSN}", "files": ["{BSN}.pdf"], "place": 7, "sent": null}}',
        "note": f"Haar bsn is {BSN}",
    }
    with workplace.as_() as work:
        for form, content in drafts.items():
            work.drafts.save(f"ticket:{lying.ticket}:{form}", content)
    item = do(workplace, unsolicited.note_findings, found[:1])
    do(workplace, unsolicited.delete, item.id, item.version, also_elsewhere=True)
    with workplace.as_() as work:
        written = work.drafts.load(f"ticket:{lying.ticket}:out")
        assert json.loads(written) == {
            "text": "Uw bsn [verwijderd: BSN]",
            "files": ["[verwijderd: BSN].pdf"],
            "place": 7,
            "sent": None,
        }
        assert work.drafts.load(f"ticket:{lying.ticket}:note") == "Haar bsn is [verwijderd: BSN]"


def test_what_somebody_decided_on_meanwhile_is_not_withdrawn(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_findings, found[:1])
    later = workplace.clock() + timedelta(days=3)
    changed = do(workplace, unsolicited.impossible, item.id, item.version, "in een kopie", next_try=later)
    with pytest.raises(ItemChanged) as refused:
        do(workplace, unsolicited.withdraw, item.id, item.version)
    assert refused.value.theirs == changed


def test_what_else_was_found_moves_along_with_the_text(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""
    with workplace.as_() as work:
        before = findings_of(work, lying.message)
        text = text_of(work, lying.message).text
        # One that reaches into the passage that goes, and one around it.
        for start, end in ((text.index("is " + BSN), text.index(BSN) + 3), (0, len(text))):
            row = {"message_seq": lying.message, "kind": "address", "start": start, "end": end}
            work.connection.execute(insert(FindingRow), {**row, "certainty": 1})
        name = text.index("Xanthippe")
        other = unsolicited.note_passage(work, lying.message, name, name + 9, length=len(text))
    item = do(workplace, unsolicited.note_findings, found[:1])
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        text = text_of(work, lying.message).text
        assert set(findings_of(work, lying.message)) == {before[1], ("address", "is "), ("address", text)}
        moved = unsolicited.item(work, other.id)
        assert [text[one.start : one.end] for one in moved.passages] == ["Xanthippe"]
    with pytest.raises(ItemChanged) as changed:
        do(workplace, unsolicited.delete, other.id, other.version)
    assert changed.value.theirs == moved


def test_what_stands_in_the_subject_goes_or_stays_by_itself(workplace: Any) -> None:
    """Clause: D9. Its places are others than those of the text."""
    subject, text = f"Mijn bsn: {BSN}", f"Rekening {IBAN}, wachtwoord is Zomer-2026!"
    with workplace.as_() as work:
        ticket = add_ticket(work, subject=subject)
        message = add_message(work, ticket, text, subject=subject)
        item = unsolicited.note_findings(work, spotted(work, message, subject=True))
        parts = unsolicited.parts(work, item.id)
    assert [(one.kind, one.in_subject) for one in parts] == [
        ("bsn", True),
        ("iban", False),
        ("password", False),
    ]
    done = do(workplace, unsolicited.delete_partly, item.id, item.version, [0, 1], "Voor de terugbetaling")
    with workplace.as_() as work:
        now = text_of(work, message)
        assert work.tickets.one(ticket).subject == now.subject == subject
        assert now.text == f"Rekening {IBAN}, wachtwoord is [verwijderd: wachtwoord]"
        other = unsolicited.note_passage(
            work, message, 10, 19, ["bsn"], length=len(now.subject), in_subject=True
        )
    assert [(one.kind, one.in_subject) for one in done.passages] == [("bsn", True), ("iban", False)]
    do(workplace, unsolicited.delete, other.id, other.version)
    with workplace.as_() as work:
        assert text_of(work, message).subject == "Mijn bsn: [verwijderd: BSN]"
        assert text_of(work, message).text == now.text
        kept = [one.in_subject for one in work.unsolicited.one(item.id).passages]
    assert kept == [False], "what another item named of the subject went with it"


def test_some_of_it_can_stay_when_it_is_said_why(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_findings, found)
    iban = next(place for place, one in enumerate(item.passages) if one.kind == "iban")
    partly = unsolicited.delete_partly
    for stays, why, field in (([iban], " ", "why"), ([], "nodig", "stays"), ([0, 1, 2], "nodig", "stays")):
        with pytest.raises(Invalid) as invalid:
            do(workplace, partly, item.id, item.version, stays, why)
        assert faults(invalid) == {field}
    done = do(workplace, partly, item.id, item.version, [iban], "Voor de terugbetaling")
    with workplace.as_() as work:
        text = text_of(work, lying.message).text
        assert findings_of(work, lying.message) == [("iban", IBAN)]
        dealt_with = work.connection.execute(
            select(FindingRow.dismissed).where(FindingRow.message_seq == lying.message)
        ).scalar_one()
    assert BSN not in text
    assert [text[one.start : one.end] for one in done.passages] == [IBAN]
    assert done.outcome is Outcome.PARTLY
    assert dealt_with is not None


def test_an_attachment_goes_whole_and_its_row_says_what_it_was(workplace: Any, lying: Lying) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_attachment, lying.attachment, ["passport"], "customer")
    with pytest.raises(Invalid) as invalid:
        do(workplace, unsolicited.delete_partly, item.id, item.version, [0], "half")
    assert faults(invalid) == {"stays"}
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        row = work.connection.execute(select(AttachmentRow.__table__)).one()
        assert (row.name, row.content, row.kind, row.media_type) == ("", None, "passport", "application/pdf")
        assert row.removed == workplace.clock()
    with pytest.raises(NotFound):
        do(workplace, unsolicited.note_attachment, lying.attachment)


def test_a_message_goes_whole_and_the_ticket_stays_readable(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9, P3."""
    with workplace.as_() as work:
        photo = add_attachment(work, lying.message, "foto.jpg", b"JFIF")
        server = {"delivery_detail": "550 no such user: xanthippe", "fingerprint": "hash"}
        work.connection.execute(update(TicketMessageRow).values(**server))
    passages = do(workplace, unsolicited.note_findings, found)
    item = do(workplace, unsolicited.note_message, lying.message, ["health"], "other")
    do(workplace, unsolicited.delete, item.id, item.version, also_elsewhere=True)
    with workplace.as_() as work:
        row = text_of(work, lying.message)
        assert (row.text, row.subject, row.sender, row.recipients) == ("", "", "", "")
        assert (row.delivery_detail, row.fingerprint) == ("", "")
        assert row.removed == workplace.clock()
        assert (row.direction, row.at) == ("in", workplace.clock())
        assert work.connection.execute(select(AttachmentRow.seq)).all() == []
        assert findings_of(work, lying.message) == []
        reply = text_of(work, lying.reply).text
        assert "We kijken ernaar." in reply
        assert "bsn" not in reply
        assert work.connection.execute(select(TicketRow.subject)).scalar_one() == "[verwijderd: gezondheid]"
        assert unsolicited.item(work, passages.id).passages == ()
    for job, what in ((unsolicited.note_message, lying.message), (unsolicited.note_attachment, photo)):
        with pytest.raises(NotFound):
            do(workplace, job, what)


def test_an_unknown_sender_is_forgotten_with_their_last_message(workplace: Any) -> None:
    """Clause: D9, P3. Somebody else's in the same ticket do not keep them."""
    with workplace.as_() as work:
        lying = lay(work)
        second = add_message(work, lying.ticket, "Nog een keer, met groet")
        add_message(work, lying.ticket, "Ik kijk mee", sender="piet@example.org")
    senders = []
    for message in (lying.message, second):
        item = do(workplace, unsolicited.note_message, message)
        do(workplace, unsolicited.delete, item.id, item.version)
        with workplace.as_() as work:
            senders.append(work.connection.execute(select(TicketRow.sender)).scalar_one())
    assert senders == ["xanthippe@example.org", ""]


def test_what_was_found_in_an_attachment_goes_with_it_and_what_was_found_in_others_stays(
    workplace: Any, lying: Lying
) -> None:
    """Clause: D9."""
    row = {"kind": "bsn", "start": 0, "end": 9, "certainty": 2}
    with workplace.as_() as work:
        other = add_attachment(work, lying.reply, "brief.txt", BSN.encode())
        for attachment in (lying.attachment, other):
            work.connection.execute(insert(AttachmentFindingRow), {**row, "attachment_seq": attachment})
    item = do(workplace, unsolicited.note_attachment, lying.attachment)
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        left = work.connection.execute(select(AttachmentFindingRow.attachment_seq)).scalars().all()
    assert left == [other]


def test_of_a_message_an_attachment_can_stay(workplace: Any, lying: Lying) -> None:
    with workplace.as_() as work:
        photo = add_attachment(work, lying.message, "storing.jpg", b"JFIF")
    item = do(workplace, unsolicited.note_message, lying.message)
    do(workplace, unsolicited.delete_partly, item.id, item.version, [photo], "Toont de storing")
    with workplace.as_() as work:
        assert [row.seq for row in work.connection.execute(select(AttachmentRow.seq))] == [photo]
        assert text_of(work, lying.message).text == ""


@pytest.mark.parametrize(("part", "left"), [("is", "Mijn bsn {mark} 9"), ("sn", "Mijn b{mark} is")])
def test_what_is_too_short_to_be_known_again_goes_where_it_was_marked(
    workplace: Any, lying: Lying, part: str, left: str
) -> None:
    """Clause: D9. Two letters, or a part of a word, are looked for nowhere else; where they were marked they go."""
    with workplace.as_() as work:
        text = text_of(work, lying.message).text
    start = text.index(part, text.index("Mijn bsn"))
    note = unsolicited.note_passage
    item = do(workplace, note, lying.message, start, start + 2, ["other"], length=len(text))
    do(workplace, unsolicited.delete, item.id, item.version, also_elsewhere=True)
    with workplace.as_() as work:
        message, reply = text_of(work, lying.message).text, text_of(work, lying.reply).text
    mark = "[verwijderd: persoonsgegevens]"
    assert left.format(mark=mark) in message
    assert len(message) == len(text) - 2 + len(mark)
    assert "[verwijderd" not in reply


def test_the_hash_of_a_message_goes_with_what_was_taken_out_of_it(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9. By it the same mail is known again; a short value could be guessed from it."""
    with workplace.as_() as work:
        other = add_message(work, lying.ticket, "Iets anders")
        work.connection.execute(update(TicketMessageRow).values(fingerprint="hash"))
    item = do(workplace, unsolicited.note_findings, found[:1])
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        assert [text_of(work, one).fingerprint for one in (lying.message, other)] == ["", "hash"]
        work.connection.execute(update(TicketMessageRow).values(fingerprint="hash"))
    item = do(workplace, unsolicited.note_attachment, lying.attachment)
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        assert [text_of(work, one).fingerprint for one in (lying.message, other)] == ["", "hash"]


def test_the_preview_of_a_whole_message_counts_nothing_twice(workplace: Any, lying: Lying) -> None:
    """Clause: D9. What goes with the message is not counted again as a passage of it."""
    with workplace.as_() as work:
        add_attachment(work, lying.message, "Mijn bsn.jpg", b"JFIF")
    item = do(workplace, unsolicited.note_message, lying.message)
    preview = do(workplace, unsolicited.preview, item.id)
    own = [(one.where, one.count) for one in preview.spots if one.message == lying.message]
    assert own == [(Where.MESSAGE, 1), (Where.ATTACHMENT, 2)]
    assert preview.senders == 0
    file = do(workplace, unsolicited.note_attachment, lying.attachment)
    do(workplace, unsolicited.delete, file.id, file.version)
    spots = do(workplace, unsolicited.preview, item.id).spots
    assert Where.ATTACHMENT in [one.where for one in spots if one.count == 1], (
        "one that went before is no part of it"
    )


def test_the_preview_of_an_attachment_counts_its_own_name_with_it(workplace: Any, lying: Lying) -> None:
    """Clause: D9."""
    with workplace.as_() as work:
        add_message(work, lying.ticket, f"Zie paspoort-{BSN}.pdf")
    item = do(workplace, unsolicited.note_attachment, lying.attachment, ["passport"])
    preview = do(workplace, unsolicited.preview, item.id)
    assert [(one.where, one.count) for one in preview.spots] == [(Where.ATTACHMENT, 1), (Where.TEXT, 1)]


def test_two_who_decide_at_once_do_not_both_get_their_way(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    item = do(workplace, unsolicited.note_findings, found)
    done = do(workplace, unsolicited.delete, item.id, item.version)
    with pytest.raises(ItemChanged):
        do(workplace, unsolicited.impossible, item.id, item.version, "kan niet")
    with pytest.raises(Invalid):
        do(workplace, unsolicited.delete, item.id, done.version)


def test_while_a_customers_data_is_restricted_nothing_of_it_is_deleted(
    workplace: Any, lying: Lying, found: tuple[int, ...], anna: CustomerRef
) -> None:
    """Clause: R5, D9; GDPR art. 18."""
    item = do(workplace, unsolicited.note_findings, found)
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "accuracy")
    with pytest.raises(Refused) as refused:
        do(workplace, unsolicited.delete, item.id, item.version)
    assert refused.value.decision.clause == "R5"
    with workplace.as_("owner") as work:
        assert BSN in text_of(work, lying.message).text
        assert work.audit.page(limit=1)[0].event == "action:refused"


# --- the other outcomes ---


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
    assert "Try again" in str(duties(workplace)[0].what)
    done = do(workplace, unsolicited.delete, item.id, item.version)
    assert (done.outcome, done.next_try) == (Outcome.DELETED, None)
    assert done.closed is not None


# --- the checklist, closing, today ---


def duties(workplace: Any) -> list[today.Duty]:
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
        (item.due, str(item.id), "Unsolicited data to deal with: BSN")
    ]
    clock.pass_by(days=8)
    assert "should have been dealt with" in str(duties(workplace)[0].what)
    item = do(workplace, unsolicited.delete, item.id, item.version)
    assert "another console still reads" in str(duties(workplace)[0].what)
    settled(workplace, store, item)
    assert "Look for copies" in str(duties(workplace)[0].what)


def test_pages_of_the_queue_follow_each_other(workplace: Any, clock: Any, anna: CustomerRef) -> None:
    items = []
    for number in range(5):
        clock.pass_by(hours=1)
        items.append(do(workplace, unsolicited.note_elsewhere, "sms", f"Bericht {number}"))
    first = do(workplace, unsolicited.impossible, items[0].id, items[0].version, "Weg")
    items[0] = answered(workplace, first)
    assert items[0].closed
    expected = [one.id for one in (*items[1:], items[0])]
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
