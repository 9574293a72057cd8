"""Words for what the program itself names: starts of retention, and rights."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.domain.calendar import RetentionStart
from helpdesk.policy.model import Right, Text


def words(nl: str, en: str) -> Text:
    """A text of the program in all the languages it has."""
    return Text({"nl": nl, "en": en})


STARTS: Mapping[RetentionStart, Text] = {
    RetentionStart.CONTRACT_ENDED: words(
        "het einde van de laatste overeenkomst", "the end of the last contract"
    ),
    RetentionStart.SESSION_ENDED: words("het einde van de sessie", "the end of the session"),
    RetentionStart.FINANCIAL_YEAR_ENDED: words("het einde van het boekjaar", "the end of the financial year"),
    RetentionStart.VISITED: words("het bezoek", "the visit"),
    RetentionStart.NOTICED: words("de dag waarop het is opgemerkt", "the day it was noticed"),
    RetentionStart.CLOSED: words("de afronding", "closing"),
    RetentionStart.RECORDED: words("de vastlegging", "the record"),
}
"""From when a retention period counts: "2 years after …"."""

RIGHTS: Mapping[Right, Text] = {
    Right.ACCESS: words("inzage", "access"),
    Right.RECTIFICATION: words("rectificatie", "rectification"),
    Right.ERASURE: words("gegevenswissing", "erasure"),
    Right.RESTRICTION: words("beperking van de verwerking", "restriction of processing"),
    Right.PORTABILITY: words("overdraagbaarheid van gegevens", "data portability"),
    Right.OBJECTION: words("bezwaar", "objection"),
    Right.WITHDRAWAL: words("intrekken van toestemming", "withdrawal of consent"),
}
"""The rights of a person, in the regulation's own terms."""
