"""The policy that comes with the program, held against the statement and the law's tables."""

from __future__ import annotations

import pytest

from helpdesk.domain.calendar import Period
from helpdesk.domain.register import Register
from helpdesk.policy.loader import load
from helpdesk.policy.model import BasisId, Policy, Text, joined

COUNTS = {"P": 4, "D": 9, "G": 9, "B": 6, "T": 2, "A": 1, "W": 1, "R": 7, "C": 2, "K": 1}
CLAUSES = [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load()


def test_every_clause_is_carried_by_the_default_policy(policy: Policy) -> None:
    for carried in (policy.clauses[clause] for clause in CLAUSES):
        for text in (carried.title, carried.promise):
            assert text.words["nl"].strip()
            assert text.words["en"].strip()
            assert text.words["nl"] != text.words["en"] or text is carried.title


def test_the_clauses_stand_in_the_order_of_the_statement(policy: Policy) -> None:
    assert list(policy.clauses) == CLAUSES


@pytest.mark.parametrize(
    ("category", "basis", "later"),
    [
        *((f"D{n}", "contract", "legitimate-interest") for n in range(1, 7)),
        ("D7", "contract", "legal-obligation"),
        ("D8", "legitimate-interest", "legitimate-interest"),
        ("D9", "none", "none"),
    ],
)
def test_category_rests_on_its_basis(policy: Policy, category: str, basis: str, later: str) -> None:
    """Clause: D1–D9."""
    own, purpose = policy.categories[category], policy.purposes["G2"]
    assert policy.basis_of(purpose, own) == basis
    assert policy.basis_of(purpose, own, contract_over=True) == later


@pytest.mark.parametrize(
    ("rule", "starts", "period"),
    [
        *((f"D{n}", "contract-ended", "2 years") for n in range(1, 6)),
        ("D6", "session-ended", "1 year"),
        ("D7", "financial-year-ended", "7 years"),
        ("D8", "visited", "6 months"),
        ("D9", "noticed", "7 days"),
        ("recordings", "session-ended", "30 days"),
        ("cases", "closed", "2 years"),
        ("audit", "recorded", "5 years"),
    ],
)
def test_everything_is_kept_as_long_as_the_law_table_says_p3(
    policy: Policy, rule: str, starts: str, period: str
) -> None:
    """Clause: P3."""
    found = policy.categories[rule].retention if rule in policy.categories else policy.retention[rule]
    assert (found.starts, found.period) == (starts, Period.parse(period))


@pytest.mark.parametrize(
    ("basis", "article", "rights"),
    [
        ("consent", "6(1)(a)", "access rectification erasure restriction portability withdrawal"),
        ("contract", "6(1)(b)", "access rectification erasure restriction portability"),
        ("legal-obligation", "6(1)(c)", "access rectification restriction"),
        ("legitimate-interest", "6(1)(f)", "access rectification erasure restriction objection"),
    ],
)
def test_basis_brings_its_rights(policy: Policy, basis: str, article: str, rights: str) -> None:
    """Clause: R1–R6; GDPR art. 15–22."""
    assert policy.bases[basis].article == article
    assert policy.bases[basis].rights == tuple(rights.split())


@pytest.mark.parametrize(
    ("purpose", "categories"),
    [
        ("G1", "D1 D2 D3 D5"),
        ("G2", "D1 D2 D3 D5"),
        ("G3", "D1 D2 D3 D4"),
        ("G4", "D1 D2 D5 D6"),
        ("G5", "D1 D2 D5"),
        ("G6", "D1 D5 D6 D8"),
        ("G7", "D1 D2 D3 D7"),
        ("G8", "D1 D2 D3"),
        ("G9", "D1 D2 D3 D4"),
        ("G9-newsletter", "D1 D3"),
        ("G9-reference", "D1 D2"),
    ],
)
def test_purpose_shows_what_it_needs_and_no_more(policy: Policy, purpose: str, categories: str) -> None:
    """Clause: P2, G1–G9."""
    assert policy.purposes[purpose].categories == tuple(categories.split())


def test_unsolicited_data_serves_no_purpose_d9(policy: Policy) -> None:
    assert all("D9" not in purpose.categories for purpose in policy.purposes.values())
    assert policy.categories["D9"].basis == BasisId.NONE


def test_other_purposes_rest_on_a_consent_of_their_own_g9(policy: Policy) -> None:
    asking = policy.consent_purposes()
    assert [purpose.id for purpose in asking] == ["G9", "G9-newsletter", "G9-reference"]
    assert {purpose.clause for purpose in asking} == {"G9"}
    for purpose in asking:
        asked = policy.consent_text(purpose.id)
        assert asked is not None
        assert asked.valid is not None
        assert set(asked.text.words) == {"nl", "en"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_purpose_has_a_label_of_its_own_that_names_its_clause(policy: Policy, language: str) -> None:
    """Clause: G1, G2, G3, G4, G5, G6, G7, G8, G9."""
    labels = {one.id: one.label(language) for one in policy.purposes.values()}
    assert len(set(labels.values())) == len(labels)
    assert len({label.partition(" ")[0] for label in labels.values()}) == len(labels)
    assert all(policy.purposes[name].clause in label for name, label in labels.items())


def test_a_consent_text_can_be_found_by_its_version(policy: Policy) -> None:
    assert policy.consent_text("G9", "2026-1") is policy.consent_text("G9")
    assert policy.consent_text("G9", "1999-1") is None
    assert policy.consent_text("G3") is None


@pytest.mark.parametrize(
    ("role", "jobs"),
    [
        (
            "technician",
            "find open change create consent import services unpaid policy remote ledger tickets unsolicited"
            " complaints requests measures breaches",
        ),
        (
            "privacy-officer",
            "find open change consent export audit policy retention legal-claim ledger tickets unsolicited"
            " complaints requests approve disclose measures breaches decide-breaches",
        ),
        ("read-only", "find open policy breaches"),
    ],
)
def test_role_has_the_jobs_it_needs_b1(policy: Policy, role: str, jobs: str) -> None:
    assert policy.roles[role].jobs == tuple(jobs.split())
    assert set(policy.roles[role].jobs) < set(policy.roles["owner"].jobs)


def test_roles_use_the_purposes_of_their_work_b1(policy: Policy) -> None:
    everything = tuple(policy.purposes)
    assert policy.roles["owner"].purposes == policy.roles["technician"].purposes == everything
    assert policy.roles["read-only"].purposes == ("G2", "G3")
    assert "G4" not in policy.roles["privacy-officer"].purposes


def test_the_company_is_reached_as_it_publishes_k1(policy: Policy) -> None:
    company = policy.company
    assert (company.name, company.city, company.email) == (
        "BroServe IT-Services",
        "Huizen",
        "info@broserve.nl",
    )
    assert (company.kvk, company.vat) == ("32104486", "NL170452141B01")
    assert policy.language == "nl"


def test_the_authority_has_a_road_to_it_c2(policy: Policy) -> None:
    assert "Autoriteit Persoonsgegevens" in policy.authority.name.say("nl")
    assert policy.authority.address
    assert policy.authority.website


def test_every_recipient_stands_on_a_clause_p4(policy: Policy) -> None:
    """Clause: P4, T1, T2."""
    assert {one.clause for one in policy.recipients.values()} == {"T1", "T2", "A1"}
    assert all("D9" not in one.categories for one in policy.recipients.values())


def test_files_close_and_screens_lock_by_the_policy_b2(policy: Policy) -> None:
    """Clause: P2, B2."""
    assert policy.limits.file_open == Period(hours=3)
    assert policy.limits.lock_after == Period(minutes=10)
    assert policy.limits.consent_warning == Period(days=30)
    assert policy.limits.draft_kept == Period(days=7)


def test_presets_put_usual_purposes_together(policy: Policy) -> None:
    assert set(policy.presets["problem"].purposes) == {"G3", "G4"}
    assert set(policy.presets["invoice"].purposes) == {"G2", "G3", "G7"}
    assert set(policy.presets["complaint"].purposes) == {"G3", "G5"}


def test_every_stored_field_belongs_to_a_category_of_the_policy(policy: Policy) -> None:
    from helpdesk.domain.customer import CUSTOMER

    assert isinstance(CUSTOMER, Register)
    assert {field.category for field in CUSTOMER} <= set(policy.categories)


def test_a_text_falls_back_to_the_policys_language_then_to_any() -> None:
    text = Text({"nl": "een", "en": "one"}, "nl")
    assert (text.say("en"), text.say("fr"), str(text)) == ("one", "een", "one")
    assert Text({"de": "eins"}, "nl").say("fr") == "eins"
    assert Text({}).say("en") == ""


def test_joined_texts_keep_their_languages() -> None:
    texts = (Text({"nl": "een", "en": "one"}, "nl"), Text({"nl": "twee", "en": "two"}, "nl"))
    assert joined(texts).say("nl") == "een, twee"
    assert joined(texts).say("en") == "one, two"
    assert joined(()).say("en") == ""


def test_remote_support_is_for_work_on_systems_and_asks_before_it_records_g4(policy: Policy) -> None:
    """Clause: G4, D6."""
    remote = policy.remote
    assert (remote.purposes, remote.recording) == (("G4",), "ask")
    assert [way.id for way in remote.ways.values() if way.address] == ["teamviewer", "rustdesk", "anydesk"]
    assert {"telephone", "on-site"} < set(remote.ways)
    assert set(remote.agreements) == {"phone", "standing", "on-site"}


def test_measures_are_gone_over_at_set_times_b3(policy: Policy) -> None:
    """Clause: B3, B5. Each belongs to a clause that promises it."""
    for measure in policy.measures.values():
        assert measure.clause in ("B1", "B3", "B5")
        assert {"nl", "en"} <= measure.name.words.keys()
    assert policy.measures["virus-scanner"].every == Period(months=1)
