"""Which kinds of row the registers have at all, asked in one plain query.

On most days, most of what Today asks for does not exist. Finding that out register by register, each with a module,
tables and statements to create, costs a start a fifth of its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Date, bindparam, text

from helpdesk.domain.glance import Some
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import Moment

_ROWS: Mapping[Some, str] = {
    Some.OPEN_FILES: "open_files where closed is null",
    Some.CONSENTS_ENDING: "consent_events where valid_until > :now and valid_until <= :until",
    Some.REJECTED_ROWS: "imports where rejected > 0 and settled is null",
    Some.DRAFTS: "drafts",
    Some.SESSIONS_TO_FOLLOW_UP: "sessions where follow_up_due is not null",
    Some.SESSIONS_RUNNING: "sessions where ended is null",
    Some.TICKETS: "tickets where done is null",
    Some.TICKETS_UNOWNED: "tickets where done is null and owner_seq is null",
    Some.MESSAGES_NOT_GONE: "ticket_messages where delivery in ('waiting', 'failed')",
    Some.ITEMS: "unsolicited where closed is null",
    Some.ITEMS_PENDING: "unsolicited where pending",
    Some.COMPLAINTS: "complaints where nearest is not null",
    Some.REQUESTS: "rights_requests where closed is null",
    Some.IN_FORCE: "restrictions where until is null and decided is null",
    Some.NOTICES: "letters where kind = 'notice' and sent is null",
    Some.LETTERS: "letters where kind <> 'notice' and sent is null",
    Some.UNPAID: "invoices where look is not null and due < :today",
    Some.ERASURES_PENDING: "erasures where gone is null",
    Some.DISCLOSURES: "disclosures where approved is null and withdrawn is null",
    Some.BREACHES: "breaches where closed is null",
    Some.PAST_CONTRACTS: "services where ended < :today",
    Some.PAST_WITHDRAWN: "invoices where withdrawn < :withdrawn",
    Some.PAST_SESSIONS: "sessions where started < :sessions",
    Some.PAST_RECORDINGS: "sessions where recorded is not null and started < :recordings",
    Some.PAST_TICKETS: "tickets where done < :tickets",
    Some.PAST_HOLDS: "erasure_holds where until <= :today",
    Some.PAST_COMPLAINTS: "complaints where received < :cases and coalesce(closed, answered) < :cases",
    Some.PAST_REQUESTS: "rights_requests where closed < :cases",
    Some.PAST_DISCLOSURES: "disclosures where customer_seq is null and at < :cases",
    Some.PAST_BREACHES: "breaches where closed < :breaches",
    Some.PAST_PROOFS: "unsolicited where closed < :proofs",
    Some.PAST_CONSENTS: "consent_events where at < :consents",
    Some.PAST_AUDIT: "audit where seq = (select min(seq) from audit) and at < :audit",
}
"""The table and the condition for each; in growing registers an index finds them."""


class Glance(Repository):
    """Whether there is anything to look for. It hands out no rows, so it needs no job."""

    def there_is(self, *asked: Some, **values: date | None) -> frozenset[Some]:
        """Which of the kinds exist; `values` are the days and moments that `_ROWS` names."""
        columns = ", ".join(f"exists(select 1 from {_ROWS[one]})" for one in asked)  # noqa: S608  # all of it is above
        bound = [
            bindparam(name, value, type_=Moment() if isinstance(value, datetime) else Date())
            for name, value in values.items()
        ]
        found = self.connection.execute(text(f"select {columns}").bindparams(*bound)).one()
        return frozenset(one for one, is_there in zip(asked, found, strict=True) if is_there)
