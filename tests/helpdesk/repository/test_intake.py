"""Mail is taken in once, by whom it is from, on every store; replies go out once. Clause: D9, R7, G3, R5."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from support.mails import HEAD, attached, mail, part, several

from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.mail import MailServer, reason
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import Delivery, Ticket, TicketFilter, TicketMessage, TicketState
from helpdesk.mail.mailboxes import mails
from helpdesk.mail.reading import read
from helpdesk.tasks import delivery, scanning, tickets, today
from helpdesk.tasks.intake import IntakeResult, Progress, take_all, take_in
from helpdesk.tasks.watched_folder import WatchedFolder

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    points = (ContactPoint("anna@example.nl", "", registered=True),)
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {"kind": "person", "family_name": "Meulen", "emails": points}
        )
    return ref


@pytest.fixture
def do(workplace: Any) -> Any:
    return workplace.doing()


def taken(do: Any, raw: bytes) -> Ticket:
    found: Ticket = do(lambda work: take_in(work, [read(raw)]))[0].received.ticket
    return found


def messages(do: Any, ticket: Ticket) -> tuple[TicketMessage, ...]:
    found: tuple[TicketMessage, ...] = do(lambda work: work.messages.of(ticket.id))
    return found


def from_bram(*lines: str) -> bytes:
    return mail("From: Bram <bram@example.org>", *lines, head=(HEAD[1], HEAD[3]))


def test_what_could_not_be_read_of_a_mail_is_kept_with_it(do: Any) -> None:
    """Clause: D9, G3. In whatever language it will be read."""
    damaged = several(part(body="Zie de foto."), part("Content-Transfer-Encoding: base64", body="A"))
    strange = mail("Content-Type: text/plain; charset=x-zwaluw", body="\xfc", head=HEAD[:3])
    for raw, fault in (
        (damaged, msg("A part of the mail is damaged; what could be read of it is kept.")),
        (
            strange,
            msg("The text is in an unknown encoding ({charset}).", charset="x-zwaluw"),
        ),
    ):
        (message,) = messages(do, taken(do, raw))
        assert fault in message.faults
    (message,) = messages(do, taken(do, mail(body="Heel.", head=HEAD[:4])))
    assert message.faults == ()


def test_r7_a_mail_from_a_registered_address_is_its_customers(do: Any, anna: CustomerRef) -> None:
    """Clause: R7, G3, D9."""
    ticket = taken(
        do, several(part(body="Zie de foto."), attached(b"\x89PNG", "image/png", "filename=../pas.png"))
    )
    (message,) = messages(do, ticket)
    assert (ticket.customer, ticket.subject) == (anna, "Printer doet niets")
    assert (message.text, message.is_registered) == ("Zie de foto.", True)
    assert [(file.name, file.size) for file in message.attachments] == [("pas.png", 4)]


def test_the_same_mail_twice_is_one_with_and_without_an_identifier(do: Any) -> None:
    for raw in (mail(), mail(body="Twee", head=HEAD[:4]), mail(body="Drie", head=HEAD[:3])):
        first, second = do(lambda work, raw=raw: take_in(work, [read(raw), read(raw)]))
        assert first.is_new and not second.is_new
        assert len(messages(do, first.received.ticket)) == 1


def test_r7_a_strangers_quote_of_a_ticket_number_joins_nothing(do: Any, anna: CustomerRef) -> None:
    ticket = taken(do, mail())
    other = taken(do, from_bram(f"Subject: Re: [{ticket.number}] Printer", "Message-ID: <s@example.org>"))
    assert other.id != ticket.id and other.customer is None
    assert len(messages(do, ticket)) == 1


def test_r7_an_answer_of_the_customer_joins_by_number_or_by_what_it_answers(
    do: Any, anna: CustomerRef
) -> None:
    ticket = taken(do, mail())
    head = (HEAD[0], HEAD[1], HEAD[3])
    for number, lines in enumerate(
        (("In-Reply-To: <1@example.nl>", "Subject: nog iets"), (f"Subject: Re: [{ticket.number}] x",)), 2
    ):
        assert taken(do, mail(*lines, f"Message-ID: <{number}@example.nl>", head=head)).id == ticket.id
    assert len(messages(do, ticket)) == 3


@pytest.mark.stores("embedded", "postgresql")
def test_r7_a_stranger_who_answers_a_mail_of_the_customer_joins_nothing(do: Any, anna: CustomerRef) -> None:
    ticket = taken(do, mail())
    other = taken(do, from_bram("In-Reply-To: <1@example.nl>", "Subject: hoi", "Message-ID: <s@example.org>"))
    assert other.id != ticket.id


def test_r7_a_mail_from_two_people_is_taken_for_nobodys(do: Any, anna: CustomerRef) -> None:
    assert taken(do, mail("From: bram@example.org")).customer is None


def test_a_moment_that_can_not_be_is_not_believed(do: Any, workplace: Any) -> None:
    ticket = taken(do, mail("Date: Sun, 03 May 2099 22:00:00 +0200", head=HEAD[:3]))
    assert messages(do, ticket)[0].at == workplace.clock()


def test_d9_a_folder_is_taken_in_whatever_lies_in_it(do: Any, tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    for number in range(5):
        head = (*HEAD[:4], f"Message-ID: <{number}@example.nl>")
        (place / f"{number}.eml").write_bytes(mail(head=head))
    (place / "broken.eml").write_bytes(b"Subject: half\nContent-Type: multipart/mixed; boundary=a\n\n--a\n")
    (tmp_path / "a.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    seen: list[Progress] = []
    result = take_all(do, mails([place, tmp_path / "a.msg"]), seen.append)
    assert (result.taken, result.known, result.with_faults, result.unread) == (6, 0, 1, 1)
    assert seen[-1].mails == 7
    again = take_all(do, mails([place]))
    assert (again.taken, again.known) == (0, 6)
    assert do(lambda work: len(tickets.list_tickets(work, TicketFilter()))) == 6


@cache
def zip_bomb() -> bytes:
    """A hundred megabytes of nothing, packed."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("[Content].xml", "w") as one,
    ):
        for _ in range(100):
            one.write(bytes(1_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("application/zip", "bom.zip"), ("text/plain", "bom.txt"), ("application/gzip", "bom.txt.gz"),
     ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "bom.docx")],
)  # fmt: skip
def test_d9_a_zip_bomb_is_kept_as_it_came_and_never_unpacked(do: Any, media_type: str, name: str) -> None:
    """A thousand times as large as it looks, taken in and searched; it costs no more than its own size tells."""
    bomb = zip_bomb()
    tracemalloc.start()
    try:
        ticket = taken(
            do, several(part(body="Zie bijlage."), attached(bomb, media_type, f'filename="{name}"'))
        )
        (message,) = messages(do, ticket)
        scanning.scan(do, message.id)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000
    (file,) = messages(do, ticket)[0].attachments
    assert (file.name, file.size) == (name, len(bomb))
    assert do(lambda work: work.messages.content(file.id)) == bomb


