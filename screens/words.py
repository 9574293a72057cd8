"""What the ids of the policy and of the audit are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.calendar import whole_months
from helpdesk.i18n import _, language, ngettext, show_number, show_time
from helpdesk.policy.model import Job, Policy

_JOBS: Mapping[Job, str] = {
    Job.FIND: _("find customers"),
    Job.OPEN: _("open files"),
    Job.CHANGE: _("change customers"),
    Job.CREATE: _("add customers"),
    Job.CONSENT: _("record consents"),
    Job.IMPORT: _("import lists"),
    Job.EXPORT: _("export data"),
    Job.AUDIT: _("read the audit"),
    Job.MEASURES: _("go over measures"),
    Job.POLICY: _("read the statement"),
    Job.SERVICES: _("change services"),
    Job.RETENTION: _("carry out retention"),
    Job.LEGAL_CLAIM: _("use data for legal claims"),
    Job.REMOTE: _("sign in to customers' systems"),
    Job.LEDGER: _("see when whose IP address was used"),
    Job.TICKETS: _("read and write tickets"),
    Job.UNSOLICITED: _("deal with unsolicited data"),
    Job.COMPLAINTS: _("handle complaints"),
    Job.REQUESTS: _("handle rights requests"),
    Job.APPROVE: _("approve as the second person"),
    Job.DISCLOSE: _("let data go to others"),
    Job.TECHNICIANS: _("say who works here"),
}

_EVENTS: Mapping[str, str] = {
    AuditEvent.STORE_CREATED: _("store made"),
    AuditEvent.STORE_UPGRADED: _("store upgraded"),
    AuditEvent.KEY_REWRAPPED: _("pass phrase changed"),
    AuditEvent.TECHNICIAN_ADDED: _("technician added"),
    AuditEvent.TECHNICIAN_CHANGED: _("technician's role changed"),
    AuditEvent.CONSOLE_LOCKED: _("console locked"),
    AuditEvent.CONSOLE_UNLOCKED: _("console unlocked"),
    AuditEvent.UNLOCK_FAILED: _("wrong pass phrase"),
    AuditEvent.CUSTOMERS_SEARCHED: _("search"),
    AuditEvent.FILE_OPENED: _("file opened"),
    AuditEvent.FILE_READ: _("file read"),
    AuditEvent.PURPOSE_ADDED: _("purpose added"),
    AuditEvent.FILE_CLOSED: _("file closed"),
    AuditEvent.HISTORY_READ: _("history read"),
    AuditEvent.CUSTOMER_CREATED: _("customer added"),
    AuditEvent.CUSTOMER_CHANGED: _("customer changed"),
    AuditEvent.CUSTOMER_REMOVED: _("customer removed"),
    AuditEvent.SERVICE_CHANGED: _("service changed"),
    AuditEvent.CONSENT_RECORDED: _("consent recorded"),
    AuditEvent.RESTRICTION_CHANGED: _("restriction changed"),
    AuditEvent.TICKETS_SEARCHED: _("tickets searched"),
    AuditEvent.TICKET_CREATED: _("ticket made"),
    AuditEvent.TICKET_READ: _("ticket read"),
    AuditEvent.TICKET_CHANGED: _("ticket changed"),
    AuditEvent.TICKET_MERGED: _("tickets merged"),
    AuditEvent.TICKET_REMOVED: _("ticket removed"),
    AuditEvent.MESSAGE_ADDED: _("message added"),
    AuditEvent.MESSAGE_MOVED: _("message moved"),
    AuditEvent.MESSAGE_DELIVERED: _("message handed on"),
    AuditEvent.ATTACHMENT_READ: _("attachment read"),
    AuditEvent.SENDER_REGISTERED: _("sender registered"),
    AuditEvent.MESSAGE_SCANNED: _("message searched for what nobody asked for"),
    AuditEvent.ATTACHMENT_FINDINGS_DISMISSED: _("false alarms in a file dismissed"),
    AuditEvent.FINDINGS_DISMISSED: _("false alarms dismissed"),
    AuditEvent.UNSOLICITED_NOTED: _("unsolicited data noted"),
    AuditEvent.UNSOLICITED_DECIDED: _("unsolicited data decided on"),
    AuditEvent.UNSOLICITED_ANSWERED: _("place of copies looked at"),
    AuditEvent.UNSOLICITED_GONE: _("removed bytes overwritten"),
    AuditEvent.UNSOLICITED_CLOSED: _("unsolicited data closed"),
    AuditEvent.UNSOLICITED_WITHDRAWN: _("unsolicited data withdrawn"),
    AuditEvent.UNSOLICITED_EXPORTED: _("unsolicited data exported"),
    AuditEvent.UNSOLICITED_FORGOTTEN: _("unsolicited data past its period removed"),
    AuditEvent.COMPLAINT_REGISTERED: _("complaint registered"),
    AuditEvent.COMPLAINT_READ: _("complaint read"),
    AuditEvent.COMPLAINT_CHANGED: _("complaint changed"),
    AuditEvent.REQUEST_REGISTERED: _("rights request registered"),
    AuditEvent.REQUEST_READ: _("rights request read"),
    AuditEvent.REQUEST_CHANGED: _("rights request changed"),
    AuditEvent.IDENTITY_CONFIRMED: _("identity confirmed"),
    AuditEvent.IDENTITY_FAILED: _("wrong code"),
    AuditEvent.RIGHT_CARRIED_OUT: _("right carried out"),
    AuditEvent.CUSTOMER_ERASED: _("customer erased"),
    AuditEvent.ERASURE_GONE: _("erased bytes overwritten"),
    AuditEvent.CASES_REMOVED: _("cases removed"),
    AuditEvent.DISCLOSURE_RECORDED: _("disclosure recorded"),
    AuditEvent.DISCLOSURE_APPROVED: _("disclosure approved"),
    AuditEvent.DISCLOSURES_READ: _("disclosures read"),
    AuditEvent.MEASURE_CHECKED: _("measure gone over"),
    AuditEvent.REFUSED: _("refused"),
    AuditEvent.AUDIT_READ: _("audit read"),
    AuditEvent.CUSTOMERS_IMPORTED: _("list imported"),
    AuditEvent.SYSTEM_CHANGED: _("system changed"),
    AuditEvent.HOST_KEY_TRUSTED: _("host key trusted"),
    AuditEvent.HOST_KEY_REPLACED: _("host key replaced"),
    AuditEvent.HOST_KEY_FORGOTTEN: _("host key forgotten"),
    AuditEvent.HOST_KEYS_IMPORTED: _("host keys imported"),
    AuditEvent.SESSION_BEGAN: _("session began"),
    AuditEvent.SESSION_ENDED: _("session ended"),
    AuditEvent.SESSIONS_READ: _("IP use read"),
    AuditEvent.SESSIONS_EXPORTED: _("IP use exported"),
    AuditEvent.SESSIONS_REMOVED: _("sessions removed"),
    AuditEvent.RECORDING_READ: _("recording read"),
    AuditEvent.RECORDING_EXPORTED: _("recording exported"),
    AuditEvent.RECORDING_REMOVED: _("recording removed"),
    AuditEvent.LETTER_WRITTEN: _("letter written"),
    AuditEvent.LETTER_SENT: _("letter sent"),
    AuditEvent.LETTER_DELIVERED: _("letter handed on by mail"),
    AuditEvent.LETTERS_REMOVED: _("letters removed"),
}


def say_job(job: Job) -> str:
    """What a role may do."""
    return _JOBS[job]


def say_doing(policy: Policy, doing: str) -> str:
    """What was refused: a job, a purpose or a kind of data by its id, as it stands on record."""
    if doing in set(Job):
        return _JOBS[Job(doing)]
    named = policy.category(doing) or policy.purposes.get(doing)
    return named.name.say(language()) if named else doing


def say_event(event: str) -> str:
    """What a record of the audit is about; an id from elsewhere stays as it is."""
    return _EVENTS.get(event, event)


def say_matched(kind: str) -> str:
    """By what kind of field a customer was found; `""` for one that was not searched for."""
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


def say_days_left(policy: Policy, due: datetime, now: datetime) -> str:
    """How long there is until a moment, or since when it is over, in days of the company."""
    days = (policy.today(due) - policy.today(now)).days
    if due < now and days == 0:
        return _("late: {time}").format(time=show_time(due))
    if due < now:
        return ngettext("{count} day late", "{count} days late", -days).format(count=show_number(-days))
    if days == 0:
        return _("today {time}").format(time=show_time(due))
    if days == 1:
        return _("tomorrow")
    return ngettext("in {count} day", "in {count} days", days).format(count=show_number(days))


DAYS_TOLD = 99
"""From more days on a day is told in months, and from two years on in years: nobody counts so many days."""


def say_day_off(day: date, today: date) -> str:
    """How far off a day is that is not today, in words that fit a narrow column: `in 3 days`, `14 months ago`."""
    days = (day - today).days
    if abs(days) == 1:
        return _("tomorrow") if days > 0 else _("yesterday")
    count, months = abs(days), whole_months(min(day, today), max(day, today))
    if count <= DAYS_TOLD:
        said = (
            ngettext("in {count} day", "in {count} days", count)
            if days > 0
            else ngettext("{count} day ago", "{count} days ago", count)
        )
    elif months < 24:
        count = months
        said = (
            ngettext("in {count} month", "in {count} months", count)
            if days > 0
            else ngettext("{count} month ago", "{count} months ago", count)
        )
    else:
        count = months // 12
        said = (
            ngettext("in {count} year", "in {count} years", count)
            if days > 0
            else ngettext("{count} year ago", "{count} years ago", count)
        )
    return said.format(count=show_number(count))
