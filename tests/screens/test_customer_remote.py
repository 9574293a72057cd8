"""The tabs of remote support in a customer's file: systems, and when we used the customer's address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.files import opened, until, until_shown
from support.remote import WEB, begun, ed25519, request, trusted_keys
from support.screen_grid import HOSTILE, assert_screen, grid

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.remote import LEDGER_PAGE, Ended, Session, System
from helpdesk.tasks import files, host_keys, sessions, systems
from screens import keeping_up
from screens.customer import CustomerScreen
from screens.customer_history import PAGE, History
from screens.customer_ip_use import IpUse
from screens.dialogs import session_over
from screens.dialogs.confirm import Confirm
from screens.dialogs.host_keys import ForgetKey, HostKeys
from screens.dialogs.session_details import SessionDetails
from screens.dialogs.session_over import SessionOver
from screens.dialogs.start_session import StartSession
from screens.dialogs.system import SystemForm
from screens.dialogs.why import WhyDialog
from screens.widgets.fields import Form


@pytest.fixture
def anna(desk: Any, known_anna: CustomerRef) -> CustomerRef:
    desk.do(files.open_file, known_anna.id, ("G3", "G4"))
    return known_anna


@pytest.fixture
def web(desk: Any, anna: CustomerRef) -> System:
    added: System = desk.do(systems.add, anna.id, WEB)
    return added


def used(
    desk: Any,
    clock: Any,
    ref: CustomerRef,
    system: System,
    *,
    peer: str,
    how: Ended = Ended.NORMALLY,
    **values: Any,
) -> Session:
    """A session of twelve minutes."""
    session = desk.do(begun, ref, system, peer, **values)
    clock.pass_by(minutes=12)
    ended: Session = desk.do(sessions.end, session.id, how)
    return ended


def kept(desk: Any, draft: str) -> str:
    """What is kept of a draft; nothing where there is none."""
    return str(desk.do(lambda work: work.drafts.load(draft)) or "")


async def show(pilot: Any, desk: Any, ref: CustomerRef, key: str, *purposes: str) -> CustomerScreen:
    """The file on one of its tabs, once all was read."""
    screen = opened(desk, ref, *(purposes or ("G3", "G4")))
    await pilot.app.push_screen(screen)
    await until_shown(pilot, "open until")
    await pilot.press(key)
    await until(pilot, lambda: not any(one.is_running for one in pilot.app.workers))
    return screen


# Systems


async def test_systems_are_listed_with_how_to_get_in(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: D5, D6, G4, B6."""
    gate = desk.do(systems.add, anna.id, {**WEB, "name": "gateway", "host": "2001:db8::1", "port": "2222"})
    behind = {
        "name": "nas",
        "host": "10.0.0.5",
        "sign_in": "keepass",
        "secret_at": "nas",
        "jump": str(gate.id),
    }
    desk.do(systems.add, anna.id, {**WEB, **behind})
    desk.do(systems.add, anna.id, {**WEB, "name": "ünïcode", "host": "bücher.example"})
    async with console(desk) as pilot:
        await show(pilot, desk, anna, "4")
        assert "bücher.example" in grid(pilot.app)
        assert_screen(pilot.app, "customer_systems")


async def test_an_empty_tab_says_what_to_do(desk: Any, console: Any, anna: CustomerRef) -> None:
    async with console(desk) as pilot:
        await show(pilot, desk, anna, "4")
        assert "No systems yet. n adds one" in grid(pilot.app)
        assert "Enter Sign in" not in grid(pilot.app)  # there is nothing to sign in to
        await pilot.press("5")
        await until_shown(pilot, "We never used an IP address of this customer.")


