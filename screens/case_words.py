"""What complaints and rights requests have in common, in words."""

from __future__ import annotations

from helpdesk.domain.complaints import Complaint
from helpdesk.domain.display import visible
from helpdesk.domain.requests import Request
from helpdesk.i18n import _


def say_handler(case: Complaint | Request) -> str:
    """Who handles it, by name."""
    return visible(case.handler_name or case.handler) if case.handler else _("nobody")
