"""The statement and the art. 30 register say what the policy says, in the language asked for."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.stores import sample

from helpdesk import i18n
from helpdesk.documents.paper import paper_markdown
from helpdesk.documents.processing_register import processing_register, register_data
from helpdesk.documents.statement import statement
from helpdesk.domain.display import capital
from helpdesk.domain.remote import Recording
from helpdesk.policy.model import Policy, Remote, Right
from helpdesk.policy.words import RIGHTS, STARTS

POLICY = sample()
LANGUAGES = ("nl", "en")
MADE = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def printed_statement(policy: Policy, language: str) -> str:
    """The statement as it is printed on the terminal."""
    return paper_markdown(statement(policy, language, MADE))


def printed_register(policy: Policy, language: str) -> str:
    """The record as it is printed on the terminal."""
    return paper_markdown(processing_register(policy, language, MADE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_clause_stands_in_the_printed_statement(language: str) -> None:
    """Clause: P1–K1."""
    printed = printed_statement(POLICY, language)
    for name, clause in POLICY.clauses.items():
        assert f"**{name} {clause.title.say(language)}**" in printed
        assert clause.promise.say(language) in printed


def test_the_statement_says_how_long_and_on_what_basis_p3() -> None:
    dutch, english = printed_statement(POLICY, "nl"), printed_statement(POLICY, "en")
    assert "7 jaar na het einde van het boekjaar — fiscale bewaarplicht (artikel 52 AWR)" in dutch
    assert "gerechtvaardigd belang (AVG art. 6(1)(f))" in dutch
    assert "6 months after the visit — faults and security" in english
    assert "legitimate interest (GDPR art. 6(1)(f))" in english


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_names_the_authority_and_the_company_k1(language: str) -> None:
    """Clause: C2, K1."""
    printed = printed_statement(POLICY, language)
    assert POLICY.authority.website in printed
    assert POLICY.company.email in printed
    assert POLICY.company.kvk in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_company_is_named_wherever_this_one_was_k1(language: str) -> None:
    """Clause: K1. Name, address and numbers are the policy's: in the code there are none."""
    ours = POLICY.company
    theirs = replace(
        ours,
        name="Voorbeeld B.V.",
        city="Assen",
        email="privacy@example.com",
        kvk="90000001",
        vat="NL000000000B00",
    )
    policy = replace(POLICY, company=theirs)
    for printed in (printed_statement(policy, language), printed_register(policy, language)):
        assert theirs.name in printed
        assert theirs.email in printed
        assert theirs.kvk in printed
        for value in (ours.email, ours.kvk, ours.vat):
            assert value not in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_puts_every_consent_word_for_word_g9(language: str) -> None:
    printed = printed_statement(POLICY, language)
    for asked in POLICY.consent_texts:
        assert asked.text.say(language) in printed


