"""The steps of a case in words for technicians and customers alike. Clause: C1, R1–R7."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.domain.complaints import ComplaintState, Outcome
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.requests import RequestState, Result
from helpdesk.policy.model import Right
from helpdesk.policy.words import RIGHTS

ASSIGNED, ABOUT = "assigned", "about"
"""Steps whose note names a technician by login."""

TURNED = "turned-into"
"""The step by which a complaint became a rights request, or the reverse; its note is the other's number."""

_OF_REQUESTS: Mapping[str, Message] = {
    "extended": msg("extended by two months"),
    ASSIGNED: msg("given to"),
    "known-in-person": msg("known in person, says one of us"),
    TURNED: msg("turned into a complaint"),
    "whose": msg("found out whose data it is about"),
    "restriction:lifted": msg("restriction lifted"),
    "objection:upheld": msg("objection upheld"),
    "objection:rejected": msg("objection rejected"),
    "notice:drafted": msg("notice drafted"),
    "notice:sent": msg("notice sent, and removed"),
    "notice:expired": msg("notice not sent in time, and removed"),
}

_OF_COMPLAINTS: Mapping[str, Message] = {
    Outcome.WITHDRAWN: msg("withdrawn by the customer"),
    ASSIGNED: msg("given to"),
    ABOUT: msg("it is about"),
    "note": msg("note"),
    TURNED: msg("turned into a rights request"),
}


def complaint_step(what: str) -> Message:
    """A step of a complaint; unknown ones, from another version of the program, stay as they are."""
    if what in set(ComplaintState):
        return ComplaintState(what).words
    return _OF_COMPLAINTS.get(what) or msg("{what}", what=what)


def request_step(what: str) -> Message:
    """A step of a rights request; unknown ones, from another version of the program, stay as they are."""
    if what in set(RequestState):
        return RequestState(what).words
    if what in _OF_REQUESTS:
        return _OF_REQUESTS[what]
    right, _colon, done = what.partition(":")
    if right not in set(Right):
        return msg("{what}", what=what)
    said: object = msg("approved by a second person") if done == "approved" else done
    if done in set(Result):
        said = Result(done).words
    return msg("{right}: {done}", right=RIGHTS[Right(right)], done=said)
