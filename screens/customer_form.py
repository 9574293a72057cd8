"""The form of a customer, for a new one and for changes. Clause: D1–D7, P2, R7.

The technician fills in what the register describes, category by category; what may not be seen is shown as
masked and stays as it is. Ctrl+S checks all fields at once, shows likely duplicates, and saves. F7 adds
another e-mail address, telephone number or IP address, F8 takes one away. Escape leaves: what was typed is
kept as a draft, or thrown away. Where somebody else saved first, both versions are shown. Nothing typed is
lost when saving fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from helpdesk.domain.customer import CustomerFile, CustomerRef
from helpdesk.domain.display import dotted, visible
from helpdesk.domain.errors import ChangedMeanwhile, FileNotOpen, Invalid
from helpdesk.i18n import _, ngettext, show_number, tell
from helpdesk.tasks import customers
from screens import customer_drafts as drafts
from screens.customer_rows import PointRow, blank, fill_in, number_rows, rows, typed
from screens.drafting import DraftPage
from screens.only_kept import KeptMeanwhile
from screens.widgets.fields import Form

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class CustomerForm(DraftPage[CustomerRef]):
    """Dismisses itself with the customer that was saved, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Save"), id="form.save", priority=True),
        Binding("f7", "add_row", _("Another one"), id="form.add"),
        Binding("f8", "remove_row", _("Remove"), id="form.remove"),
    ]

    def __init__(self, desk: Desk, file: CustomerFile | None = None) -> None:
        """Make the form of a customer that is open, or of a new one."""
        super().__init__(desk)
        self._file = file
        self._first: dict[str, Any] = {}
        self._alike_seen: tuple[CustomerRef, ...] = ()
        self._restriction = KeptMeanwhile(self, file.ref.id) if file is not None else None
        self.title = _("New customer") if file is None else _("Edit")
        if file is not None:
            self.sub_title = visible(dotted(file.ref.name or file.ref.company, file.ref.number))

    def body(self) -> ComposeResult:
        """The rows."""
        yield Form(*rows(self.desk.policy, self._file), id="customer-form")

    def fill(self) -> None:
        """Take up the draft that was left, if there is one."""
        number_rows(self.form)
        self._first = typed(self.form)
        self.take_up_draft()

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "All fields are checked when you save. Telephone numbers can be written in any way. Customers "
            "can use a registered address or number to show who they are. What you don't save is kept as a "
            "draft for a few days, for you only."
        )

    @property
    def form(self) -> Form:
        """The rows."""
        return self.query_one("#customer-form", Form)

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from what was there at first, as typed."""
        return {name: value for name, value in typed(self.form).items() if value != self._first.get(name)}

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return drafts.name_of(self._file)

    def drafted(self) -> str | None:
        """What was changed, and the version of the customer that was seen."""
        version = self._file.version if self._file else 0
        return drafts.packed(drafts.Draft(version, changes)) if (changes := self.changes) else None

    async def take_up(self, content: str) -> bool:
        """Fill in what a draft holds, and say so."""
        draft = drafts.unpacked(content)
        if draft is None:
            return False
        await fill_in(self.form, draft.changes)
        said = _("What you typed before is back; it is not saved yet.")
        if self._file is not None and draft.version != self._file.version:
            said += " " + _("The customer has changed since: check before you save.")
        self.app.notify(said)
        return True

    # Under a restriction

    def store_changed(self) -> None:
        """What somebody else saved is shown once this is saved; a restriction holds at once. Clause: R5."""
        if self._restriction is not None:
            self._restriction.look()

    def store_changed_beneath(self) -> None:
        """The same, with a question before it."""
        self.store_changed()

    # Several of one kind

    def _point_row(self) -> PointRow | None:
        """The row with the focus, where it is one of several."""
        focused = self.focused
        rows = () if focused is None else (one for one in focused.ancestors if isinstance(one, PointRow))
        return next(iter(rows), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows are added and taken away where there may be several."""
        if action in ("add_row", "remove_row"):
            return self._point_row() is not None
        return super().check_action(action, parameters)

    def on_descendant_focus(self) -> None:
        """Other keys may do something here."""
        self.refresh_bindings()

    async def action_add_row(self) -> None:
        """Another one beneath this one."""
        if (row := self._point_row()) is not None:
            added = PointRow(row.group, "", blank(row.group))
            await self.form.mount(added, after=row)
            number_rows(self.form)
            added.control.focus()

    async def action_remove_row(self) -> None:
        """Take this one away; the last of its kind is emptied instead."""
        row = self._point_row()
        if row is None:
            return
        group = [one for one in self.form.rows if isinstance(one, PointRow) and one.group == row.group]
        await fill_in(self.form, {row.group: tuple(one.point for one in group if one is not row)})
        left = [one for one in self.form.rows if isinstance(one, PointRow) and one.group == row.group]
        left[min(group.index(row), len(left) - 1)].control.focus()

    # Saving

    async def save(self) -> None:
        """Check and save all fields, and leave; a new customer's file opens then."""
        self.app.clear_notifications()  # what was said of the last try holds no more
        saved = await self._saved()
        if saved is not None and self.is_here:
            self._leave(saved)

    def _leave(self, saved: CustomerRef) -> None:
        new = self._file is None
        self.app.notify(_("Saved."))
        self.dismiss(saved)
        if new:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, saved)

    async def _saved(self) -> CustomerRef | None:
        """The customer as saved; `None` where something has to be mended or decided first."""
        raw, file = typed(self.form), self._file
        try:
            if not await self._no_duplicate(raw):
                return None
            self.form.show_faults(())
            if file is None:
                return await self.desk.run(_create, raw)
            return await self.write(file, raw)
        except Invalid as invalid:
            self._show_faults(invalid)
        except FileNotOpen:
            from screens.opening import for_what

            if file is not None and await for_what(self.app, self.desk, file.ref) is not None:
                return await self._saved()  # what was typed stays
        except ChangedMeanwhile as conflict:
            if await self._settled(conflict.theirs, raw):
                return await self._saved()
        return None

    async def write(self, seen: CustomerFile, raw: dict[str, Any]) -> CustomerRef | None:
        """Save the changes over the file that was seen; `None` where something has to be decided first."""
        return await self.desk.run(_change, seen, raw)

    def _show_faults(self, invalid: Invalid) -> None:
        left = self.form.show_faults(invalid.faults)
        count = len(invalid.faults)
        said = ngettext("{count} field needs another look.", "{count} fields need another look.", count)
        self.app.notify(
            " ".join((said.format(count=show_number(count)), *(tell(one.message) for one in left)))
        )

    async def _no_duplicate(self, raw: dict[str, Any]) -> bool:
        """Whether nobody is alike, or the technician has seen who is and saves all the same."""
        alike = await self.desk.read(customers.alike, raw, self._file.ref.id if self._file else None)
        if not alike or set(alike) <= set(self._alike_seen):
            return True
        from screens.dialogs.confirm import Confirm

        listed = [visible("• " + dotted(one.number, one.name, one.company, one.city)) for one in alike]
        question = Confirm(
            _("Is this somebody who is already there?"),
            *listed,
            yes=_("Save anyway"),
            no=_("Look again"),
            weighs=True,
        )
        if not await self.app.push_screen_wait(question):
            return False
        self._alike_seen = alike
        return True

    async def _settled(self, theirs: CustomerFile, raw: dict[str, Any]) -> bool:
        """Somebody else saved first: choose, field by field, and go on from their version."""
        from screens.dialogs.conflict import Conflict, differences

        assert self._file is not None  # noqa: S101  # only a customer that is there can be changed meanwhile
        found = differences(self.desk.policy, self._file, theirs, raw)
        chosen = await self.app.push_screen_wait(Conflict(self.desk.policy, found)) if found else ()
        if chosen is None:
            return False
        from screens.customer_rows import points_of, single_text

        policy = self.desk.policy
        taken = {
            name: points_of(policy, name, theirs)
            if isinstance(raw[name], tuple)
            else single_text(name, theirs)
            for name in chosen
        }
        await fill_in(self.form, taken)
        self._file = theirs
        return True


def _create(work: UnitOfWork, raw: dict[str, Any]) -> CustomerRef:
    """Add the customer, and forget the draft, in one transaction."""
    ref = customers.create(work, raw)
    work.drafts.drop(drafts.NEW)
    return ref


def _change(work: UnitOfWork, seen: CustomerFile, raw: dict[str, Any]) -> CustomerRef:
    """Save the changes, and forget the draft, in one transaction."""
    ref = customers.change(work, seen, raw).ref
    work.drafts.drop(drafts.name_of(seen))
    return ref
