"""Which records of the audit to show. Clause: P1, B1, B3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from textual.suggester import SuggestFromList
from textual.widget import Widget

from helpdesk.domain.audit import AuditEvent, AuditFilter
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.i18n import _
from helpdesk.words.ids import events_named, say_event
from screens.dialogs.list_filter import FilterDialog
from screens.widgets.controls import TextBox, Tick
from screens.widgets.fields import FormRow


class AuditFilterDialog(FilterDialog[AuditFilter]):
    """Asks for whom it is about, what was done, whether it was refused, a technician and a period."""

    def rows(self) -> Iterable[Widget]:
        """What was done after whom it is about."""
        refusals = self.wanted.is_refusals
        yield self.of_customer(_("number, or reference of one that is gone"))
        kinds = SuggestFromList(sorted(map(say_event, AuditEvent)), case_sensitive=False)
        kind = TextBox(
            "" if refusals else self.wanted.kind, placeholder=_("such as: file, exported"), suggester=kinds
        )
        yield FormRow("kind", _("What"), kind)
        yield FormRow("refusals", _("Refusals"), Tick(refusals, text=_("only what was refused")))
        yield from self.by_whom_and_when()

    def faults(self, values: Mapping[str, str]) -> Iterable[Fault]:
        """Words by which no kind of record is called."""
        kind = values["kind"]
        if kind and not (named := events_named(kind)):
            yield Fault("kind", msg("No kind of record is called so."))
        elif kind and _refused(values) and AuditEvent.REFUSED not in named:
            yield Fault("kind", msg("A refusal is a kind of its own: leave this empty."))

    def found(self, values: Mapping[str, str], since: datetime | None, until: datetime | None) -> AuditFilter:
        """All of it."""
        kind = say_event(AuditEvent.REFUSED) if _refused(values) else values["kind"]
        events = events_named(kind) if kind else ()
        return AuditFilter(values["customer"], events, kind, values["technician"], since, until)


def _refused(values: Mapping[str, str]) -> bool:
    return values["refusals"] == str(True)
