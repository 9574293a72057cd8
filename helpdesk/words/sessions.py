"""A session of the ledger in words, in the reader's language. Clause: D6, G6."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.domain.display import visible
from helpdesk.domain.hosts import display_host
from helpdesk.domain.remote import SSH, SSH_PORT, Ended, Session, SignIn, System
from helpdesk.i18n import (
    _,
    language,
    ngettext,
    show_date,
    show_moment,
    show_number,
    show_time,
    tell,
    tell_kept,
)
from helpdesk.policy.model import Policy
from helpdesk.words.customers import numbered


def say_way(policy: Policy, way: str) -> str:
    """A way in, by the policy's name."""
    if way == SSH:
        return "SSH"
    known = policy.remote.ways.get(way)
    return known.name.say(language()) if known else visible(way)


def say_place(system: System) -> str:
    """Where a system is: its host, and its port if unusual."""
    host = display_host(system.host)
    if system.port == SSH_PORT:
        return host
    return f"[{host}]:{system.port}" if ":" in host else f"{host}:{system.port}"


def say_agreed(policy: Policy, agreed: str) -> str:
    """How the customer agreed."""
    known = policy.remote.agreements.get(agreed)
    return known.say(language()) if known else visible(agreed)


def say_sign_in(kind: SignIn) -> str:
    """How to sign in to a system."""
    return tell(kind.words)


def say_outcome(session: Session) -> str:
    """A session's state or outcome, with the exit status if that says something."""
    if session.how is None:
        return _("running")
    words = tell(session.how.words)
    if session.exit_status:
        return _("{how}, exit status {status}").format(how=words, status=session.exit_status)
    return words


def say_detail(session: Session) -> str:
    """What went wrong, in the reader's language."""
    return tell_kept(session.detail)


def say_course(session: Session) -> str:
    """The same for a column: how long it took if it went well, otherwise what happened."""
    if session.how is None or not session.how.connected:
        return say_outcome(session)
    lasted = say_lasted(session.lasted)
    return lasted if session.how is Ended.NORMALLY else f"{lasted}, {tell(session.how.words)}"


def say_what(policy: Policy, session: Session) -> str:
    """The way, and the system if there is one; `●` if what was shown is recorded."""
    way = say_way(policy, session.way)
    said = f"{way}: {session.system}" if session.system else way
    return visible(f"{said} ●" if session.recorded else said)


def say_who(session: Session) -> str:
    """Who did it."""
    return visible(session.technician_name or session.technician)


def say_lasted(lasted: timedelta) -> str:
    """How long something took: seconds, then minutes, then hours and minutes."""
    seconds = max(int(lasted.total_seconds()), 0)
    if seconds < 60:
        return ngettext("{count} s", "{count} s", seconds).format(count=seconds)
    minutes = seconds // 60
    if minutes < 60:
        return ngettext("{count} min", "{count} min", minutes).format(count=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=f"{minutes % 60:02}")


def say_running(policy: Policy, session: Session, moment: datetime) -> str:
    """What runs, and for how many minutes."""
    minutes = max(int((moment - session.started).total_seconds()) // 60, 0)
    said = ngettext("{way} runs for {count} min", "{way} runs for {count} min", minutes)
    return said.format(way=say_way(policy, session.way), count=show_number(minutes))


def say_address(session: Session) -> str:
    """The address that was used: `!` if it was new for the customer, `~` if it was not read from the socket."""
    if not session.peer:
        return _("unknown") if session.ended is None or session.how is Ended.NORMALLY else "—"
    mark = "! " if session.new_address else ""
    told = "" if session.peer_is_true else "~"
    return visible(f"{mark}{told}{session.peer}")


def told(policy: Policy, one: Session) -> Iterator[tuple[str, str]]:
    """Everything on record about a session, each part with its label; unknown parts are empty.

    One-row parts come first: so each keeps its row from session to session, and is not sent again.
    """
    ref = one.customer
    yield _("Customer"), numbered(ref)
    yield _("Who"), say_who(one)
    yield _("What"), say_what(policy, one)
    yield _("Agreed"), say_agreed(policy, one.agreed)
    yield _("Outcome"), say_outcome(one)
    yield "", say_detail(one)
    names = (
        policy.purposes[name].name.say(language()) if name in policy.purposes else name
        for name in one.purposes
    )
    yield _("For"), ", ".join(f"{name} {said}" for name, said in zip(one.purposes, names, strict=True))
    yield _("Address"), _address(one)
    yield _("Reason"), one.reason
    yield _("When"), _when(one)
    yield _("By way of"), one.through
    yield _("New address"), _("yes: not used for this customer before") if one.new_address else ""
    yield _("Ticket"), one.ticket
    yield _("Recorded"), _("yes") if one.recorded else ""
    yield _("Note"), one.follow_up
    yield _("Left to do"), "" if one.follow_up_done else _("yes")


def _when(one: Session) -> str:
    began = show_moment(one.started)
    if one.ended is None:
        return _("{began}, still running").format(began=began)
    same_day = show_date(one.started) == show_date(one.ended)
    ended = show_time(one.ended) if same_day else show_moment(one.ended)
    return f"{began} – {ended}, {say_lasted(one.lasted)}"


def _address(one: Session) -> str:
    if not one.peer:
        return _("unknown")
    if one.peer_is_true:
        return one.peer
    return _("{address} (as told)").format(address=one.peer)
