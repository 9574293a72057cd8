"""Rights requests: who asks for what, whether it is really them, the deadline, and what each right means for them.

Clause: R1–R7, C2; GDPR art. 7(3), 12, 15–21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from helpdesk.domain.complaints import Step
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.deadlines import Deadline, WorkingDays, months_after
from helpdesk.domain.disclosures import Disclosure
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.proofs import ErasureProof
from helpdesk.domain.records import dataclass
from helpdesk.domain.rights import Right

MONTHS = 1
"""How long an answer may take. GDPR art. 12(3)."""

FURTHER = 2
"""How much longer it may take if the customer is told why within the first month. GDPR art. 12(3)."""


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"  # nobody has checked yet who is asking
    IDENTITY_ASKED = "identity-asked"  # the clock is paused
    CONFIRMED = "confirmed"  # it can be carried out
    DONE = "done"  # every right of it was carried out or refused
    WITHDRAWN = "withdrawn"  # by the customer
    UNCONFIRMED = "unconfirmed"  # closed automatically: nobody ever confirmed who was asking

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in (RequestState.RECEIVED, RequestState.IDENTITY_ASKED, RequestState.CONFIRMED)


_STATES: Mapping[RequestState, Message] = {
    RequestState.RECEIVED: msg("received"),
    RequestState.IDENTITY_ASKED: msg("waiting for who is asking"),
    RequestState.CONFIRMED: msg("identity confirmed"),
    RequestState.DONE: msg("done"),
    RequestState.WITHDRAWN: msg("withdrawn"),
    RequestState.UNCONFIRMED: msg("closed, identity not confirmed"),
}


class Result(StrEnum):
    """What became of one right of a request."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"  # some of it is held by law
    REFUSED = "refused"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _RESULTS[self]


_RESULTS: Mapping[Result, Message] = {
    Result.FULFILLED: msg("fulfilled"),
    Result.PARTLY: msg("fulfilled in part"),
    Result.REFUSED: msg("refused"),
}


class IdentityWay(StrEnum):
    """How it was confirmed who is asking; never by a copy of an ID. Clause: R7; GDPR art. 12(6)."""

    MESSAGE = "message"
    CODE = "code"
    IN_PERSON = "in-person"
    ANSWER = "answer"  # of somebody without a file
    CODE_THERE = "code-there"  # to somebody without a file

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _WAYS[self]


_WAYS: Mapping[IdentityWay, Message] = {
    IdentityWay.MESSAGE: msg("a message from a registered contact point"),
    IdentityWay.CODE: msg("a code that was sent to a registered contact point"),
    IdentityWay.IN_PERSON: msg("known in person by two of us"),
    IdentityWay.ANSWER: msg("an answer from the address they gave"),
    IdentityWay.CODE_THERE: msg("a code sent to the address they gave"),
}


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock was paused from one day to another, because identity was asked for and not yet confirmed.

    `until` is `None` while the pause lasts.
    """

    since: date
    until: date | None = None

    def days(self, today: date) -> int:
        """How many days it lasted, up to today."""
        return max(((self.until or today) - self.since).days, 0)


@dataclass(frozen=True, slots=True)
class RequestClock:
    """Both clocks of a request: one runs from receipt, the other is paused while identity is being confirmed.

    `due` is the last day to answer; `unpaused` what it would be without the pause. During a pause, `paused_since` says
    since when, and `due` moves on a day each day. `first_month` is the last day to tell the customer that it takes
    longer; `is_told` is false while the letter that says so has yet to go out, and `has_lapsed` true once it is too
    late for that: then the first month counts.

    GDPR art. 12(3); Regulation 1182/71.
    """

    due: Deadline
    unpaused: Deadline
    first_month: Deadline
    paused_days: int
    paused_since: date | None
    is_extended: bool
    is_told: bool = True
    has_lapsed: bool = False


def clock(
    received: date, pauses: tuple[Pause, ...], working: WorkingDays, today: date, *, is_extended: bool
) -> RequestClock:
    """The clocks of a request received on a day of the company's calendar, as they stand today."""
    months = MONTHS + (FURTHER if is_extended else 0)
    paused = sum(one.days(today) for one in pauses)
    return RequestClock(
        due=months_after(received, months, working, paused=paused),
        unpaused=months_after(received, months, working),
        first_month=_first_month(received, pauses, working, today),
        paused_days=paused,
        paused_since=next((one.since for one in pauses if one.until is None), None),
        is_extended=is_extended,
    )


def _first_month(received: date, pauses: tuple[Pause, ...], working: WorkingDays, today: date) -> Deadline:
    """The first month; once it is over, a later pause does not bring any of it back."""
    end, paused = months_after(received, MONTHS, working), 0
    for one in sorted(pauses, key=lambda pause: pause.since):
        if one.since > end.day:
            break
        paused += one.days(today)
        end = months_after(received, MONTHS, working, paused=paused)
    return end


def clock_of_extended(
    received: date, pauses: tuple[Pause, ...], working: WorkingDays, today: date, told: date | None
) -> RequestClock:
    """The clocks of an extended request, whose letter went out on a day, or has not gone out yet.

    The longer period only counts if the customer is told within the first month. GDPR art. 12(3).
    """
    first = clock(received, pauses, working, today, is_extended=False)
    if (told or today) > first.first_month.day:
        return replace(first, is_told=told is not None, has_lapsed=True)
    longer = clock(received, pauses, working, today, is_extended=True)
    return replace(longer, is_told=told is not None)


