"""What became of a list of invoices, in the words of commands and the console. Clause: D7, A1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.i18n import _, show_number

if TYPE_CHECKING:
    from helpdesk.tasks.importing.invoices import InvoiceResult


def say_counts(result: InvoiceResult) -> tuple[str, ...]:
    """How many rows became what. A count of nothing is left out, except for new and rejected rows."""
    counts = (
        (_("added {count}"), result.noted),
        (_("paid {count}"), result.paid),
        (_("part paid {count}"), result.paid_part),
        (_("credited {count}"), result.credited),
        (_("unchanged {count}"), result.unchanged),
    )
    some = (*counts[:1], *(one for one in counts[1:] if one[1]), (_("rejected {count}"), result.rejected))
    return tuple(said.format(count=show_number(count)) for said, count in some)
