"""Deleting unsolicited data on every store: the preview, and just that. Clause: D9, P3, R5."""

from __future__ import annotations

import json
from datetime import timedelta
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
from support.unsolicited import do, faults

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.unsolicited import ItemChanged, Outcome, Where
from helpdesk.repository import message_search
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
    TicketRow,
)
from helpdesk.tasks import unsolicited

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


@pytest.mark.stores("embedded", "postgresql")
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
        assert list(message_search.find(work.connection, BSN, 5)) == []
        assert list(message_search.find(work.connection, IBAN, 5)) != [], "what stays is found still"
    assert BSN not in reply
    assert reply.count("[verwijderd: BSN]") == 2
    assert IBAN in reply


@pytest.mark.stores("embedded", "postgresql")
def test_the_same_value_goes_from_server_answers_and_file_names_of_this_ticket_alone(
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


@pytest.mark.stores("embedded", "postgresql")
def test_what_could_not_be_read_of_the_mail_goes_with_it_and_of_another_when_that_is_wanted(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9. It quotes the mail."""
    quoted = json.dumps([f"The address “{BSN}” can't be read."])
    with workplace.as_() as work:
        elsewhere = add_message(work, add_ticket(work, "T2001"), "Van een ander")
        work.connection.execute(update(TicketMessageRow).values(faults=quoted))
    item = do(workplace, unsolicited.note_findings, found[:1])
    spots = do(workplace, unsolicited.preview, item.id).spots
    unread = {(one.message, one.asked_for): one.count for one in spots if one.where is Where.FAULTS}
    assert unread == {(lying.message, True): 1, (lying.reply, False): 1}
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        assert BSN not in text_of(work, lying.message).faults
        assert {text_of(work, one).faults for one in (lying.reply, elsewhere)} == {quoted}


@pytest.mark.stores("embedded", "postgresql")
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


def test_what_stands_in_another_ticket_stays_there_and_is_not_counted(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9, P2. It was sent in this ticket; in that of somebody else it may be needed."""
    with workplace.as_() as work:
        elsewhere = add_ticket(work, "T1077", f"Over {BSN}")
        message = add_message(
            work, elsewhere, f"Mijn bsn is {BSN}.", subject=f"Over {BSN}", sender=f"{BSN}@example.org"
        )
        add_attachment(work, message, f"{BSN}.pdf", b"%PDF")
    item = do(workplace, unsolicited.note_findings, found[:1])
    preview = do(workplace, unsolicited.preview, item.id)
    assert {one.message for one in preview.spots} <= {lying.message, lying.reply, None}
    assert (preview.here, preview.elsewhere, preview.senders) == (5, 2, 0)
    do(workplace, unsolicited.delete, item.id, preview.version, also_elsewhere=True)
    with workplace.as_() as work:
        there = text_of(work, message)
        assert (there.text, there.subject) == (f"Mijn bsn is {BSN}.", f"Over {BSN}")
        assert work.tickets.one(elsewhere).subject == f"Over {BSN}"
        names = select(AttachmentRow.name).where(AttachmentRow.message_seq == message)
        assert work.connection.execute(names).scalar_one() == f"{BSN}.pdf"


def test_what_goes_from_the_beginning_of_a_text_takes_nothing_from_whom_it_was_sent_to(
    workplace: Any,
) -> None:
    """Clause: D9. A place in the text is none in the other lines of a mail."""
    with workplace.as_() as work:
        message = add_message(
            work, add_ticket(work), f"{BSN} is mijn bsn.", delivery_detail="550 unknown user"
        )
        found = spotted(work, message)
    item = do(workplace, unsolicited.note_findings, found)
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        left = text_of(work, message)
    assert left.text == "[verwijderd: BSN] is mijn bsn."
    assert (left.recipients, left.delivery_detail) == ("help@example.nl", "550 unknown user")


def test_what_went_with_its_message_or_ticket_leaves_nothing_to_remove(workplace: Any, lying: Lying) -> None:
    """Clause: D9."""
    item = do(workplace, unsolicited.note_attachment, lying.attachment)
    whole = do(workplace, unsolicited.note_message, lying.message)
    do(workplace, unsolicited.delete, whole.id, whole.version)
    other = do(workplace, unsolicited.note_message, lying.reply)
    assert do(workplace, unsolicited.preview, item.id).spots == ()
    assert do(workplace, unsolicited.preview, other.id).spots != ()
    with workplace.as_() as work:
        work.tickets.remove((lying.ticket,))
    for one in (item, other):
        preview = do(workplace, unsolicited.preview, one.id)
        assert (preview.spots, preview.here, preview.elsewhere) == ((), 0, 0)


@pytest.mark.stores("embedded", "postgresql")
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
        work.drafts.save(f"ticket:{add_ticket(work, 'T2001')}:note", drafts["note"])
    item = do(workplace, unsolicited.note_findings, found[:1])
    spots = do(workplace, unsolicited.preview, item.id).spots
    written_in = [(one.count, one.asked_for) for one in spots if one.where is Where.DRAFT]
    assert sorted(written_in) == [(1, False), (2, False)], "they go only where that is wanted"
    do(workplace, unsolicited.delete, item.id, item.version, also_elsewhere=True)
    with workplace.as_() as work:
        written = work.drafts.load(f"ticket:{lying.ticket}:out")
        assert json.loads(written) == {
            "text": "Uw bsn [verwijderd: BSN]",
            "files": ["[verwijderd: BSN].pdf"],
            "place": 7,
            "sent": None,
        }
        notes = [work.drafts.load(form) for form, _since in work.drafts.forms() if form.endswith(":note")]
    assert sorted(notes) == [drafts["note"], "Haar bsn is [verwijderd: BSN]"], "in another ticket it stays"


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
        spotted(work, lying.reply)
        of_reply = findings_of(work, lying.reply)
        text = text_of(work, lying.message).text
        # One that reaches into the passage that goes, and one around it.
        for start, end in ((text.index("is " + BSN), text.index(BSN) + 3), (0, len(text))):
            row = {"message_seq": lying.message, "kind": "address", "start": start, "end": end}
            work.connection.execute(insert(FindingRow), {**row, "certainty": 1})
        name = text.index("Xanthippe")
        other = unsolicited.note_passage(work, lying.message, name, name + 9, length=len(text))
        before_it = unsolicited.note_passage(work, lying.message, 0, 4, length=len(text))
    item = do(workplace, unsolicited.note_findings, found[:1])
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        text = text_of(work, lying.message).text
        assert set(findings_of(work, lying.message)) == {before[1], ("address", "is "), ("address", text)}
        assert findings_of(work, lying.reply) == of_reply
        assert unsolicited.item(work, before_it.id) == before_it, "who deals with that sees no change"
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


@pytest.mark.stores("embedded", "postgresql")
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


@pytest.mark.stores("embedded", "postgresql")
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


@pytest.mark.stores("embedded", "postgresql")
def test_a_message_goes_whole_and_the_ticket_stays_readable(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9, P3."""
    with workplace.as_() as work:
        photo = add_attachment(work, lying.message, "foto.jpg", b"JFIF")
        other = add_message(work, lying.ticket, f"Betaald van {IBAN}.")
        spotted(work, other)
        offer = add_attachment(work, other, "offerte.pdf", b"%PDF")
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
        assert work.connection.execute(select(AttachmentRow.seq)).scalars().all() == [offer]
        assert (findings_of(work, lying.message), findings_of(work, other)) == ([], [("iban", IBAN)])
        reply = text_of(work, lying.reply).text
        assert "We kijken ernaar." in reply
        assert "bsn" not in reply
        assert work.connection.execute(select(TicketRow.subject)).scalar_one() == "[verwijderd: gezondheid]"
        assert unsolicited.item(work, passages.id).passages == ()
    for job, what in ((unsolicited.note_message, lying.message), (unsolicited.note_attachment, photo)):
        with pytest.raises(NotFound):
            do(workplace, job, what)


@pytest.mark.stores("embedded", "postgresql")
def test_an_unknown_sender_is_forgotten_with_their_last_message(workplace: Any) -> None:
    """Clause: D9, P3. Somebody else's in the same ticket do not keep them. Who saw the ticket may not put them back."""
    with workplace.as_() as work:
        lying = lay(work)
        second = add_message(work, lying.ticket, "Nog een keer, met groet")
        others = add_message(work, lying.ticket, "Ik kijk mee", sender="piet@example.org")
        elsewhere = add_ticket(work, "T2001")
        add_message(work, elsewhere, "Over iets anders")
    senders = []
    for message in (others, lying.message, second):
        item = do(workplace, unsolicited.note_message, message)
        do(workplace, unsolicited.delete, item.id, item.version)
        with workplace.as_() as work:
            tickets = select(TicketRow.sender, TicketRow.version).order_by(TicketRow.seq)
            one, other = map(tuple, work.connection.execute(tickets).all())
            senders.append((one, other))
    there = "xanthippe@example.org"
    (of_other, _same), (kept, _still), (gone, stays) = senders
    assert (of_other[0], kept[0], gone) == (there, there, ("", kept[1] + 1))
    assert stays == (there, 1), "in another ticket they wrote something that is still there"


@pytest.mark.stores("embedded", "postgresql")
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


@pytest.mark.stores("embedded", "postgresql")
def test_the_hash_of_a_message_goes_with_what_was_taken_out_of_it(
    workplace: Any, lying: Lying, found: tuple[int, ...]
) -> None:
    """Clause: D9. By it the same mail is known again; a short value could be guessed from it."""
    with workplace.as_() as work:
        other = add_message(work, lying.ticket, "Iets anders")
        for seq, identity in ((lying.message, "<1@example.org>"), (other, "<2@example.org>")):
            row = update(TicketMessageRow).where(TicketMessageRow.seq == seq)
            work.connection.execute(row.values(fingerprint="hash", message_id=identity))
    item = do(workplace, unsolicited.note_findings, found[:1])
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        assert [text_of(work, one).fingerprint for one in (lying.message, other)] == ["", "hash"]
        identities = [text_of(work, one).message_id for one in (lying.message, other)]
        assert identities[0] != "<1@example.org>" and identities[1] == "<2@example.org>"
        work.connection.execute(update(TicketMessageRow).values(fingerprint="hash"))
    item = do(workplace, unsolicited.note_attachment, lying.attachment)
    do(workplace, unsolicited.delete, item.id, item.version)
    with workplace.as_() as work:
        assert [text_of(work, one).fingerprint for one in (lying.message, other)] == ["", "hash"]


def test_the_preview_of_a_whole_message_counts_nothing_twice(workplace: Any, lying: Lying) -> None:
    """Clause: D9. What goes with the message is not counted again as a passage of it."""
    with workplace.as_() as work:
        line = text_of(work, lying.message).text.splitlines()[0]
        for message in (lying.message, lying.reply):
            add_attachment(work, message, f"{line}.jpg", b"JFIF")
        work.connection.execute(update(TicketMessageRow).values(faults=json.dumps([line])))
    item = do(workplace, unsolicited.note_message, lying.message)
    preview = do(workplace, unsolicited.preview, item.id)
    own = [(one.where, one.count) for one in preview.spots if one.message == lying.message]
    assert own == [(Where.MESSAGE, 1), (Where.ATTACHMENT, 2)]
    for where in (Where.FAULTS, Where.ATTACHMENT_NAME):
        assert [one.message for one in preview.spots if one.where is where] == [lying.reply]
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


@pytest.mark.stores("embedded", "postgresql")
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
