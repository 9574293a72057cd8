"""The keys by which a system's host is known: when somebody trusted them, and taking that back. Clause: B4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import HostKey, KeyStanding, TrustedKey
from helpdesk.i18n import _, show_moment
from screens.dialogs.dialog import Dialog
from screens.dialogs.host_key import at
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose

COMPARED = 6
"""Characters at the end of a fingerprint that are not shown but typed, as proof that it was compared."""


def without_end(key: HostKey) -> str:
    """A fingerprint without its end, which has to come from the machine itself."""
    return visible(key.fingerprint[:-COMPARED]) + "…"


class HostKeys(Dialog[TrustedKey | HostKey]):
    """Lists them. Answers the one that is to be trusted no longer, or the refused one that is to take their place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,x", "forget", _("Stop trusting"), id="host-keys.forget"),
        Binding("r", "replace", _("Replace"), id="host-keys.replace"),
    ]

    def __init__(self, name: str, keys: Sequence[TrustedKey]) -> None:
        """Make the list of a system's keys; of those that its host showed instead, the last may be let in."""
        close = Binding("escape", "cancel", _("Close"), id="dialog.cancel")
        super().__init__(_("Host keys of {name}").format(name=visible(name)), keys=[close])
        self._keys = tuple(one for one in keys if one.standing is not KeyStanding.REFUSED)
        refused = [one for one in keys if one.standing is KeyStanding.REFUSED]
        self._refused = refused[-1] if refused else None

    def body(self) -> ComposeResult:
        """The keys, and what is known of the one under the cursor."""
        yield Listing[TrustedKey](
            [
                Column(_("Key"), lambda one: visible(one.key.fingerprint), flex=1),
                Column(_("Since"), lambda one: show_moment(one.trusted_at), width=17, wide_from=70),
            ],
            empty=_("None yet: the first connection shows its key and asks."),
            enter=None,
        )
        yield Prose(id="host-keys-one")
        if self._refused is not None:
            said = _("Refused on {when}: {key}").format(
                when=show_moment(self._refused.trusted_at), key=without_end(self._refused.key)
            )
            yield Prose(Content(said).stylize("bold"))

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(Listing).show_rows(self._keys, same=lambda one: one.id)

    def on_listing_highlighted(self, event: Listing.Highlighted[TrustedKey]) -> None:
        """Tell who trusted it, and why."""
        event.stop()
        self.refresh_bindings()
        if (one := event.row) is not None:
            text = (
                _("{algorithm} of {host}, trusted by {who} on {when}")
                if one.standing is KeyStanding.TRUSTED
                else _("{algorithm} of {host}, no longer trusted by {who} since {when}")
            )
            said = text.format(
                algorithm=visible(one.key.algorithm),
                host=at(one.key),
                who=visible(one.trusted_by),
                when=show_moment(one.trusted_at),
            )
            self.query_one("#host-keys-one", Prose).say(said, visible(one.reason))

    def action_forget(self) -> None:
        """Answer the key under the cursor."""
        self.answer(self.query_one(Listing).row)

    def action_replace(self) -> None:
        """Answer the key that was refused."""
        if self._refused is not None:
            self.answer(self._refused.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there is a key; one that was refused is not let in by forgetting the others."""
        if action == "forget":
            row = self.query_one(Listing).row
            return row is not None and row.standing is KeyStanding.TRUSTED and self._refused is None
        if action == "replace":
            return self._refused is not None
        return super().check_action(action, parameters)


class ForgetKey(KeptDialog[bool]):
    """Asks why a key is to be trusted no longer."""

    def __init__(self, key: HostKey, keep: Keep[str, bool]) -> None:
        """Make the question about a trusted key; `keep` is given the reason."""
        super().__init__(
            _("Stop trusting this key?"),
            keys=[Binding("ctrl+s", "forget", _("Stop trusting"), id="forget-key.forget", priority=True)],
        )
        self._key = key
        self._keep = keep

    def body(self) -> ComposeResult:
        """The key, what comes of it, and what is asked."""
        yield Prose(
            at(self._key),
            Content(f"{visible(self._key.algorithm)}\n{visible(self._key.fingerprint)}").stylize("bold"),
            "",
            _(
                "The next connection shows the key of the host and asks again, whatever key that is. It is "
                "recorded who stopped trusting this one, and why."
            ),
            "",
        )
        yield Form(FormRow("reason", _("Reason"), TextBox()))

    @work(group="key-keep")
    async def action_forget(self) -> None:
        """Do it, once there is a reason."""
        form = self.query_one(Form)
        reason = str(form.values()["reason"]).strip()
        form.show_faults([] if reason else [Fault("reason", msg("Say in a few words why."))])
        if reason:
            await self.keep(self._keep, reason)


class ReplaceKey(KeptDialog[TrustedKey]):
    """Trusts the key that a known host showed instead of its own. Asks for proof of comparing, and for a reason."""

    def __init__(self, offered: HostKey, keep: Keep[str, TrustedKey]) -> None:
        """Make the question about a key that was refused; `keep` is given the reason."""
        super().__init__(
            _("Replace the host key"),
            keys=[Binding("ctrl+s", "replace", _("Replace"), id="replace-key.replace", priority=True)],
        )
        self._offered = offered
        self._keep = keep

    def body(self) -> ComposeResult:
        """The key, and what is asked."""
        yield Prose(
            _("{host} showed another key than the one it is known by:").format(host=at(self._offered)),
            Content(f"{visible(self._offered.algorithm)}\n{without_end(self._offered)}").stylize("bold"),
            "",
            _(
                "Replace it only if you know why: a new machine, a new installation. Read the fingerprint "
                "on the machine itself, and type the end of it. It is recorded who replaced the key, and "
                "why."
            ),
            "",
        )
        yield Form(
            FormRow(
                "compared",
                _("Compared"),
                TextBox(placeholder=_("the last {count} characters").format(count=COMPARED)),
            ),
            FormRow("reason", _("Reason"), TextBox()),
        )

    @work(group="key-keep")
    async def action_replace(self) -> None:
        """Do it with a reason, once the fingerprint was compared."""
        form = self.query_one(Form)
        values = {name: str(value).strip() for name, value in form.values().items()}
        faults = []
        end = values["compared"]
        if len(end) < COMPARED or not self._offered.fingerprint.endswith(end):
            faults.append(Fault("compared", msg("These are not the last characters of this key.")))
        if not values["reason"]:
            faults.append(Fault("reason", msg("Say in a few words why.")))
        form.show_faults(faults)
        if not faults:
            await self.keep(self._keep, values["reason"])
