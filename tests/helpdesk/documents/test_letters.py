"""What letters say: of each kind, in both languages. Clause: G8, K1, C2, W1, R1–R7, C1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support.letters import ANNA, FACTS, HELD, HOSTILE, letter

from helpdesk.documents.letter import letter_language, letter_text
from helpdesk.documents.letter_words import TEXTS
from helpdesk.domain.errors import Invalid
from helpdesk.domain.letters import FACTS as KNOWN
from helpdesk.domain.letters import NEEDED, Addressee, LetterKind, facts_in
from helpdesk.policy.loader import DEFAULT, load, parse

AUTHORITY = (
    "Autoriteit Persoonsgegevens",
    "Postbus 93374, 2509 AJ Den Haag",
    "autoriteitpersoonsgegevens.nl",
)
REFUSING = (LetterKind.REFUSAL, LetterKind.CLOSED_UNCONFIRMED)
ANSWERING = (LetterKind.ANSWER, LetterKind.NOTHING_HELD, *REFUSING)

SAID = {
    (LetterKind.ACKNOWLEDGEMENT, "nl"): ("31 januari 2026", "een storing die lang duurde", "2 maart 2026"),
    (LetterKind.ACKNOWLEDGEMENT, "en"): ("31 January 2026", "access and erasure", "2 March 2026"),
    (LetterKind.ANSWER, "nl"): ("gegrond", "Het duurde te lang.", "binnen een uur terug"),
    (LetterKind.ANSWER, "en"): ("upheld", "Dat had anders gemoeten.", "31 January 2026"),
    (LetterKind.IDENTITY_ASKED, "nl"): ("inzage en gegevenswissing", "dat wij van u kennen", "niet nodig"),
    (LetterKind.IDENTITY_ASKED, "en"): ("is suspended until", "do not need a copy of an identity document"),
    (LetterKind.EXTENSION, "nl"): (
        "uiterlijk 2 maart 2026",
        "artikel 12, derde lid, AVG",
        "De factuur moet blijven.",
    ),
    (LetterKind.EXTENSION, "en"): ("by 2 March 2026", "article 12(3) GDPR"),
    (LetterKind.REFUSAL, "nl"): ("geven wij geen gevolg", "belastingwet", "artikel 35 UAVG", "zes weken"),
    (LetterKind.REFUSAL, "en"): ("We are not taking action", "district court", "within six weeks"),
    (LetterKind.FULFILLED, "nl"): ("Dat is gebeurd.", "Alles wat weg mocht is gewist."),
    (LetterKind.FULFILLED, "en"): ("We have done this.", "access and erasure"),
    (LetterKind.RESTRICTION_LIFTED, "nl"): (
        "Sinds 1 februari 2026",
        "Vanaf 2 maart 2026",
        "artikel 18, derde lid",
    ),
    (LetterKind.RESTRICTION_LIFTED, "en"): ("Since 1 February 2026", "from 2 March 2026", "article 18(3)"),
    (LetterKind.NOTICE, "nl"): (
        "1 december 2025",
        "- Telefoonnummer gewist\n- Adres gewist",
        "artikel 19 AVG",
    ),
    (LetterKind.NOTICE, "en"): ("1 December 2025", "article 19 GDPR"),
    (LetterKind.CLOSED_UNCONFIRMED, "nl"): ("3 februari 2026", "niets uitgevoerd"),
    (LetterKind.CLOSED_UNCONFIRMED, "en"): ("3 February 2026", "We have not heard from you."),
    (LetterKind.NOTHING_HELD, "nl"): ("geen persoonsgegevens van u", "artikel 15, eerste lid", "een storing"),
    (LetterKind.NOTHING_HELD, "en"): ("any personal data about you", "article 15(1) GDPR", "by 2 March 2026"),
}


@pytest.mark.parametrize(("kind", "language"), SAID, ids=str)
def test_each_letter_says_who_what_and_when_in_the_readers_language(kind: LetterKind, language: str) -> None:
    """Clause: G8, K1, C1, R1, R2, R4, R5, R7."""
    written = letter_text(letter(kind, language))
    for part in SAID[kind, language]:
        assert part in written
    for part in ("BroServe IT-Services", "Graaf Floris 43", "1276 XA Huizen", "info@broserve.nl", "32104486"):
        assert part in written, "clause K1: the company's own contact details"
    for part in (
        "Anna van 't Hof",
        "Lindelaan 7",
        "1271 AB  Huizen",
        "L2026-0001",
        "R2026-0007",
        "Kim de Vries",
    ):
        assert part in written
    assert "{" not in written


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", LetterKind)
def test_every_answer_to_a_complaint_and_every_refusal_names_the_authority_c2(
    kind: LetterKind, language: str
) -> None:
    written = letter_text(letter(kind, language))
    assert all(part in written for part in AUTHORITY) == (kind in ANSWERING)
    assert ("UAVG" in written) == (kind in REFUSING), "the road to court belongs to a refused right"


@pytest.mark.parametrize(
    ("kind", "facts", "last"),
    [
        (LetterKind.ACKNOWLEDGEMENT, {"until": date(2026, 3, 2)}, date(2026, 3, 2)),
        (LetterKind.ACKNOWLEDGEMENT, {"until": date(2026, 3, 1)}, None),
        (LetterKind.IDENTITY_ASKED, {"until": date(2026, 3, 10)}, date(2026, 3, 9)),
        (LetterKind.IDENTITY_ASKED, {"until": date(2026, 3, 2)}, None),
        (LetterKind.EXTENSION, {"was": date(2026, 3, 5), "until": date(2026, 5, 5)}, date(2026, 3, 5)),
        (LetterKind.EXTENSION, {"was": date(2026, 3, 1), "until": date(2026, 5, 1)}, None),
        (LetterKind.REMINDER, {"until": date(2026, 3, 16)}, date(2026, 3, 2)),
        (LetterKind.REMINDER, {"until": None}, None),
        (LetterKind.REFUSAL, {"until": None}, None),
    ],
)
def test_a_letter_goes_out_while_the_day_that_it_names_is_to_come(
    kind: LetterKind, facts: dict[str, object], last: date | None
) -> None:
    """Clause: C1, R7, A1; GDPR art. 12(3). The letters are of 2 March; a reminder goes out on its own day."""
    assert letter(kind, **facts).good_until == last


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_erasure_that_was_carried_out_in_part_says_what_stays_and_names_the_roads(language: str) -> None:
    """Clause: R4, C2."""
    written = letter_text(letter(LetterKind.FULFILLED, language, held=HELD))
    assert f"- {HELD[0]}" in written
    assert all(part in written for part in (*AUTHORITY, "UAVG"))


def test_a_letter_that_points_to_somebody_elses_site_carries_the_note_w1() -> None:
    note = "Daar geldt de privacyverklaring van die ander"
    plain = letter_text(letter(LetterKind.FULFILLED))
    assert note not in plain
    for link in (
        "https://user@shop.example.com/a", "www.example.net", "zie example.org.", "https://müller.example.com",
        "https://files.zip/a",
    ):  # fmt: skip
        assert note in letter_text(letter(LetterKind.FULFILLED, result=link))
    for own in (
        "https://www.broserve.nl/x",
        "broserve.nl",
        "anna@example.org",
        "uw-gegevens.zip",
        "rapport.docx",
        "192.0.2.7",
    ):
        assert note not in letter_text(letter(LetterKind.FULFILLED, result=own)), own


def test_a_letter_that_names_the_authoritys_site_carries_the_note_too_w1() -> None:
    assert letter(LetterKind.REFUSAL).note == letter(LetterKind.ANSWER).note != ""
    assert letter(LetterKind.EXTENSION).note == ""


def test_sites_that_the_policy_names_are_the_companys_own_w1() -> None:
    policy = load(None)
    ours = replace(policy, letters=replace(policy.letters, own_domains=("example.org",)))
    assert letter(LetterKind.FULFILLED, policy=ours, result="zie hulp.example.org").note == ""
    unsaid = replace(policy, letters=replace(policy.letters, foreign_link_note=None))
    assert letter(LetterKind.FULFILLED, policy=unsaid, result="example.com").note == policy.clauses[
        "W1"
    ].promise.say("nl")


@pytest.mark.parametrize("kind", LetterKind)
def test_what_a_letter_lacks_is_named_at_once(kind: LetterKind) -> None:
    with pytest.raises(Invalid) as invalid:
        letter(kind, **dict.fromkeys(FACTS, ""))
    assert tuple(fault.field for fault in invalid.value.faults) == NEEDED[kind]


@pytest.mark.parametrize("kind", LetterKind)
def test_the_programs_own_words_name_only_facts_that_there_are(kind: LetterKind) -> None:
    for text in (TEXTS[kind].subject, TEXTS[kind].text):
        assert text is not None
        for words in text.words.values():
            assert set(facts_in(words)) <= set(KNOWN[kind])


def test_a_sentence_whose_fact_is_not_given_is_left_out() -> None:
    written = letter_text(letter(LetterKind.ACKNOWLEDGEMENT, about="", rights=()))
    assert "Het gaat over" not in written
    assert "U vraagt om" not in written
    assert "Uiterlijk 2 maart 2026" in written


@pytest.mark.parametrize("language", ["nl", "en"])
def test_foreign_text_comes_out_as_it_went_in_and_obeys_nothing(language: str) -> None:
    """Clause: P1."""
    hostile = f"{HOSTILE} \x1b]0;x\x07 \u202eabc"
    written = letter_text(
        letter(
            LetterKind.REFUSAL,
            language,
            Addressee(hostile, hostile, "", "", "", ""),
            reason=f"{hostile}\n\n{hostile}",
        )
    )
    assert written.count(HOSTILE) == 5
    assert not set(written) & set("\x1b\x07\u202e")


def test_an_address_is_written_as_the_post_wants_it() -> None:
    """Clause: D1, D2."""
    bakery = Addressee("Jan Bos", "Bakkerij Bos B.V.", "Markt 1", "2000", "Antwerpen", "BE")
    assert letter(LetterKind.NOTICE, to=bakery).to == (
        "Bakkerij Bos B.V.", "t.a.v. Jan Bos", "Markt 1", "2000  Antwerpen", "BELGIË",
    )  # fmt: skip
    assert letter(LetterKind.NOTICE, "en", bakery).to[-1] == "BELGIUM"
    assert letter(LetterKind.NOTICE).to[-1] == "1271 AB  Huizen", "no country where it is the company's own"
    nobody = letter(LetterKind.NOTICE, to=Addressee("", "SIDN"))
    assert (nobody.to, nobody.salutation) == (("SIDN",), "Geachte heer, mevrouw,")
    assert letter(LetterKind.NOTICE).salutation == "Geachte Anna van 't Hof,"


def test_a_company_gives_a_kind_of_letter_its_own_words() -> None:
    """Clause: G8, C2: its own words never take the roads away."""
    source = DEFAULT.read_text(encoding="utf-8").replace(
        "\n[letters]\n",
        """
