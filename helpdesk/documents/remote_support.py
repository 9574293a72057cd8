"""What the policy says about remote support, for the statement and the record. Clause: G4, D6."""

from __future__ import annotations

from helpdesk.domain.remote import Recording
from helpdesk.policy.model import Policy, joined
from helpdesk.policy.words import STARTS, words

_FOR = words("Alleen voor", "Only for")
_WAYS = words("Manieren", "Ways")
_SSH = words("versleutelde verbinding (SSH)", "encrypted connection (SSH)")
_AGREED = words("U stemt vooraf in", "You agree beforehand")
_ON_RECORD = words(
    "Elke keer leggen wij vast wanneer, wie, welk IP-adres en waarvoor; u kunt dat opvragen.",
    "Each time we put on record when, who, which IP address and why; you can ask for it.",
)
_RECORDED = words("Opname van het scherm", "Recording of the screen")
_WHETHER = {
    Recording.OFF: words("nee", "no"),
    Recording.ASK: words("alleen als dat vooraf gemeld is", "only if that was said beforehand"),
    Recording.ALWAYS: words("altijd", "always"),
}
_NO_KEYS = words("nooit wat getypt wordt", "never what is typed")
_KEPT = words("bewaard", "kept for")
_AFTER = words("na", "after")
_NEVER = words("Wij melden ons niet aan op uw systemen.", "We do not sign in to your systems.")


def remote_lines(policy: Policy, language: str) -> tuple[str, ...]:
    """What for, how, with whose consent and what is kept, in a language of the policy."""
    remote = policy.remote
    if not remote.purposes:
        return (_NEVER.say(language),)
    purposes = joined(policy.purposes[purpose].name for purpose in remote.purposes)
    ways = joined((_SSH, *(way.name for way in remote.ways.values())))
    return (
        f"{_FOR.say(language)}: {purposes.say(language)} ({', '.join(remote.purposes)})",
        f"{_WAYS.say(language)}: {ways.say(language)}",
        f"{_AGREED.say(language)}: {joined(remote.agreements.values()).say(language)}",
        _ON_RECORD.say(language),
        f"{_RECORDED.say(language)}: {_recorded(policy, language)}",
    )


def remote_data(policy: Policy, language: str) -> dict[str, object]:
    """The same as plain values for JSON."""
    remote = policy.remote
    return {
        "purposes": list(remote.purposes),
        "recording": remote.recording.value,
        "ways": [
            {"id": way.id, "name": way.name.say(language), "address": way.address}
            for way in remote.ways.values()
        ],
        "agreements": {id: text.say(language) for id, text in remote.agreements.items()},
    }


def _recorded(policy: Policy, language: str) -> str:
    recording = policy.remote.recording
    whether = _WHETHER[recording].say(language)
    if recording is Recording.OFF:
        return whether
    rule = policy.retention["recordings"]
    kept = f"{rule.period.say(language)} {_AFTER.say(language)} {STARTS[rule.starts].say(language)}"
    return f"{whether}, {_NO_KEYS.say(language)}; {_KEPT.say(language)} {kept}"
