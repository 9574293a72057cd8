"""Everything on record about one use of a customer's IP address. Clause: D6, G6, R1."""

from __future__ import annotations

from helpdesk.domain.remote import Session
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from helpdesk.words.sessions import told
from screens.dialogs.notice import Notice
from screens.widgets.prose import Labelled, labelled

LABEL = 14


class SessionDetails(Notice):
    """One row of the ledger, in full."""

    def __init__(self, policy: Policy, session: Session) -> None:
        """Make it of a session."""
        super().__init__(_("Session {number}").format(number=session.id), *details(policy, session))


def details(policy: Policy, session: Session) -> list[Labelled]:
    """All of a session, a line each."""
    return labelled(told(policy, session), LABEL)
