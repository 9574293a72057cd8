"""Who a customer is, in the one form that every list, header and question has: `10004 Anna van der Meulen`."""

from __future__ import annotations

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.i18n import tell


def numbered(ref: CustomerRef) -> str:
    """The number and the name, or the company; of somebody who was erased, that they were."""
    return visible(tell(ref.shown_number) if ref.is_erased else ref.numbered)


def numbered_whole(ref: CustomerRef) -> str:
    """The same with the company of somebody who has a name besides."""
    return numbered(ref) if ref.is_erased else visible(ref.numbered_whole)
