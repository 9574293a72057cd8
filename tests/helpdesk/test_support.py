"""One session from the request to the closed row: whatever happens, the ledger knows (clauses D6, G4, G6, B4)."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.answers import Answers
from support.command_line import add_customer
from support.pty_pair import PtyPair
from support.remote import trusted_keys
from support.ssh_keys import KeyFile
from support.ssh_servers import SHELL, Server, asyncssh_server

from helpdesk.desk import Desk
from helpdesk.domain.errors import Invalid, Refused, StoreFull
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import SSH, Ended, HostKey, KeyStanding, Request, Session, System, TrustedKey
from helpdesk.policy.loader import load
from helpdesk.remote.asking import ConnectFailed, Reached
from helpdesk.remote.recorder import RecordingFailed
from helpdesk.support import SupportSession, begin, propose, say_forgotten, say_new
from helpdesk.tasks import files, host_keys, sessions, systems
from helpdesk.words.sessions import say_detail


class Somebody(Answers):
    """Answers, and keeps what was reached."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(**answers)
        self.places: list[tuple[str, bool]] = []

    def reached(self, where: Reached, row: Session, forgotten: tuple[TrustedKey, ...]) -> None:
        self.forgotten = forgotten
        self.places.append((where.peer, row.new_address))


@pytest.fixture
def server(key: KeyFile) -> Iterator[Server]:
    with asyncssh_server(authorized=[key.public]) as running:
        yield running


@pytest.fixture
def customer(desk: Desk) -> str:
    """The id of a customer whose file is open for remote support."""
    number = add_customer(desk)
    ref = desk.do(files.by_number, number)
    desk.do(files.open_file, ref.id, ("G3", "G4"))
    return ref.id


def added(desk: Desk, customer: str, key: KeyFile, port: int, **over: str) -> System:
    """A system that is signed in to with a key file."""
    raw = {"name": "web01", "host": "127.0.0.1", "port": str(port), "user": "ans", "sign_in": "key-file"}
    return desk.do(systems.add, customer, {**raw, "secret_at": str(key.path), **over})


@pytest.fixture
def system(desk: Desk, customer: str, key: KeyFile, server: Server) -> System:
    return added(desk, customer, key, server.port)


def request(customer: str, system: System, **over: Any) -> Request:
    return Request(customer, SSH, system.id, "updates", "phone", **over)


def ledger(desk: Desk, customer: str) -> tuple[Session, ...]:
    return desk.do(sessions.of_customer, customer)


def work(support: SupportSession, *typed: tuple[str, str]) -> str:
    """Connect and work on a terminal of one's own; gives what was shown."""
    with PtyPair(*typed) as pty:
        support.connect(pty.terminal)
        support.work(pty.terminal, pty.terminal)
        return pty.seen


def test_the_row_is_there_before_anything_is_reached_and_closed_with_the_exit_status(
    desk: Desk, customer: str, system: System
) -> None:
    """Clause: D6, G4, G6. A new address is marked before anything is said to it, and in the ledger."""
    somebody = Somebody()
    with SupportSession(desk, request(customer, system), somebody) as support:
        assert ledger(desk, customer) == (support.row,)
        assert (support.row.peer, support.row.ended) == ("", None)
        shown = work(support, ("$ ", "echo he''llo; exit 7\r"))
    assert "hello" in shown
    assert "[web01 127.0.0.1] ~. ends it" in shown
    assert "! 127.0.0.1 is a new address for this customer." in shown
    assert somebody.places == [("127.0.0.1", True)]
    (row,) = ledger(desk, customer)
    assert row == support.row
    assert (row.peer, row.peer_is_true, row.new_address) == ("127.0.0.1", True, True)
    assert (row.how, row.exit_status) == (Ended.NORMALLY, 7)


