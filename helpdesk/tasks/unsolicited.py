"""The queue of unsolicited data: what customers sent that nobody asked for, and what became of it. Clause: D9, P3, B6.

`note_…` puts something in the queue; `preview` says what would be removed; `delete`, `delete_partly`, `keep` and
`impossible` are the four outcomes; `answer` ticks off a place where there may be copies. An item closes automatically
when nothing is left to do, and is proof from then on. After a deletion the desk finishes it: `Desk.traces`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.unsolicited import ITEM_PAGE, Item, Preview
from helpdesk.tasks.noting import (
    dismiss,
    in_queue,
    note_attachment,
    note_elsewhere,
    note_findings,
    note_message,
    note_passage,
    take_back,
    withdraw,
)
from helpdesk.tasks.outcomes import (
    answer,
    check_partly,
    delete,
    delete_partly,
    impossible,
    keep,
    parts,
    preview,
)
from helpdesk.tasks.proofs import check, export, export_to, history, print_proof

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

__all__ = [
    "Preview", "answer", "check", "check_partly", "delete", "delete_partly", "dismiss", "export", "export_to",
    "history", "impossible", "in_queue", "item", "items", "keep", "note_attachment", "note_elsewhere",
    "note_findings", "note_message", "note_passage", "parts", "preview", "print_proof", "take_back", "withdraw",
]  # fmt: skip


def items(
    work: UnitOfWork,
    *,
    open_only: bool = True,
    subject: str | None = None,
    after: Item | None = None,
    limit: int = ITEM_PAGE,
) -> tuple[Item, ...]:
    """Items, open ones first and earliest due first; at most `ITEM_PAGE`, `after` the last one shown.

    `subject` is a customer's random id (`CustomerRef.id`), even of one that has been removed. Errors: `Refused`.
    """
    return work.unsolicited.page(open_only=open_only, subject=subject, after=after, limit=limit)


def item(work: UnitOfWork, item_id: int) -> Item:
    """One item with its checklist. Errors: `Refused`, `NotFound`."""
    return work.unsolicited.one(item_id)
