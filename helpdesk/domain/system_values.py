"""From typed to stored: every field of a system checked, every fault named at once. Clause: D6, B6."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from helpdesk.domain import contact
from helpdesk.domain.contact import BadValue
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.hosts import parse_host, parse_port, parse_user
from helpdesk.domain.messages import choose, msg
from helpdesk.domain.remote import SignIn, System

MOST_JUMPS = 4
"""How many jump hosts there may be between us and a system."""

LONGEST_PATH = 300

_SECRET_LIES = {
    SignIn.KEY_FILE: msg("Where is the key file?"),
    SignIn.KEEPASS: msg("Which entry of the KeePass vault is it?"),
}


def parsed_system(
    raw: Mapping[str, Any], others: Iterable[System], services: Iterable[int]
) -> dict[str, Any]:
    """The fields of a system in stored form.

    Args:
        raw: texts by field name of `SYSTEM`; missing ones are empty. `jump` and `service` are ids or empty.
        others: the customer's other systems, one of which may be the jump host.
        services: the ids of the customer's services.

    Errors: `Invalid`, with a `Fault` for each bad field.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    parsers: dict[str, Callable[[str], Any]] = {
        "name": _name,
        "host": parse_host,
        "port": parse_port,
        "user": parse_user,
        "sign_in": _sign_in,
        "jump": lambda text: _one_of(text, {system.id for system in others}),
        "service": lambda text: _one_of(text, set(services)),
    }
    for name, parse in parsers.items():
        typed = raw.get(name)
        try:
            values[name] = parse("" if typed is None else str(typed))
        except BadValue as bad:
            faults.append(Fault(name, bad.message))
    try:
        values["secret_at"] = _secret_at(str(raw.get("secret_at") or ""), values.get("sign_in"))
    except BadValue as bad:
        faults.append(Fault("secret_at", bad.message))
    if faults:
        raise Invalid(tuple(faults))
    return values


def jump_fault(system: int | None, jump: int | None, others: Mapping[int, System]) -> Fault | None:
    """What is wrong with the jump hosts on the way to a system: they form a loop, or there are too many.

    Args:
        system: the id of the system that is changed; `None` for a new one.
        jump: the id of its jump host.
        others: the customer's other systems by id.
    """
    passed = 0
    while jump is not None:
        passed += 1
        if jump == system:
            return Fault("jump", msg("That route leads back to this system."))
        if passed > MOST_JUMPS:
            return Fault("jump", msg("There can be at most {limit} jump hosts in between.", limit=MOST_JUMPS))
        jump = others[jump].jump if jump in others else None
    return None


def _name(text: str) -> str:
    name = contact.parse_text(text, 60)
    if not name:
        raise BadValue(msg("What is this system called?"))
    return name


def _sign_in(text: str) -> SignIn:
    try:
        return SignIn(text or SignIn.AGENT)
    except ValueError:
        raise BadValue(choose(SignIn)) from None


def _one_of(text: str, known: set[int]) -> int | None:
    text = contact.clean(text)
    if not text:
        return None
    if text not in map(str, known):
        raise BadValue(msg("It no longer exists."))
    return int(text)


def _secret_at(text: str, sign_in: SignIn | None) -> str:
    """Where the secret is kept; the secret itself is refused here. Clause: B6."""
    from helpdesk.domain.secrets import spot  # it would load at every start

    if "PRIVATE KEY" in text or spot(text):
        raise BadValue(msg("This looks like the secret itself. Only write here where it is kept."))
    place = contact.parse_text(text, LONGEST_PATH)
    if sign_in not in _SECRET_LIES:
        return ""
    if not place:
        raise BadValue(_SECRET_LIES[sign_in])
    return place
