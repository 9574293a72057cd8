"""All that is on record about one use of a customer's IP address. Clause: D6, G6, R1."""

from __future__ import annotations

from collections.abc import Iterator

from helpdesk.domain.remote import Session
from helpdesk.i18n import _, language, show_date, show_moment, show_time
from helpdesk.policy.model import Policy
from screens.dialogs.notice import Notice
from screens.session_words import say_agreed, say_lasted, say_outcome, say_what, say_who
from screens.widgets.prose import Labelled, labelled

LABEL = 14


class SessionDetails(Notice):
    """One row of the ledger, whole."""

    def __init__(self, policy: Policy, session: Session) -> None:
        """Make it of a session."""
        super().__init__(_("Session {number}").format(number=session.id), *details(policy, session))


def details(policy: Policy, session: Session) -> list[Labelled]:
    """All of a session, a line each."""
    return labelled(_lines(policy, session), LABEL)


def _lines(policy: Policy, one: Session) -> Iterator[tuple[str, str]]:
    yield (
        _("Customer"),
        " ".join(part for part in (one.customer.number, one.customer.name or one.customer.company) if part),
    )
    yield _("When"), _when(one)
    yield _("Who"), say_who(one)
    yield _("What"), say_what(policy, one)
    yield _("Address"), _address(one)
    yield _("By way of"), one.through
    yield _("New address"), _("yes: not used for this customer before") if one.new_address else ""
    names = (
        policy.purposes[name].name.say(language()) if name in policy.purposes else name
        for name in one.purposes
    )
    yield _("For"), ", ".join(f"{name} {said}" for name, said in zip(one.purposes, names, strict=True))
    yield _("Reason"), one.reason
    yield _("Agreed"), say_agreed(policy, one.agreed)
    yield _("Outcome"), say_outcome(one)
    yield "", one.detail
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
    return _("{address} (as told, not read from the connection)").format(address=one.peer)
