"""Letters to customers: drafted from the facts of a case, shown as text, kept with a number, typeset as PDF.

`draft` → the console shows `text` → `write` keeps it under its number → `save_pdf`, or `pdf` for a mail → `sent`.
Typesetting takes a tenth of a second and needs no store, so it happens outside a unit of work. Clause: G8, K1, C2, W1.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from helpdesk.documents.letter import compose, letter_language, letter_pdf, letter_text
from helpdesk.documents.new_file import new_file
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.letters import OF_INVOICES, Addressee, KeptLetter, Letter, LetterKind
from helpdesk.domain.messages import choose
from helpdesk.domain.paths import typed_path
from helpdesk.policy.model import Job
from helpdesk.tasks import notices

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

MOST = 200
"""How many unsent letters are listed at once."""


def draft(
    work: UnitOfWork,
    customer_id: str,
    kind: LetterKind,
    facts: Mapping[str, object],
    *,
    owed: bool = False,
    to: Addressee | None = None,
    language: str | None = None,
    number: str = "",
    by_itself: bool = False,
) -> Letter:
    """A letter as it would be written now, without a number unless it has one already; nothing is stored.

    It goes to the customer in their language, unless `to` and `language` name somebody else, such as a recipient of
    their data. For somebody without a file `customer_id` is `""`, and `to` must be given. `owed`: the law obliges us
    to write it, so a restriction does not stop it. `by_itself`: nobody asked for it, so nobody signs it. `facts` are
    as in `helpdesk.domain.letters.NEEDED`, and come from `helpdesk.documents.case_facts`; `case` is the number of the
    case.

    Errors: `Invalid` for missing facts, `FileNotOpen`, `Refused`. Clause: G8, R5.
    """
    reads: str | None = None
    if to is None:
        to, reads = work.letters.addressee(customer_id, owed=owed)
    else:
        work.letters.insist_on_writing(customer_id, owed=owed)
    return compose(
        work.policy,
        kind,
        facts,
        to,
        language=letter_language(work.policy, language or reads),
        number=number,
        day=work.today,
        signed="" if by_itself else work.technician.name,
    )


class Manner(TypedDict, total=False):
    """How a letter is written, for `draft`."""

    owed: bool
    to: Addressee | None
    language: str | None
    by_itself: bool


def write(
    work: UnitOfWork,
    customer_id: str,
    kind: LetterKind,
    facts: Mapping[str, object],
    *,
    waits: bool = False,
    **manner: Unpack[Manner],
) -> KeptLetter:
    """Write a letter as in `draft`, under the next number, and keep it with its case; on record.

    `waits`: it waits to be sent automatically. Errors: those of `draft`; then no number is used up. Clause: G8.
    """
    number = work.letters.next_number()
    letter = draft(work, customer_id, kind, facts, number=number, **manner)
    return work.letters.keep(customer_id, str(facts["case"]), letter, waits=waits)


def one(work: UnitOfWork, letter_id: int) -> KeptLetter:
    """A kept letter. Errors: `NotFound`, `FileNotOpen`, `Refused`."""
    return work.letters.one(letter_id)


def waiting(work: UnitOfWork) -> tuple[KeptLetter, ...]:
    """Unsent letters, oldest first, of the cases that this technician handles; without names.

    Clause: G8, B1.
    """
    register_of = work.letters
    found = (*register_of.unsent(MOST), *register_of.to_go_out(), *register_of.reminders(MOST))
    cases = {one.case for one in found}
    mine: set[str] = set()
    for job, register in (
        (Job.REQUESTS, work.requests),
        (Job.COMPLAINTS, work.complaints),
        (Job.UNPAID, work.unpaid),
    ):
        if work.may(job):
            mine.update(register.ids(cases))
    return tuple(sorted((one for one in found if one.case in mine), key=lambda one: one.id))


def of_case(work: UnitOfWork, customer_id: str, case: str) -> tuple[KeptLetter, ...]:
    """The letters of a case, oldest first. Errors: `FileNotOpen`, `Refused`."""
    return work.letters.of_case(customer_id, case)


def of_customer(work: UnitOfWork, customer_id: str) -> tuple[KeptLetter, ...]:
    """All letters to and about a customer, oldest first. Errors: `FileNotOpen`, `Refused`."""
    return work.letters.of_customer(customer_id)


def sent(work: UnitOfWork, letter_id: int, how: str) -> KeptLetter:
    """Record that a letter went out, and how: the id of a channel of the policy, such as `letter` or `email`.

    A letter about somebody who was erased is then removed, as it has served its purpose; its case says whom we told.
    The caller has the desk finish that (`Desk.traces`). Errors: `Invalid` for an unknown channel, `NotFound`. Clause:
    G8, R4.
    """
    if how not in work.policy.channels:
        raise Invalid((Fault("how", choose(work.policy.channels)),))
    return went_out(work, letter_id, how)


def went_out(work: UnitOfWork, letter_id: int, how: str) -> KeptLetter:
    """`sent`, for callers that know how it went. Errors: `NotFound`."""
    kept = work.letters.mark_sent(letter_id, how)
    if kept.letter.kind is LetterKind.EXTENSION:
        work.requests.extension_sent(kept.case)
    if kept.letter.kind in OF_INVOICES:
        work.unpaid.went_out(kept.letter.number)
    if kept.is_of_erased:
        notices.let_go(work, kept, notices.SENT)
    return kept


def text(letter: Letter) -> str:
    """A letter as plain text; needs no store."""
    return letter_text(letter)


def pdf(letter: Letter, folder: Path | None = None) -> bytes:
    """A letter as PDF/A. `folder` is the settings' `letters_folder()`. Don't call it inside a unit of work.

    Errors: `TypesetterMissing`, which says how to install Typst, `TypesettingFailed`.
    """
    return letter_pdf(letter, folder)


def insist_on_pdf() -> None:
    """Refuse, before anybody names a file, if no PDF can be made. Errors: `TypesetterMissing`."""
    from helpdesk.documents.typesetting import insist_on_typst

    insist_on_typst()


def save_pdf(letter: Letter, name: str, folder: Path | None = None) -> Path:
    """Write a letter as PDF to a new file that only its owner can read.

    Errors: those of `pdf`; `Invalid` for a file that exists already or can't be written.
    """
    content = pdf(letter, folder)
    path = typed_path(name)
    with new_file(path) as file:
        file.write(content)
    return path