async def test_where_the_purpose_does_not_need_addresses_they_are_masked(
    desk: Any, console: Any, anna: CustomerRef, web: System, clock: Any
) -> None:
    """Clause: P2, D6."""
    used(desk, clock, anna, web, peer="203.0.113.7")
    desk.do(files.close_file, anna.id)
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "1", "G3")
        for key in ("4", "5"):
            await pilot.press(key)
            await until(pilot, lambda: not any(one.is_running for one in pilot.app.workers))
            assert "web01" not in grid(pilot.app)
            assert "203.0.113.7" not in grid(pilot.app)
            assert "masked" in grid(pilot.app)
            await pilot.press("w")
            await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_system_is_added_changed_and_removed(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: D5, D6."""
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "4")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, SystemForm))
        await pilot.press(*"router", "tab", *"10.0.0.300", "enter")
        await until_shown(pilot, "↑ An IP address is like")
        assert "↑ A user is needed to sign in." in grid(pilot.app)
        await pilot.press("backspace", "tab", "tab", *"beheer", "enter")
        await until_shown(pilot, "10.0.0.30 ")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, SystemForm))
        await pilot.press("end", *"2", "enter")
        await until_shown(pilot, "router2")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until_shown(pilot, "No systems yet")
        assert pilot.app.screen is screen


async def test_the_cursor_goes_to_the_system_that_was_added(
    desk: Any, console: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: G4. Who then signs in does so to that one."""
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "4")
        await until_shown(pilot, f"› {web.name}")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, SystemForm))
        await pilot.press(*"zebra", "tab", *"10.0.0.30", "tab", "tab", *"beheer", "enter")
        await until_shown(pilot, "› zebra")
        chosen = screen.chosen_system
        assert chosen is not None
        assert chosen.name == "zebra"


async def test_a_restriction_is_said_before_anybody_types(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: R5."""
    async with console(desk) as pilot:
        await show(pilot, desk, anna, "4")
        desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
        await until_shown(pilot, "masked: restricted (R5)")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert "R5" in grid(pilot.app)


async def test_a_key_is_trusted_no_longer_only_with_a_reason(
    desk: Any, console: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: B4."""
    row = desk.do(begun, anna, web, "203.0.113.7")
    desk.do(host_keys.trust, row.id, ed25519(web.host, web.port))
    desk.do(sessions.end, row.id, Ended.NORMALLY)
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "4")
        await pilot.press("k")
        await until(pilot, lambda: isinstance(pilot.app.screen, HostKeys))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForgetKey))
        await pilot.press("y", "backspace", "enter", "ctrl+s")
        await until_shown(pilot, "Say in a few words why.")
        await pilot.press(*"leaked", "ctrl+s")
        await until_shown(pilot, "No longer trusted, and recorded")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("k")
        await until_shown(pilot, "trusted no longer by Noor")
        assert "leaked" in grid(pilot.app)
        await pilot.press("x", "r")
        assert isinstance(pilot.app.screen, HostKeys)
    desk.open()
    assert desk.do(trusted_keys, anna.id, web.id) == ()
    events = [one.event for one in desk.do(lambda work: work.audit.page(subject=anna.id))]
    assert "host-key:forgotten" in events


async def test_enter_signs_in_to_the_system_under_the_cursor(
    desk: Any, console: Any, anna: CustomerRef, web: System
) -> None:
    """Clause: G4."""
    async with console(desk) as pilot:
        await show(pilot, desk, anna, "4")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, StartSession))
        assert "web01" in grid(pilot.app)


# IP use


async def test_when_did_you_use_my_address(
    desk: Any, console: Any, anna: CustomerRef, web: System, clock: Any
) -> None:
    """Clause: D6, G6, R1. One look: when, which address, what for, who, and how long."""
    used(desk, clock, anna, web, peer="203.0.113.7", reason="website down")
    clock.pass_by(days=3)
    desk.do(files.open_file, anna.id, ("G3", "G4"))
    used(desk, clock, anna, web, peer="203.0.113.7", how=Ended.LINE_LOST)
    desk.do(sessions.refuse, request(anna, web), _refused())
    async with console(desk) as pilot:
        await show(pilot, desk, anna, "5")
        assert_screen(pilot.app, "customer_ip_use")
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionDetails))
        assert "website down" in grid(pilot.app)


def _refused() -> Any:
    from helpdesk.domain.decision import Decision
    from helpdesk.domain.messages import msg

    return Decision(False, "R5", msg("Restricted."))


async def test_a_wide_window_shows_the_reason_too(
    desk: Any, console: Any, anna: CustomerRef, web: System, clock: Any
) -> None:
    used(desk, clock, anna, web, peer="203.0.113.7", reason="website down")
    async with console(desk, size=(180, 40)) as pilot:
        await show(pilot, desk, anna, "5")
        assert "website down" in grid(pilot.app)


