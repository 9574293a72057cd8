"""What in a ticket nobody asked for: put in the queue and decided on at once, or said to be none. Clause: D9, B6.

`x` takes what the cursor is on (a finding, an attachment, else the message), asks how much of it and whose it is, and
then what becomes of it; Escape there leaves it in the queue. `d` dismisses a finding that is none, with one key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.display import visible
from helpdesk.domain.spotting import Kind
from helpdesk.domain.tickets import Spotted
from helpdesk.domain.unsolicited import OTHER, Extent, Item, Whose, kind_words
from helpdesk.i18n import _, ngettext, show_number, tell
from helpdesk.tasks import unsolicited
from screens.dialogs.choice import Choice, Option
from screens.ticket_here import TicketHere
from screens.ticket_selection import Selection
from screens.ticket_words import say_found
from screens.unsolicited_deciding import Deciding

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Note = Callable[["UnitOfWork", str], Item]
"""Puts something in the queue, given whose it is."""

MARKED = Extent.PASSAGES
"""A passage that is marked by hand first."""


class UnsolicitedHere(TicketHere):
    """Treats what the cursor is on as unsolicited data."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "unsolicited", _("Unsolicited"), id="ticket.unsolicited"),
        Binding("d", "no_finding", _("It is none"), id="ticket.dismiss"),
    ]

    def action_unsolicited(self) -> None:
        """Put it in the queue, and decide on it."""
        if (here := self.selection) is not None:
            self.do(self._unsolicited(here))

    async def _unsolicited(self, here: Selection) -> None:
        note = await self._how_much(here)
        whose = await self._whose_data() if note is not None else None
        if note is None or whose is None:
            return
        item = await self.desk.run(note, whose)
        self.read_again()
        decided = await Deciding(self.app, self.desk).decide(item)
        if decided is None:
            self.app.notify(_("It is in the queue of unsolicited data (F7)."))
        self.read_again()

    async def _how_much(self, here: Selection) -> Note | None:
        """Ask how much of the message it is; `None` to leave it."""
        options = [*self._passages(here), *self._wholes(here)]
        question = Choice(
            _("What did nobody ask for?"),
            [*options, Option[Note | Extent](MARKED, _("A passage that you mark"))],
        )
        chosen = await self.app.push_screen_wait(question)
        if not isinstance(chosen, Extent):
            return chosen
        return await self._marked(here)

    def _passages(self, here: Selection) -> list[Option[Note | Extent]]:
        options: list[Option[Note | Extent]] = []
        findings = [one for one in here.message.findings if not one.dismissed]
        if here.finding is not None:
            options.append(Option(_of_findings([here.finding]), _("This passage"), say_found(here.finding)))
        if findings and findings != [here.finding]:
            many = ngettext("The finding", "All {count} findings", len(findings))
            kinds = ", ".join(dict.fromkeys(tell(one.kind.says) for one in findings))
            options.append(
                Option(_of_findings(findings), many.format(count=show_number(len(findings))), kinds)
            )
        return options

    def _wholes(self, here: Selection) -> list[Option[Note | Extent]]:
        files = [one for one in here.message.attachments if one.removed is None]
        files.sort(key=lambda one: one != here.attachment)
        options: list[Option[Note | Extent]] = [
            Option(_of_attachment(one.id), _("This attachment"), visible(one.name)) for one in files
        ]
        whole: Option[Note | Extent] = Option(
            _of_message(here.message.id), _("The whole message"), _("with its attachments")
        )
        return [*options, whole] if here.message.removed is None else []

    async def _marked(self, here: Selection) -> Note | None:
        """Have a passage marked, and ask what it is."""
        from screens.dialogs.passage import Passage

        text = here.message.text
        marked = await self.app.push_screen_wait(Passage(text))
        if marked is None:
            return None
        options = [Option(str(kind), tell(kind_words(kind))) for kind in (OTHER, *Kind)]
        kind = await self.app.push_screen_wait(Choice(_("What is it?"), options))
        if kind is None:
            return None
        start, end = marked
        return lambda work, whose: unsolicited.note_passage(
            work, here.message.id, start, end, (kind,), whose, length=len(text)
        )

    async def _whose_data(self) -> str | None:
        options = [Option(one.value, tell(one.words)) for one in Whose]
        whose: str | None = await self.app.push_screen_wait(Choice(_("Whose data is it?"), options))
        return whose

    def action_no_finding(self) -> None:
        """The finding under the cursor is none; it stays so."""
        here = self.selection
        if here is not None and here.finding is not None:
            self.do(self._dismiss(here.finding))

    async def _dismiss(self, finding: Spotted) -> None:
        await self.desk.run(unsolicited.dismiss, (finding.id,))
        self.read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the cursor is on."""
        here = self.selection
        match action:
            case "unsolicited":
                return here is not None and here.message.removed is None
            case "no_finding":
                return here is not None and here.finding is not None
        return super().check_action(action, parameters)


def _of_findings(findings: list[Spotted]) -> Note:
    ids = tuple(one.id for one in findings)
    return lambda work, whose: unsolicited.note_findings(work, ids, whose)


def _of_attachment(attachment: int) -> Note:
    return lambda work, whose: unsolicited.note_attachment(work, attachment, (OTHER,), whose)


def _of_message(message: int) -> Note:
    return lambda work, whose: unsolicited.note_message(work, message, (OTHER,), whose)
