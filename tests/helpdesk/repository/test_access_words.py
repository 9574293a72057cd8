"""What a customer is told of what is held: in words, with its source, and with nobody of us by name.

Clause: R1, T2; GDPR art. 12(1), 15(1)(c), (g).
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from support.rights import anna_in, ask_for, confirm

from helpdesk.documents.access_report import access_report
from helpdesk.documents.paper import paper_text
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.incoming import Incoming, IncomingFile
from helpdesk.domain.rights import Right
from helpdesk.domain.spotting import Kind
from helpdesk.domain.unsolicited import Whose
from helpdesk.i18n import reader
from helpdesk.tasks import (
    access,
    complaints,
    noting,
    request_letters,
    requests,
    scanning,
    services,
    ticket_changes,
    ticket_writing,
)

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


def report(workplace: Any, customer: str, language: str = "nl") -> str:
    """The report as its reader sees it."""
    with workplace.as_() as work:
        content = access.everything(work, customer, reader(language).tell)
    return paper_text(access_report(workplace.policy, content, language))


@pytest.mark.parametrize(("language", "amount"), [("nl", "Bedrag: € 50,00"), ("en", "Amount: € 50.00")])
def test_amounts_are_money(workplace: Any, anna: CustomerRef, language: str, amount: str) -> None:
    """Clause: R1, D7."""
    assert amount in report(workplace, anna.id, language)


def test_steps_and_ways_are_in_words_and_go_by_the_number_of_their_case(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1, R7; GDPR art. 12(1)."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        made = request_letters.ask_identity(work, made.id, made.version)
    confirm(workplace, made)
    said = report(workplace, anna.id)
    assert "R2026-0001\nTijdstip: 4-5-2026 11:30\nWat er gebeurde: wacht op wie het vraagt" in said
    assert "L2026-0001\nSoort: vraag wie het verzoek doet" in said
    assert "persoonlijk bekend" in said and "in-person" not in said and "identity-asked" not in said


def test_nobody_of_us_is_named(workplace: Any, anna: CustomerRef) -> None:
    """GDPR art. 15(1)(c), recital 63; CJEU C-579/21. Who handles it, whom it is about, who knows her in person."""
    made = confirm(workplace, ask_for(workplace, anna, Right.ACCESS))
    with workplace.as_() as work:
        requests.assign(work, made.id, made.version, "technician-login")
        work.open_files.open(anna.id, ("G5",))
        said = NewComplaint("email", workplace.clock.now, "delay", "Traag.", customer=anna.id)
        view = complaints.register(work, said)
        view = complaints.assign(work, view.id, view.version, "owner-login").complaint
        complaints.set_about(work, view.id, view.version, "technician-login")
    told = report(workplace, anna.id)
    assert "-login" not in told
    assert told.count("Notitie: een van ons") == 3
    assert "Bewijs: twee van ons" in told


def test_other_people_in_the_words_of_a_complaint_or_a_request_are_masked(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1; GDPR art. 15(4). As in a ticket; her own address is no other's."""
    ask_for(workplace, anna, Right.ACCESS, words="Mail ook kees@zilver.example.org, of bel mij: 06-12345678.")
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G5",))
        words = "Mijn buurman (kees@zilver.example.org, 06-12345097) zegt het ook; ik ben zwaluw@example.nl."
        said = NewComplaint("email", work.clock(), "delay", words, "Bel 06-12345097.", customer=anna.id)
        complaints.note(work, complaints.register(work, said).id, "Gebeld met 06-12345097.")
    told = report(workplace, anna.id)
    assert "kees@zilver.example.org" not in told and "12345097" not in told
    assert "Mijn buurman ([afgeschermd: e-mailadres], [afgeschermd: telefoonnummer]) zegt het ook" in told
    assert "ik ben zwaluw@example.nl" in told and "bel mij: 06-12345678" in told


@pytest.mark.parametrize("restricted", [False, True], ids=["waiting", "restricted"])
def test_other_people_in_a_message_that_nobody_searched_are_masked(
    workplace: Any, anna: CustomerRef, restricted: bool
) -> None:
    """Clause: R1, R5; GDPR art. 15(4). One waits for its turn, and under a restriction nothing is searched at all."""
    words = "Mijn buurman (kees@zilver.example.org, 06-12345097) zegt het ook; ik ben zwaluw@example.nl."
    if restricted:
        with workplace.as_("owner") as work:
            work.standings.restrict(anna.id, "juistheid betwist")
    with workplace.as_() as work:
        came = Incoming("email", "zwaluw@example.nl", "Bel 06-12345097", words, work.clock())
        ticket_writing.receive(work, came, customer=anna.id)
    told = report(workplace, anna.id)
    assert "kees@zilver.example.org" not in told and "12345097" not in told
    assert "Mijn buurman ([afgeschermd: e-mailadres], [afgeschermd: telefoonnummer]) zegt het ook" in told
    assert "Bel [afgeschermd: telefoonnummer]" in told
    assert "ik ben zwaluw@example.nl" in told


