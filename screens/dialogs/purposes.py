"""For what? Asked before a customer's file opens. Clause: P2, G1–G9, B1.

The technician sees the usual reasons (the last choice on top) beside the purposes of the statement, each with a key,
and below them which categories of data the choice will show. A reason's key chooses all its purposes, a purpose's key
adds or removes that one, Enter opens, Escape leaves. A purpose that the role does not have can't be chosen; its key
says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Decision
from helpdesk.domain.display import visible
from helpdesk.i18n import _, language, tell
from helpdesk.policy.guard import may_use
from helpdesk.policy.model import Policy
from screens.customer_words import known_as
from screens.dialogs.dialog import Dialog

KEYS = "123456789abcdefghijklmopqstuvwxyz"
"""Keys for the reasons, in this order, skipping those that purposes have."""

AGAIN = "0"
"""The key for the last choice, unless a purpose has it."""

CHOSEN, FREE, REFUSED = "●", "○", "–"

LONGEST = 60
"""Cells of a name or a place: it would push the keys out of a low window."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A usual reason to open a file, with those of its purposes that this technician may use."""

    key: str
    name: str
    purposes: tuple[str, ...]


class ForWhat(Dialog[tuple[str, ...]]):
    """Returns the chosen purposes, in the policy's order, or `None`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (78, "-wide")]  # noqa: RUF012

    def __init__(
        self,
        policy: Policy,
        role: str,
        customer: CustomerRef,
        last: tuple[str, ...] = (),
        proposed: tuple[str, ...] = (),
        why: str = "",
    ) -> None:
        """Make the dialog.

        Args:
            policy: its purposes and presets are offered.
            role: the technician's; decides which purposes can be chosen.
            customer: whose file will be opened.
            last: the last choice.
            proposed: the initial choice, as far as this technician may use those purposes.
            why: what the file is needed for, if the technician did not ask for it.
        """
        keys = [
            Binding("enter", "open", _("Open"), id="purposes.open"),
            Binding(
                "down,pagedown", "scroll(1)", _("Scroll down"), id="purposes.down", show=False, system=True
            ),
            Binding("up,pageup", "scroll(-1)", _("Scroll up"), id="purposes.up", show=False, system=True),
        ]
        super().__init__(_("For what?"), keys=keys)
        self._policy = policy
        self._customer = customer
        self._why = why
        self._allowed: dict[str, Decision] = {name: may_use(policy, role, name) for name in policy.purposes}
        self._purposes = {purpose.key: purpose for purpose in policy.purposes.values()}
        self._reasons = {reason.key: reason for reason in self._offered(last)}
        self._chosen = frozenset(self._usable(proposed))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The current choice, in the policy's order."""
        return tuple(name for name in self._policy.purposes if name in self._chosen)

    def help_text(self) -> str:
        """How to say what for."""
        return _(
            "The key before a usual reason chooses all its purposes; the key before a purpose adds that one, "
            "or takes it out. Below stands what the file will show. Enter opens it, on record."
        )

    def body(self) -> ComposeResult:
        """Reasons beside purposes; below them what the choice shows."""
        yield Static(self._who(), id="for-what-customer")
        with VerticalScroll(id="for-what-choices", can_focus=False), Horizontal(id="for-what-columns"):
            yield Static(id="for-what-reasons")
            yield Static(id="for-what-purposes")
        yield Static(id="for-what-shows")

    def on_mount(self) -> None:
        """Show the initial choice: nothing, unless something was proposed."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """The key of a reason or of a purpose."""
        key = event.character or ""
        if key in self._purposes:
            self._toggle(self._purposes[key].id)
        elif key in self._reasons:
            self._chosen = frozenset(self._reasons[key].purposes)
            self._show()
        else:
            return
        event.stop()

    def action_open(self) -> None:
        """Open for what is chosen."""
        if self.chosen:
            self.answer(self.chosen)
        else:
            self._tell(_("Choose at least one purpose first."))

    def action_scroll(self, pages: int) -> None:
        """Show the choices above or below, in a low window."""
        choices = self.query_one("#for-what-choices", VerticalScroll)
        choices.scroll_relative(y=pages * choices.size.height, animate=False)

    def _offered(self, last: tuple[str, ...]) -> Iterator[Reason]:
        free = (key for key in KEYS if key not in self._purposes)
        presets = self._policy.presets.values()
        if again := self._usable(last):
            same = next(
                (preset.name.say(language()) for preset in presets if set(preset.purposes) == set(last)), ""
            )
            name = same or ", ".join(self._say(purpose) for purpose in again)
            key = AGAIN if AGAIN not in self._purposes else next(free, "")
            yield Reason(key, _("again: {what}").format(what=name), again)
        for preset, key in zip(presets, free, strict=False):
            yield Reason(key, preset.name.say(language()), self._usable(preset.purposes))

    def _usable(self, purposes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in purposes if name in self._allowed and self._allowed[name].allowed)

    def _say(self, purpose: str) -> str:
        return self._policy.purposes[purpose].name.say(language())

    def _toggle(self, purpose: str) -> None:
        decision = self._allowed[purpose]
        if decision.allowed:
            self._chosen ^= {purpose}
            self._show()
        else:
            self._tell(f"{tell(decision.reason)} ({decision.clause})")

    def _who(self) -> Content:
        who = self._customer
        called, company, city = (
            Content(visible(part)).truncate(LONGEST, ellipsis=True).plain
            for part in (who.name, who.company, who.city)
        )
        said = Content(known_as(replace(who, name=called, company=company, city=city))).stylize("bold")
        return Content("\n").join((said, Content(self._why))) if self._why else said

    def _show(self) -> None:
        reasons = [self._reason_line(reason) for reason in self._reasons.values()]
        purposes = [self._purpose_line(name) for name in self._policy.purposes]
        if not all(decision.allowed for decision in self._allowed.values()):
            purposes.append(Content(_("{mark} is not for your role").format(mark=REFUSED)).stylize("dim"))
        for name, heading, lines in (
            ("reasons", _("Usual reasons"), reasons),
            ("purposes", _("Purposes"), purposes),
        ):
            column = [Content(heading).stylize("underline"), *lines]
            self.query_one(f"#for-what-{name}", Static).update(Content("\n").join(column))
        self._tell(self._shows())

    def _reason_line(self, reason: Reason) -> Content:
        if not reason.purposes:
            return Content(f"{REFUSED} {reason.key} {reason.name}").stylize("dim")
        mark = CHOSEN if frozenset(reason.purposes) == self._chosen else FREE
        return Content.assemble(f"{mark} ", (reason.key, "bold"), f" {reason.name}")

    def _purpose_line(self, name: str) -> Content:
        purpose, chosen = self._policy.purposes[name], name in self._chosen
        if not self._allowed[name].allowed:
            return Content(f"{REFUSED} {purpose.key} {self._say(name)}").stylize("dim")
        line = Content.assemble(
            f"{CHOSEN if chosen else FREE} ", (purpose.key, "bold"), f" {self._say(name)}"
        )
        return line.stylize("bold") if chosen else line

    def _shows(self) -> str:
        needed = {category for name in self._chosen for category in self._policy.purposes[name].categories}
        shown = [one.name.say(language()) for one in self._policy.categories.values() if one.id in needed]
        if not shown:
            return _("Nothing is chosen yet: the file stays closed.")
        return _("This will show: {categories}").format(categories=", ".join(shown))

    def _tell(self, text: str) -> None:
        self.query_one("#for-what-shows", Static).update(Content(text))
