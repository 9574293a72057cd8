"""What is masked of others stands in none of the copies: page, print, JSON, sheet. Clause: R1; GDPR art. 15(4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from support.letters import content, field

from helpdesk.documents.access_copy import access_json, register_csv
from helpdesk.documents.access_report import access_report
from helpdesk.documents.paper import paper_html, paper_text
from helpdesk.domain.access import OF_OTHERS, RecordContent, RegisterContent
from helpdesk.domain.messages import msg
from helpdesk.domain.spotting import spot
from helpdesk.domain.tickets import Attachment, Direction, TicketMessage
from helpdesk.i18n import reader
from helpdesk.policy.loader import load
from helpdesk.policy.spotting import context
from helpdesk.tasks.masking import Others

POLICY = load(None)
OWN = {"anna@example.org", "+31612345678"}
SENT = datetime(2026, 5, 3, 20, 0, tzinfo=UTC)
SAY = reader("nl").tell
TOKENS = st.sampled_from(
    ["kees@zilver.example.org", "06-12345097", "+31 35 525 12 34", "NL91 ABNA 0417 1643 00", "999912343", "203.0.113.9",
     "Dorpsweg 12, 1234 AB Huizen", "anna@example.org", "06-12345678"]
)  # fmt: skip
BETWEEN = st.sampled_from(
    [" ", ", ", "\n", " en ", ": ", " (", ") ", "; ", ' "', "='", "<", "> ", " bsn ", " van ", " - "]
)
TEXTS = st.lists(st.one_of(TOKENS, BETWEEN), min_size=1, max_size=8).map("".join)
NAMES = st.builds("{}{}{}{}".format, st.sampled_from(["cv", "paspoort", "scan", "rijbewijs"]), st.sampled_from("-_ "),
                  st.sampled_from(["jan jansen", "kees_de_wit", "anna-vos", "999912343"]),
                  st.sampled_from([".pdf", ".jpg", "", "-kopie.png"]))  # fmt: skip


def copies(told: dict[str, str]) -> str:
    """All copies of a record of these values, one behind the other."""
    record = RecordContent(tuple(field(name, name, "correspondence", value) for name, value in told.items()))
    register = RegisterContent("ticket_messages", msg("Messages"), (record,))
    held = replace(content(), registers=(register,))
    paper = access_report(POLICY, held, "nl")
    return "\n".join(
        (
            paper_text(paper),
            *paper_html(paper),
            *access_json(POLICY, held, "nl"),
            *register_csv(register, "nl"),
        )
    )


def said(subject: str, text: str) -> TicketMessage:
    """A message that nobody searched yet."""
    return TicketMessage(1, 1, Direction.IN, "email", SENT, "", "", "anna@example.org", "", subject, text)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_what_is_masked_in_a_text_stands_in_no_copy(subject: str, text: str) -> None:
    others = Others(POLICY, SAY, OWN)
    against = context(POLICY, OWN)
    masked = [
        one[found.start : found.end]
        for one in (subject, text)
        for found in spot(one, against)
        if found.kind in OF_OTHERS
    ]
    told = copies(dict(others.message(said(subject, text))))
    for token in masked:
        assert token not in told
        assert "[afgeschermd: " in told


@settings(max_examples=25, deadline=None)
@given(NAMES)
def test_who_a_file_is_called_after_stands_in_no_copy_but_who_asks_does(name: str) -> None:
    others = Others(POLICY, SAY, OWN, "Anna Vos")
    told = copies({"name": others.file_name(Attachment(1, name, "application/pdf", 1))})
    if not name.startswith("scan"):
        assert not any(one in told for one in ("jansen", "kees", "999912343"))
    assert ("anna-vos" in told) == ("anna-vos" in name)


def test_a_name_is_known_without_its_accents_and_other_letters() -> None:
    others = Others(POLICY, SAY, OWN, "Ayşe Yılmaz van der Øst")
    for name in ("cv-ayse-yilmaz.pdf", "CV_AYŞE_YILMAZ.pdf", "paspoort van der Ost.jpg"):
        assert others.file_name(Attachment(1, name, "application/pdf", 1)) == name
