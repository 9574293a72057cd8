"""A system that we look after: its name, where it is, and how to sign in. Clause: D5, D6, G4, B6."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from helpdesk.domain.customer import Service
from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, Invalid
from helpdesk.domain.hosts import display_host
from helpdesk.domain.remote import SYSTEM, SignIn, System, SystemChanged
from helpdesk.i18n import _, tell
from helpdesk.words.sessions import say_sign_in
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

Save = Callable[[Mapping[str, str], int], Awaitable[System]]
"""Saves what was typed, by field name of the register, over the version that was seen.

Errors: `Invalid`, `SystemChanged` and the other `HelpdeskError`s.
"""


class SystemForm(Dialog[System]):
    """The form of a system; stays until it is saved, or Escape leaves it."""

    def __init__(
        self,
        save: Save,
        system: System | None = None,
        *,
        others: Sequence[System] = (),
        services: Sequence[Service] = (),
    ) -> None:
        """Make the form.

        Args:
            save: what saves it.
            system: the one that is changed; none for a new one.
            others: the customer's other systems, each of which may be the jump host.
            services: what the customer takes.
        """
        super().__init__(
            _("Edit system") if system else _("New system"),
            keys=[Binding("enter", "save", _("Save"), id="system.save", priority=True)],
        )
        self._save = save
        self._system = system
        self._version = system.version if system else 0
        self._others = {
            str(one.id): visible(one.name) for one in others if system is None or one.id != system.id
        }
        self._services = {
            str(one.id): visible(" ".join(part for part in (one.product, one.detail) if part))
            for one in services
        }

    def body(self) -> ComposeResult:
        """The rows."""
        nothing = {"": _("none")}
        filled_in = _filled_in(self._system)
        ways = {kind.value: say_sign_in(kind) for kind in SignIn}
        yield Form(
            FormRow("name", _("Name"), TextBox(filled_in["name"], placeholder=_("web server, router"))),
            FormRow("host", _("Host"), TextBox(filled_in["host"], placeholder=_("a name or an IP address"))),
            FormRow("port", _("Port"), TextBox(filled_in["port"])),
            FormRow("user", _("User"), TextBox(filled_in["user"])),
            FormRow("sign_in", _("Sign in with"), Chooser(ways, filled_in["sign_in"])),
            FormRow("secret_at", _("Which"), TextBox(filled_in["secret_at"])),
            FormRow("jump", _("By way of"), Chooser(nothing | self._others, filled_in["jump"])),
            FormRow("service", _("Service"), Chooser(nothing | self._services, filled_in["service"])),
        )
        yield Prose(_("Secrets are not kept here: only where they are."), classes="quiet")

    def on_mount(self) -> None:
        """Ask only for what the way of signing in needs."""
        self._fit()

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        if event.row.field == "sign_in":
            self._fit()

    async def _show_theirs(self, changed: SystemChanged) -> None:
        """Show somebody else's version; saving again is then a choice."""
        from screens.dialogs.notice import Notice, said_by

        theirs, form = changed.theirs, self.query_one(Form)
        filled_in = _filled_in(theirs)
        lines = [
            Content.assemble((f"{tell(SYSTEM[field].label)}: ", "bold"), self._said(field, filled_in[field]))
            for field, value in form.values().items()
            if str(value).strip() != filled_in[field]
        ]
        self._version = theirs.version
        await self.app.push_screen_wait(Notice(_("Changed by someone else"), *said_by(changed), "", *lines))

    def _said(self, field: str, value: str) -> str:
        names = {
            "sign_in": {kind.value: say_sign_in(kind) for kind in SignIn},
            "jump": self._others,
            "service": self._services,
        }
        return visible(names.get(field, {}).get(value, value))

    def _fit(self) -> None:
        form = self.query_one(Form)
        kind = str(form["sign_in"].value)
        which = form["secret_at"]
        which.display = kind in (SignIn.KEY_FILE, SignIn.KEEPASS)
        box = which.control
        assert isinstance(box, TextBox)  # noqa: S101  # what `body` put there
        box.hint(_("the file of the key") if kind == SignIn.KEY_FILE else _("the title of the entry"))
        form["jump"].display = bool(self._others)
        form["service"].display = bool(self._services)

    @work(exclusive=True, group="system-save")
    async def action_save(self) -> None:
        """Check all fields at once and save; faults are shown below each."""
        form = self.query_one(Form)
        values = {name: str(value).strip() for name, value in form.values().items()}
        try:
            self.answer(await self._save(values, self._version))
        except SystemChanged as changed:
            await self._show_theirs(changed)
        except Invalid as invalid:
            for fault in form.show_faults(invalid.faults):
                self.app.notify(tell(fault.message), severity="warning")
        except HelpdeskError as error:
            from screens.dialogs.notice import show_error

            show_error(self.app, error)


def _filled_in(system: System | None) -> dict[str, str]:
    """The initial contents of the boxes, for a system or a new one."""
    one = system or System(0, "", "")
    return {
        "name": one.name,
        "host": display_host(one.host),
        "port": str(one.port),
        "user": one.user,
        "sign_in": one.sign_in.value,
        "secret_at": one.secret_at,
        "jump": str(one.jump or ""),
        "service": str(one.service or ""),
    }
