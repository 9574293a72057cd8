"""What an erasure leaves, for it is another's record: said before it, by number and never by value. Clause: R4, D9."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text
from support.remote import add_system, begun
from support.rights import anna_in, approved, ask_for, confirm
from support.tickets import add_attachment, add_message, add_ticket

from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Refused
from helpdesk.domain.mentions import Mentions
from helpdesk.domain.remote import Ended, RecordingPart
from helpdesk.domain.requests import Fate
from helpdesk.domain.rights import Right
from helpdesk.tasks import complaint_letters, complaints, customers, recordings, rights, sessions

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

WAYS = {
    "name": {"text": "Mijn buurvrouw, Anneliesje ZWALUWENBURG, heeft het ook."},
    "subject": {"subject": "Groet van Anneliesje Zwaluwenburg", "text": "Dag."},
    "sender": {"sender": "Anneliesje Zwaluwenburg <zwaluw.prive@example.com>", "text": "Dag."},
    "address": {"sender": "zwaluw@example.nl", "text": "Dag."},
    "address in the text": {"text": "Schrijf maar naar Zwaluw@Example.nl, graag."},
    "telephone": {"text": "Bel haar op 0612345678 of later."},
    "telephone with a hyphen": {"text": "Bel haar op 06-12345678 of later."},
    "telephone from abroad": {"text": "Bel haar op +31612345678."},
    "street": {"text": "Het is op Merelhof 12, bij de kerk."},
}


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    ref = anna_in(workplace)
    with workplace.as_() as work:
        seen = work.customers.file(ref.id)
        customers.change(work, seen, {"street": "Merelhof", "house_number": "12"})
    return ref


@pytest.fixture
def otto(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Kievit"})
    return ref


def mentions(workplace: Any, ref: CustomerRef) -> Mentions:
    with workplace.as_() as work:
        found: Mentions = work.naming.of(ref.id)
        return found


@pytest.mark.parametrize("way", WAYS)
def test_a_ticket_of_another_in_which_a_customer_is_named_is_said(
    workplace: Any, anna: CustomerRef, otto: CustomerRef, way: str
) -> None:
    """Clause: R4, D9."""
    message = {"text": "", "sender": "otto@example.org", "subject": "Mail", **WAYS[way]}
    with workplace.as_() as work:
        add_message(work, add_ticket(work, "T2001", customer=otto.id), **message)
        add_message(work, add_ticket(work, "T2002", sender="otto@example.org"), **message)
    assert mentions(workplace, anna) == Mentions(of_others=("T2001",), unknown=("T2002",))


@pytest.mark.stores("embedded", "postgresql")
def test_their_own_tickets_and_words_that_only_look_alike_are_not_said(
    workplace: Any, anna: CustomerRef, otto: CustomerRef
) -> None:
    """Clause: R4."""
    with workplace.as_() as work:
        add_message(work, add_ticket(work, "T2001", customer=anna.id), "Anneliesje Zwaluwenburg")
        ticket = add_ticket(work, "T2002", customer=otto.id)
        add_message(work, ticket, "De Zwaluwenburgers, zwaluw@example.nlx en Merelhof 123")
        add_message(work, ticket, "Anneliesje is een mooie naam.")
    found = mentions(workplace, anna)
    assert found == Mentions()
    assert not found


def test_a_complaint_without_a_file_and_what_was_not_saved_are_said(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, C1."""
    with workplace.as_() as work:
        theirs = add_ticket(work, "T2001", customer=anna.id)
        new = {
            "channel": "telephone",
            "received": work.clock(),
            "cause": next(iter(workplace.policy.complaints.causes)),
        }
        complaints.register(work, NewComplaint(**new, words="Slecht", person="Anneliesje Zwaluwenburg"))
        complaints.register(
            work, NewComplaint(**new, words="Slecht", person="Jan", contact="zwaluw@example.nl")
        )
        complaints.register(work, NewComplaint(**new, words="Slecht", person="Jan", contact="jan@example.nl"))
        work.drafts.save("disclosure:new", '{"ground": "over Anneliesje Zwaluwenburg"}')
        work.drafts.save(f"ticket:{theirs}:reply", '{"text": "Beste Anneliesje Zwaluwenburg"}')
        work.drafts.save("complaint:new", f'{{"customer": "{anna.id}", "words": "Anneliesje Zwaluwenburg"}}')
    assert mentions(workplace, anna) == Mentions(complaints=("C2026-0002", "C2026-0001"), drafts=1)


