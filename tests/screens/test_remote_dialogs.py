"""The dialogs of remote support: each fits a small terminal, says what is to be known, and has one answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from support.fake_desk import console
from support.files import until, until_shown, write
from support.remote import ed25519
from support.screen_grid import HOSTILE, assert_screen, grid
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from helpdesk.domain.customer import CustomerRef, Service
from helpdesk.domain.errors import Fault, Invalid, StoreFull
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import (
    Ended,
    Filter,
    KeyStanding,
    Session,
    SignIn,
    System,
    SystemChanged,
    TrustedKey,
)
from helpdesk.domain.technician import Technician
from helpdesk.policy.loader import load
from screens.dialogs import session_over
from screens.dialogs.connecting import Connecting
from screens.dialogs.host_key import TrustHost
from screens.dialogs.host_keys import HostKeys, ReplaceKey
from screens.dialogs.ledger_filter import LedgerFilter
from screens.dialogs.line import Line
from screens.dialogs.notice import Notice
from screens.dialogs.secret import Answers, Secret
from screens.dialogs.session_details import SessionDetails
from screens.dialogs.session_over import Note, SessionOver
from screens.dialogs.system import SystemForm

BEGAN = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ANNA = CustomerRef("a" * 32, "10001", "Anna van der Meulen", "", "Huizen")
SESSION = Session(
    id=17, customer=ANNA, technician="noor", technician_name="Noor de Wit", way="ssh", system="web01",
    asked_host="web01.example.org", peer="203.0.113.7", through="", peer_is_true=True, new_address=True,
    purposes=("G4",), reason="website down", agreed="phone", ticket="T-12", started=BEGAN,
    alive=BEGAN + timedelta(minutes=42), ended=BEGAN + timedelta(minutes=42), how=Ended.NORMALLY, exit_status=0,
    follow_up_done=False, recorded=True,
)  # fmt: skip
KEY = ed25519("web01.example.org", 2222)
SYSTEM = System(3, "web01", "web01.example.org", 2222, "beheer", SignIn.KEY_FILE, "~/.ssh/id_ed25519", jump=4)


@asynccontextmanager
async def shown(dialog: Screen[Any], given: list[Any] | None = None) -> AsyncIterator[Pilot[None]]:
    """A dialog in front of the console; what it answers goes to `given`."""
    app = console()
    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await until_shown(pilot, "Noor de Wit")
        app.push_screen(dialog, None if given is None else given.append)
        await until(pilot, partial(is_before, app, dialog))
        yield pilot


def is_before(app: App[Any], dialog: Screen[Any]) -> bool:
    """Whether a dialog stands in front."""
    return app.screen is dialog and dialog.is_mounted


def fits(app: App[Any]) -> None:
    """The whole dialog can be seen, its last line and its keys too."""
    lines = grid(app).splitlines()
    assert any("╰" in line for line in lines)
    assert any("╭" in line for line in lines)


# The connection


async def test_connecting_shows_the_step_the_time_and_a_new_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clause: G6."""
    monkeypatch.setattr("screens.dialogs.connecting.monotonic", lambda: 100.0)
    dialog = Connecting()
    dialog.where = "web01"
    async with shown(dialog) as pilot:
        dialog.show_step(msg("Waiting for {host} to answer…", host="web01.example.org"), 15)
        dialog.show_mark("! 203.0.113.7 is a new address for this customer.")
        await until_shown(pilot, "at most 15 seconds more")
        assert_screen(pilot.app, "remote_connecting")
        await pilot.press("escape")
        await until_shown(pilot, "Giving up …")
        assert dialog.given_up.is_set()
        assert pilot.app.screen is dialog
        dialog.answer(None)
        await until(pilot, lambda: pilot.app.screen is not dialog)


async def test_a_connection_that_is_over_beneath_something_else_goes_with_that() -> None:
    dialog = Connecting()
    async with shown(dialog) as pilot:
        app: Any = pilot.app
        app.push_screen(Notice("Something", "else"))
        await until_shown(pilot, "else")
        dialog.answer(None)
        await pilot.pause()
        assert "Something" in grid(app)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal)


# Host keys


async def test_an_unknown_host_shows_its_key_and_where_to_compare_it() -> None:
    """Clause: B4, G6. Enter alone trusts nothing."""
    given: list[Any] = []
    async with shown(TrustHost(KEY, "! 203.0.113.7 is a new address for this customer."), given) as pilot:
        fits(pilot.app)
        assert_screen(pilot.app, "remote_trust")
        await pilot.press("enter")
        assert given == []
        await pilot.press("y")
        await until(pilot, lambda: given == [True])


