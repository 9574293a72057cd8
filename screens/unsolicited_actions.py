"""Treating what the cursor points at as unsolicited: it goes into the queue, and is decided now or there.

Clause: D9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from helpdesk.domain.tickets import Spotted
from helpdesk.domain.unsolicited import OTHER, Item, Whose
from helpdesk.i18n import _, ngettext, show_date, show_number, tell
from helpdesk.tasks import unsolicited
from screens.page import Page
from screens.ticket_selection import Selection
from screens.unsolicited_deciding import Deciding

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Noting = Callable[["UnitOfWork", str], Item]


@dataclass(frozen=True, slots=True)
class Meant:
    """What goes into the queue: `note` puts it there, given whose it is. `spots` are its passages.

    Without passages and an attachment it is the whole message.
    """

    note: Noting
    spots: tuple[tuple[int, int, bool], ...] = ()
    attachment: int | None = None


async def treat(page: Page[Any], here: Selection) -> bool:
    """Ask which part is meant, whose it is and what becomes of it; whether it is in the queue, decided or not.

    Something already in the queue is decided. Runs in a worker of the app. Errors: those of the jobs.
    """
    meant = await _what(page, here)
    if meant is None:
        return False
    item = await page.desk.read(unsolicited.in_queue, here.message.id, meant.spots, meant.attachment)
    if item is None:
        whose = await _whose(page)
        if whose is None:
            return False
        item = await page.desk.run(meant.note, whose)
    if await Deciding(page.app, page.desk).decide(item) is None:
        said = _("In the queue of unsolicited data (F7), to be dealt with by {day}.")
        page.app.notify(said.format(day=show_date(item.due)))
    return True


async def _what(page: Page[Any], here: Selection) -> Meant | None:
    """The part that is pointed at; for a message as a whole, the part that is chosen."""
    message, found = here.message, tuple(one for one in here.message.findings if not one.dismissed)
    if here.finding is not None:
        return _of_findings((here.finding,))
    if here.attachment is not None:
        return _of_attachment(here.attachment.id, here.attachment.findings)
    if here.passage is not None:
        return _of_passage(here)
    from screens.dialogs.choice import Choice, Option

    count = ngettext(
        "What was found in it: {count} place", "All that was found in it: {count} places", len(found)
    )
    options = [Option("found", count.format(count=show_number(len(found))))] if found else []
    options.append(Option("message", _("The whole message, with its attachments")))
    chosen = await page.app.push_screen_wait(Choice(_("What was not asked for?"), options))
    if chosen == "found":
        return _of_findings(found)
    if chosen == "message":
        in_files = (one for file in message.attachments for one in file.findings)
        kinds = _kinds((*found, *in_files))
        return Meant(lambda work, whose: unsolicited.note_message(work, message.id, kinds, whose))
    return None


async def _whose(page: Page[Any]) -> str | None:
    from screens.dialogs.choice import Choice, Option

    options = [Option(one.value, tell(one.words)) for one in Whose]
    question = Choice(_("Whose data is it?"), options, _("What becomes of it is asked next."))
    return await page.app.push_screen_wait(question)


def _of_findings(found: tuple[Spotted, ...]) -> Meant:
    ids = [one.id for one in found]
    spots = tuple((one.start, one.end, one.in_subject) for one in found)
    return Meant(lambda work, whose: unsolicited.note_findings(work, ids, whose), spots)


def _of_attachment(attachment: int, found: tuple[Spotted, ...]) -> Meant:
    kinds = _kinds(found)
    return Meant(
        lambda work, whose: unsolicited.note_attachment(work, attachment, kinds, whose), attachment=attachment
    )


def _kinds(found: Iterable[Spotted]) -> tuple[str, ...]:
    """The kinds of what was found, each once."""
    return tuple(dict.fromkeys(str(one.kind) for one in found if not one.dismissed)) or (OTHER,)


def _of_passage(here: Selection) -> Meant:
    assert here.passage is not None  # noqa: S101  # see `_what`
    start, end = here.passage
    message, in_subject = here.message, here.in_subject
    length = len(message.subject if in_subject else message.text)
    noting = partial(unsolicited.note_passage, start=start, end=end, length=length, in_subject=in_subject)
    spots = ((start, end, in_subject),)
    return Meant(lambda work, whose: noting(work, message.id, whose=whose), spots)
