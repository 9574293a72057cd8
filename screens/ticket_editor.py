"""Writing in a ticket: a reply to the customer, or a note among ourselves. Clause: G3, B6, D9.

The technician types; F8 inserts a text module in the customer's language, Ctrl+S sends or stores. Anything that looks
like a secret is named first, and removed if wanted. Escape leaves: what was typed is kept as a draft, or thrown away.
If the ticket changed meanwhile, that is said before anything is sent, and what was typed stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from helpdesk.domain.errors import HelpdeskError, Invalid
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import MAIL, Direction, TicketState, TicketView
from helpdesk.i18n import _, language, tell
from helpdesk.policy.links import foreign_hosts
from helpdesk.policy.model import Policy
from helpdesk.policy.tickets import filled
from helpdesk.tasks import files, tickets
from helpdesk.tasks.tickets import Written
from screens.customer_words import channel_names
from screens.drafting import DraftPage
from screens.open_page import ASKS
from screens.ticket_opening import on_ticket
from screens.ticket_words import say_customer, say_title
from screens.waiting import busy
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


def draft_of(ticket: int, direction: Direction) -> str:
    """The name of the draft for a ticket."""
    return f"ticket:{ticket}:{direction}"


class TicketEditor(DraftPage[bool]):
    """Dismisses itself with whether something was written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send(True)", _("Send"), id="editor.send", priority=True),
        Binding("ctrl+s", "send(False)", _("Save"), id="editor.keep", priority=True),
        Binding("f8", "module", _("Text module"), id="editor.module"),
    ]

    def __init__(self, desk: Desk, view: TicketView, direction: Direction) -> None:
        """Make the page.

        Args:
            desk: where the work is done.
            view: the ticket, as it was seen.
            direction: `OUT` for a reply, `NOTE` for a note.
        """
        super().__init__(desk)
        self._view = view
        self._direction = direction
        self._points_elsewhere = False
        self._first: dict[str, str] = {}
        self._proposed = "", ""
        ticket = view.ticket
        self.title = _("Reply") if self._replies else _("Note")
        self._where = f"{ticket.number} · {say_title(view)}"
        self.sub_title = self._where

    @property
    def _replies(self) -> bool:
        return self._direction is Direction.OUT

    def body(self) -> ComposeResult:
        """For a reply how and to whom, and the ticket's next state; the text; anything to know."""
        if self._replies:
            yield Form(*_fields(self.desk.policy, self._view), id="editor-fields")
        yield TextBlock(id="editor-text")
        yield Static(id="editor-said", classes="editor-said")

    def fill(self) -> None:
        """Continue the draft that was left, if there is one."""
        self._first = self._fields_now()
        self._say_what_sending_does()
        self.query_one(TextBlock).focus()
        self.take_up_draft()

    def help_text(self) -> str:
        """How writing works."""
        return _(
            "A reply by e-mail waits until it is handed to the mail program or the mail server. On any "
            "other channel it is what you said or sent yourself, and is only kept. A note is never sent. "
            "What you don't save is kept as a draft for a few days, for you only. Secrets belong in the "
            "vault and nowhere else."
        )

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        self._say_what_sending_does()
        if event.row.field == "channel":
            self.run_worker(self._propose(), group="propose", exclusive=True)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        points = bool(foreign_hosts(self.desk.policy, self.query_one(TextBlock).text))
        if points is not self._points_elsewhere:
            self._points_elsewhere = points
            self._say_what_sending_does()

    async def _propose(self) -> None:
        """Fill in the customer's address if it goes by mail and there is none; otherwise remove it."""
        to = self.query_one("#editor-fields", Form)["recipients"]
        before, address = self._proposed
        if not self._is_mail and address and to.value == address:
            to.value = before
        if not self._is_mail or "@" in str(to.value):
            return
        try:
            address = await self.desk.run(tickets.mail_address, self._view.ticket.id)
        except HelpdeskError:  # sending will report it, and ask what for
            return
        if address and self._is_mail:
            self._proposed = str(to.value), address
            to.value = address

    @property
    def _is_mail(self) -> bool:
        return any(form.values()["channel"] == MAIL for form in self.query("#editor-fields").results(Form))

    @property
    def _sends(self) -> bool:
        return self._is_mail and self.desk.config.way_for_mail is not None

    def _say_what_sending_does(self) -> None:
        if not self._replies:
            said = _("A note among ourselves; it is never sent.")
        elif self._sends:
            said = _("Ctrl+S hands it on by e-mail.")
        elif self._is_mail:
            said = _("Ctrl+S keeps it unsent: no outbox and no mail_server in the settings.")
        else:
            said = _("Ctrl+S keeps what was said; nothing is sent on this channel.")
        if self._is_mail and self._points_elsewhere:
            note = _(
                "A note about other companies' sites is added below, if they are not the customer's (W1)."
            )
            said = f"{said}\n{note}"
        self.query_one("#editor-said", Static).update(Content(said))
        self.refresh_bindings()

    def _fields_now(self) -> dict[str, str]:
        if not self._replies:
            return {}
        values = self.query_one("#editor-fields", Form).values()
        return {name: str(value) for name, value in values.items()}

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return draft_of(self._view.ticket.id, self._direction)

    def drafted(self) -> str | None:
        """The text, and the fields that were changed."""
        text = self.query_one(TextBlock).text
        if not text.strip():
            return None
        changed = {
            name: value for name, value in self._fields_now().items() if value != self._first.get(name)
        }
        return json.dumps({"text": text, "fields": changed}, ensure_ascii=False)

    async def take_up(self, content: str) -> bool:
        """Fill in a draft."""
        try:
            kept = json.loads(content)
            text, fields = (
                str(kept["text"]),
                {str(name): str(value) for name, value in kept["fields"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
        area = self.query_one(TextBlock)
        area.text = text
        area.move_cursor(area.document.end)
        if self._replies:
            self.query_one("#editor-fields", Form).fill_in(fields)
        self.app.notify(_("What you typed before is back; it is not saved yet."))
        return True

    # Text modules

    def action_module(self) -> None:
        """Insert a text module."""
        self.app.run_worker(self._module(), group=ASKS)

    async def _module(self) -> None:
        from screens.dialogs.choice import Choice, Option

        spoken, ticket = await self._spoken(), self._view.ticket
        names = (say_customer(ticket), ticket.number, self.desk.technician.name)
        options = [
            Option(one.id, one.title.say(language()), _first_words(filled(one.text, spoken, *names)))
            for one in self.desk.policy.text_modules
        ]
        said = () if options else (_("The policy has no text modules yet."),)
        chosen = await self.app.push_screen_wait(Choice(_("Text module"), options, *said))
        if chosen is None:
            return
        job = tickets.module_text
        text = await on_ticket(self, ticket, lambda: self.desk.run(job, ticket.id, chosen, spoken))
        if text and self.is_here:
            block = self.query_one(TextBlock)
            begun = block.cursor_location[1] > 0
            block.insert(f"\n\n{text}" if begun else text)  # below what was begun, not right behind it

    async def _spoken(self) -> str:
        """The customer's language if the open file shows it, else the policy's own."""
        ref = self._view.ticket.customer
        if ref is None:
            return self.desk.policy.language
        file = await on_ticket(self, self._view.ticket, lambda: self.desk.run(files.read_file, ref.id))
        known = file.text("language") if file is not None and file.seen("language") else ""
        return known or self.desk.policy.language

    # Sending

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ctrl+S says what it does: only e-mail is sent."""
        if action == "send":
            return parameters == (self._sends,)
        return super().check_action(action, parameters)

    def action_send(self, _goes_out: bool) -> None:
        """Send or store it."""
        self.action_save()

    async def save(self) -> None:
        """Send or store it, and leave."""
        with busy(self, self._where):
            written = await self._written()
        if written and self.is_here:
            self.app.notify(_("The reply is being sent.") if self._sends else _("Saved."))
            self.dismiss(True)

    async def _written(self) -> bool:
        """Whether it was stored; if not, somebody wants to continue typing."""
        if not await self._still_right():
            return False
        written = await self._try(None)
        if written is not None and written.secrets:
            keep = await self._ask_about(written)
            written = await self._try(keep) if keep is not None else None
        return written is not None and written.message is not None

    async def _try(self, keep: bool | None) -> Written | None:
        text, fields = self.query_one(TextBlock).text, self._fields_now()
        ticket, draft = self._view.ticket.id, self.draft_name

        def write(work: UnitOfWork) -> Written:
            written = (
                tickets.reply(work, ticket, text, keep_secrets=keep, **_reply(fields))
                if self._replies
                else tickets.note(work, ticket, text, keep_secrets=keep)
            )
            if written.message is not None:
                work.drafts.drop(draft)
            return written

        try:
            return await on_ticket(self, self._view.ticket, lambda: self.desk.run(write))
        except Invalid as invalid:
            left = (
                self.query_one("#editor-fields", Form).show_faults(invalid.faults)
                if self._replies
                else invalid.faults
            )
            for fault in left:
                self.app.notify(tell(fault.message), severity="warning")
        return None

    async def _still_right(self) -> bool:
        """Whether nothing came in since the ticket was seen, or it should be sent anyway; a note always should."""
        if not self._replies:
            return True
        seen = self._view.ticket
        now = await self.desk.read(tickets.by_number, seen.number)
        if now.version == seen.version:
            return True
        from screens.dialogs.confirm import Confirm

        question = Confirm(
            _("The ticket changed meanwhile"),
            msg("Somebody else wrote in {number} or changed it while you were typing.", number=seen.number),
            msg("What you typed is safe: going back keeps it here, and Escape keeps it as a draft."),
            yes=_("Go on all the same"),
            no=_("Go back"),
            weighs=True,
        )
        sure = await self.app.push_screen_wait(question)
        return bool(sure)

    async def _ask_about(self, written: Written) -> bool | None:
        """Whether to keep secrets (`True`) or remove them; `None` to continue typing. Clause: B6."""
        from screens.dialogs.choice import Choice, Option

        kinds = ", ".join(dict.fromkeys(tell(one.kind) for one in written.secrets))
        options = [
            Option(False, _("Take it out")),
            Option(True, _("It is not one: leave it")),
        ]
        return await self.app.push_screen_wait(
            Choice(
                _("A secret in the text?"),
                options,
                _("This looks like a secret: {kinds}.").format(kinds=kinds),
                _("Secrets belong in the vault. Escape goes back to the text."),
            )
        )


def _first_words(text: str) -> str:
    """The second paragraph of a text, as the first is the greeting."""
    paragraphs = [one for one in text.split("\n\n") if one.strip()]
    return paragraphs[1 if len(paragraphs) > 1 else 0].strip() if paragraphs else ""


def _reply(fields: dict[str, str]) -> dict[str, Any]:
    return {
        "channel": fields["channel"],
        "recipients": fields["recipients"],
        "then": TicketState(fields["then"]) if fields["then"] else None,
    }


def _fields(policy: Policy, view: TicketView) -> Iterator[FormRow]:
    """How a reply goes, to whom, and the ticket's next state: from what came in last."""
    ticket, channels = view.ticket, channel_names(policy)
    last = next((one for one in reversed(view.messages) if one.direction is Direction.IN), None)
    channel, to = (last.channel, last.sender) if last else (ticket.channel, ticket.sender)
    yield FormRow("channel", _("By"), Chooser(channels, channel))
    box = TextBox(to, placeholder=_("an e-mail address, a number, a name"))
    yield FormRow("recipients", _("Addressed to"), box)
    state = ticket.state
    after = (TicketState.WAITING, TicketState.OPEN, TicketState.SOLVED)
    states = {one.value: tell(one.words) for one in after if one is state or one in state.next}
    usual = TicketState.WAITING if TicketState.WAITING in state.next else state
    yield FormRow("then", _("Afterwards"), Chooser(states, usual))