async def test_escape_trusts_nothing() -> None:
    """Clause: B4."""
    given: list[Any] = []
    async with shown(TrustHost(KEY), given) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: bool(given))
    assert not given[0]


def trusted(seed: int, reason: str = "") -> TrustedKey:
    return TrustedKey(seed, ed25519("web01.example.org", 2222, seed), "noor", BEGAN, reason)


async def test_keys_are_listed_with_who_trusted_them_and_why() -> None:
    """Clause: B4."""
    given: list[Any] = []
    keys = [trusted(1), trusted(2, "new machine, told by the customer")]
    async with shown(HostKeys("web01", keys), given) as pilot:
        await until_shown(pilot, "trusted by noor")
        await pilot.press("down")
        await until_shown(pilot, "new machine, told by the customer")
        assert_screen(pilot.app, "remote_keys")
        assert "Replace" not in grid(pilot.app)
        assert "Open" not in grid(pilot.app)
        await pilot.press("x")
        await until(pilot, lambda: given == [keys[1]])


async def test_a_refused_key_can_only_be_replaced_and_its_end_is_not_shown() -> None:
    """Clause: B4. Forgetting the key that is known would let any other in."""
    given: list[Any] = []
    refused = ed25519("web01.example.org", 2222, 5)
    kept = TrustedKey(5, refused, "noor", BEGAN, standing=KeyStanding.REFUSED)
    async with shown(HostKeys("web01", [trusted(1), kept]), given) as pilot:
        await until_shown(pilot, "Refused on")
        assert refused.fingerprint[-6:] not in grid(pilot.app)
        assert "Stop trusting" not in grid(pilot.app)
        await pilot.press("x")
        assert given == []
        await pilot.press("r")
        await until(pilot, lambda: given == [refused])


async def test_a_key_is_replaced_only_by_who_read_its_end_and_says_why() -> None:
    """Clause: B4."""
    given: list[str] = []

    async def keep(reason: str) -> TrustedKey | None:
        given.append(reason)
        return trusted(1) if reason == "swap" else None

    async with shown(ReplaceKey(KEY, keep)) as pilot:
        fits(pilot.app)
        assert_screen(pilot.app, "remote_replace")
        assert KEY.fingerprint[-6:] not in grid(pilot.app)
        await pilot.press("enter", "ctrl+s")
        await until_shown(pilot, "↑ These are not the last characters of this")
        assert "↑ Say in a few words why." in grid(pilot.app)
        await pilot.press(*KEY.fingerprint[-6:].lower(), "down", *"swap", "ctrl+s")
        await pilot.pause(0.1)
        assert given == []
        await pilot.press(*["backspace"] * 6)
        for letter in KEY.fingerprint[-6:]:
            await pilot.press("plus" if letter == "+" else "slash" if letter == "/" else letter)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given == ["swap"])


# Secrets


async def test_a_secret_is_not_shown_and_says_for_which_host_it_is() -> None:
    """Clause: B6."""
    given: list[Any] = []
    question = msg("Pass phrase of the key {name}", name="id_ed25519")
    async with shown(Secret(question, "web01.example.org"), given) as pilot:
        await write(pilot, "geheim-1")
        assert "geheim" not in grid(pilot.app)
        assert_screen(pilot.app, "remote_secret")
        await pilot.press("enter")
        await until(pilot, lambda: given == ["geheim-1"])


async def test_the_questions_of_the_other_side_are_its_own_words_and_answered_together() -> None:
    """Clause: B6, P1."""
    given: list[Any] = []
    prompts = [("Username: ", True), ("Enter the code that your telephone shows now: ", False)]
    dialog = Answers("Second step", "Look at\nyour telephone.", prompts, "web01.example.org")
    async with shown(dialog, given) as pilot:
        await until_shown(pilot, "web01.example.org asks:")
        await pilot.press(*"ans", "enter", *"123456")
        assert "ans" in grid(pilot.app)
        assert "123456" not in grid(pilot.app)
        assert_screen(pilot.app, "remote_answers")
        await pilot.press("enter")
        await until(pilot, lambda: given == [("ans", "123456")])


async def test_what_the_other_side_says_can_do_nothing_here() -> None:
    """Clause: P1."""
    first, *others = (
        Answers(text, f"{text} " * 40, [(text, False), (f"{text} " * 40, True)], "host") for text in HOSTILE
    )
    async with shown(first) as pilot:
        for dialog in (first, *others):
            if dialog is not first:
                pilot.app.push_screen(dialog)
                await until(pilot, partial(is_before, pilot.app, dialog))
            fits(pilot.app)
            said = grid(pilot.app)
            assert all(letter.isprintable() or letter == "\n" for letter in said)
            await pilot.press(*"x", "enter", *"y", "enter")
            await until(pilot, lambda: not pilot.app.screen.is_modal)


