"""The kinds of row that may need somebody's attention; a start asks for all of them in one query."""

from __future__ import annotations

from enum import Enum, auto


class Some(Enum):
    """Kinds of row in the registers. That there may be some does not mean that any are due."""

    OPEN_FILES = auto()
    CONSENTS_ENDING = auto()
    REJECTED_ROWS = auto()
    DRAFTS = auto()
    SESSIONS_TO_FOLLOW_UP = auto()
    SESSIONS_RUNNING = auto()
    TICKETS = auto()
    TICKETS_UNOWNED = auto()
    MESSAGES_NOT_GONE = auto()
    ITEMS = auto()
    ITEMS_PENDING = auto()
    COMPLAINTS = auto()
    REQUESTS = auto()
    IN_FORCE = auto()
    NOTICES = auto()
    LETTERS = auto()
    UNPAID = auto()
    ERASURES_PENDING = auto()
    DISCLOSURES = auto()
    BREACHES = auto()

    # Past a retention period.
    PAST_CONTRACTS = auto()
    PAST_WITHDRAWN = auto()
    PAST_SESSIONS = auto()
    PAST_RECORDINGS = auto()
    PAST_TICKETS = auto()
    PAST_HOLDS = auto()
    PAST_COMPLAINTS = auto()
    PAST_REQUESTS = auto()
    PAST_DISCLOSURES = auto()
    PAST_BREACHES = auto()
    PAST_PROOFS = auto()
    PAST_AUDIT = auto()
    PAST_CONSENTS = auto()
