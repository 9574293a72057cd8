"""Where else a customer is mentioned, outside their own records. An erasure leaves that: it is not theirs.

Found as a reader would: by the full name, an e-mail address, a telephone number, or street and house number. Hands out
numbers of cases, never a value. Clause: R4, D9.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from helpdesk.domain.contact import email_key
from helpdesk.domain.mentions import Mentions
from helpdesk.policy.model import Job
from helpdesk.repository import message_search, search
from helpdesk.repository.base import Repository
from helpdesk.repository.breach_tables import BreachRow, BreachStepRow
from helpdesk.repository.case_tables import ComplaintRow, DisclosureRow, RequestRow
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.search_text import document, fold
from helpdesk.repository.tables import CustomerRow, DraftRow, EmailRow, PhoneRow
from helpdesk.repository.ticket_tables import TicketMessageRow, TicketRow

MOST = 20
"""How many cases of one sort are listed."""
_LOOKED_AT = 500
"""How many messages one of a customer's names may bring up; the newest ones."""
_LEAST = 5
"""The fewest characters of a name that is looked for; shorter ones occur in other words."""


class Naming(Repository):
    """Clause: R4; GDPR art. 17."""

    def of(self, customer_id: str) -> Mentions:
        """Where a customer is mentioned in what an erasure does not remove.

        Errors: `Refused` without the job `requests`; `NotFound`.
        """
        self.work.require(Job.REQUESTS, customer_id)
        seq = self.seq_of(customer_id)
        names, addresses, others = self._known_by(seq)
        theirs = TicketRow.customer_seq == seq
        found = self._tickets(theirs, names, addresses, others)
        return Mentions(
            of_others=tuple(number for number, is_known in found if is_known)[:MOST],
            unknown=tuple(number for number, is_known in found if not is_known)[:MOST],
            complaints=tuple(self._cases(ComplaintRow, names, addresses)),
            requests=tuple(self._cases(RequestRow, names, addresses)),
            breaches=tuple(self._breaches((*names, *addresses, *others))),
            drafts=self._drafts(theirs, customer_id, (*names, *addresses), ComplaintRow.customer_seq == seq),
        )

    def of_stranger(self, person: str, reach: str) -> Mentions:
        """Where somebody without a file is mentioned, apart from what is theirs by `reach`, an address or number.

        Errors: `Refused` without the job `requests`. Clause: R1, R4.
        """
        held, point = self.work.strangers.held(reach), self.work.strangers.point(reach)
        names = (person,) if len(person) >= _LEAST else ()
        addresses, others = ((point,), ()) if "@" in point else ((), tuple(_spelt(point)) if point else ())
        theirs = TicketRow.seq.in_(tuple(held["tickets"]))
        found = self._tickets(theirs, names, addresses, others)
        return Mentions(
            of_others=tuple(number for number, is_known in found if is_known)[:MOST],
            unknown=tuple(number for number, is_known in found if not is_known)[:MOST],
            complaints=tuple(self._cases(ComplaintRow, names, addresses, held["complaints"])),
            requests=tuple(self._cases(RequestRow, names, addresses, held["rights_requests"])),
            drafts=self._drafts(theirs, None, (*names, *addresses)),
            files=tuple(self._files(person, point)),
            disclosures=tuple(self._disclosures(names)),
            breaches=tuple(self._breaches((*names, *addresses, *others))),
        )

    def _known_by(self, seq: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Their names, their e-mail addresses, and what else identifies them in a text."""
        row, email, phone = CustomerRow.__table__.c, EmailRow, PhoneRow
        own = self.connection.execute(select(CustomerRow.__table__).where(row.seq == seq)).one()
        emails = self.connection.execute(select(email.value).where(email.customer_seq == seq)).scalars().all()
        phones = self.connection.execute(select(phone.value).where(phone.customer_seq == seq)).scalars().all()
        person = " ".join(filter(None, (own.given_name, own.prefix, own.family_name)))
        names = (person if own.family_name else "", own.company_name or "")
        street = f"{own.street} {own.house_number}" if own.street and own.house_number else ""
        return (
            tuple(name for name in names if len(name) >= _LEAST),
            tuple(emails),
            (*filter(None, (street,)), *(spelt for one in phones for spelt in _spelt(one))),
        )

    def _tickets(
        self,
        theirs: ColumnElement[bool],
        names: tuple[str, ...],
        addresses: tuple[str, ...],
        others: tuple[str, ...],
    ) -> list[tuple[str, bool]]:
        """The tickets that are not `theirs` in which they are mentioned, and whether each has a known owner."""
        row, ticket = TicketMessageRow, TicketRow
        seqs = {one for text in (*names, *addresses, *others) for one in self._holding(text)}
        called = (*names, *addresses)
        # One query each, so that each reads the index of one column instead of the table.
        found = {
            number
            for question in (
                select(row.ticket_seq).where(row.seq.in_(sorted(seqs))),
                self._of_senders(row.ticket_seq, row.sender, called),
                self._of_senders(ticket.seq, ticket.sender, called),
                select(ticket.seq).where(self._any(ticket.subject, names)),
            )
            for number in self.connection.execute(question).scalars()
        }
        wanted = (
            select(ticket.number, ticket.customer_seq.is_not(None))
            .where(ticket.seq.in_(sorted(found)), func.coalesce(theirs, false()).is_(false()))
            .order_by(ticket.seq.desc())
        )
        return [(number, bool(is_known)) for number, is_known in self.connection.execute(wanted)]

    def _of_senders(self, what: Any, column: Any, texts: tuple[str, ...]) -> Select[tuple[int]]:
        """Matching senders, by the texts in their line; each line is examined once, however many share it.

        Without an offset the database would examine it for each of them.
        """
        there = select(column.label("sender")).where(column != "").distinct().offset(0).subquery()
        meant = select(there.c.sender).where(self._any(there.c.sender, texts))
        return select(what).where(column != "", column.in_(meant))

    def _any(self, column: Any, texts: tuple[str, ...]) -> ColumnElement[bool]:
        """The condition that a column contains one of some texts, in any case as far as the store supports that."""
        contains = column.contains if self.connection.dialect.name == "sqlite" else column.icontains
        return or_(false(), *(contains(text, autoescape=True) for text in texts))

    def _holding(self, text: str) -> Iterator[int]:
        """The messages that contain all words of a text as whole words."""
        row, words = TicketMessageRow, fold(text).split()
        found = tuple(message_search.find(self.connection, text, _LOOKED_AT))
        read = select(row.seq, row.subject, row.text).where(row.seq.in_(found))
        for seq, subject, body in self.connection.execute(read):
            if set(words) <= set(fold(f"{subject}\n{body}").split()):
                yield seq

    def _cases(
        self, row: Any, names: tuple[str, ...], addresses: tuple[str, ...], but: Collection[int] = ()
    ) -> Iterator[str]:
        """The complaints or requests of somebody without a file with that name; `but` are known to be theirs."""
        called = or_(self._any(row.person, names), self._any(row.contact, addresses))
        nobody = (row.customer_seq.is_(None), row.subject == "", row.seq.not_in(tuple(but)))
        wanted = select(row.number).where(*nobody, called)
        yield from self.connection.execute(wanted.order_by(row.seq.desc()).limit(MOST)).scalars()

    def _files(self, person: str, point: str) -> Iterator[str]:
        """The numbers of the customers with that name or contact address, registered or not."""
        reached = (
            select(EmailRow.customer_seq).where(EmailRow.key == email_key(point))
            if "@" in point
            else select(PhoneRow.customer_seq).where(PhoneRow.value == point)
        )
        theirs = set(self.connection.execute(reached.limit(MOST)).scalars())
        called = {one.seq for one in search.find(self.connection, person, MOST).hits}
        question = select(CustomerRow.seq, *REF_COLUMNS).where(CustomerRow.seq.in_((*theirs, *called)))
        for row in self.connection.execute(question.order_by(CustomerRow.seq)):
            ref = ref_of(row)
            if row.seq in theirs or fold(person) in (fold(ref.name), fold(ref.company)):
                yield ref.number

    def _disclosures(self, names: tuple[str, ...]) -> Iterator[str]:
        """The disclosures whose recipient or reference has that name."""
        row = DisclosureRow
        called = or_(self._any(row.recipient_name, names), self._any(row.reference, names))
        wanted = select(row.number).where(called).order_by(row.seq.desc()).limit(MOST)
        yield from self.connection.execute(wanted).scalars()

    def _breaches(self, texts: tuple[str, ...]) -> Iterator[str]:
        """The data breaches in whose words, now or before, one of some texts is."""
        row, step = BreachRow, BreachStepRow
        before = select(step.breach_seq).where(self._any(step.note, texts))
        now = (self._any(column, texts) for column in (row.what, row.consequences, row.measures))
        wanted = select(row.number).where(or_(*now, row.seq.in_(before)))
        yield from self.connection.execute(wanted.order_by(row.seq.desc()).limit(MOST)).scalars()

    def _drafts(
        self,
        theirs: ColumnElement[bool],
        customer_id: str | None,
        names: tuple[str, ...],
        complained: ColumnElement[bool] | None = None,
    ) -> int:
        """How many drafts mention them that are not removed with them, their tickets (`theirs`) or their complaints."""
        row = DraftRow
        wanted = select(row.form).where(self._any(row.content, names))
        if customer_id is not None:
            wanted = wanted.where(~row.form.contains(customer_id), ~row.content.contains(customer_id))
        drafts = self.connection.execute(wanted).scalars()
        in_them = self._beginnings("ticket", select(TicketRow.seq).where(theirs))
        if complained is not None:
            in_them += self._beginnings("complaint", select(ComplaintRow.seq).where(complained))
        return sum(not form.startswith(in_them) for form in drafts)

    def _beginnings(self, kind: str, seqs: Select[int]) -> tuple[str, ...]:
        """The prefixes of drafts that are written in some tickets or complaints."""
        return tuple(f"{kind}:{seq}:" for seq in self.connection.execute(seqs).scalars())


def _spelt(phone: str) -> Iterator[str]:
    """A telephone number as people write it: at home, with a hyphen after the area code, and abroad."""
    folded = document({"phones": [phone]}).split()
    for one in folded:
        yield one
        if one.startswith("06"):
            yield f"{one[:2]} {one[2:]}"