def test_the_language_printed_is_not_the_readers() -> None:
    i18n.install("en")
    assert printed_statement(POLICY, "nl").startswith("# Privacyverklaring ")
    i18n.install("nl")
    assert printed_statement(POLICY, "en").startswith("# Privacy statement ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_holds_what_article_30_asks(language: str) -> None:
    """GDPR art. 30(1)(a)–(g)."""
    printed = printed_register(POLICY, language)
    assert POLICY.company.name in printed
    for purpose in POLICY.purposes.values():
        assert capital(purpose.label(language)) in printed
    for rule in (*POLICY.retention.values(), *(one.retention for one in POLICY.categories.values())):
        assert f"{capital(rule.name.say(language))}: {rule.period.say(language)}" in printed
    for recipient in POLICY.recipients.values():
        assert capital(recipient.name.say(language)) in printed
    for subject in POLICY.subjects.values():
        assert capital(subject.say(language)) in printed
    assert "outside the EEA" in printed_register(POLICY, "en")
    for clause in ("B1", "B2", "B3", "B4", "B5", "B6"):
        assert POLICY.clauses[clause].promise.say(language) in printed


def test_the_register_as_data_is_plain_json_with_the_policys_ids() -> None:
    data = json.loads(json.dumps(register_data(POLICY, "en")))
    assert list(data) == [
        "version",
        "language",
        "controller",
        "authority",
        "subjects",
        "purposes",
        "categories",
        "recipients",
        "remote",
        "retention",
        "measures",
    ]
    assert [one["id"] for one in data["purposes"]] == list(POLICY.purposes)
    assert data["purposes"][5]["bases"] == ["contract", "legitimate-interest"]
    assert {one["id"]: one["period"] for one in data["retention"]}["D7"] == "7 years"
    assert register_data(POLICY, "nl")["purposes"] != register_data(POLICY, "en")["purposes"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_printed_in_code(language: str) -> None:
    """No representation of a value slips into what people read."""
    for printed in (printed_statement(POLICY, language), printed_register(POLICY, language)):
        assert not re.search(r"Text\(|Period\(|None|\{|MappingProxy", printed)


def test_everything_the_program_knows_by_name_has_words() -> None:
    assert set(RIGHTS) == set(Right)
    assert set(STARTS) == set(type(next(iter(STARTS))))


def test_both_say_what_remote_support_is_and_what_is_kept_of_it_g4() -> None:
    """Clause: G4, D6."""
    for print_it in (printed_statement, printed_register):
        printed = print_it(POLICY, "en")
        assert "- Only for: work on your systems (G4)" in printed
        assert "encrypted connection (SSH), TeamViewer" in printed
        assert "never what is typed; kept for 30 days after the end of the session" in printed
    assert register_data(POLICY, "nl")["remote"] == {
        "purposes": ["G4"],
        "recording": "ask",
        "ways": [
            {"id": way.id, "name": way.name.say("nl"), "address": way.address}
            for way in POLICY.remote.ways.values()
        ],
        "agreements": {id: text.say("nl") for id, text in POLICY.remote.agreements.items()},
    }


def test_a_policy_without_remote_support_says_so_g4() -> None:
    silent = replace(POLICY, remote=Remote())
    assert "We do not sign in to your systems." in printed_statement(silent, "en")
    unrecorded = replace(POLICY, remote=replace(POLICY.remote, recording=Recording.OFF))
    assert "- Recording of the screen: no" in printed_statement(unrecorded, "en").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("clause", ["B3", "B5"])
def test_how_the_company_keeps_its_own_house_is_told_to_customers_and_to_the_authority(
    clause: str, language: str
) -> None:
    """Clause: B3, B5; GDPR art. 30(1)(g), 32. The same words in the statement, the register and its data."""
    ours = POLICY.clauses[clause]
    said = ours.promise.say(language)
    assert said in printed_statement(POLICY, language)
    measures = printed_register(POLICY, language).partition(
        "Beveiligingsmaatregelen" if language == "nl" else "Security measures"
    )[2]
    assert f"- **{clause} {ours.title.say(language)}** — {said}" in measures
    told = {one["id"]: one for one in register_data(POLICY, language)["measures"]}  # type: ignore[attr-defined]
    assert told[clause] == {"id": clause, "title": ours.title.say(language), "promise": said}


def test_a_workplace_has_a_virus_scanner_and_a_sound_password_b5() -> None:
    """Clause: B5. Both halves of the promise, in both languages."""
    promise = POLICY.clauses["B5"].promise
    assert "virusscanner" in promise.say("nl") and "wachtwoord" in promise.say("nl")
    assert "virus scanner" in promise.say("en") and "password" in promise.say("en")


def test_another_companys_measures_are_its_own_b5() -> None:
    """Clause: B3, B5. They are the policy's: what it does not promise is printed nowhere."""
    others = {name: one for name, one in POLICY.clauses.items() if name not in ("B3", "B5")}
    theirs = replace(POLICY, clauses=others)
    printed = printed_statement(theirs, "nl") + printed_register(theirs, "nl")
    assert "virusscanner" not in printed and "**B3" not in printed and "**B5" not in printed
    assert "**B4" in printed