def test_a_watched_folder_waits_for_a_file_to_stand_still_and_moves_it(do: Any, tmp_path: Path) -> None:
    """Clause: D9."""
    place = tmp_path / "in"
    place.mkdir()
    folder = WatchedFolder(place)
    file = place / "a.eml"
    file.write_bytes(mail()[:100])
    assert folder.look(do) == IntakeResult()
    file.write_bytes(mail())
    assert folder.look(do) == IntakeResult()
    assert folder.look(do).taken == 1
    assert not file.exists() and (place / "taken" / "a.eml").read_bytes() == mail()
    file.write_bytes(mail())
    folder.look(do)
    assert folder.look(do).known == 1
    assert (place / "taken" / "a-2.eml").exists()


def test_what_is_no_mail_stays_in_the_watched_folder_and_is_said_once(do: Any, tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    folder = WatchedFolder(place)
    (place / "a.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    folder.look(do)
    result = folder.look(do)
    assert (result.unread, len(result.troubles)) == (1, 1)
    assert folder.look(do) == IntakeResult()
    assert (place / "a.msg").exists()


def test_a_watched_folder_that_is_gone_is_said_once_and_taken_up_when_it_is_back(
    do: Any, tmp_path: Path
) -> None:
    """Clause: D9. Else one would think that nobody writes."""
    place = tmp_path / "in"
    folder = WatchedFolder(place)
    (gone,) = folder.look(do).in_the_way
    assert (gone.path, str(gone.reason)) == (
        place,
        "The folder can't be read: there is no such file or folder.",
    )
    assert folder.look(do) == IntakeResult()
    place.mkdir()
    (place / "a.eml").write_bytes(mail())
    folder.look(do)
    assert folder.look(do).taken == 1
    (place / "taken" / "a.eml").unlink()
    (place / "taken").rmdir()
    place.rmdir()
    assert len(folder.look(do).in_the_way) == 1


def test_a_mail_that_can_not_be_moved_away_is_taken_in_once_and_that_is_said(do: Any, tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    folder = WatchedFolder(place)
    (place / "a.eml").write_bytes(mail())
    (place / "taken").write_bytes(mail(body="a file where the folder should be", head=HEAD[:4]))
    folder.look(do)
    result = folder.look(do)
    assert (result.taken, len(result.in_the_way)) == (2, 2)
    assert "It was taken in, but can't be moved" in str(result.in_the_way[0].reason)
    assert folder.look(do) == IntakeResult()


def test_a_mail_stays_in_the_watched_folder_until_it_is_kept(do: Any, tmp_path: Path) -> None:
    def fails(_job: Any) -> Any:
        raise HelpdeskError(reason("hung") or AssertionError)  # type: ignore[arg-type]

    place = tmp_path / "in"
    place.mkdir()
    folder = WatchedFolder(place)
    (place / "a.eml").write_bytes(mail())
    folder.look(do)
    with pytest.raises(HelpdeskError):
        folder.look(fails)
    assert (place / "a.eml").exists()
    assert folder.look(do).taken == 1


@pytest.fixture
def replied(do: Any, anna: CustomerRef, workplace: Any) -> TicketMessage:
    """A reply to Anna that waits."""
    from datetime import date

    def reply(work: Any) -> Any:
        work.services.add(anna.id, "support", "", date(2024, 1, 1))
        work.open_files.open(anna.id, ("G3",))
        return tickets.reply(work, ticket.id, "Het is gemaakt.").message

    ticket = taken(do, mail())
    found: TicketMessage = do(reply)
    return found


def one(do: Any, message: TicketMessage) -> TicketMessage:
    found: TicketMessage = do(lambda work: work.messages.one(message.id))
    return found


def test_g3_a_reply_is_handed_on_once_and_its_answer_comes_home(
    do: Any, replied: TicketMessage, tmp_path: Path
) -> None:
    assert delivery.deliver_all(do, tmp_path / "out") == delivery.DeliveryResult(1, 0)
    assert delivery.deliver_all(do, tmp_path / "out") == delivery.DeliveryResult(0, 0)
    kept = one(do, replied)
    assert (kept.delivery, kept.delivery_detail) == (Delivery.HANDED_ON, "")
    (file,) = (tmp_path / "out").iterdir()
    written = read(file.read_bytes())
    assert written.recipients == ("anna@example.nl",) and written.in_reply_to == "1@example.nl"
    head = (HEAD[0], HEAD[1], HEAD[3])
    answer = mail(
        f"In-Reply-To: <{written.message_id}>", "Message-ID: <3@example.nl>", "Subject: dank", head=head
    )
    assert taken(do, answer).id == replied.ticket


def test_a_program_that_ends_while_it_sends_leaves_the_truth(do: Any, replied: TicketMessage) -> None:
    (letter,) = do(delivery.claim).letters
    assert letter.text == "Het is gemaakt."
    kept = one(do, replied)
    assert kept.delivery is Delivery.FAILED and "unknown" in str(reason(kept.delivery_detail))
    assert do(delivery.claim).letters == ()
    do(lambda work: delivery.again(work, replied.id))
    assert [each.message_id for each in do(delivery.claim).letters] == [letter.message_id]


def test_r5_a_reply_waits_for_no_customer_whose_use_was_restricted(
    do: Any, replied: TicketMessage, anna: CustomerRef, tmp_path: Path, workplace: Any
) -> None:
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G5",))
        work.standings.restrict(anna.id, "Art. 18(1)(a)")
    assert delivery.deliver_all(do, tmp_path / "out") == delivery.DeliveryResult(0, 1), "who sends it is told"
    assert not (tmp_path / "out").exists()
    assert one(do, replied).delivery_detail == "not-allowed"


def said_today(do: Any) -> list[str]:
    return [str(one.what) for one in do(today.today) if "reply" in str(one.what)]


def test_g3_today_names_a_reply_that_did_not_go_out_until_it_or_a_later_one_did(
    do: Any, replied: TicketMessage, tmp_path: Path, workplace: Any
) -> None:
    """Clause: G3. The ticket waits for its customer by then, so nobody would look."""
    ticket = do(lambda work: work.tickets.one(replied.ticket))
    not_sent = f"The reply in {ticket.number} was not sent"
    (tmp_path / "out").write_text("a file where the folder should be")
    assert said_today(do) == []
    workplace.clock.pass_by(minutes=10)
    assert said_today(do) == [not_sent]
    delivery.deliver_all(do, tmp_path / "out")
    do(lambda work: tickets.set_state(work, ticket.id, ticket.version, TicketState.CLOSED))
    assert said_today(do) == [not_sent]
    do(lambda work: tickets.reply(work, ticket.id, "Nu wel?"))
    assert said_today(do) == [not_sent]
    delivery.deliver_all(do, tmp_path / "outbox")
    assert said_today(do) == []


@pytest.mark.stores("embedded", "postgresql")
def test_g3_of_a_reply_that_may_have_arrived_today_does_not_say_that_it_did_not(
    do: Any, replied: TicketMessage, workplace: Any
) -> None:
    do(delivery.claim)
    assert said_today(do) == []
    workplace.clock.pass_by(minutes=10)
    (said,) = said_today(do)
    assert said.startswith("Check whether the reply in")


def test_r5_today_does_not_ask_for_a_reply_to_a_customer_who_may_not_be_written_to(
    do: Any, replied: TicketMessage, anna: CustomerRef, workplace: Any
) -> None:
    workplace.clock.pass_by(minutes=10)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G5",))
        work.standings.restrict(anna.id, "Art. 18(1)(a)")
    assert said_today(do) == []


def test_what_waits_is_found_by_the_index_of_the_few_that_did_not_go_out(plain_workplace: Any) -> None:
    """Among a million messages a console would else read them all, at its start and for each reply."""
    with plain_workplace.as_() as work:
        asked: list[tuple[str, Any]] = []
        event.listen(
            work.connection,
            "before_cursor_execute",
            lambda _c, _k, said, values, *_: asked.append((said, values)),
        )
        work.messages.undelivered(1)
        work.messages.not_gone_out(work.clock(), 1)
        questions = [(said, values) for said, values in asked if "LIMIT" in said]
        assert len(questions) == 2
        for said, values in questions:
            plan = work.connection.exec_driver_sql(f"explain query plan {said}", values).all()
            assert "ix_ticket_messages_undelivered" in str(plan[0])


def test_b6_the_password_is_looked_up_where_the_settings_say(tmp_path: Path) -> None:
    """Clause: B6."""
    (tmp_path / "secret").write_text("geheim\nmore\n")
    (tmp_path / "secret").chmod(0o600)
    for secret, environ in (("env:X", {"X": "geheim"}), (f"file:{tmp_path / 'secret'}", {})):
        server = MailServer("mail.example.com", 587, user="kim", secret=secret)
        assert delivery.password_of(server, environ, None, lambda _: None) == "geheim"
        assert "geheim" not in repr(server)
    for secret in ("env:Y", f"file:{tmp_path / 'gone'}", "keepass:Mail"):
        with pytest.raises(HelpdeskError, match="no password"):
            delivery.password_of(
                MailServer("mail.example.com", 587, user="kim", secret=secret), {}, None, lambda _: None
            )


@pytest.mark.skipif(os.name != "posix", reason="elsewhere others have no such rights")
def test_a_mail_password_that_others_on_the_machine_can_read_is_not_used(tmp_path: Path) -> None:
    """Clause: B6."""
    kept = tmp_path / "secret"
    kept.write_text("geheim\n")
    kept.chmod(0o640)
    server = MailServer("mail.example.com", 587, user="kim", secret=f"file:{kept}")
    with pytest.raises(HelpdeskError, match="Others on this machine can read") as refused:
        delivery.password_of(server, {}, None, lambda _: None)
    assert str(refused.value.todo) == f"Take away their access: chmod 600 {kept}"
