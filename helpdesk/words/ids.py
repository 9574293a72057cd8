"""The names of ids of the policy and the audit, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message, msg
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Job, Policy

_JOBS: Mapping[Job, Message] = {
    Job.FIND: msg("find customers"),
    Job.OPEN: msg("open files"),
    Job.CHANGE: msg("change customers"),
    Job.CREATE: msg("add customers"),
    Job.CONSENT: msg("record consents"),
    Job.IMPORT: msg("import lists"),
    Job.EXPORT: msg("export data"),
    Job.AUDIT: msg("read the audit"),
    Job.MEASURES: msg("review measures"),
    Job.POLICY: msg("read the statement"),
    Job.SERVICES: msg("change services"),
    Job.UNPAID: msg("decide on unpaid invoices"),
    Job.RETENTION: msg("carry out retention"),
    Job.LEGAL_CLAIM: msg("use data for legal claims"),
    Job.REMOTE: msg("sign in to customers' systems"),
    Job.LEDGER: msg("see when whose IP address was used"),
    Job.TICKETS: msg("read and write tickets"),
    Job.UNSOLICITED: msg("deal with unsolicited data"),
    Job.COMPLAINTS: msg("handle complaints"),
    Job.REQUESTS: msg("handle rights requests"),
    Job.APPROVE: msg("approve as the second person"),
    Job.DISCLOSE: msg("disclose data to others"),
    Job.TECHNICIANS: msg("manage technicians"),
    Job.BREACHES: msg("note data breaches"),
    Job.DECIDE_BREACHES: msg("decide on data breaches"),
}

_EVENTS: Mapping[str, Message] = {
    AuditEvent.STORE_CREATED: msg("store created"),
    AuditEvent.KEY_REWRAPPED: msg("pass phrase changed"),
    AuditEvent.TECHNICIAN_ADDED: msg("technician added"),
    AuditEvent.TECHNICIAN_CHANGED: msg("technician's role changed"),
    AuditEvent.CONSOLE_LOCKED: msg("console locked"),
    AuditEvent.CONSOLE_UNLOCKED: msg("console unlocked"),
    AuditEvent.UNLOCK_FAILED: msg("wrong pass phrase"),
    AuditEvent.CUSTOMERS_SEARCHED: msg("search"),
    AuditEvent.FILE_OPENED: msg("file opened"),
    AuditEvent.FILE_READ: msg("file read"),
    AuditEvent.PURPOSE_ADDED: msg("purpose added"),
    AuditEvent.FILE_CLOSED: msg("file closed"),
    AuditEvent.HISTORY_READ: msg("history read"),
    AuditEvent.CUSTOMER_CREATED: msg("customer added"),
    AuditEvent.CUSTOMER_CHANGED: msg("customer changed"),
    AuditEvent.CUSTOMER_REMOVED: msg("customer removed"),
    AuditEvent.SERVICE_CHANGED: msg("service changed"),
    AuditEvent.INVOICE_NOTED: msg("invoice noted"),
    AuditEvent.INVOICE_PAID: msg("invoice paid"),
    AuditEvent.INVOICE_REOPENED: msg("payment of an invoice taken back"),
    AuditEvent.INVOICE_CORRECTED: msg("invoice corrected"),
    AuditEvent.INVOICE_WITHDRAWN: msg("invoice noted in error"),
    AuditEvent.UNPAID_CHANGED: msg("unpaid invoice"),
    AuditEvent.CONSENT_RECORDED: msg("consent recorded"),
    AuditEvent.RESTRICTION_CHANGED: msg("restriction changed"),
    AuditEvent.TICKETS_SEARCHED: msg("tickets searched"),
    AuditEvent.TICKET_CREATED: msg("ticket made"),
    AuditEvent.TICKET_READ: msg("ticket read"),
    AuditEvent.TICKET_CHANGED: msg("ticket changed"),
    AuditEvent.TICKET_MERGED: msg("tickets merged"),
    AuditEvent.TICKET_REMOVED: msg("ticket removed"),
    AuditEvent.MESSAGE_ADDED: msg("message added"),
    AuditEvent.MESSAGE_MOVED: msg("message moved"),
    AuditEvent.MESSAGE_DELIVERED: msg("message handed on"),
    AuditEvent.ATTACHMENT_READ: msg("attachment read"),
    AuditEvent.SENDER_REGISTERED: msg("sender registered"),
    AuditEvent.MESSAGE_SCANNED: msg("message searched for unsolicited data"),
    AuditEvent.ATTACHMENT_FINDINGS_DISMISSED: msg("false alarms in a file dismissed"),
    AuditEvent.FINDINGS_DISMISSED: msg("false alarms dismissed"),
    AuditEvent.UNSOLICITED_NOTED: msg("unsolicited data recorded"),
    AuditEvent.UNSOLICITED_DECIDED: msg("unsolicited data decided on"),
    AuditEvent.UNSOLICITED_ANSWERED: msg("place of copies checked"),
    AuditEvent.UNSOLICITED_GONE: msg("removed bytes overwritten"),
    AuditEvent.UNSOLICITED_CLOSED: msg("unsolicited data closed"),
    AuditEvent.UNSOLICITED_WITHDRAWN: msg("unsolicited data withdrawn"),
    AuditEvent.UNSOLICITED_EXPORTED: msg("unsolicited data exported"),
    AuditEvent.UNSOLICITED_FORGOTTEN: msg("unsolicited data past its period removed"),
    AuditEvent.COMPLAINT_REGISTERED: msg("complaint registered"),
    AuditEvent.COMPLAINT_READ: msg("complaint read"),
    AuditEvent.COMPLAINT_CHANGED: msg("complaint changed"),
    AuditEvent.REQUEST_REGISTERED: msg("rights request registered"),
    AuditEvent.REQUEST_READ: msg("rights request read"),
    AuditEvent.REQUEST_CHANGED: msg("rights request changed"),
    AuditEvent.IDENTITY_CONFIRMED: msg("identity confirmed"),
    AuditEvent.IDENTITY_FAILED: msg("wrong code"),
    AuditEvent.RIGHT_CARRIED_OUT: msg("right carried out"),
    AuditEvent.CUSTOMER_ERASED: msg("customer erased"),
    AuditEvent.ERASURE_GONE: msg("erased bytes overwritten"),
    AuditEvent.CASES_REMOVED: msg("cases removed"),
    AuditEvent.DISCLOSURE_RECORDED: msg("disclosure recorded"),
    AuditEvent.DISCLOSURE_APPROVED: msg("disclosure approved"),
    AuditEvent.DISCLOSURE_WITHDRAWN: msg("disclosure withdrawn"),
    AuditEvent.DISCLOSURES_READ: msg("disclosures read"),
    AuditEvent.BREACH_NOTED: msg("data breach noted"),
    AuditEvent.BREACH_CHANGED: msg("data breach changed"),
    AuditEvent.BREACH_DECIDED: msg("data breach decided on"),
    AuditEvent.BREACH_REPORTED: msg("report of a data breach written"),
    AuditEvent.MEASURE_CHECKED: msg("measure reviewed"),
    AuditEvent.REFUSED: msg("refused"),
    AuditEvent.AUDIT_READ: msg("audit read"),
    AuditEvent.CONSENTS_REMOVED: msg("consents removed"),
    AuditEvent.AUDIT_REMOVED: msg("audit records removed"),
    AuditEvent.CUSTOMERS_IMPORTED: msg("list imported"),
    AuditEvent.SYSTEM_CHANGED: msg("system changed"),
    AuditEvent.HOST_KEY_TRUSTED: msg("host key trusted"),
    AuditEvent.HOST_KEY_REPLACED: msg("host key replaced"),
    AuditEvent.HOST_KEY_FORGOTTEN: msg("host key forgotten"),
    AuditEvent.HOST_KEYS_IMPORTED: msg("host keys imported"),
    AuditEvent.SESSION_BEGAN: msg("session began"),
    AuditEvent.SESSION_ENDED: msg("session ended"),
    AuditEvent.SESSIONS_READ: msg("IP use read"),
    AuditEvent.SESSIONS_EXPORTED: msg("IP use exported"),
    AuditEvent.SESSIONS_REMOVED: msg("sessions removed"),
    AuditEvent.RECORDING_READ: msg("recording read"),
    AuditEvent.RECORDING_EXPORTED: msg("recording exported"),
    AuditEvent.RECORDING_REMOVED: msg("recording removed"),
    AuditEvent.LETTER_WRITTEN: msg("letter written"),
    AuditEvent.LETTER_SENT: msg("letter sent"),
    AuditEvent.LETTER_DELIVERED: msg("letter handed on by mail"),
    AuditEvent.LETTERS_REMOVED: msg("letters removed"),
}


def say_job(job: Job) -> str:
    """What a role may do."""
    return tell(_JOBS[job])


def say_role(policy: Policy, role: str) -> str:
    """A role, with its id if that is another word; only the id if the policy no longer has it."""
    known = policy.roles.get(role)
    name = visible(known.name.say(language()) if known else role)
    return name if name == role else f"{name} ({visible(role)})"


def say_doing(policy: Policy, doing: str) -> str:
    """What was refused: a job, a purpose or a kind of data, by its recorded id."""
    if doing in set(Job):
        return say_job(Job(doing))
    named = policy.category(doing) or policy.purposes.get(doing)
    return named.name.say(language()) if named else doing


def say_event(event: str) -> str:
    """What a record of the audit is about; an unknown id stays as it is."""
    return tell(_EVENTS[event]) if event in _EVENTS else event


def events_named(text: str) -> tuple[AuditEvent, ...]:
    """The kinds of records that a reader means: the one that is called so, or all whose words or id have the text."""
    wanted = text.strip().casefold()
    called = {event: say_event(event).casefold() for event in AuditEvent}
    exactly = tuple(event for event in AuditEvent if wanted in (called[event], event))
    return exactly or tuple(event for event in AuditEvent if wanted in called[event] or wanted in event)


def say_matched(kind: str) -> str:
    """By what kind of field a customer was found; `""` if no search was made."""
    return {
        "number": _("number"),
        "name": _("name"),
        "company": _("company"),
        "email": _("e-mail"),
        "emails": _("e-mail"),
        "phone": _("telephone"),
        "phones": _("telephone"),
        "postcode": _("postcode"),
        "street": _("street"),
        "city": _("city"),
        "address": _("address"),
    }.get(kind, kind)
