"""A data breach being noted, or completed as more is known. GDPR art. 33(3), 33(4).

What happened is enough to note one; the clock runs from the moment it was known. F8 finds a customer whom it concerns.
Ctrl+S saves; every fault is shown at once. Escape leaves: what was typed is kept as a draft, or thrown away. What
somebody else completed meanwhile is filled in, or shown below what is typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from helpdesk.domain.breaches import FACTS, Breach, BreachFacts, BreachView
from helpdesk.domain.complaints import CaseChanged
from helpdesk.domain.days import parse_moment, write_moment
from helpdesk.domain.deadlines import hours_after
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, msg
from helpdesk.i18n import _, tell
from helpdesk.tasks import breaches
from helpdesk.words.breaches import say_moment
from screens.breach_opening import open_breach
from screens.customer_words import known_as, say_category
from screens.form_page import FormPage
from screens.widgets.controls import TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

NEW = "breach:new"
"""The draft of a breach that is not noted yet."""

MOMENTS = ("aware", "happened")
_NEVER = datetime.max.replace(tzinfo=UTC)
"""Stands for an unreadable moment, so that it is refused together with all other faults."""

_UNREADABLE = -1
"""Stands for an unreadable number, for the same reason."""

_COUNT = re.compile(r"[0-9]{1,12}|[0-9]{1,3}([.,][0-9]{3}){1,3}")


class BreachForm(FormPage[Breach]):
    """Dismisses itself with the breach as it was saved, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Save"), id="breach-form.save", priority=True),
        Binding("f8", "customer", _("Whose data?"), id="breach-form.customer"),
    ]

    def __init__(self, desk: Desk, view: BreachView | None = None) -> None:
        """Make the form of a new breach, or of an open one that was read."""
        super().__init__(desk)
        self._breach = view.breach if view else None
        self._known = view.breach.facts if view else BreachFacts("", desk.clock())
        self._zone = desk.policy.company.time_zone
        self.title = (
            _("Data breach {number}").format(number=view.breach.number) if view else _("New data breach")
        )

    def filled_in(self) -> Iterable[Widget]:
        """What happened, and everything else, which may follow later."""
        known = self._as_typed(self._known)
        yield TextBlock(
            known["words"], placeholder=_("What happened, in a few words and without names of people.")
        )
        yield Form(
            self._row("aware", TextBox(known["aware"]), hint=_("when somebody here knew: the clock starts")),
            self._row("happened", TextBox(known["happened"], placeholder=_("when, or since when, if known"))),
            self._row("people", TextBox(known["people"], placeholder=_("about how many, if known"))),
            self._row(
                "consequences", TextBox(known["consequences"], placeholder=_("what it may lead to for them"))
            ),
            self._row("measures", TextBox(known["measures"], placeholder=_("what is done about it"))),
            *(
                FormRow(one, tell(FACTS["categories"]) if not place else "", self._tick(one, known[one]))
                for place, one in enumerate(self.desk.policy.categories)
            ),
        )

    def _row(self, name: str, box: TextBox, *, hint: str = "") -> FormRow:
        return FormRow(name, tell(FACTS[name]), box, hint=hint)

    def _tick(self, category: str, ticked: bool) -> Tick:
        return Tick(ticked, text=say_category(self.desk.policy, category))

    def _as_typed(self, facts: BreachFacts) -> dict[str, Any]:
        """The facts as the controls have them."""
        moments = {
            name: write_moment(moment, self._zone) if (moment := getattr(facts, name)) else ""
            for name in MOMENTS
        }
        return {
            "words": facts.what,
            **moments,
            "people": "" if facts.people is None else str(facts.people),
            "consequences": facts.consequences,
            "measures": facts.measures,
            **{one: one in facts.categories for one in self.desk.policy.categories},
        }

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "Only what happened has to be there; the rest can be completed later, and every change is kept. The clock "
            "runs from the moment somebody in the company knew, also if that was before you type it. Names of people "
            "do not belong in the words: F8 finds a customer whom it concerns, and more can be attached afterwards."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Whose data is it about?")

    def say_whose(self) -> str:
        """Whom it concerns, if that is asked here."""
        if self._breach is not None:
            return _("What is known now; what it was before is kept.")
        who = known_as(self.customer, _("nobody known yet (F8 finds a customer)"))
        return _("Whose data: {who}").format(who=who)

    def notes(self) -> Iterator[str]:
        """Until when the authority is told in time."""
        aware = parse_moment(str(self.form["aware"].value), self._zone)
        if aware is not None:
            by = hours_after(aware, self.desk.policy.breaches.hours)
            said = _("The authority is told by {moment}, unless a risk is unlikely.")
            yield said.format(moment=say_moment(self.desk.policy, by))

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        if event.row.field == "aware":
            self.say_more()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Customers of a noted breach are attached on its own page."""
        return self._breach is None if action == "customer" else super().check_action(action, parameters)

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return f"breach:{self._breach.id}" if self._breach else NEW

    def drafted(self) -> str | None:
        """Of a breach that is completed only what was changed: somebody else may complete the rest meanwhile."""
        if self._breach is None:
            return super().drafted()
        changed = {name: value for name, value in self.typed().items() if value != self._first.get(name)}
        return json.dumps(changed, ensure_ascii=False) if changed else None

    def fill_in(self, kept: dict[str, Any]) -> None:
        """Fill in what was kept; the rest stays as it is."""
        super().fill_in({**self.typed(), **kept})

    # Saving

    async def register(self) -> None:
        """Save it, and show it."""
        try:
            made = await self.make(self._job(), self._facts())
        except CaseChanged:
            await self._take_over_theirs()
            return
        if made is None or not self.is_here:
            return
        self.app.notify(_("{number} is saved.").format(number=made.number))
        self.dismiss(made)
        if self._breach is None:
            open_breach(self.app, self.desk, made.id)

    def _job(self) -> Callable[[UnitOfWork, BreachFacts], Breach]:
        seen, whose = self._breach, [self.customer.id] if self.customer else []
        if seen is None:
            return lambda work, facts: breaches.note(work, facts, whose)
        return lambda work, facts: breaches.complete(work, seen.id, seen.version, facts).breach

    def _facts(self) -> BreachFacts:
        """What is typed."""
        typed = self.typed()
        aware, happened = (self._moment(name, str(typed[name]).strip()) for name in MOMENTS)
        return BreachFacts(
            what=str(typed["words"]),
            aware=aware or _NEVER,
            happened=happened,
            categories=tuple(one for one in self.desk.policy.categories if typed[one]),
            people=_people(str(typed["people"]).strip()),
            consequences=str(typed["consequences"]),
            measures=str(typed["measures"]),
        )

    def _moment(self, name: str, text: str) -> datetime | None:
        """A moment as typed; untouched it stays as it is known, also in the hour that the clock repeats."""
        known: datetime | None = getattr(self._known, name)
        if known is not None and text == write_moment(known, self._zone):
            return known
        return (parse_moment(text, self._zone) or _NEVER) if text else None

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Show every fault; for an unreadable moment, only that it is unreadable."""
        facts = self._facts()
        unreadable = {name for name in MOMENTS if getattr(facts, name) is _NEVER}
        others = (fault for fault in faults if fault.field not in unreadable)
        how = msg("Write it as 4-5-2026 9:30.")
        super().show_faults((*others, *(Fault(name, how) for name in MOMENTS if name in unreadable)))
        if self.block and all(fault.field == "what" for fault in faults):
            self.block.focus()

    async def _take_over_theirs(self) -> None:
        """Fill in what somebody else changed; where both did, show theirs below what is typed.

        Errors: `Invalid`, with theirs.
        """
        if (seen := self._breach) is None:
            return
        now = (await self.desk.read(breaches.view, seen.id)).breach
        before, theirs, typed = self._as_typed(self._known), self._as_typed(now.facts), self.typed()
        untouched = {name: theirs[name] for name in theirs if typed[name] == before[name]}
        both = [
            Fault(name, _theirs(theirs[name]))
            for name in theirs
            if name not in untouched and theirs[name] not in (before[name], typed[name])
        ]
        self._breach, self._known = now, now.facts
        self._first |= theirs
        self.fill_in(untouched)
        self.app.notify(
            _("Somebody else changed it meanwhile: that is here now. Save it again if it is right.")
        )
        if both:
            raise Invalid(tuple(both))


def _people(text: str) -> int | None:
    """How many are meant, also by `1.200`."""
    if not text:
        return None
    return int(re.sub("[.,]", "", text)) if _COUNT.fullmatch(text) else _UNREADABLE


def _theirs(value: object) -> Message:
    return msg("Somebody else wrote: {theirs}", theirs=value if value != "" else msg("nothing"))
