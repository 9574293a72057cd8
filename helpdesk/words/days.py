"""How far away a day or moment is, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import whole_months
from helpdesk.i18n import _, ngettext, show_number, show_time

if TYPE_CHECKING:
    from helpdesk.policy.model import Policy

DAYS_TOLD = 99
"""Beyond this many days a day is given in months, and from two years on in years: nobody counts that many days."""


def say_days_left(policy: Policy, due: datetime, now: datetime) -> str:
    """How long until a moment, or how long it is past, in days of the company's calendar."""
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


def say_day_off(day: date, today: date) -> str:
    """How far away a day is that is not today, short enough for a narrow column: `in 3 days`, `14 months ago`."""
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
