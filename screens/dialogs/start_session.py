"""What remote support must know before it begins: where, why, and that the customer agreed. Clause: G4, D6, G6."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.remote import SSH, Recording, Request
from helpdesk.i18n import _, language
from helpdesk.tasks.sessions import Proposal
from helpdesk.words.sessions import say_place
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

Begun = TypeVar("Begun")


class StartSession(KeptDialog[Begun | HelpdeskError], Generic[Begun]):
    """Asks where and why; stays until the session has begun, or Escape leaves it. Enter begins.

    Returns what has begun, or the error that makes beginning impossible.
    """

    def __init__(
        self,
        proposal: Proposal,
        begin: Keep[Request, Begun],
        is_new: Callable[[str], Awaitable[bool]],
        *,
        only_test: bool = False,
        ticket: str = "",
    ) -> None:
        """Make the question.

        Args:
            proposal: the initial values.
            begin: begins it; `None` if that was refused and reported: what was typed stays. Errors: `Invalid`, which
                is shown below the fields, and others, which are returned.
            is_new: whether this customer was never reached at an address before. Errors: `HelpdeskError`.
            only_test: whether the console just signs in and out again.
            ticket: the number of the ticket that it is for.
        """
        super().__init__(
            _("Test the connection") if only_test else _("Remote support"),
            keys=[Binding("enter", "begin", _("Begin"), id="session.begin", priority=True)],
        )
        self._proposal = proposal
        self._begin = begin
        self._is_new = is_new
        self._only_test = only_test
        self._ticket = ticket
        self._ways = {
            one.id: "SSH" if one.id == SSH else one.name.say(language())
            for one in proposal.ways
            if (proposal.systems if one.id == SSH else not only_test)
        }
        self._addressed = {one.id for one in proposal.ways if one.address and one.id != SSH}

    def body(self) -> ComposeResult:
        """The way, then what that way needs."""
        proposal = self._proposal
        systems = {str(one.id): visible(f"{one.name}  {say_place(one)}") for one in proposal.systems}
        agreements = {name: words.say(language()) for name, words in proposal.agreements.items()}
        chosen = str(proposal.chosen.id) if proposal.chosen else ""
        recording = Tick(proposal.recording is Recording.ALWAYS, text=self._recorded())
        recording.disabled = proposal.recording is not Recording.ASK
        yield Form(
            FormRow("way", _("How"), Chooser(self._ways), hint=self._how_ssh()),
            FormRow("system", _("System"), Chooser(systems, chosen)),
            FormRow("address", _("IP address"), TextBox(placeholder=_("empty: unknown"))),
            FormRow("reason", _("Reason"), TextBox(proposal.reason.say(language()))),
            FormRow("agreed", _("Agreed"), Chooser(agreements)),
            FormRow(
                "ticket", _("Ticket"), TextBox(self._ticket, placeholder=_("its number, if there is one"))
            ),
            FormRow("record", _("Recording"), recording),
        )
        yield Prose(id="session-mark", classes="heading")

    def _how_ssh(self) -> str:
        """How to get SSH among the ways, if it is allowed and not there yet."""
        has_ssh = any(one.id == SSH for one in self._proposal.ways)
        if not has_ssh or self._proposal.systems:
            return ""
        return _("for SSH, first add a system: 4 in the file, then n")

    def on_mount(self) -> None:
        """Show what the chosen way needs."""
        self._fit()

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        if event.row.field in ("way", "system", "address"):
            self._fit()

    @work(group="session-begin")
    async def action_begin(self) -> None:
        """Begin, once; faults are shown below each field."""
        try:
            await self.keep(self._begin, self._request(self.query_one(Form)))
        except HelpdeskError as error:
            self.answer(error)

    def _request(self, form: Form) -> Request:
        values = form.values()
        ssh = values["way"] == SSH
        return Request(
            self._proposal.customer.id,
            str(values["way"]),
            int(str(values["system"])) if ssh else None,
            str(values["reason"]),
            str(values["agreed"]),
            record=ssh and not self._only_test and bool(values["record"]),
            address=str(values["address"]) if values["way"] in self._addressed else "",
            ticket=str(values["ticket"]),
        )

    def _fit(self) -> None:
        form = self.query_one(Form)
        way = str(form["way"].value)
        form["way"].display = len(self._ways) > 1
        form["system"].display = way == SSH
        form["address"].display = way in self._addressed
        form["record"].display = way == SSH and not self._only_test
        self._mark(form, way)

    @work(exclusive=True, group="session-mark")
    async def _mark(self, form: Form, way: str) -> None:
        mark = self.query_one("#session-mark", Prose)
        mark.display = False
        mark.display = await self._is_marked(form, way)
        mark.say(_("! This address is new for this customer: make sure that it is theirs."))

    async def _is_marked(self, form: Form, way: str) -> bool:
        """Whether the address is already known to be new for this customer. Clause: G6."""
        system, address = str(form["system"].value), str(form["address"].value).strip()
        if way == SSH:
            return bool(system) and int(system) in self._proposal.new_addresses
        if way not in self._addressed or not address:
            return False
        try:
            return await self._is_new(address)
        except HelpdeskError:  # not fully typed yet; faults are reported when it begins
            return False

    def _recorded(self) -> str:
        match self._proposal.recording:
            case Recording.ALWAYS:
                return _("always, says the policy")
            case Recording.OFF:
                return _("never, says the policy")
            case _:
                return _("what is shown, never what is typed")
