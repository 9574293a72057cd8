"""Searching incoming messages and our notes for secrets and data that nobody asked for. Clause: D9, B6, P2, R5.

Nothing is removed automatically: a finding gives a kind and a place, and a person decides what becomes of it. A
message is read in one short transaction, searched outside any, and its findings are written in another, only if the
message has not changed: a long text keeps nobody waiting, and a message that was changed or deleted meanwhile gets no
findings in wrong places.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import NotFound
from helpdesk.domain.records import dataclass
from helpdesk.domain.spotting import Certainty, Context, Finding, named_kinds, spot
from helpdesk.domain.spotting.file_names import in_name
from helpdesk.policy.model import Job, Policy
from helpdesk.policy.spotting import context

if TYPE_CHECKING:
    from helpdesk.repository.scans import FileToScan, MessageScanned, MessageToScan
    from helpdesk.repository.unit_of_work import UnitOfWork

T = TypeVar("T")

AT_ONCE = 200
TRIES = 3


class Run(Protocol):
    """Runs a job in a unit of work of its own, as `Desk.do` does."""

    def __call__(self, job: Callable[[UnitOfWork], T], /) -> T:
        """The result of the job, committed."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """How many messages were searched, how many findings there are, and whether it was stopped early.

    `changed` counts messages that kept changing or are gone; any that still exist wait for the next time.
    """

    messages: int = 0
    findings: int = 0
    changed: int = 0
    stopped: bool = False


def scan_waiting(
    run: Run,
    *,
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[ScanResult], None] = lambda _: None,
) -> ScanResult:
    """Search every message that nobody has searched yet, oldest first, each in units of work of its own.

    `stopped` is asked and `progress` told between messages; what has been searched by then is stored. Errors:
    `Refused` without the job `tickets`, `StoreError`. Clause: D9, R5.
    """
    result, last = ScanResult(), 0
    while batch := run(partial(waiting, after=last)):
        for message in batch:
            if stopped():
                return ScanResult(result.messages, result.findings, result.changed, stopped=True)
            found = scan(run, message)
            if found is None:
                result = ScanResult(result.messages, result.findings, result.changed + 1)
            else:
                result = ScanResult(result.messages + 1, result.findings + found, result.changed)
            progress(result)
        last = batch[-1]
    return result


def scan(run: Run, message: int) -> int | None:
    """Search one message, possibly again, and store what is found; how many findings it has.

    What was dismissed stays dismissed. `None` if the message is gone, or changed each time it was searched. Errors:
    `Refused` without the job `tickets`. Clause: D9, B6.
    """
    for _ in range(TRIES):
        try:
            read, policy = run(partial(_read, message=message))
        except NotFound:
            return None
        scanned = searched(read, policy)
        if run(partial(_keep, scanned=scanned)):
            return scanned.count
    return None


def waiting(work: UnitOfWork, after: int = 0) -> tuple[int, ...]:
    """The next messages that nobody has searched yet, at most `AT_ONCE`.

    Errors: `Refused` without the job `tickets`.
    """
    work.require(Job.TICKETS)
    return work.scans.waiting(AT_ONCE, after)


def searched(message: MessageToScan, policy: Policy) -> MessageScanned:
    """The findings in a message, its subject and its attachments. Pure: no store is asked.

    The sender's name and address are not searched: it must be known who wrote, and that goes with the whole message.
    """
    from helpdesk.repository.scans import MessageScanned

    against = context(policy, message.own)
    files = tuple((file.id, tuple(_in_file(file, against, policy))) for file in message.files)
    return MessageScanned(message, spot(message.text, against), spot(message.subject, against), files)


def dismiss_in_attachments(work: UnitOfWork, findings: Collection[int], *, back: bool = False) -> int:
    """Dismiss findings in attachments of one ticket as false alarms, or with `back` undo that; how many changed.

    They stay dismissed when the message is searched again. Errors: `NotFound`; `Refused`, `FileNotOpen` as for any
    change of the ticket. Clause: D9.
    """
    ticket = work.tickets.insist(work.scans.ticket_of(findings).id, Action.CHANGE)
    done = work.scans.dismiss(findings, back=back)
    if done:
        work.audit.record(
            AuditEvent.ATTACHMENT_FINDINGS_DISMISSED,
            subject=ticket.customer.id if ticket.customer else None,
            ticket=ticket.number,
            findings=sorted(findings),
            back=back,
        )
    return done


def _read(work: UnitOfWork, message: int) -> tuple[MessageToScan, Policy]:
    work.require(Job.TICKETS)
    return work.scans.read(message), work.policy


def _keep(work: UnitOfWork, scanned: MessageScanned) -> bool:
    return work.scans.keep(scanned)


def _in_file(file: FileToScan, against: Context, policy: Policy) -> Iterator[Finding]:
    """The findings in the text of a file and in its name; for an unreadable one, also what its name says it shows.

    A name has no places of its own, because it goes with the file: findings in it count for the whole file. Clause:
    R7, D9.
    """
    named = {one.kind: one.certainty for one in in_name(file.name, against)}
    if file.text is not None:
        yield from spot(file.text, against)
    else:
        shown = named_kinds(file.name, policy.spotting.file_names)
        named |= {kind: Certainty.POSSIBLE for kind in shown if kind not in {*policy.spotting.off, *named}}
    for kind, certainty in named.items():
        yield Finding(kind, 0, 0, certainty)