[letters.texts.refusal]
subject = { nl = "Over zaak {case}", en = "On case {case}" }
text = { nl = "Het lukt niet. {reason}", en = "It can't be done. {reason}" }

[letters]
""",
    )
    policy = parse(source)
    ours = letter(LetterKind.REFUSAL, policy=policy)
    assert ours.subject == "Over zaak R2026-0007"
    assert ours.paragraphs[:3] == (
        "Het lukt niet.",
        "De factuur moet blijven.",
        "Dat vraagt de belastingwet.",
    )
    assert all(part in letter_text(ours) for part in (*AUTHORITY, "UAVG"))
    assert letter(LetterKind.ANSWER, policy=policy) == letter(LetterKind.ANSWER)


def test_a_draft_has_no_number_yet() -> None:
    draft = letter(LetterKind.EXTENSION, number="")
    assert [label for label, _ in draft.references] == ["Datum", "Zaaknummer"]


@pytest.mark.parametrize(("wanted", "got"), [("en", "en"), ("nl", "nl"), ("de", "nl"), (None, "nl")])
def test_a_letter_is_in_a_language_there_are_words_for(wanted: str | None, got: str) -> None:
    assert letter_language(load(None), wanted) == got


def test_a_letter_to_a_recipient_does_not_address_the_customer() -> None:
    """Clause: T2; GDPR art. 19."""
    notice = letter(
        LetterKind.NOTICE, to=Addressee("", "SIDN", "Meander 501", "6825 MD", "Arnhem", "NL"), about="Anna"
    )
    assert ANNA.street not in letter_text(notice)
    assert "persoonsgegevens over Anna" in letter_text(notice)


LATE = {
    "nl": ("Uiterlijk 1 maart 2026 had u antwoord", "wij zijn te laat", "Heeft u in de tussentijd iets"),
    "en": ("You should have received our answer by 1 March 2026", "we are late", "If you would like to add"),
}


@pytest.mark.parametrize("language", LATE)
def test_an_acknowledgement_promises_no_day_that_has_gone_by(language: str) -> None:
    """Clause: G8, C1, C2, R1: it says that we are late, what we do now, and where else the reader may go."""
    late = letter_text(letter(LetterKind.ACKNOWLEDGEMENT, language, until=date(2026, 3, 1)))
    for part in (*LATE[language], *AUTHORITY):
        assert part in late
    assert "hoort u van ons" not in late and "You will hear from us" not in late
    in_time = letter_text(letter(LetterKind.ACKNOWLEDGEMENT, language))
    assert LATE[language][1] not in in_time, "on the day itself it is not too late yet"


def test_a_companys_own_acknowledgement_promises_no_day_that_has_gone_by_either() -> None:
    """Clause: G8."""
    source = DEFAULT.read_text(encoding="utf-8").replace(
        "\n[letters]\n",
        """
[letters.texts.acknowledgement]
subject = { nl = "Over {case}", en = "On {case}" }
text = { nl = "U hoort iets op {until}.", en = "You hear by {until}." }

[letters]
""",
    )
    written = letter_text(letter(LetterKind.ACKNOWLEDGEMENT, policy=parse(source), until=date(2026, 3, 1)))
    assert "U hoort iets op" not in written
    assert "wij zijn te laat" in written