def test_other_people_in_what_one_of_us_called_a_ticket_are_masked(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1; GDPR art. 15(4)."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        came = Incoming("email", "zwaluw@example.nl", "Vraag", "Hallo", work.clock())
        ticket = ticket_writing.receive(work, came, customer=anna.id).ticket
        ticket_changes.set_subject(work, ticket.id, ticket.version, "Buurman van 06-12345097")
    assert "Buurman van [afgeschermd: telefoonnummer]" in report(workplace, anna.id)


def test_who_reads_it_is_spoken_to_and_never_of(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1; GDPR art. 12(1). Headings, whose data came unasked, places by their names, numbers as one dials."""
    confirm(workplace, ask_for(workplace, anna, Right.ACCESS))
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3", "G5"))
        complaints.register(work, NewComplaint("email", work.clock(), "delay", "Traag.", customer=anna.id))
        came = Incoming("telephone", "+31612345678", "Vraag", "Hallo", work.clock())
        ticket_writing.receive(work, came, customer=anna.id)
        noting.note_elsewhere(
            work, "whatsapp", "telefoon", (Kind.PASSPORT,), Whose.CUSTOMER, customer_id=anna.id
        )
    for language, said, other in (
        (
            "nl",
            ("Uw klachten", "een van ons zei u persoonlijk te kennen", "Van wie: van uzelf", "back-ups"),
            " hen ",
        ),
        (
            "en",
            (
                "Your complaints",
                "When one of us said that they know you in person",
                "Whose data: your own",
                "backups",
            ),
            " them ",
        ),
    ):
        told = report(workplace, anna.id, language)
        for part in said:
            assert part in told
        headings = [line for line, below in pairwise(told.splitlines()) if below and set(below) == {"-"}]
        assert not any(other in f" {one} " or "betrokkene" in one for one in headings)
        assert "06 12345678" in told and "+31612345678" not in told


def test_other_people_in_what_a_file_is_called_are_masked(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1; GDPR art. 15(4). As in a text, and whose document it is; her own name and a false alarm stay."""
    names = {
        "cv-of-jan-jansen.pdf": "cv-of-[afgeschermd: naam].pdf",
        "paspoort_kees_de_wit_achterkant.jpg": "paspoort_[afgeschermd: naam]_achterkant.jpg",
        "kees@zilver.example.org.pdf": "[afgeschermd: e-mailadres].pdf",
        "bel_06-12345097.txt": "bel_[afgeschermd: telefoonnummer].txt",
        "cv-anneliesje-zwaluwenburg.pdf": "cv-anneliesje-zwaluwenburg.pdf",
        "handleiding-printer-jansen.pdf": "handleiding-printer-jansen.pdf",
        "rijbewijs-reiger.png": "rijbewijs-reiger.png",
    }
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        files = tuple(IncomingFile(name, "application/octet-stream", b"1") for name in names)
        came = Incoming("email", "zwaluw@example.nl", "Vraag", "Zie de bijlagen.", work.clock(), files=files)
        message = ticket_writing.receive(work, came, customer=anna.id).message
    scanning.scan(workplace.doing(), message)
    with workplace.as_() as work:
        file = next(one for one in work.messages.one(message).attachments if "rijbewijs" in one.name)
        scanning.dismiss_in_attachments(work, [one.id for one in file.findings])
    told = report(workplace, anna.id)
    for masked in names.values():
        assert f"Naam: {masked}\n" in told
    assert "jansen.pdf" in told and "jan-jansen" not in told and "kees" not in told.lower()


def test_who_else_a_message_went_to_is_masked(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1; GDPR art. 15(4). Our own address and hers are no other's, nor is that of who wrote."""
    to = "info@broserve.nl, zwaluw@example.nl, werk@zwaluw.example, kees@zilver.example.org"
    with workplace.as_() as work:
        came = Incoming("email", "Anna <werk@zwaluw.example>", "Vraag", "Hallo", work.clock(), recipients=to)
        ticket_writing.receive(work, came, customer=anna.id)
    told = report(workplace, anna.id)
    assert "zwaluw@example.nl, werk@zwaluw.example, [afgeschermd: e-mailadres]" in told
    assert "kees@" not in told


@pytest.mark.parametrize(
    ("language", "recipient", "ground", "how"),
    [
        ("nl", "domeinregisters en uitgevers van certificaten", "domeinnaam", "bij de registratie"),
        ("en", "domain registries and certificate authorities", "domain name", "when it was registered"),
    ],
)
def test_t2_a_recipient_is_told_in_the_language_of_the_reader(
    workplace: Any, anna: CustomerRef, language: str, recipient: str, ground: str, how: str
) -> None:
    """Clause: T2; GDPR art. 15(1)(c)."""
    with workplace.as_() as work:
        services.add(work, anna.id, "domain", "zwaluw.example.nl", date(2026, 5, 4))
    said = report(workplace, anna.id, language)
    heading = {"nl": "Wie uw gegevens kreeg", "en": "Who received your data"}[language]
    who = said.partition(f"{heading}\n")[2]
    assert f"\n{recipient}\n" in who and f": {ground}\n" in who and f": {how}\n" in said


def test_who_was_taken_down_by_one_of_us_is_told_so_and_what_was_changed_since(
    workplace: Any, anna: CustomerRef
) -> None:
    """GDPR art. 15(1)(g)."""
    workplace.clock.pass_by(days=3)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G2", "G3"))
        work.customers.change(anna.id, work.customers.file(anna.id).version, {"phones": ()})
        content = access.everything(work, anna.id, str)
    (customer,) = [one for one in content.registers if one.name == "customers"]
    tell = reader("en").tell
    assert tell(customer.source_of("D1")).startswith("written down by one of us on 4 May 2026")
    assert tell(customer.source_of("D4")).endswith("changed by one of us on 7 May 2026")


@pytest.mark.stores("embedded", "postgresql")
def test_who_came_with_a_list_is_told_which(workplace: Any) -> None:
    """GDPR art. 15(1)(g)."""
    with workplace.as_("owner") as work:
        work.bulk.begin()
        work.bulk.add([{"number": "77", "family_name": "Reiger", "city": "Huizen"}])
        work.bulk.finish()
        work.imports.record(ImportRun(workplace.clock.now, "owner-login", "klanten.csv", 1, 0, 0, ""))
        reiger = work.customers.by_number("77").id
    said = report(workplace, reiger, "en")
    assert "Source: taken from our earlier customer list (file klanten.csv) on 4 May 2026" in said
