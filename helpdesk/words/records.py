"""What a record of the audit says, in the reader's language. Clause: P1, P2, R1."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.domain.audit import AuditEvent, AuditRecord
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.display import visible
from helpdesk.domain.ladder_steps import MARKS, Mark
from helpdesk.domain.remote import Ended
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Policy
from helpdesk.words.ids import say_doing, say_event


def say_record(policy: Policy, record: AuditRecord) -> str:
    """What a record says, with its details in words."""
    detail = _words(policy, record.event, record.detail)
    return visible(f"{say_event(record.event)}: {detail}" if detail else say_event(record.event))


def say_detail(policy: Policy, record: AuditRecord) -> str:
    """The details of a record: in words if there are any, otherwise each by its name."""
    return visible(_words(policy, record.event, record.detail)) or by_name(record.detail)


def by_name(detail: Mapping[str, object]) -> str:
    """The details of a record as they were written, each by its name."""
    parts = (
        f"{name}: {' '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in detail.items()
    )
    return visible(", ".join(parts))


def _words(policy: Policy, event: str, detail: Mapping[str, object]) -> str:
    match event:
        case AuditEvent.FILE_READ:
            return _names(
                detail.get("shown"), {one.id: one.name.say(language()) for one in policy.categories.values()}
            )
        case AuditEvent.CUSTOMER_CHANGED:
            return _names(detail.get("fields"), {field.name: tell(field.label) for field in CUSTOMER})
        case AuditEvent.CONSENT_RECORDED:
            kind = str(detail.get("kind", ""))
            return tell(ConsentEventKind(kind).words) if kind in set(ConsentEventKind) else kind
        case AuditEvent.SERVICE_CHANGED:
            changes = {"added": _("added"), "ended": _("ended"), "blocked": _("blocked"), "freed": _("freed")}
            return _names([detail.get("change", "")], changes)
        case AuditEvent.UNPAID_CHANGED:
            return _on_the_ladder(policy, str(detail.get("what", "")), str(detail.get("step", "")))
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


def _on_the_ladder(policy: Policy, what: str, name: str) -> str:
    """What happened to an unpaid invoice, and at which step if that says more."""
    said = tell(MARKS[Mark(what)]) if what in set(Mark) else what
    step = policy.ladder.steps.get(name)
    return said if step is None or what == Mark.REMINDED else f"{said}, {tell(step.kind.words)}"


def _what_became(detail: Mapping[str, object]) -> str:
    """What was done with a restriction or objection."""
    if detail.get("upheld"):
        return _("upheld")
    return _("lifted") if detail.get("lifted") else _("recorded")


def _names(ids: object, names: Mapping[str, str]) -> str:
    listed = ids if isinstance(ids, list) else []
    return ", ".join(names.get(str(one), str(one)) for one in listed)
