"""Which column of a list of invoices becomes what, by its header. Clause: D7, A1."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.places import fold
from helpdesk.domain.records import dataclass
from helpdesk.tasks.importing.mapping import Column, ColumnMapping
from helpdesk.tasks.importing.sheet import Sheet, read_sheet

HEADERS: Mapping[str, str] = {
    "customer": "klantnummer klantnr klant debiteurnummer debiteurnr debiteur relatienummer customernumber customer",
    "number": "factuurnummer factuurnr factuur invoicenumber invoiceno invoice",
    "issued": "factuurdatum datum verzonden invoicedate date issued sent",
    "due": "vervaldatum vervalt uiterstebetaaldatum betalenvoor duedate due payby",
    "amount": "bedrag totaal totaalbedrag bedraginclbtw factuurbedrag amount total amountinclvat",
    "paid": "betaald betaaldop betaaldatum datumbetaling paid paidon paymentdate",
    "left": "openstaand openstaandbedrag openbedrag nogtebetalen restbedrag outstanding amountdue",
    "credits": "creditvan creditvoor creditnotavan betreftfactuur originelefactuur creditfor originalinvoice",
}
"""The words used as column headers, folded, the most certain first. Columns that are not in `NEEDED` may be missing."""

LABELS: Mapping[str, Message] = {
    "customer": CUSTOMER["number"].label,
    "number": msg("Invoice number"),
    "issued": msg("Issued on"),
    "due": msg("To be paid by"),
    "amount": msg("Amount"),
    "paid": msg("Paid on"),
    "left": msg("Left to be paid"),
    "credits": msg("Credit note of invoice"),
}
"""What a column can become, with its label, in reading order."""

_SOME = 2
NEEDED = ("customer", "number", "issued", "due", "amount")


@dataclass(frozen=True, slots=True)
class InvoicePlan:
    """A file, and what each of its columns becomes."""

    sheet: Sheet
    mapping: ColumnMapping

    @property
    def labels(self) -> Mapping[str, Message]:
        """What a column can become."""
        return LABELS

    @property
    def is_complete(self) -> bool:
        """Whether there is a column for everything that an invoice needs."""
        return all(self.mapping.of(name) for name in NEEDED)

    @property
    def has_numbers(self) -> bool:
        """Whether there is a column for invoice numbers, and enough others for a list of invoices."""
        found = [name for name in NEEDED if self.mapping.of(name)]
        return "number" in found and len(found) > _SOME

    def check(self) -> None:
        """Errors: `Invalid`, naming whatever has no column."""
        if self.is_complete:
            return
        faults = tuple(
            Fault(name, msg("No column is called “{header}”.", header=HEADERS[name].split()[0]))
            for name in NEEDED
            if not self.mapping.of(name)
        )
        unclear = Invalid(faults, msg("The columns of this list are not clear enough."))
        unclear.todo = msg("Give the columns these names, or choose in the console what they become.")
        raise unclear

    def header(self, name: str) -> str:
        """The header of the column that holds something; `""` if there is none."""
        return next((one.header for one in self.mapping.of(name)), "")


def plan(path: Path) -> InvoicePlan:
    """Find out how a file is written, and find its columns by their headers. Errors: `NotASheet`."""
    return by_headers(read_sheet(path))


def by_headers(sheet: Sheet) -> InvoicePlan:
    """What the columns of a sheet become, by their headers."""
    places = {fold(header): place for place, header in reversed(list(enumerate(sheet.headers)))}
    found: dict[int, str] = {}
    for name, words in HEADERS.items():
        place = next((places[word] for word in words.split() if word in places), None)
        if place is not None:
            found[place] = name
    columns = (Column(place, header, found.get(place)) for place, header in enumerate(sheet.headers))
    return InvoicePlan(sheet, ColumnMapping(tuple(columns)))