@pytest.mark.stores("embedded", "postgresql")
def test_what_is_said_to_stay_is_what_stays(workplace: Any, anna: CustomerRef, otto: CustomerRef) -> None:
    """Clause: R4. The two go hand in hand: what is not named here goes with the customer."""
    with workplace.as_() as work:
        add_message(work, add_ticket(work, "T2001", customer=otto.id), "Groet van Anneliesje Zwaluwenburg")
        add_message(work, add_ticket(work, "T2002", customer=anna.id), "Groet van Anneliesje Zwaluwenburg")
        work.drafts.save("complaint:new", f'{{"customer": "{anna.id}", "words": "Zwaluwenburg"}}')
        cause = next(iter(workplace.policy.complaints.causes))
        made = complaints.register(
            work, NewComplaint("telephone", work.clock(), cause, "Slecht", customer=anna.id)
        )
        work.drafts.save(f"complaint:{made.id}:answer", '{"text": "Beste mevrouw Anneliesje Zwaluwenburg"}')
        assert work.naming.of(anna.id) == Mentions(of_others=("T2001",))
        work.erasing.erase(anna.id, "R2026-0001", ())
    with workplace.as_("owner") as work:
        assert [one.number for one in work.ticket_search.find("zwaluwenburg", 10)] == ["T2001"]
        assert work.drafts.forms() == ()


def test_who_has_no_rights_requests_is_told_nothing(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B1, R4."""
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.naming.of(anna.id)


@pytest.mark.stores("embedded", "postgresql")
def test_whatever_still_names_them_after_an_erasure_was_said_to_stay(
    workplace: Any, anna: CustomerRef, otto: CustomerRef
) -> None:
    """Clause: R4, P3. Table by table: held by law, as the preview says, or another's record, by its number."""
    named = "Anneliesje Zwaluwenburg"
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G2", "G3", "G4", "G5", "G7", "G8"))
        cause = next(iter(workplace.policy.complaints.causes))
        made = complaints.register(
            work, NewComplaint("telephone", work.clock(), cause, named, customer=anna.id)
        )
        complaints.note(work, made.id, named)
        complaint_letters.acknowledge(work, made.id, made.version, named)
        theirs = add_ticket(work, "T2001", named, customer=anna.id)
        message = add_message(work, theirs, named, message_id="<zwaluwenburg@example.nl>")
        add_attachment(work, message, "zwaluwenburg.txt", named.encode())
        add_message(work, add_ticket(work, "T2002", customer=otto.id), named)
        system = add_system(
            work, anna, name="zwaluwenburg", user="zwaluwenburg", host="zwaluwenburg.example.nl"
        )
        session = begun(work, anna, system, "198.51.100.7", reason=named)
        recordings.keep_part(work, session.id, RecordingPart(1, 0.0, 1.0, 1, named.encode()))
        sessions.end(work, session.id, Ended.NORMALLY, detail=named)
        work.drafts.save(f"ticket:{theirs}:reply", named)
        work.drafts.save(f"customer:{anna.id}", named)
    asked = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE, words=named)))
    with workplace.as_() as work:
        held = {str(one.what.id) for one in rights.preview_erasure(work, asked.id) if one.fate is Fate.HELD}
        assert rights.mentions(work, asked.id) == Mentions(of_others=("T2002",))
        rights.erase(work, asked.id, asked.version)
    assert held >= {"Complaints", "Rights requests"}
    assert _naming(workplace, "zwaluw") == {
        "complaints",  # what they said, held as accountability
        "complaint_steps",
        "rights_requests",
        *_OF_ANOTHER[workplace.store.engine.dialect.name],
    }


_OF_ANOTHER = {
    "sqlite": {"ticket_messages", "message_search", "message_words"},
    "postgresql": {"ticket_messages", "message_search"},
}


def _naming(workplace: Any, word: str) -> set[str]:
    """The tables in which a word stands."""
    with workplace.as_("owner") as work:
        names = work.connection.dialect.get_table_names(work.connection)
        return {
            name
            for name in names
            if word in repr(work.connection.execute(text(f'select * from "{name}"')).all()).lower()
        }


def test_no_message_and_no_ticket_is_read_to_see_who_wrote_it(plain_workplace: Any) -> None:
    """Clause: R4. Reading a million messages takes seconds; an index over who wrote them, a tenth of one."""
    anna = anna_in(plain_workplace)
    with plain_workplace.as_() as work:
        asked: list[tuple[str, Any]] = []
        event.listen(
            work.connection,
            "before_cursor_execute",
            lambda _c, _k, sql, given, *_: asked.append((sql, given)),
        )
        work.naming.of(anna.id)
        steps = [
            row.detail
            for sql, given in tuple(asked)
            if sql.startswith("SELECT")
            for row in work.connection.exec_driver_sql(f"explain query plan {sql}", given)
        ]
    scans = [step for step in steps if step.startswith(("SCAN ticket_messages", "SCAN tickets"))]
    assert len(scans) == 3
    assert all("COVERING INDEX" in step for step in scans)
