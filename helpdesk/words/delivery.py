"""Outgoing mail that could not be sent, and where to see why. Clause: G3, A1."""

from __future__ import annotations

from helpdesk.i18n import ngettext, show_number


def say_replies_failed(count: int) -> str:
    """How many replies could not be sent; there is at least one."""
    said = ngettext(
        "{count} reply could not be sent: the ticket says why.",
        "{count} replies could not be sent: the tickets say why.",
        count,
    )
    return said.format(count=show_number(count))


def say_reminders_failed(count: int) -> str:
    """How many reminders could not be sent; there is at least one."""
    said = ngettext(
        "{count} reminder could not be sent: its invoice says why.",
        "{count} reminders could not be sent: their invoices say why.",
        count,
    )
    return said.format(count=show_number(count))
