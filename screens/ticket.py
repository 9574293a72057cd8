"""One ticket: who it is about, where it stands, and all that was written, in reading order. Clause: G3, D9, P2, R7.

The technician reads from message to message with the arrows or `j` and `k`; Tab goes from one marked place to the
next: attachments, and what looks like data that nobody asked for. The line below says what the cursor is on and what
can be done with it: Enter saves an attachment, resends what could not be sent, or asks what becomes of a finding, `d`
dismisses a false alarm. `r` replies, `i` notes, `t` takes the ticket, `h`, `s`, `c` and `b` set its state, `p` and `e`
its priority and target, `l` links, `m` moves the message to another ticket, `v` merges, `a` says whose it is, `o`
opens the customer's file, F8 helps remotely. When the time of the file is over it asks again what for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.display import dotted, visible
from helpdesk.domain.removing import Passage
from helpdesk.domain.tickets import Attachment, Spotted, TicketMessage, TicketView
from helpdesk.i18n import _, ngettext, show_number, tell
from screens.ticket_actions import TicketActions
from screens.ticket_facts import facts
from screens.ticket_here import TicketHere
from screens.ticket_links import TicketLinks
from screens.ticket_selection import Selection
from screens.ticket_text import entry, places
from screens.ticket_words import (
    say_attachment,
    say_customer_whole,
    say_finding,
    say_owner,
    say_registered,
    say_target,
    say_title,
    say_unsent,
)
from screens.widgets.case_header import CaseHeader, HeaderPart
from screens.widgets.prose import Prose, Words
from screens.widgets.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable


class TicketScreen(TicketHere, TicketLinks, TicketActions):
    """A ticket that was opened."""

    def body(self) -> ComposeResult:
        """The header, the messages, in a wide window all details beside them, and what the cursor is on."""
        yield CaseHeader()
        with Horizontal(id="ticket-body", classes="case-body"):
            yield Timeline(id="ticket-timeline")
            with VerticalScroll(id="ticket-side", classes="case-side", can_focus=False):
                yield Prose(id="ticket-facts")
        yield Words(id="ticket-here", classes="case-here")

    def _nothing(self) -> str:
        """The text if there are no messages."""
        if into := self.view.merged_into:
            return _("Everything written here is now in {number}. Enter goes there.").format(number=into)
        return _("Nothing was written yet. i adds a note.")

    def fill(self) -> None:
        """Show what was read when the ticket was opened."""
        self.timeline.focus()
        self.show(self.view)

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "Text between ⟦ and ⟧ looks like data that nobody asked for: the words before it name the kind, "
            "and a question mark means that it is not certain. Nothing is removed automatically. Only the "
            "kind and the place of a finding are kept, not the data. An internal note is never sent. Home "
            "goes back to the message as a whole: x there takes everything that was found in it at once, or "
            "the whole message."
        )

    @property
    def timeline(self) -> Timeline:
        """The messages."""
        return self.query_one("#ticket-timeline", Timeline)

    # Showing

    def show(self, view: TicketView) -> None:
        """Show a ticket as it is now."""
        super().show(view)
        ticket = view.ticket
        self.title = ticket.number
        self.sub_title = say_title(view)
        self.timeline.empty = self._nothing()
        self.timeline.show([entry(self.desk.policy, one) for one in view.messages])
        now = self.desk.clock()
        self.query_one("#ticket-facts", Prose).say(*facts(self.desk.policy, view.titled, now, view.links))
        self.show_header()
        self.refresh_bindings()
        self.look_at_the_file()

    def show_newest(self) -> None:
        """Put the cursor on the newest message."""
        self.timeline.action_edge(1)

    def header(self) -> Iterable[Iterable[HeaderPart]]:
        """Whose ticket it is, where it stands, and when somebody should deal with it."""
        ticket, view = self.view.ticket, self.view
        into = view.merged_into
        flag = _("MERGED INTO {number}").format(number=into) if into else ""
        yield Content(say_customer_whole(ticket)).stylize("bold"), tell(ticket.state.words), flag
        yield (
            _("priority: {priority}").format(priority=tell(ticket.priority.words)),
            say_target(self.desk.policy, ticket, self.desk.clock()),
            _("owner: {name}").format(name=say_owner(ticket)),
            _found(ticket.findings),
            _linked(len(view.links)),
        )

    def on_timeline_moved(self) -> None:
        """Say what the cursor is on, and what can be done with it."""
        self.query_one("#ticket-here", Words).update(Content(self._here()))
        self.refresh_bindings()

    @property
    def selection(self) -> Selection | None:
        """What the cursor is on; `None` in a ticket without messages."""
        messages = self.view.messages
        timeline = self.timeline if self.is_here else None
        if timeline is None or timeline.index >= len(messages):
            return None
        message = messages[timeline.index]
        part = places(message)[timeline.stop] if 0 <= timeline.stop < len(places(message)) else None
        return Selection(
            self.view.ticket,
            message,
            finding=part if isinstance(part, Spotted) else None,
            attachment=part if isinstance(part, Attachment) else None,
            passage=(part.start, part.end) if isinstance(part, Passage) else None,
            in_subject=isinstance(part, Passage) and part.in_subject,
        )

    def _here(self) -> str:
        here = self.selection
        if here is None:
            return ""
        if here.finding is not None:
            what = say_finding(here.finding)
            if here.is_in_queue:
                return _("{what}, in the queue (F7). d: false alarm. x: what becomes of it.").format(
                    what=what
                )
            return _("{what}. d: false alarm. x: nobody asked for it.").format(what=what)
        if here.passage is not None:
            return _("Marked by hand, and in the queue (F7). d: false alarm. x: what becomes of it.")
        if here.attachment is not None and here.is_in_queue:
            return _("{what}, in the queue (F7). Enter saves it. x: what becomes of it.").format(
                what=say_attachment(here.attachment)
            )
        if here.attachment is not None:
            return _("{what}, {kind}. Enter saves it; it is never opened. x: nobody asked for it.").format(
                what=say_attachment(here.attachment), kind=visible(here.attachment.media_type)
            )
        message = here.message
        unsent = say_unsent(
            message, goes_somewhere=self.mail_goes_somewhere, on_its_way=self.is_on_its_way(message)
        )
        if unsent:
            return unsent
        place = _("message {place} of {count}").format(
            place=show_number(self.timeline.index + 1), count=show_number(len(self.view.messages))
        )
        scanned = "" if message.scanned else _("not searched yet for data that nobody asked for")
        parts = (place, say_registered(self.ticket, message), scanned)
        said = dotted(*parts)
        return "\n".join(line for line in (said, self._sounds(message)) if line)

    def _sounds(self, message: TicketMessage) -> str:
        """Says that somebody may be complaining; it is only a suggestion. Clause: C1."""
        word = self.sounds_like_a_complaint(message)
        said = _("sounds like a complaint (“{word}”): C makes one of it")
        return said.format(word=visible(word)) if word else ""


def _found(count: int) -> str:
    return (
        ngettext("{count} finding", "{count} findings", count).format(count=show_number(count))
        if count
        else ""
    )


def _linked(count: int) -> str:
    return ngettext("{count} link", "{count} links", count).format(count=show_number(count)) if count else ""
