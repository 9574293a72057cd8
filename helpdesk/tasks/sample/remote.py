"""The sample's systems and sessions, from `remote.toml`. Clause: D6, G4.

What another company's policy does not have (a way, an agreement) is left out.
"""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from helpdesk.domain.addresses import is_address
from helpdesk.domain.calendar import Period
from helpdesk.domain.remote import SSH, Ended, RecordingPart, Session
from helpdesk.domain.system_values import parsed_system

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Entry = Mapping[str, Any]

SHOWN = (
    (0.4, "Last login: Mon\r\n$ "),
    (2.1, "sudo certbot renew\r\n"),
    (5.7, "Congratulations, all renewals succeeded.\r\n$ "),
    (8.0, "exit\r\n"),
)
"""What the recorded session showed, and when."""


def contents() -> list[Entry]:
    """Systems and sessions by customer, as written."""
    written = tomllib.loads(files(__package__).joinpath("remote.toml").read_text("utf-8"))
    customers: list[Entry] = written["customers"]
    return customers


def add_remote(work: UnitOfWork, ids: Mapping[str, str]) -> None:
    """Add them to the sample's customers, whose ids are given by customer number."""
    remote = work.policy.remote
    if not remote.purposes:
        return
    for entry in contents():
        customer_id = ids[entry["number"]]
        with work.open_files.opened_once(customer_id, remote.purposes[:1]):
            systems = _add_systems(work, customer_id, entry.get("systems", ()))
        for session in entry["sessions"]:
            if session["way"] in (SSH, *remote.ways) and session["agreed"] in remote.agreements:
                _add_session(work, customer_id, systems, session)


def _add_systems(work: UnitOfWork, customer_id: str, entries: tuple[Entry, ...]) -> dict[str, int]:
    """The ids of a customer's systems, by name."""
    ids: dict[str, int] = {}
    for entry in entries:
        others = work.systems.unguarded(customer_id)
        values = parsed_system({**entry, "jump": ids.get(entry.get("jump", ""))}, others, ())
        ids[entry["name"]] = work.systems.add(customer_id, values).id
    return ids


def _add_session(work: UnitOfWork, customer_id: str, systems: Mapping[str, int], entry: Entry) -> None:
    started = work.clock() - length(entry["ago"])
    reached = entry.get("reached", [entry["address"]] if "address" in entry else [])
    system = systems.get(entry.get("system", ""))
    asked = work.systems.one(customer_id, system).host if system and entry["way"] == SSH else ""
    session = work.sessions.begin(
        customer_id,
        {
            "way": entry["way"],
            "system": entry.get("system", ""),
            "system_seq": system,
            "asked_host": asked,
            "address": asked,
            "peer": reached[-1] if reached else "",
            "through": ", ".join(reached[:-1]),
            "peer_is_true": entry["way"] == SSH and len(reached) == 1,
            "new_address": any(
                work.sessions.is_new_address(customer_id, one) for one in reached if is_address(one)
            ),
            "purposes": work.policy.remote.purposes[0],
            "reason": entry["reason"],
            "agreed": entry["agreed"],
            "ticket": entry.get("ticket", ""),
            "started": started,
            "alive": started,
            "follow_up": entry.get("note", ""),
            "follow_up_due": started if entry.get("to_do") else None,
        },
    )
    for address in reached:
        work.sessions.find_by(session, address)
    if "lasted" in entry:
        _end(work, session, entry, started + length(entry["lasted"]))


def _end(work: UnitOfWork, session: Session, entry: Entry, at: datetime) -> None:
    if entry.get("recorded"):
        work.recordings.keep(session, _recording(session.started))
        session = work.sessions.one(session.id)
    how = Ended(entry.get("how", Ended.NORMALLY))
    work.sessions.ended(session, how, at, alive=at, exit_status=entry.get("exit_status"))


def _recording(started: datetime) -> RecordingPart:
    """A short recording in one part: asciicast, version 2."""
    header = {"version": 2, "width": 80, "height": 24, "timestamp": int(started.timestamp())}
    last = SHOWN[-1][0]
    lines = [header, *([at, "o", text] for at, text in SHOWN), [last, "m", "end of session"]]
    content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    return RecordingPart(1, 0.0, last, len(lines), zlib.compress(content))


def length(text: str) -> timedelta:
    """A period such as `3 days 2 hours`."""
    period = Period.parse(text)
    return timedelta(days=period.days, hours=period.hours, minutes=period.minutes)