def test_where_the_console_is_reached_by_ssh_the_way_out_passes_that_ssh(
    desk: Desk, customer: str, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G4. A single ~. would be taken by the ssh in front, and hang up on the console."""
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    with SupportSession(desk, request(customer, system), Somebody()) as support:
        shown = work(support, ("$ ", "~?"), ("~~?", "exit\r"))
    assert "~~. ends it, ~~? shows more." in shown
    assert "  ~~.   end this session" in shown
    assert "  ~~~~  send a ~ to the other side" in shown


def test_the_second_time_nothing_is_new_and_nothing_is_asked(
    desk: Desk, customer: str, system: System
) -> None:
    """Clause: B4, G6."""
    for asked in (1, 0):
        somebody = Somebody()
        with SupportSession(desk, request(customer, system), somebody) as support:
            work(support, ("$ ", "exit\r"))
        assert len(somebody.offered) == asked
        assert somebody.places == [("127.0.0.1", bool(asked))]
        assert bool(say_new(support.row)) is bool(asked)


def test_the_greeting_of_the_host_stands_above_the_terminal_and_can_do_nothing(
    desk: Desk, customer: str, key: KeyFile
) -> None:
    """Clause: P1, B4."""
    greeting = "Only for authorised users\r\n\x1b]52;c;cGFzcw==\x07\x1b[31mred\n"
    with asyncssh_server(authorized=[key.public], banner=greeting) as server:
        system = added(desk, customer, key, server.port)
        with SupportSession(desk, request(customer, system), Somebody()) as support:
            shown = work(support, ("$ ", "exit\r"))
    assert "Only for authorised users" in shown
    assert "\x1b]52" not in shown
    assert "\x1b[31mred" not in shown


def test_a_session_is_recorded_with_what_was_shown_and_without_what_was_typed(
    desk: Desk, customer: str, system: System
) -> None:
    """Clause: B6, P3."""
    from helpdesk.remote.player import Cast

    with SupportSession(desk, request(customer, system, record=True), Somebody()) as support:
        seen = work(support, ("$ ", "stty -echo; echo re''ady\r"), ("ready", "read x; exit\rs3cret\r"))
    assert "It is being recorded." in seen
    cast = Cast(desk.do(sessions.parts, support.row.id))
    shown = "".join(event.text for event in cast.events())
    assert cast.whole
    assert "ready" in shown
    assert "s3cret" not in shown


def test_without_its_recording_a_session_does_not_begin(
    desk: Desk, customer: str, system: System, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B6. Nothing was typed or shown; the row says why."""

    def full(*_: object) -> None:
        raise StoreFull(msg("The disk is full."))

    monkeypatch.setattr(sessions, "keep_part", full)
    with pytest.raises(ConnectFailed) as failed:
        with SupportSession(desk, request(customer, system, record=True), Somebody()) as support:
            work(support, ("$ ", "never\r"))
    assert isinstance(failed.value.__cause__, RecordingFailed)
    assert (support.row.how, support.row.recorded) == (Ended.NOT_RECORDED, False)
    assert bytes(server.seen.typed) == b""


def test_an_attempt_that_fails_is_a_row_that_says_how(desk: Desk, customer: str, key: KeyFile) -> None:
    """Clause: D6."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    system = added(desk, customer, key, port)
    with pytest.raises(ConnectFailed):
        with SupportSession(desk, request(customer, system), Somebody()) as support:
            support.connect()
    (row,) = ledger(desk, customer)
    assert row.how is Ended.UNREACHABLE
    assert say_detail(row) == "The machine answers, but nothing listens on that port."


def test_a_changed_host_key_is_refused_and_nothing_is_sent(desk: Desk, customer: str, key: KeyFile) -> None:
    """Clause: B4."""
    with asyncssh_server(authorized=[key.public]) as server:
        system = added(desk, customer, key, server.port)
        with SupportSession(desk, request(customer, system), Somebody()) as support:
            support.connect()
            support.tested()
    assert desk.do(lambda work: work.sessions.to_follow_up()) == ()  # nothing was done that is to be noted
    with asyncssh_server(authorized=[key.public], host_keys=[("ed25519", 1)], port=server.port) as other:
        somebody = Somebody()
        with pytest.raises(ConnectFailed) as failed:
            with SupportSession(desk, request(customer, system), somebody) as support:
                support.connect()
        assert other.seen.tries == []
    assert somebody.offered == []
    assert failed.value.known
    assert support.row.how is Ended.HOST_KEY_REFUSED


def test_a_changed_key_stays_refused_after_a_restart_whatever_is_tried_but_replacing(
    desk: Desk, customer: str, key: KeyFile
) -> None:
    """Clause: B4. Forgotten, removed and added again, or reached by another name: the other key stays refused."""
    with asyncssh_server(authorized=[key.public]) as server:
        system = added(desk, customer, key, server.port)
        signed_in_and_out(desk, customer, system)
    with asyncssh_server(authorized=[key.public], host_keys=[("ed25519", 1)], port=server.port) as other:
        refused(desk, customer, system)
        desk.shut()
        desk.open()
        (trusted,) = desk.do(trusted_keys, customer, system.id)
        desk.do(host_keys.forget, customer, trusted.id, "a new disk, they say")
        refused(desk, customer, system)
        desk.do(systems.remove, customer, system.id)
        system = added(desk, customer, key, server.port)
        refused(desk, customer, system)
        alias = added(desk, customer, key, server.port, host="localhost")
        refused(desk, customer, alias)
        with SupportSession(desk, request(customer, alias), Somebody()) as support, PtyPair() as pty:
            support.work_with_system_ssh(pty.terminal, pty.terminal)
        assert support.row.how is Ended.HOST_KEY_REFUSED
        assert say_detail(support.row).endswith("Host key verification failed.")
        assert other.seen.tries == []
        (offered,) = (
            one.key
            for one in desk.do(host_keys.of_system, customer, system.id)
            if one.standing is KeyStanding.REFUSED
        )
        desk.do(host_keys.replace, customer, offered, "a new disk, told by the customer on the phone")
        assert signed_in_and_out(desk, customer, system) == []
        assert other.seen.signed_in


def test_a_forgotten_key_makes_the_next_connection_ask(desk: Desk, customer: str, key: KeyFile) -> None:
    """Clause: B4."""
    with asyncssh_server(authorized=[key.public]) as server:
        system = added(desk, customer, key, server.port)
        assert len(signed_in_and_out(desk, customer, system)) == 1
        assert signed_in_and_out(desk, customer, system) == []
        (trusted,) = desk.do(trusted_keys, customer, system.id)
        desk.do(host_keys.forget, customer, trusted.id, "the machine was replaced")
        assert len(signed_in_and_out(desk, customer, system)) == 1


def test_who_is_asked_about_a_key_hears_why_it_or_another_one_was_forgotten(
    desk: Desk, customer: str, key: KeyFile
) -> None:
    """Clause: B4."""
    with asyncssh_server(authorized=[key.public]) as server:
        system = added(desk, customer, key, server.port)
        signed_in_and_out(desk, customer, system)
        (trusted,) = desk.do(trusted_keys, customer, system.id)
        desk.do(host_keys.forget, customer, trusted.id, "it leaked")
        somebody = Somebody()
        with SupportSession(desk, request(customer, system), somebody) as support:
            support.connect()
            support.tested()
        (asked,) = somebody.offered
        said = say_forgotten(asked, somebody.forgotten)
        assert "stopped trusting this key on" in said and "it leaked" in said
        other = replace(asked, key=asked.key[::-1])
        assert "another key" in say_forgotten(other, somebody.forgotten)
        assert say_forgotten(asked, ()) == ""
        signed_in_and_out(desk, customer, system)
        assert desk.do(host_keys.forgotten, support.row.id, system.host, system.port) == ()


def signed_in_and_out(desk: Desk, customer: str, system: System) -> list[HostKey]:
    """Sign in and out again; the keys that were asked about."""
    somebody = Somebody()
    with SupportSession(desk, request(customer, system), somebody) as support:
        support.connect()
        support.tested()
    return somebody.offered


def refused(desk: Desk, customer: str, system: System) -> None:
    """Try to sign in where somebody would trust any key; it is refused without a question."""
    somebody = Somebody()
    with pytest.raises(ConnectFailed), SupportSession(desk, request(customer, system), somebody) as support:
        support.connect()
    assert somebody.offered == []
    assert support.row.how is Ended.HOST_KEY_REFUSED


class SlowToAnswer(Somebody):
    """Somebody who waits with the answer until something happened elsewhere."""

    def __init__(self, until: Callable[[], bool]) -> None:
        super().__init__()
        self._until = until

    def trust(self, offered: HostKey) -> bool:
        assert waited_for(self._until)
        return super().trust(offered)


def waited_for(happened: Callable[[], bool]) -> bool:
    """Whether something happens within ten seconds."""
    end = time.monotonic() + 10
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    return happened()


def test_a_session_lives_while_somebody_is_asked_and_a_second_console_leaves_it_alone(
    desk: Desk, customer: str, key: KeyFile, turned_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D6."""
    monkeypatch.setattr("helpdesk.support.SIGN_OF_LIFE", 0.02)
    second = Desk(desk.config, load(None), login=desk.technician.login, clock=turned_clock)
    second.open()

    def asked_for_two_minutes() -> bool:
        turned_clock.pass_by(seconds=120)
        now = turned_clock()
        assert waited_for(lambda: ledger(desk, customer)[0].alive >= now)
        assert second.do(sessions.close_left_open) == 0
        return True

    with asyncssh_server(authorized=[key.public]) as server:
        system = added(desk, customer, key, server.port)
        somebody = SlowToAnswer(asked_for_two_minutes)
        with SupportSession(desk, request(customer, system), somebody) as support:
            support.connect()
            (row,) = second.do(sessions.running)
            assert row.ended is None
            support.tested()
    second.shut()
    assert support.row.how is Ended.NORMALLY


def test_a_line_that_is_cut_in_the_middle_is_told_from_a_goodbye(
    desk: Desk, customer: str, key: KeyFile
) -> None:
    """Clause: D6."""
    with asyncssh_server(authorized=[key.public]) as server:
        system = added(desk, customer, key, server.port)
        with SupportSession(desk, request(customer, system), Somebody()) as support, PtyPair() as pty:
            support.connect(pty.terminal)
            server.end_connections()
            support.work(pty.terminal, pty.terminal)
    assert support.row.how is Ended.LINE_LOST


def test_a_restriction_ends_a_session_that_runs_and_the_row_says_why(
    desk: Desk, customer: str, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R5, G4; GDPR art. 18. On record as refused, and what was done until then can still be noted."""
    monkeypatch.setattr("helpdesk.remote.pump.SIGN_OF_LIFE", 0.05)
    with SupportSession(desk, request(customer, system), Somebody()) as support, PtyPair() as pty:
        support.connect(pty.terminal)
        desk.do(lambda work: work.standings.restrict(customer, "juistheid betwist"))
        support.work(pty.terminal, pty.terminal)
    row = support.row
    assert row.how is Ended.STOPPED
    assert [one.id for one in desk.do(lambda work: work.sessions.to_follow_up())] == [row.id]
    assert "beperkt sinds" in say_detail(row) or "restricted since" in say_detail(row)
    refused = [one for one in desk.do(lambda work: work.audit.page()) if one.event == "action:refused"]
    assert {(one.subject, one.detail["clause"]) for one in refused} == {(customer, "R5")}
    desk.do(sessions.note, row.id, "halverwege gestopt", False)


def test_a_system_that_gives_no_terminal_closes_the_row(desk: Desk, customer: str, key: KeyFile) -> None:
    """Clause: D6."""
    with asyncssh_server(authorized=[key.public], close_at=SHELL) as server:
        system = added(desk, customer, key, server.port)
        with pytest.raises(ConnectFailed), PtyPair() as pty:
            with SupportSession(desk, request(customer, system), Somebody()) as support:
                support.connect(pty.terminal)
    assert support.row.ended is not None


def test_a_row_that_could_not_be_closed_is_closed_with_the_same_outcome_later(
    desk: Desk, customer: str, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D6."""
    support = SupportSession(desk, request(customer, system), Somebody())
    support.begin()
    work(support, ("$ ", "exit 3\r"))
    end, fail = sessions.end, True

    def full_at_first(*what: Any) -> Session:
        if fail:
            raise StoreFull(msg("The disk is full."))
        return end(*what)

    monkeypatch.setattr(sessions, "end", full_at_first)
    with pytest.raises(StoreFull):
        support.close()
    assert support.row.ended is None
    fail = False
    assert (support.close().how, support.row.exit_status) == (Ended.NORMALLY, 3)
    assert support.close() == support.row


def test_what_is_stopped_before_it_began_was_given_up(desk: Desk, customer: str, system: System) -> None:
    """Clause: D6."""
    somebody = Somebody()
    somebody.stop.set()
    with pytest.raises(ConnectFailed):
        with SupportSession(desk, request(customer, system), somebody) as support:
            support.connect()
    assert support.row.how is Ended.CANCELLED


def test_an_error_that_nobody_foresaw_closes_the_row(desk: Desk, customer: str, system: System) -> None:
    """Clause: D6."""
    with pytest.raises(ZeroDivisionError):
        with SupportSession(desk, request(customer, system), Somebody()) as support:
            raise ZeroDivisionError
    assert support.row.how is Ended.FAILED


@pytest.mark.parametrize("at", ["the question", "the beginning"])
def test_a_refusal_is_a_row_without_an_address(
    desk: Desk, customer: str, system: System, server: Server, at: str
) -> None:
    """Clause: R5, G4, D6. A restriction refuses, whether it was there before or came meanwhile."""
    desk.do(lambda work: work.standings.restrict(customer, "accuracy contested"))
    with pytest.raises(Refused):
        if at == "the question":
            propose(desk, customer, system.id)
        else:
            with SupportSession(desk, request(customer, system), Somebody()):
                pass
    (row,) = desk.do(lambda work: work.ledger.search(_everything()))
    assert (row.how, row.peer, row.asked_host, row.detail) == (Ended.REFUSED, "", "", "R5")
    assert row.system == "web01"
    assert server.seen.peers == []


def _everything() -> Any:
    from helpdesk.domain.remote import Filter

    return Filter()


def test_another_way_begins_past_the_same_guard(desk: Desk, customer: str) -> None:
    """Clause: G4, D6. An address that is none is said, and nothing begins."""
    asked = Request(customer, "teamviewer", None, "updates", "phone", address="10.0.0.300")
    with pytest.raises(Invalid):
        begin(desk, asked)
    assert ledger(desk, customer) == ()
    desk.do(lambda work: work.standings.restrict(customer, "accuracy contested"))
    with pytest.raises(Refused):
        begin(desk, Request(customer, "teamviewer", None, "updates", "phone"))
