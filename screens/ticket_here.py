"""Actions on what the cursor is on: a message, an attachment, a finding, a passage. Clause: D9, P4, G3."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.display import visible
from helpdesk.domain.mail import Undelivered, cause
from helpdesk.domain.tickets import Attachment, Delivery, TicketMessage
from helpdesk.domain.unsolicited import Item
from helpdesk.i18n import _, ngettext, show_number
from helpdesk.policy.model import Job
from helpdesk.tasks import delivery, scanning, tickets, unsolicited
from helpdesk.tasks.new_files import write_new
from screens.jobs import has_job
from screens.receiving import NewMessages
from screens.ticket_actions import TicketPage
from screens.ticket_opening import open_ticket_number
from screens.ticket_selection import Selection
from screens.ticket_words import say_finding, say_size
from screens.unsolicited_actions import treat

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


class TicketHere(TicketPage):
    """Dismisses findings, treats things as unsolicited, and saves attachments."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "here", _("Do it"), id="ticket.here"),
        Binding("d", "clear", _("It is not one"), id="ticket.dismiss"),
        Binding("x", "treat", _("Unsolicited"), id="ticket.treat"),
        Binding("y", "passage", _("Mark a passage"), id="ticket.passage", show=False),
        Binding("f", "save", _("Save file"), id="ticket.save"),
    ]

    # Findings

    def action_clear(self) -> None:
        """Dismiss a finding as a false alarm; it stays dismissed when the message is searched again."""
        if (here := self.selection) is not None:
            self.do(self._dismiss(here))

    async def _dismiss(self, here: Selection) -> None:
        if here.passage is not None:
            await self._unmark(here, here.passage)
            return
        if here.finding is not None:
            ids, job = [here.finding.id], unsolicited.dismiss
        else:
            ids, job = _found_in(here.attachment), scanning.dismiss_in_attachments
        if await self.in_time(lambda: self.desk.run(job, ids)) is None:
            return
        said = ngettext("Dismissed, and it stays so.", "{count} dismissed, and they stay so.", len(ids))
        self.app.notify(said.format(count=show_number(len(ids))))
        self.read_again()

    async def _unmark(self, here: Selection, passage: tuple[int, int]) -> None:
        """Remove what was marked by hand from the queue; if its item has more, that is done there."""
        spots = ((*passage, here.in_subject),)
        item = await self.desk.read(unsolicited.in_queue, here.message.id, spots)
        if item is not None and len(item.passages) > 1:
            self.app.notify(_("It is in the queue together with others (F7): take it out there."))
        elif item is not None:
            if await self.in_time(lambda: self.desk.run(_withdrawn, item)):
                self.app.notify(_("The mark is gone, and it is out of the queue."))
            self.read_again(always=True)

    def action_treat(self) -> None:
        """Put it in the queue of unsolicited data."""
        if (here := self.selection) is not None:
            self.do(self._treat(here))

    async def _treat(self, here: Selection) -> None:
        if await treat(self, here):
            self.read_again()

    def action_passage(self) -> None:
        """Mark a passage of this message by hand, and put it in the queue of unsolicited data."""
        if (here := self.selection) is not None:
            self.do(self._mark(here))

    async def _mark(self, here: Selection) -> None:
        from screens.dialogs.passage import Passage

        subject = here.message.subject
        above = f"{subject}\n\n" if subject else ""
        question = Passage(above + here.message.text, len(above))
        question.about = self.customer.id if self.customer else ""
        marked = await self.app.push_screen_wait(question)
        if marked is None:
            return
        start, end = marked
        in_subject = end <= len(subject)
        if not in_subject and start < len(above):
            self.app.notify(_("Mark a passage of the subject, or one of the text."), severity="warning")
            return
        passage = marked if in_subject else (start - len(above), end - len(above))
        pointed = replace(here, finding=None, attachment=None, passage=passage, in_subject=in_subject)
        await self._treat(pointed)

    async def _ask(self, here: Selection) -> None:
        """Offer what can be done with what is marked, each with the key that does it directly."""
        from screens.dialogs.choice import Choice, Option

        in_queue = here.passage is not None or here.is_in_queue
        nobody_asked = _("Decide what becomes of it") if in_queue else _("Nobody asked for it")
        options = [Option(self._treat, nobody_asked, "x")] if self.check_action("treat", ()) else []
        if self.check_action("clear", ()):
            options.append(Option(self._dismiss, _("It is not one"), "d"))
        marked = say_finding(here.finding) if here.finding is not None else _("marked by hand")
        if (chosen := await self.app.push_screen_wait(Choice(marked, options))) is not None:
            await chosen(here)

    # Attachments

    def action_here(self) -> None:
        """The likeliest action: go where it was merged to, resend a message, ask about a marked passage, or save."""
        here = self.selection
        if self.view.merged_into:
            open_ticket_number(self.app, self.desk, self.view.merged_into)
        elif here is not None and self._can_be_sent(here):
            self.do(self._send_again(here.message))
        elif here is not None and _is_marked(here):
            self.do(self._ask(here))
        else:
            self.action_save()

    async def _send_again(self, message: TicketMessage) -> None:
        """Send it once more. One that was waiting when it was seen may be on its way by now: then nothing changes."""
        waits = message.delivery is Delivery.WAITING
        if waits or await self.in_time(lambda: self.desk.run(delivery.again, message.id)) is not None:
            self.app.post_message(NewMessages())
            self.read_again()

    @property
    def mail_goes_somewhere(self) -> bool:
        """Whether replies by mail can be handed on."""
        return self.desk.config.way_for_mail is not None

    def is_on_its_way(self, message: TicketMessage) -> bool:
        """Whether this console is sending it now; doing so again would send it twice."""
        claimed = cause(message.delivery_detail) is Undelivered.ON_ITS_WAY
        return (claimed or message.delivery is Delivery.WAITING) and self.console.hands_on

    def _can_be_sent(self, here: Selection) -> bool:
        pointed_at = (here.finding, here.attachment, here.passage)
        waits = here.message.delivery in (Delivery.WAITING, Delivery.FAILED)
        return (
            waits
            and not self.is_on_its_way(here.message)
            and self.mail_goes_somewhere
            and pointed_at == (None, None, None)
        )

    def action_save(self) -> None:
        """Write an attachment of this message to a file."""
        here = self.selection
        if here is None:
            return
        there = [one for one in here.message.attachments if one.removed is None]
        if here.attachment is not None:
            self.do(self._save(here.attachment))
        elif there:
            self.do(self._save_one_of(there))

    async def _save_one_of(self, there: list[Attachment]) -> None:
        from screens.dialogs.choice import Choice, Option

        one: Attachment | None = there[0]
        if len(there) > 1:
            options = [Option(one, visible(one.name), say_size(one.size)) for one in there]
            one = await self.app.push_screen_wait(Choice(_("Save which file?"), options))
        if one is not None:
            await self._save(one)

    async def _save(self, attachment: Attachment) -> None:
        """Ask where, and write it there, on record; it is never opened, and no file is overwritten."""
        from screens.dialogs.save_as import save

        async def write(given: str) -> bool | None:
            read = await self.in_time(lambda: self.desk.run(tickets.read_attachment, attachment.id))
            if read is None:
                return None
            return await asyncio.to_thread(write_new, given, lambda out: out.write(read[1]))

        name = attachment.name or _("attachment")
        await save(self.app, _("Save to a file"), _("Save"), name, write)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits the cursor."""
        here = self.selection
        match action:
            case "here":
                if here is not None and _is_marked(here):
                    return self.check_action("clear", ())
                acts = here is not None and (here.attachment is not None or self._can_be_sent(here))
                return acts or bool(self.view.merged_into)
            case "save":
                return here is not None and any(one.removed is None for one in here.message.attachments)
            case "clear":
                if here is not None and here.passage is not None:
                    return has_job(self.desk, Job.UNSOLICITED)
                return here is not None and (here.finding is not None or bool(_found_in(here.attachment)))
            case "treat":
                return (
                    here is not None and here.message.removed is None and has_job(self.desk, Job.UNSOLICITED)
                )
            case "passage":
                return _has_words(here) and has_job(self.desk, Job.UNSOLICITED)
        return super().check_action(action, parameters)


def _withdrawn(work: UnitOfWork, item: Item) -> bool:
    unsolicited.withdraw(work, item.id, item.version)
    return True


def _is_marked(here: Selection) -> bool:
    return here.finding is not None or here.passage is not None


def _has_words(here: Selection | None) -> bool:
    return here is not None and bool(here.message.text or here.message.subject)


def _found_in(attachment: Attachment | None) -> list[int]:
    """The findings in a file that were not dismissed."""
    return [one.id for one in attachment.findings if not one.dismissed] if attachment is not None else []
