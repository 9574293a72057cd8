"""What stays when the rest is deleted, and why. Clause: D9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.unsolicited import OTHER, Part, kind_words
from helpdesk.i18n import _, show_number, tell
from screens.dialogs.kept import Keep, KeptDialog
from screens.ticket_words import say_size
from screens.widgets.controls import TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class Kept:
    """The keys of the parts that stay, and why."""

    stays: tuple[int, ...]
    why: str


class Stays(KeptDialog[Kept]):
    """Asks which parts stay; the others are deleted afterwards, once that was confirmed."""

    def __init__(self, parts: Sequence[Part], check: Keep[Kept, Kept]) -> None:
        """Make the question; without parts (what lies outside the console) only why something stays is asked.

        `check` gives the answer back when the rest may go.
        """
        super().__init__(
            _("Delete in part"), keys=[Binding("enter", "go_on", _("Go on"), id="stays.go-on", priority=True)]
        )
        self._parts = parts
        self._check = check

    def body(self) -> ComposeResult:
        """A tick for each part, and the reason."""
        yield Prose(_("What is ticked stays; the rest is deleted. Space ticks.") if self._parts else "")
        yield Form(
            *(
                FormRow(str(one.key), show_number(place), Tick(text=say_part(one)))
                for place, one in enumerate(self._parts, start=1)
            ),
            FormRow("why", _("Why"), TextBox(placeholder=_("what stays, and why"))),
        )

    @work(group="stays-check")
    async def action_go_on(self) -> None:
        """Give it back once something stays, with a reason."""
        form = self.query_one(Form)
        values = form.values()
        stays = tuple(one.key for one in self._parts if values[str(one.key)])
        faults = []
        if self._parts and not stays:
            faults.append(
                Fault(str(self._parts[0].key), msg("Choose what stays: something, but not everything."))
            )
        if not str(values["why"]).strip():
            faults.append(Fault("why", msg("Say what stays, and why.")))
        form.show_faults(faults)
        if not faults:
            await self.keep(self._check, Kept(stays, str(values["why"]).strip()))


def say_part(part: Part) -> str:
    """What may stay: the kind and place of a passage, or what sort of file and what secret is in it."""
    if part.media_type:
        said = f"{visible(part.media_type)}, {say_size(part.size)}"
        return said if part.kind == OTHER else f"{said}: {tell(kind_words(part.kind))}"
    place = _("character {place} of the subject") if part.in_subject else _("character {place}")
    place = place.format(place=show_number(part.start + 1))
    return f"{tell(kind_words(part.kind))}, {place}"