async def test_older_sessions_follow_when_the_cursor_reaches_the_end(
    desk: Any, console: Any, anna: CustomerRef, web: System, clock: Any
) -> None:
    """Clause: R1."""

    def many(work: Any) -> None:
        for _ in range(LEDGER_PAGE + 5):
            sessions.end(work, sessions.begin(work, request(anna, None)).id, Ended.NORMALLY)

    desk.do(many)
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "5")
        listing = screen.query_one(IpUse)
        assert listing.count == LEDGER_PAGE
        await pilot.press("end")
        await until(pilot, lambda: listing.count == LEDGER_PAGE + 5)
        assert listing.index == LEDGER_PAGE - 1
        await pilot.press("end")
        held = listing.held
        desk.do(sessions.begin, request(anna, None))
        screen.store_changed()
        await until(pilot, lambda: listing.count == LEDGER_PAGE + 6)
        assert listing.held == held, "who looks far back stays there when somebody works"


async def test_older_records_follow_when_the_cursor_reaches_the_end(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R1, P1."""

    def many(work: Any) -> None:
        for _ in range(PAGE + 5):
            work.audit.record(AuditEvent.FILE_READ, subject=anna.id, purposes=("G4",))

    desk.do(many)
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "6")
        listing = screen.query_one(History)
        await until(pilot, lambda: listing.count == PAGE)
        await pilot.press("end")
        await until(pilot, lambda: listing.count > PAGE + 5)
        assert listing.index == PAGE - 1


async def test_hostile_names_are_shown_as_they_are(
    desk: Any, console: Any, anna: CustomerRef, clock: Any
) -> None:
    """Clause: P1."""
    for text in HOSTILE[:4]:
        name = text.replace("\n", " ")[:40]
        system = desk.do(systems.add, anna.id, {**WEB, "name": name})
        used(desk, clock, anna, system, peer="203.0.113.7", reason=name)

    async with console(desk) as pilot:

        async def looked_at(key: str, kind: type) -> None:
            """A dialog about each row, of which nothing is obeyed."""
            for row in range(4):
                await pilot.press(key)
                await until(pilot, lambda: isinstance(pilot.app.screen, kind))
                assert all(letter.isprintable() or letter == "\n" for letter in grid(pilot.app)), row
                await pilot.press("escape", "down")
                await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))

        await show(pilot, desk, anna, "4")
        await looked_at("r", StartSession)
        await pilot.press("5")
        await until_shown(pilot, "203.0.113.7")
        await looked_at("enter", SessionDetails)


async def test_only_ones_own_sessions_are_noted(
    desk: Any, console: Any, anna: CustomerRef, web: System, clock: Any
) -> None:
    desk.do(lambda work: work.technicians.add("sam", "Sam Bos", "owner"))
    noor = desk.technician
    desk._technician = desk.do(lambda work: work.technicians.by_login("sam"))
    desk.do(files.open_file, anna.id, ("G4",))
    used(desk, clock, anna, web, peer="203.0.113.7")
    desk._technician = noor
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "5")
        assert "Sam Bos" in grid(pilot.app)
        assert not screen.query_one(IpUse).check_action("note", ())


# The clock of another way in


async def test_what_runs_has_a_clock_in_the_header_and_r_stops_it(
    desk: Any, console: Any, anna: CustomerRef, clock: Any
) -> None:
    """Clause: D6, G4."""
    desk.do(sessions.begin, request(anna, None, way="teamviewer", address="192.0.2.17"))
    async with console(desk) as pilot:
        screen = await show(pilot, desk, anna, "1")
        assert "TeamViewer runs for 0 min · open until" in grid(pilot.app)
        clock.pass_by(minutes=12, seconds=5)
        screen.look_at_the_clock()
        await until_shown(pilot, "TeamViewer runs for 12 min")
        await pilot.press("r")
        await until_shown(pilot, "Stop TeamViewer")
        assert "runs for 12 min" in grid(pilot.app)
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionOver))
        assert "TeamViewer: ended · 12 min" in grid(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "TeamViewer" not in grid(pilot.app))


async def stopped(pilot: Any, desk: Any, ref: CustomerRef) -> None:
    """Stop what runs at a customer by TeamViewer: how it went is asked then."""
    await show(pilot, desk, ref, "1")
    await pilot.press("r")
    await until_shown(pilot, "Stop TeamViewer")
    await pilot.press("1", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, SessionOver))


async def test_a_note_that_was_being_typed_when_the_console_died_is_taken_up_from_today(
    desk: Any, make_desk: Any, anna: CustomerRef, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B6, P3. It stands on Today with whose session it was, and is gone once it is noted."""
    monkeypatch.setattr(session_over, "KEEP_EVERY", 0.02)
    session = desk.do(sessions.begin, request(anna, None, way="teamviewer", address="192.0.2.17"))
    draft = f"session:{session.id}"
    async with console(desk) as pilot:
        await stopped(pilot, desk, anna)
        await pilot.press(*"router", "tab", "space")
        await until(pilot, lambda: '"follow_up": true' in kept(desk, draft))
    desk = make_desk(create=False)
    async with console(desk) as pilot:
        await until_shown(pilot, "Not saved yet: the note of a session")
        assert "It goes by itself: in 7 days." in grid(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionOver))
        assert "▌router" in grid(pilot.app)
        assert "[x] something is left to do" in grid(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: not kept(desk, draft))
        assert desk.do(lambda work: work.sessions.own(session.id)).follow_up == "router"


