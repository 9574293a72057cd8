"""The kinds of data that are spotted, and a finding.

Kept apart from `helpdesk.domain.spotting`, because it is needed long before any message is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass


class Kind(StrEnum):
    """Which data was spotted. If two kinds fit a passage equally well, the first in this list wins.

    From `HEALTH` on they are the special categories (GDPR art. 9) and criminal offences (art. 10), spotted by the
    policy's words. Clause: D9, B6.
    """

    PRIVATE_KEY = "private-key"
    API_KEY = "api-key"
    RECOVERY_CODE = "recovery-code"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    IBAN = "iban"
    CARD = "card"
    BSN = "bsn"
    PASSPORT = "passport"
    LICENCE = "licence"
    BIRTH_DATE = "birth-date"
    PIN = "pin"
    ADDRESS = "address"
    EMAIL = "email"
    PHONE = "phone"
    IP = "ip"
    HEALTH = "health"
    ORIGIN = "origin"
    POLITICS = "politics"
    BELIEF = "belief"
    UNION = "union"
    BIOMETRIC = "biometric"
    SEX_LIFE = "sex-life"
    CRIME = "crime"

    @property
    def says(self) -> Message:
        """The kind in a word or two, as in `[removed: bank account]`."""
        return _NAMES[self]


SECRETS = frozenset({Kind.PRIVATE_KEY, Kind.API_KEY, Kind.RECOVERY_CODE, Kind.PASSWORD, Kind.PIN})
"""Kinds that give access to something. Clause: B6."""

SPECIAL = (
    Kind.HEALTH,
    Kind.ORIGIN,
    Kind.POLITICS,
    Kind.BELIEF,
    Kind.UNION,
    Kind.BIOMETRIC,
    Kind.SEX_LIFE,
    Kind.CRIME,
)
"""Kinds that a policy gives words for. Clause: D9; GDPR art. 9 and 10."""

_NAMES: Mapping[Kind, Message] = {
    Kind.PRIVATE_KEY: msg("private key"),
    Kind.API_KEY: msg("key or token"),
    Kind.RECOVERY_CODE: msg("recovery code"),
    Kind.PASSWORD: msg("password"),
    Kind.IBAN: msg("bank account"),
    Kind.CARD: msg("payment card"),
    Kind.BSN: msg("BSN"),
    Kind.PASSPORT: msg("passport or ID card"),
    Kind.LICENCE: msg("driving licence"),
    Kind.BIRTH_DATE: msg("date of birth"),
    Kind.PIN: msg("code"),
    Kind.ADDRESS: msg("address"),
    Kind.EMAIL: msg("e-mail address"),
    Kind.PHONE: msg("telephone number"),
    Kind.IP: msg("IP address"),
    Kind.HEALTH: msg("health"),
    Kind.ORIGIN: msg("origin"),
    Kind.POLITICS: msg("politics"),
    Kind.BELIEF: msg("belief"),
    Kind.UNION: msg("trade union"),
    Kind.BIOMETRIC: msg("biometrics"),
    Kind.SEX_LIFE: msg("sex life"),
    Kind.CRIME: msg("criminal record"),
}


class Certainty(IntEnum):
    """How certain it is that a passage is what it seems; higher is surer."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3

    @property
    def says(self) -> Message:
        """The certainty in a word."""
        return _CERTAINTIES[self]


_CERTAINTIES: Mapping[Certainty, Message] = {
    Certainty.POSSIBLE: msg("possible"),
    Certainty.LIKELY: msg("likely"),
    Certainty.CERTAIN: msg("certain"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage (`text[start:end]`) that is personal data or a secret. It never holds the passage itself.

    Clause: D9, B6.
    """

    kind: Kind
    start: int
    end: int
    certainty: Certainty
