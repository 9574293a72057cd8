"""Letters and held data of invented people, for the tests of documents."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from helpdesk.documents.letter import compose
from helpdesk.domain.access import (
    AccessContent,
    FieldContent,
    RecipientContent,
    RecordContent,
    RegisterContent,
)
from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.letters import Addressee, Letter, LetterKind
from helpdesk.domain.messages import msg
from helpdesk.policy.loader import load
from helpdesk.policy.model import Policy, Right
from helpdesk.policy.words import RIGHTS, words

HOSTILE = '#read("/etc/passwd") *bold* $x$ [/b] <script>alert(1)</script> {case}'
"""Text that must come out unchanged, in whatever is printed."""

ANNA = Addressee("Anna van 't Hof", "", "Lindelaan 7", "1271 AB", "Huizen", "NL")
FACTS: dict[str, object] = {
    "case": "R2026-0007",
    "received": date(2026, 1, 31),
    "about": "een storing die lang duurde",
    "until": date(2026, 3, 2),
    "was": date(2026, 3, 2),
    "since": date(2026, 2, 1),
    "asked": date(2026, 2, 3),
    "shared": date(2025, 12, 1),
    "told": date(2026, 2, 16),
    "invoice": "2026-0012",
    "issued": date(2026, 1, 10),
    "due": date(2026, 1, 24),
    "amount": Decimal("121.00"),
    "rights": (RIGHTS[Right.ACCESS], RIGHTS[Right.ERASURE]),
    "reason": "De factuur moet blijven.\n\nDat vraagt de belastingwet.",
    "result": "Alles wat weg mocht is gewist.",
    "changes": ("telefoonnummer gewist", "adres gewist"),
    "outcome": words("gegrond", "upheld"),
    "answer": "Het duurde te lang.\n\nDat had anders gemoeten.",
    "measure": "wij bellen voortaan binnen een uur terug",
}
HELD = ("Factuur 2026-0012: tot 1 januari 2034, fiscale bewaarplicht",)


def letter(
    kind: LetterKind,
    language: str = "nl",
    to: Addressee = ANNA,
    policy: Policy | None = None,
    number: str = "L2026-0001",
    **facts: object,
) -> Letter:
    """A letter about one case; `facts` override the usual ones."""
    return compose(
        policy or load(None),
        kind,
        {**FACTS, **facts},
        to,
        language=language,
        number=number,
        day=date(2026, 3, 2),
        signed="Kim de Vries",
    )


def pdf_text(pdf: bytes) -> str:
    """The text of a PDF, without its line breaks and hyphens."""
    import pypdf

    pages = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    joined = re.sub("-\n|\u00ad\\s*|\u200b", "", pages)
    return " ".join(joined.split())


def field(name: str, label: str, category: str, value: object, provided: bool = False) -> FieldContent:
    return FieldContent(name, msg(label), category, value, provided)


def content(sessions: int = 2) -> AccessContent:
    """Everything held about Anna: herself, an invoice, when we used her address, and no consent."""
    made = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    anna = RecordContent(
        (
            field("given_name", "Given name", "D1", "Anna", True),
            field("prefix", "Prefix", "D1", "van 't", True),
            field("family_name", "Family name", "D1", "Hof", True),
            field("street", "Street", "D1", "Lindelaan", True),
            field("house_number", "House number", "D1", "7", True),
            field("postcode", "Postcode", "D1", "1271 AB", True),
            field("city", "City", "D1", "Huizen", True),
            field("login_name", "Login name", "D5", HOSTILE),
            field(
                "emails", "E-mail addresses", "D3", (ContactPoint("anna@example.org", "werk", True),), True
            ),
            field("phones", "Telephone numbers", "D4", ("+31612345678", "+31201234567"), True),
            field("iban", "IBAN", "D7", "NL91ABNA0417164300", True),
            field("company_name", "Company", "D2", None, True),
        ),
        "K1001",
    )
    invoice = RecordContent(
        (
            field("number", "Number", "D7", "2026-0012"),
            field("issued", "Issued", "D7", date(2026, 5, 10)),
            field("amount", "Amount", "D7", Decimal("1234.5")),
        ),
        "2026-0012",
        date(2034, 1, 1),
    )
    return AccessContent(
        CustomerRef("random-id", "K1001", "Anna van 't Hof", "", "Huizen"),
        made,
        (
            RegisterContent("customers", msg("Customers"), (anna,), msg("from you")),
            RegisterContent("invoices", msg("Invoices"), (invoice,)),
            RegisterContent(
                "sessions", msg("IP use"), tuple(_session(number, made) for number in range(sessions))
            ),
            RegisterContent("consents", msg("Consents"), ()),
        ),
        (RecipientContent("SIDN", date(2026, 2, 1), ("D1", "D3"), "domeinnaam", "example.nl"),),
        {"D7": date(2034, 1, 1)},
    )


def _session(number: int, made: datetime) -> RecordContent:
    return RecordContent(
        (
            field("started", "Started", "D6", made - timedelta(hours=number)),
            field("address", "Address", "D6", f"192.0.2.{number % 250}"),
            field("technician", "Technician", "staff", "Kim de Vries"),
            field("reason", "Reason", "correspondence", "=HYPERLINK(1) updates\nen herstart"),
            field("is_new", "New address", "technical", False),
        ),
        f"S{number}",
        date(2027, 5, 5),
    )