# After a session


async def at_once(note: Note) -> Note:
    """Note it."""
    return note


async def test_the_end_of_a_session_is_one_line_and_asks_for_a_note() -> None:
    """Clause: G4, G6."""
    given: list[Any] = []
    async with shown(SessionOver(load(None), SESSION, at_once), given) as pilot:
        assert_screen(pilot.app, "remote_over")
        await write(pilot, "reboot")
        await pilot.press("tab", "space", "enter")
        await until(pilot, lambda: given == [Note("reboot", True)])


async def test_a_note_may_wait() -> None:
    given: list[Any] = []
    async with shown(SessionOver(load(None), SESSION, at_once), given) as pilot:
        assert "Esc Later" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: given == [None])


async def test_a_note_that_was_typed_goes_only_by_a_second_escape() -> None:
    given: list[Any] = []
    async with shown(SessionOver(load(None), SESSION, at_once), given) as pilot:
        await write(pilot, "router")
        await pilot.press("escape")
        await until_shown(pilot, "Esc again: what you typed here is lost")
        await pilot.press("x", "escape")
        await pilot.pause()
        assert "▌routerx" in grid(pilot.app)
        assert given == []
        await pilot.press("escape")
        await until(pilot, lambda: given == [None])


async def test_a_note_that_was_refused_stays_open_and_needs_no_second_escape() -> None:
    """Clause: B6. It is kept as a draft by then."""

    async def refused(note: Note) -> None:
        tried.append(note.text)

    tried: list[str] = []
    given: list[Any] = []
    async with shown(SessionOver(load(None), SESSION, refused), given) as pilot:
        await write(pilot, "router")
        await pilot.press("enter")
        await until(pilot, lambda: tried == ["router"])
        assert "▌router" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: given == [None])


async def test_a_note_that_could_not_be_kept_as_a_draft_is_kept_once_there_is_room() -> None:
    """Clause: B6. On quitting too, which says so where there is none."""
    kept: list[str] = []
    room = False

    async def draft(note: Note) -> None:
        if not room:
            raise StoreFull(msg("The disk is full."))
        kept.append(note.text)

    async with shown(SessionOver(load(None), SESSION, at_once, draft=draft)) as pilot:
        await write(pilot, "router")
        pilot.app.screen._keep_going()
        await pilot.app.workers.wait_for_complete()
        assert [type(one) for one in await pilot.app.save_drafts()] == [StoreFull]
        room = True
        assert await pilot.app.save_drafts() == []
        assert kept == ["router"]


