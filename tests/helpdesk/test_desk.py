"""The desk: who works here, on what store, and how jobs are run."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import QueuePool
from support.tickets import lay, spotted

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.errors import Invalid, NotFound, Refused, StoreExists, StoreMissing, WrongKey
from helpdesk.domain.unsolicited import Item
from helpdesk.policy.loader import DEFAULT, PolicyFaults
from helpdesk.repository.unit_of_work import UnitOfWork
from helpdesk.tasks import customers, files, services, technicians, unsolicited

JAN = {"kind": "person", "family_name": "Jansen", "city": "Huizen", "iban": "NL91ABNA0417164300"}


def test_the_store_is_encrypted_and_its_key_lies_apart_and_is_private(desk: Desk) -> None:
    """Clause: P1."""
    desk.do(customers.create, JAN)
    file = desk.config.database_file
    assert file is not None
    assert desk.config.key_file.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0
    assert desk.config.key_file.parent != file.parent
    content = b"".join(part.read_bytes() for part in file.parent.glob(file.name + "*"))
    assert b"Jansen" not in content
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file).execute("select * from customers")


def test_whoever_makes_the_store_owns_it(desk: Desk) -> None:
    """Clause: B1."""
    assert (desk.technician.name, desk.technician.role) == ("Kim", "owner")


async def test_another_role_holds_at_an_open_console_once_it_hears_of_it(
    desk: Desk, make_desk: Callable[..., Desk]
) -> None:
    """Clause: B1."""
    desk.do(technicians.add, "anna", "Anna", "technician")
    anna = make_desk("anna")
    anna.open()
    await anna.changed()
    desk.do(technicians.set_role, "anna", "read-only")
    assert await anna.changed()
    assert anna.technician.role == "read-only"
    with pytest.raises(Refused):
        anna.do(customers.create, JAN)


def test_somebody_unknown_is_let_nowhere_and_that_is_on_record(
    desk: Desk, make_desk: Callable[..., Desk]
) -> None:
    """Clause: B1."""
    with pytest.raises(Refused):
        make_desk("stranger").open()
    newest = desk.do(lambda work: work.audit.page(limit=1))[0]
    assert (newest.event, newest.detail["doing"]) == ("action:refused", "sign-in")


def test_a_store_is_never_made_over_another(desk: Desk, make_desk: Callable[..., Desk]) -> None:
    ref = desk.do(customers.create, JAN)
    with pytest.raises(StoreExists):
        make_desk().create(name="Somebody else")
    assert desk.do(lambda work: work.customers.ref(ref.id)) == ref


def test_without_a_store_it_says_so(make_desk: Callable[..., Desk]) -> None:
    with pytest.raises(StoreMissing):
        make_desk().open()


def test_a_desk_reads_the_policy_that_the_settings_name_when_it_is_made_or_opened(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    settings = config.load({"home": str(tmp_path / "home"), "policy": str(policy)}, {})
    with pytest.raises(PolicyFaults):
        Desk(settings).create(name="Kim")
    assert not (tmp_path / "home").exists()
    policy.write_bytes(DEFAULT.read_bytes())
    made = Desk(settings)
    made.create(name="Kim")
    made.shut()
    policy.write_text("nothing", "utf-8")
    spoilt = Desk(settings)
    with pytest.raises(PolicyFaults):
        spoilt.open()
    assert not spoilt.is_open


@pytest.mark.usefixtures("cheap_guesses")
def test_a_wrapped_key_needs_its_pass_phrase(make_desk: Callable[..., Desk]) -> None:
    """Clause: B2."""
    made = make_desk()
    made.create(name="Kim", passphrase="correct horse")
    made.shut()
    for wrong in (None, "", "battery staple"):
        with pytest.raises(WrongKey):
            make_desk().open(wrong)
    again = make_desk()
    assert again.has_passphrase
    again.open("correct horse")
    assert again.technician.name == "Kim"


@pytest.mark.usefixtures("cheap_guesses")
async def test_unlocking_takes_the_pass_phrase_and_a_wrong_one_is_on_record(
    make_desk: Callable[..., Desk],
) -> None:
    """Clause: B2."""
    desk = make_desk()
    await asyncio.to_thread(desk.create, name="Kim", passphrase="correct horse")
    await desk.locked()
    assert not await desk.unlock("battery staple")
    assert await desk.unlock("correct horse")
    events = [record.event for record in await desk.run(lambda work: work.audit.page(limit=3))]
    assert events == ["console:unlocked", "console:unlock-failed", "console:locked"]


async def test_a_job_whose_screen_was_left_is_finished_all_the_same(desk: Desk) -> None:
    writing = asyncio.create_task(desk.run(customers.create, JAN))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    for _ in range(100):
        if await desk.read(lambda work: work.customers.count()):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the write was lost")


def _idle(desk: Desk) -> int:
    """How many connections wait for the next job."""
    assert desk._store is not None
    pool = desk._store.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedin()


async def test_after_a_long_job_no_idle_connection_holds_memory_and_the_next_job_is_done(desk: Desk) -> None:
    desk.do(lambda work: None)
    assert _idle(desk) > 0
    await desk.spare_memory()
    assert _idle(desk) == 0
    assert desk.do(lambda work: work.technician.login) == desk.technician.login


def test_opening_reading_adding_and_closing_leave_a_trail(desk: Desk) -> None:
    """Clause: P2."""
    ref = desk.do(customers.create, JAN)
    assert not desk.do(files.open_file, ref.id, ("G3",)).seen("iban")
    assert desk.do(files.add_purpose, ref.id, "G7").text("iban") == JAN["iban"]
    trail = desk.do(files.history, ref.id)
    assert [entry.record.event for entry in reversed(trail)] == [
        "customer:created", "file:opened", "file:read", "file:purpose-added", "file:read",
    ]  # fmt: skip
    desk.do(files.close_file, ref.id)
    assert "Jansen" not in repr(trail)


def test_a_change_writes_only_what_differs(desk: Desk) -> None:
    ref = desk.do(customers.create, JAN)
    seen = desk.do(files.open_file, ref.id, ("G3",))
    raw = {"kind": "person", "family_name": "Jansen", "city": "Laren"}
    assert desk.do(customers.change, seen, raw).values["city"] == "Laren"
    newest = desk.do(files.history, ref.id)[1].record
    assert newest.detail == {"fields": ["city"]}


def test_what_is_not_there_is_said_to_be_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.do(lambda work: work.customers.by_number("404"))


def test_a_customer_without_any_name_is_not_made(desk: Desk) -> None:
    with pytest.raises(Invalid) as caught:
        desk.do(customers.create, {"city": "Huizen"})
    assert [fault.field for fault in caught.value.faults] == ["family_name"]


def test_a_company_can_be_changed_by_somebody_who_does_not_see_its_company_details(desk: Desk) -> None:
    """Clause: P2, D2."""
    ref = desk.do(customers.create, {"company_name": "Bakkerij Zon", "city": "Huizen"})
    seen = desk.do(files.open_file, ref.id, ("G6",))
    assert not seen.seen("company_name")
    raw = {"given_name": "", "family_name": "", "city": "Laren"}
    assert desk.do(customers.change, seen, raw).values["city"] == "Laren"


def test_a_restriction_also_stops_the_change_of_services(desk: Desk) -> None:
    """Clause: P2; GDPR art. 18."""
    ref = desk.do(customers.create, JAN)
    desk.do(files.open_file, ref.id, ("G2",))
    desk.do(services.add, ref.id, "mail", "", date(2026, 1, 1))
    desk.do(lambda work: work.standings.restrict(ref.id, "accuracy contested"))
    with pytest.raises(Refused) as caught:
        desk.do(services.add, ref.id, "hosting", "", date(2026, 1, 1))
    assert caught.value.decision.clause == "R5"


def test_a_start_lets_go_what_was_typed_and_never_come_back_to(
    make_desk: Callable[..., Desk], turned_clock: Any
) -> None:
    """Clause: P3."""
    desk = make_desk()
    desk.create(name="Noor")
    desk.do(lambda work: work.drafts.save("customer:new", '{"city": "Huizen"}'))
    desk.shut()
    for days, kept in ((6, 1), (1, 0)):
        turned_clock.pass_by(days=days)
        again = make_desk()
        again.open()
        assert len(again.do(lambda work: work.drafts.forms())) == kept
        again.shut()


# --- bytes of unsolicited data that wait to be overwritten ---


def test_what_was_left_pending_is_finished_at_the_next_start(make_desk: Callable[..., Desk]) -> None:
    """Clause: D9, P3."""
    first = make_desk()
    first.create(name="Kim")
    item = first.do(_deleted)
    assert item.is_pending
    first.shut()  # as if it was killed before it came to it
    second = make_desk()
    second.open()
    done = second.do(unsolicited.item, item.id)
    assert (done.is_pending, done.gone) == (False, second.clock())


def test_an_erasure_whose_bytes_were_left_is_finished_at_the_next_start(
    make_desk: Callable[..., Desk],
) -> None:
    """Clause: R4, P3."""
    first, second = make_desk(), make_desk()
    first.create(name="Kim")
    ref = first.do(customers.create, JAN)
    first.do(lambda work: work.erasing.erase(ref.id, "R2026-0001", ()))
    first.shut()
    second.open()
    kept = second.do(lambda work: work.erasing.of_case("R2026-0001"))
    assert kept is not None and kept.gone == second.clock()


def test_a_start_is_not_held_up_by_a_console_that_reads_old_bytes(make_desk: Callable[..., Desk]) -> None:
    """Clause: D9."""
    first, second = make_desk(), make_desk()
    first.create(name="Kim")
    with first.unit(read_only=True) as reader:
        reader.audit.head()
        other = make_desk()
        other.open()
        item = other.do(_deleted)
        began = time.monotonic()
        second.open()
        assert time.monotonic() - began < 3
        assert second.do(unsolicited.item, item.id).is_pending
        assert second.traces.finish(patience=0) is False
    assert second.traces.finish()
    assert second.traces.finish(), "nothing is left to be done"
    assert not second.do(unsolicited.item, item.id).is_pending


def _deleted(work: UnitOfWork) -> Item:
    found = unsolicited.note_findings(work, spotted(work, lay(work).message))
    return unsolicited.delete(work, found.id, found.version)
