"""History: who did what with this customer's data, when and what for. Clause: P1, P2, R1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.audit import AuditEvent, AuditRecord
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.display import visible
from helpdesk.domain.remote import Ended
from helpdesk.i18n import _, language, show_moment, tell
from helpdesk.policy.model import Policy
from helpdesk.tasks.audit import Entry
from helpdesk.words.ids import say_doing, say_event
from screens.customer_words import say_consent
from screens.widgets.columns import Column
from screens.widgets.paged_listing import PagedListing

PAGE = 200
"""Records read at a time."""


class History(PagedListing[Entry]):
    """The records about one customer, newest first; older ones follow when the cursor reaches the end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", _("Open"), id="history.enter", show=False, system=True)
    ]

    category = ""
    why = None

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.on_record = False
        """Whether it was put on record that somebody opened this."""
        super().__init__(
            [
                Column(_("When"), lambda one: show_moment(one.record.at), width=17),
                Column(_("Who"), lambda one: visible(one.who), width=12),
                Column(_("What"), lambda one: say_record(self._policy, one.record), flex=3),
                Column(_("For"), lambda one: say_purposes(self._policy, one), flex=2),
            ],
            page=PAGE,
            known_by=lambda one: one.record.seq,
            id="history",
            empty=_("Nothing is on record yet."),
        )


def say_purposes(policy: Policy, entry: Entry) -> str:
    """What something was done for."""
    known = policy.purposes
    named = (known[one].label(language()) if one in known else one for one in entry.record.purposes)
    return visible(", ".join(named))


def say_record(policy: Policy, record: AuditRecord) -> str:
    """What a record says, with its details in words."""
    detail = _detail(policy, record.event, record.detail)
    return visible(f"{say_event(record.event)}: {detail}" if detail else say_event(record.event))


def _detail(policy: Policy, event: str, detail: Mapping[str, object]) -> str:
    match event:
        case AuditEvent.FILE_READ:
            return _names(
                detail.get("shown"), {one.id: one.name.say(language()) for one in policy.categories.values()}
            )
        case AuditEvent.CUSTOMER_CHANGED:
            return _names(detail.get("fields"), {field.name: tell(field.label) for field in CUSTOMER})
        case AuditEvent.CONSENT_RECORDED:
            kind = str(detail.get("kind", ""))
            return say_consent(ConsentEventKind(kind)) if kind in set(ConsentEventKind) else kind
        case AuditEvent.SERVICE_CHANGED:
            changes = {"added": _("added"), "ended": _("ended"), "blocked": _("blocked"), "freed": _("freed")}
            return _names([detail.get("change", "")], changes)
        case AuditEvent.RESTRICTION_CHANGED:
            kinds = {"restriction": _("restriction"), "objection": _("objection")}
            kind = _names([detail.get("kind", "")], kinds)
            return f"{kind}, {_what_became(detail)}"
        case AuditEvent.REFUSED:
            return f"{say_doing(policy, str(detail.get('doing', '')))} ({detail.get('clause', '')})"
        case AuditEvent.SESSION_ENDED:
            how = str(detail.get("how", ""))
            return tell(Ended(how).words) if how in set(Ended) else how
        case _:
            return ""


def _what_became(detail: Mapping[str, object]) -> str:
    """What was done with a restriction or an objection."""
    if detail.get("upheld"):
        return _("upheld")
    return _("lifted") if detail.get("lifted") else _("recorded")


def _names(ids: object, names: Mapping[str, str]) -> str:
    listed = ids if isinstance(ids, list) else []
    return ", ".join(names.get(str(one), str(one)) for one in listed)
