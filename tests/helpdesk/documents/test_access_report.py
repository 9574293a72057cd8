"""The access report on a page: complete, in plain words, and nothing in it that a browser would obey. Clause: R1."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from support.letters import HOSTILE, content

from helpdesk.documents.access_report import access_report
from helpdesk.documents.paper import paper_html, paper_text
from helpdesk.domain.access import without_others
from helpdesk.domain.messages import msg
from helpdesk.domain.spotting import Certainty, Kind
from helpdesk.domain.tickets import Spotted
from helpdesk.i18n import reader
from helpdesk.policy.loader import load


class Page(HTMLParser):
    """What a browser would make of a page: its words, and the tags and attributes that it would obey."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "\n".join(word.strip() for word in self.words if word.strip())


def page(language: str = "nl", sessions: int = 2) -> Page:
    return Page("".join(paper_html(access_report(load(None), content(sessions), language))))


SAID = {
    "nl": (
        "Uw gegevens bij BroServe IT-Services",
        "D7 betaalgegevens",
        "uitvoering van de overeenkomst (AVG art. 6(1)(b)); na afloop van de overeenkomst wettelijke verplichting",
        "7 jaar na het einde van het boekjaar — fiscale bewaarplicht (artikel 52 AWR)",
        "politie en andere bevoegde overheid; domeinregisters en uitgevers van certificaten",
        "G7 facturering",
        "Wat wij niet van u hebben\nbedrijfsgegevens\nserverlogs\nongevraagde gegevens",
        "SIDN",
        "Buiten de EER, domeinregisters en uitgevers van certificaten: Bij sommige extensies",
        "1 februari 2026",
        "Herinneringen gaan vanzelf uit.",
        "4-5-2026 11:30",
        "€ 1.234,50",
        "1 januari 2034",
        "nee",
        "Hiervan hebben wij niets.",
        "Autoriteit Persoonsgegevens, Postbus 93374, 2509 AJ Den Haag, autoriteitpersoonsgegevens.nl",
        "info@broserve.nl",
    ),
    "en": (
        "Your data at BroServe IT-Services",
        "D7 payment details",
        "performance of the contract (GDPR art. 6(1)(b)); after the contract legal obligation",
        "7 years after the end of the financial year — tax law (article 52 AWR)",
        "the police and other competent authorities",
        "What we do not hold\ncompany details\nserver logs\nunsolicited data",
        "1 February 2026",
        "Reminders go out by themselves.",
        "4 May 2026 11:30",
        "€ 1,234.50",
        "1 January 2034",
        "no",
        "We hold none of this.",
        "Dutch Data Protection Authority",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_the_report_says_what_for_on_what_ground_how_long_and_to_whom(language: str) -> None:
    """Clause: R1, A1, C2, K1, T2; GDPR art. 15(1)."""
    said = page(language).text
    for part in SAID[language]:
        assert part in said, part


def test_every_value_that_is_held_is_in_the_report() -> None:
    """Clause: R1, D6."""
    said = page("nl", sessions=40).text
    for value in (
        "Anna",
        "van 't",
        "Hof",
        "Lindelaan",
        "1271 AB",
        "anna@example.org",
        "NL91ABNA0417164300",
        HOSTILE,
    ):
        assert value in said
    assert all(f"192.0.2.{number}\n" in said for number in range(40))
    assert "Aantal vermeldingen\n42" in said
    assert "anna@example.org (werk)" in said
    assert "ContactPoint" not in said


def test_the_customer_the_log_of_ip_use_and_the_consents_come_before_other_registers() -> None:
    """Clause: R1, D6, G9."""
    titles = [chapter.title for chapter in access_report(load(None), content(), "en").chapters]
    assert titles[-6:-2] == ["Customers", "IP use", "Consents", "Invoices"]


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    """Clause: R1, P1."""
    shown = page()
    assert not shown.tags & {"script", "img", "link", "a", "iframe", "object", "form", "svg", "base"}
    assert {name for name, _ in shown.attributes} <= {"lang", "charset", "name", "content", "http-equiv"}
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in shown.attributes
    assert HOSTILE in shown.text


def test_hostile_text_in_every_place_stays_text() -> None:
    """Clause: P1."""
    held = content()
    bad = "</title></style><script>alert(1)</script><b onclick=x>\x1b[31m\u202e"
    hostile = replace(
        held, customer=replace(held.customer, name=bad, company=bad), decisions=(msg("{x}", x=bad),)
    )
    shown = Page("".join(paper_html(access_report(load(None), hostile, "nl"))))
    assert "script" not in shown.tags
    assert "b" not in shown.tags
    assert shown.text.count("<script>alert(1)</script><b onclick=x>") == 3
    assert not set(shown.text) & set("\x1b\u202e")


def test_the_report_is_plain_text_too() -> None:
    """Clause: R1."""
    said = paper_text(access_report(load(None), content(), "nl"))
    assert "Naam: Anna van 't Hof" in said
    assert "Given name: Anna" in said or "Voornaam: Anna" in said
    assert "=HYPERLINK(1) updates\nen herstart" in said


TEXT = "Bel mijn buurvrouw op 06-12345678 of mail piet@example.com, niet 06-87654321."


def found(kind: Kind, passage: str, dismissed: bool = False) -> Spotted:
    start = TEXT.index(passage)
    return Spotted(1, kind, start, start + len(passage), Certainty.CERTAIN, dismissed)


def test_other_peoples_data_in_a_message_is_masked_by_place_in_the_readers_language() -> None:
    """Clause: R1, D9; GDPR art. 15(4)."""
    findings = (
        found(Kind.EMAIL, "piet@example.com"),
        found(Kind.PHONE, "06-12345678"),
        found(Kind.PHONE, "06-87654321", dismissed=True),
    )
    assert without_others(TEXT, findings, reader("nl").tell) == (
        "Bel mijn buurvrouw op [afgeschermd: telefoonnummer] of mail [afgeschermd: e-mailadres], niet 06-87654321."
    )
    assert "[masked: e-mail address]" in without_others(TEXT, findings, reader("en").tell)


def test_passages_that_overlap_are_masked_whole() -> None:
    """Clause: R1; GDPR art. 15(4)."""
    findings = (
        found(Kind.ADDRESS, "piet@"),
        found(Kind.EMAIL, "piet@example.com"),
        found(Kind.PHONE, "@example.com, n"),
    )
    masked = without_others(TEXT, findings, reader("en").tell)
    assert "piet" not in masked
    assert masked.endswith("mail [masked: e-mail address]iet 06-87654321.")


def test_what_the_customer_says_of_their_own_health_is_theirs_to_read() -> None:
    """Clause: R1."""
    assert without_others(TEXT, (found(Kind.HEALTH, "buurvrouw"),), str) == TEXT