@dataclass(frozen=True, slots=True)
class RightAsked:
    """One right of a request. `result` is `None` until it is carried out or refused; `reason` is why it was refused."""

    right: Right
    result: Result | None = None
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    approved_by: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was carried out, at least in part."""
        return self.result in (Result.FULFILLED, Result.PARTLY)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A new request as typed. `customer` is an id, `channel` one of the policy, `received` aware.

    For somebody without a file `customer` is `""`, `person` their name and `contact` how they can be reached. `agent`
    is whoever asks for the customer, `authority` what was seen that allows it (a power of attorney, parental
    authority), in words; no copy is kept. `tickets` are ids.
    """

    customer: str
    channel: str
    received: datetime
    rights: tuple[Right, ...]
    words: str = ""
    agent: str = ""
    authority: str = ""
    tickets: tuple[int, ...] = ()
    person: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a list shows it. `number` is what people call it (`R2026-0001`).

    `customer` is `None` once they have been removed; `subject` is the random id that stood for them. Somebody without
    a file has neither, and `person` is their name. `duplicate_of` is the number of an earlier open request for the
    same. `confirmed` is when, and `way` how, identity was confirmed. `extended` is when the customer was told that it
    takes longer. `handler` is a login, `handler_name` that person's name. Clause: R1–R7.
    """

    id: int
    number: str
    version: int
    customer: CustomerRef | None
    subject: str
    channel: str
    received: datetime
    state: RequestState
    rights: tuple[RightAsked, ...]
    clock: RequestClock
    handler: str
    handler_name: str = ""
    asked: datetime | None = None
    confirmed: datetime | None = None
    way: IdentityWay | None = None
    extended: datetime | None = None
    closed: datetime | None = None
    duplicate_of: str = ""
    turned_into: str = ""
    person: str = ""

    @property
    def is_without_file(self) -> bool:
        """Whether the person asking has no file here, or none that is known to be theirs."""
        return not self.subject

    def asked_for(self, right: Right) -> RightAsked | None:
        """One of its rights; `None` if it was not asked for."""
        return next((one for one in self.rights if one.right is right), None)


class Fate(StrEnum):
    """What one right does to one kind of record."""

    NOW = "now"
    HELD = "held"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Effect:
    """What one right means for one kind of record of one customer, before anything is done. Clause: R1–R6.

    `what` names the records, `category` is a clause id or a `Keeping`, `records` how many there are. For `HELD`,
    `until` is the first day on which they may be removed (`None`: the event that starts the period is yet to come) and
    `why` says what holds them. For `NOT` this right, `why` is the basis as a text of the policy, or a `Message` with
    another reason.
    """

    fate: Fate
    what: Message
    category: str
    records: int
    until: date | None = None
    why: object = None

    @property
    def said(self) -> Message:
        """In words, such as `held until 1-1-2034: tax law`."""
        match self.fate:
            case Fate.NOW:
                return msg("now")
            case Fate.HELD if self.until:
                return msg("held until {day}: {why}", day=self.until, why=self.why)
            case Fate.HELD:
                return msg("held: {why}", why=self.why)
            case _ if isinstance(self.why, Message):
                return msg("not this right: {why}", why=self.why)
            case _:
                return msg("not this right: the basis is {basis}", basis=self.why)


@dataclass(frozen=True, slots=True)
class Correction:
    """A rectified field with its old and new value, kept with the case. Clause: R2."""

    field: str
    old: str
    new: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class InForce:
    """A restriction in force, or an objection to be decided. `kind` is `restriction` or `objection`.

    `customer` is `None` once they were erased; `request` is the id of the request behind it, `None` if there is none.

    Clause: R5, R6.
    """

    kind: str
    since: datetime
    customer: CustomerRef | None
    request: int | None


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure that was carried out: when, and since when no old byte of it is left in the store.

    `gone` is `None` while another console may still read one. `proof` is `None` if none was stored. Clause: R4, P3.
    """

    at: datetime
    gone: datetime | None
    proof: ErasureProof | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who got data of a customer: those who get a notice, and those who don't. GDPR art. 19.

    An authority that asked in an inquiry of its own is not a recipient (art. 4(9)).
    """

    told: tuple[Disclosure, ...] = ()
    not_told: tuple[Disclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeOut:
    """A code that was sent: how many tries it has left, and until when it is valid. Clause: R7."""

    tries: int
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it can still identify somebody."""
        return self.tries > 0 and now < self.until


@dataclass(frozen=True, slots=True)
class RequestView:
    """An opened request with everything that was said and done.

    `known_by` are the logins of those who said that they know the customer in person; one alone does not confirm.
    `erasure` is what an erasure left. `code` is the last one sent, until identity is confirmed. `duplicates` are
    numbers of requests that are the same as this one; `turned_from` is the number of the complaint it came from.
    `contact` is how somebody without a file can be reached.
    """

    request: Request
    words: str
    agent: str
    authority: str
    steps: tuple[Step, ...]
    pauses: tuple[Pause, ...]
    tickets: tuple[str, ...]
    corrections: tuple[Correction, ...] = ()
    known_by: tuple[str, ...] = ()
    code: CodeOut | None = None
    duplicates: tuple[str, ...] = ()
    approvals: tuple[Right, ...] = ()
    erasure: Erasure | None = None
    turned_from: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code to send to a registered contact point now: shown or mailed once, and stored nowhere. Clause: R7."""

    code: str
    to: str
    expires: datetime