async def test_what_was_typed_for_a_session_that_broke_off_is_no_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clause: G4, B6. The dialog takes keys, and offers them, once nothing was typed for a moment."""
    monkeypatch.setattr(session_over, "NOTICED", 3600.0)
    given: list[Any] = []
    broke_off = SessionOver(load(None), replace(SESSION, how=Ended.LINE_LOST), at_once)
    async with shown(broke_off, given) as pilot:
        await until_shown(pilot, "line lost")
        await pilot.press(*"rm x", "enter", "escape")
        await write(pilot, "rm -r old")
        assert "Esc Later" not in grid(pilot.app)
        assert given == []
        monkeypatch.setattr(session_over, "NOTICED", 0.05)
        await pilot.press("tab")
        await until_shown(pilot, "Esc Later")
        await write(pilot, "router")
        await pilot.press("enter")
        await until(pilot, lambda: given == [Note("router", False)])


async def test_a_note_that_is_changed_begins_as_it_was() -> None:
    given: list[Any] = []
    session = replace(SESSION, follow_up="look at the log", how=Ended.LINE_LOST, detail="It broke.")
    async with shown(SessionOver(load(None), session, at_once, again=True), given) as pilot:
        said = grid(pilot.app)
        assert "line lost" in said
        assert "It broke." in said
        assert "[x] something is left to do" in said
        assert "Esc Cancel" in said
        await pilot.press("tab", "space", "enter")
        await until(pilot, lambda: given == [Note("look at the log", False)])


async def test_all_of_a_session_fits() -> None:
    """Clause: D6, R1."""
    session = replace(SESSION, through="198.51.100.6", detail="It broke.", follow_up="look at the log")
    async with shown(SessionDetails(load(None), session)) as pilot:
        fits(pilot.app)
        assert_screen(pilot.app, "remote_details")


# Systems

SERVICE = Service(8, "hosting", "example.org", BEGAN.date())


def form(save: Any, system: System | None = None) -> SystemForm:
    return SystemForm(
        save, system, others=(replace(SYSTEM, id=4, name="gateway", jump=None),), services=(SERVICE,)
    )


async def test_a_system_is_typed_in_one_small_form() -> None:
    """Clause: D5, D6, B6."""
    saved: list[Any] = []

    async def save(raw: Any, version: int) -> System:
        saved.append((dict(raw), version))
        return SYSTEM

    given: list[Any] = []
    async with shown(form(save, SYSTEM), given) as pilot:
        fits(pilot.app)
        assert_screen(pilot.app, "remote_system")
        await pilot.press("enter")
        await until(pilot, lambda: given == [SYSTEM])
    raw, version = saved[0]
    assert version == SYSTEM.version
    assert raw == {
        "name": "web01", "host": "web01.example.org", "port": "2222", "user": "beheer", "sign_in": "key-file",
        "secret_at": "~/.ssh/id_ed25519", "jump": "4", "service": "",
    }  # fmt: skip


async def test_every_fault_of_a_system_is_said_beneath_its_field() -> None:
    async def save(raw: Any, version: int) -> System:
        raise Invalid(
            (Fault("host", msg("No host.")), Fault("user", msg("No user.")), Fault("x", msg("All.")))
        )

    async with shown(form(save)) as pilot:
        await pilot.press("enter")
        await until_shown(pilot, "↑ No host.")
        assert "↑ No user." in grid(pilot.app)
        assert "All." in grid(pilot.app)


async def test_a_system_that_somebody_else_changed_is_shown_before_it_is_saved_over() -> None:
    theirs = replace(SYSTEM, host="2001:db8::17", sign_in=SignIn.AGENT, jump=None, version=2)
    versions: list[int] = []

    async def save(raw: Any, version: int) -> System:
        versions.append(version)
        if version == 1:
            raise SystemChanged(theirs)
        return SYSTEM

    given: list[Any] = []
    async with shown(form(save, SYSTEM), given) as pilot:
        await pilot.press("enter")
        await until_shown(pilot, "Host: 2001:db8::17")
        said = grid(pilot.app)
        assert "Sign in with: SSH agent" in said
        assert "Name: " not in said
        await pilot.press("escape")
        await until_shown(pilot, "web01.example.org")
        await pilot.press("enter")
        await until(pilot, lambda: given == [SYSTEM])
    assert versions == [1, 2]


async def test_only_what_the_way_of_signing_in_needs_is_asked() -> None:
    async def save(raw: Any, version: int) -> System:
        return SYSTEM

    async with shown(form(save)) as pilot:
        assert "Which" not in grid(pilot.app)
        await pilot.press(*["tab"] * 4, "right", "right")
        await until_shown(pilot, "the title of the entry")


# The ledger


async def test_the_ledger_is_filtered_by_what_is_typed() -> None:
    """Clause: D6, R1."""
    given: list[Any] = []
    people = [Technician(1, "noor", "Noor de Wit", "owner"), Technician(2, "sam", "Sam Bos", "technician")]
    async with shown(LedgerFilter(load(None), people, Filter()), given) as pilot:
        await pilot.press(*"10001", "tab", "right", "tab", *"1-5-2026", "tab", *"4-5-2026", "tab")
        await pilot.press(*"192.0.2.0", "slash", *"24")
        assert_screen(pilot.app, "remote_filter")
        await pilot.press("enter")
        await until(pilot, lambda: bool(given))
    wanted = given[0]
    assert (wanted.customer, wanted.technician, wanted.address) == ("10001", "noor", "192.0.2.0/24")
    assert wanted.since.isoformat() == "2026-05-01T00:00:00+02:00"
    assert wanted.until.isoformat() == "2026-05-05T00:00:00+02:00"


async def test_a_filter_that_makes_no_sense_is_said_beneath_its_fields() -> None:
    given: list[Any] = []
    async with shown(LedgerFilter(load(None), [], Filter()), given) as pilot:
        await pilot.press("tab", "tab", *"32-5-2026", "tab", "tab", *"999.1", "enter")
        await until_shown(pilot, "↑ Write the date as 4-5-2026.")
        assert grid(pilot.app).count("↑") == 2
    assert given == []


async def test_one_line_is_given_by_enter() -> None:
    given: list[Any] = []
    async with shown(Line("Export", "File", "Write", "ip-use.csv"), given) as pilot:
        await pilot.press("ctrl+u", "enter")
        await until_shown(pilot, "Type something, or leave with Esc.")
        assert given == []
        await pilot.press(*"ip-use.csv", "enter")
        await until(pilot, lambda: given == ["ip-use.csv"])