async def test_the_clock_goes_by_the_minute_and_costs_nothing_when_nothing_runs(
    desk: Any, anna: CustomerRef, clock: Any
) -> None:
    from screens.customer_header import next_change

    file = desk.do(files.open_file, anna.id, ("G4",))
    session = desk.do(sessions.begin, request(anna, None, way="teamviewer"))
    later = clock.now + timedelta(minutes=3, seconds=20)
    assert next_change(file, later, (session,)) == 40
    assert next_change(file, later) > 60 * 60


async def test_something_else_can_be_begun_beside_what_runs(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: D6."""
    desk.do(sessions.begin, request(anna, None, way="teamviewer"))
    async with console(desk) as pilot:
        await show(pilot, desk, anna, "1")
        await pilot.press("r")
        await until_shown(pilot, "Start something else")
        await pilot.press("2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, StartSession))
        await pilot.press("b", "enter")
        await until_shown(pilot, "by telephone runs for 0 min")


async def test_today_leads_to_the_session(
    desk: Any, console: Any, anna: CustomerRef, web: System, clock: Any
) -> None:
    """Clause: D6."""
    first = used(desk, clock, anna, web, peer="203.0.113.7")
    clock.pass_by(minutes=5)
    desk.do(sessions.begin, request(anna, None, way="teamviewer"))
    async with console(desk) as pilot:
        await until_shown(pilot, "Say how a session went")
        await pilot.press("home", "enter")
        await until_shown(pilot, "[5 IP")
        await until_shown(pilot, "203.0.113.7")
        screen: Any = pilot.app.screen
        await until(pilot, lambda: screen.query_one(IpUse).row is not None)
        assert screen.query_one(IpUse).row.id == first.id
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionOver))


@pytest.mark.parametrize("tab", ["4", "5"])
async def test_a_tab_that_may_not_be_read_any_more_says_why_in_the_file_itself(
    desk: Any, console: Any, anna: CustomerRef, web: System, tab: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R5. The restriction came since the file was read, and the console did not look yet."""
    monkeypatch.setattr(keeping_up, "LOOK_AGAIN", 1_000.0)
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3", "G4"))
        await until_shown(pilot, "Havenstraat")
        desk.do(lambda work: work.standings.restrict(anna.id, "juistheid betwist"))
        await pilot.press(tab)
        await until_shown(pilot, "RESTRICTED")
        await until_shown(pilot, "masked: restricted (R5)")
        assert isinstance(pilot.app.screen, CustomerScreen), "no notice stands before it"


async def test_a_key_of_the_systems_leads_nowhere_else_where_there_is_none(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Not to the unsolicited data with `x`, that removes one; `t`, that tests one, does nothing."""
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G4"))
        await pilot.press("4")
        await until_shown(pilot, "No systems yet")
        await pilot.press("t", "x")
        await until_shown(pilot, "“Remove” is not possible here right now.")
        assert isinstance(pilot.app.screen, CustomerScreen)


async def test_a_note_that_can_not_be_noted_stays_open_and_is_kept_when_the_console_is_left(
    desk: Any, anna: CustomerRef, console: Any
) -> None:
    """Clause: B6, P3. Such as one that is too long, pasted and saved at once."""
    session = desk.do(sessions.begin, request(anna, None, way="teamviewer", address="192.0.2.17"))
    draft, text = f"session:{session.id}", "router " * 2000
    async with console(desk) as pilot:
        await stopped(pilot, desk, anna)
        note = pilot.app.screen.query_one(Form)["text"]
        note.value = text
        await pilot.press("enter")
        await until_shown(pilot, "at most")
        assert note.value == text
        assert text.strip() in kept(desk, draft)
        note.value = "router"
    desk.open()
    assert '"router"' in kept(desk, draft)
