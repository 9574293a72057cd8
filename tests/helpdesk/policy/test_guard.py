"""The guard: what is allowed, what is refused, and by which clause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from support.standings import ORDINARY
from support.stores import sample

from helpdesk.domain.consent import ConsentEvent, ConsentEventKind, fold
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.messages import Message
from helpdesk.domain.standing import Objection, Restriction, Standing
from helpdesk.i18n import reader
from helpdesk.policy.guard import decide, decide_for, matrix, may, may_use
from helpdesk.policy.model import Policy, Purpose

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = sample()
RESTRICTED = Standing(restriction=Restriction(NOW - DAY, "accuracy", "R-1"))
ENDED = Standing(contract_ended=date(2026, 5, 1))


USES = (Action.VIEW, Action.CHANGE, Action.CONTACT, Action.EXPORT, Action.DISCLOSE)
"""What is done with data, but for keeping it and claiming what is owed."""


def ask(
    purpose: str,
    category: str,
    action: Action = Action.VIEW,
    standing: Standing = ORDINARY,
    role: str = "owner",
    policy: Policy = POLICY,
) -> Decision:
    return decide(policy, standing, role, purpose, category, action, NOW)


def consented(*kinds: str, purpose: str = "G9-newsletter", until: datetime | None = None) -> Standing:
    """Somebody with one consent event a day, the last of them a day ago."""
    events = [
        ConsentEvent(
            id=str(number),
            customer_id="c1",
            purpose=purpose,
            kind=ConsentEventKind(kind),
            at=NOW - (len(kinds) - number) * DAY,
            how="email",
            recorded_by="t1",
            evidence="mail",
            text_version="2026-1",
            text_language="nl",
            valid_until=until,
        )
        for number, kind in enumerate(kinds)
    ]
    return Standing(consents=fold(events, NOW))


def words(message: Message | None) -> str:
    """The message as an English reader gets it."""
    return reader("en").tell(message) if message else ""


@pytest.mark.parametrize(
    "purpose", [one for one in POLICY.purposes.values() if one.basis != "consent"], ids=lambda one: one.id
)
def test_purpose_shows_exactly_what_it_needs_p2(purpose: Purpose) -> None:
    """Clause: P2, G1–G8."""
    shown = [category for category in POLICY.categories if ask(purpose.id, category)]
    assert tuple(shown) == purpose.categories


def test_a_category_the_purpose_does_not_need_names_the_purposes_that_do_p2() -> None:
    decision = ask("G3", "D7")
    assert (decision.allowed, decision.clause, decision.needs) == (False, "P2", ("G7",))
    assert words(decision.reason) == "getting in touch does not need payment details."
    assert "Add a purpose" in words(decision.remedy)


def test_an_allowed_decision_says_for_what_and_on_what_basis() -> None:
    decision = ask("G3", "D4")
    assert (decision.allowed, decision.clause, decision.basis, decision.needs) == (True, "G3", "contract", ())
    assert (
        words(decision.reason)
        == "getting in touch needs telephone number; basis: performance of the contract."
    )


def test_reasons_are_told_in_the_readers_language() -> None:
    assert "betaalgegevens" in reader("nl").tell(ask("G3", "D7").reason)


@pytest.mark.parametrize(
    "action", [action for action in Action if action not in (Action.STORE, Action.LEGAL_CLAIM)]
)
def test_unsolicited_data_is_for_nothing_d9(action: Action) -> None:
    for purpose in POLICY.purposes:
        decision = ask(purpose, "D9", action, consented("given", purpose=purpose))
        assert (decision.allowed, decision.clause, decision.needs) == (False, "D9", ()), purpose


@pytest.mark.parametrize(("role", "clause"), [("technician", "P4"), ("read-only", "P4")])
@pytest.mark.parametrize("action", [Action.EXPORT, Action.DISCLOSE])
def test_data_leaves_only_by_a_role_that_may_export_p4(role: str, clause: str, action: Action) -> None:
    decision = ask("G3", "D4", action, role=role)
    assert (decision.allowed, decision.clause) == (False, clause)
    assert "owner" in words(decision.remedy)
    assert ask("G3", "D4", action, role="privacy-officer")


def test_a_role_uses_its_own_purposes_only_b1() -> None:
    decision = ask("G7", "D7", role="read-only")
    assert (decision.allowed, decision.clause) == (False, "B1")
    assert words(decision.remedy) == "Ask somebody whose role may: owner, technician, privacy officer."
    assert words(decision.reason) == "The role read only may not use invoicing."


def test_reading_is_not_changing_b1() -> None:
    assert ask("G3", "D4", role="read-only")
    assert ask("G3", "D4", Action.CHANGE, role="read-only").clause == "B1"
    assert not ask("G3", "D4", Action.CHANGE, role="read-only")


@pytest.mark.parametrize(
    ("role", "purpose", "category", "clause"),
    [("boss", "G3", "D4", "B1"), ("owner", "G33", "D4", "P2"), ("owner", "G3", "D44", "P2")],
)
def test_what_the_policy_does_not_know_is_refused(
    role: str, purpose: str, category: str, clause: str
) -> None:
    for action in Action:
        decision = decide(POLICY, ORDINARY, role, purpose, category, action, NOW)
        assert (decision.allowed, decision.clause) == (False, clause), action


@pytest.mark.parametrize("action", USES)
def test_a_restriction_stops_everything_but_storage_r5(action: Action) -> None:
    for category in POLICY.categories:
        decision = ask("G3", category, action, RESTRICTED)
        assert (decision.allowed, decision.clause, decision.needs) == (False, "R5", ()), category


def test_restricted_data_is_still_kept_and_used_for_claims_by_those_who_handle_them_r5() -> None:
    assert ask("G3", "D4", Action.STORE, RESTRICTED)
    assert ask("G3", "D4", Action.LEGAL_CLAIM, RESTRICTED, "privacy-officer").clause == "R5"
    assert ask("G3", "D4", Action.LEGAL_CLAIM, RESTRICTED, "privacy-officer").allowed
    assert not ask("G3", "D4", Action.LEGAL_CLAIM, RESTRICTED, "technician")
    assert ask("G3", "D4", Action.LEGAL_CLAIM, role="technician").clause == "B1"


def test_a_lifted_restriction_stops_nothing_r5() -> None:
    lifted = Standing(restriction=Restriction(NOW - 2 * DAY, "accuracy", "R-1", NOW - DAY))
    assert ask("G3", "D4", standing=lifted)


@pytest.mark.parametrize("action", USES)
def test_what_the_law_holds_of_somebody_who_was_erased_is_only_kept_r4(action: Action) -> None:
    """GDPR art. 17(3)(b), (e). Claims may go on."""
    erased = Standing(erased=True)
    for category in POLICY.categories:
        decision = ask("G7", category, action, erased)
        assert (decision.allowed, decision.clause, decision.needs) == (False, "R4", ()), category
        assert ask("G7", category, Action.STORE, erased)
        assert ask("G7", category, Action.LEGAL_CLAIM, erased, "privacy-officer")


def test_storage_says_how_long_and_why_p3() -> None:
    decision = ask("G7", "D7", Action.STORE)
    assert decision.clause == "P3"
    assert words(decision.reason) == "It is kept for 7 years: tax law (article 52 AWR)."


@pytest.mark.parametrize(
    ("kinds", "says"),
    [
        ((), "never given"),
        (("requested",), "asked for on 31 May 2026; no answer yet"),
        (("refused",), "refused on 31 May 2026"),
        (("given", "withdrawn"), "withdrawn on 31 May 2026"),
        (("given", "revoked"), "The company ended the consent for newsletter on 31 May 2026"),
        (("given", "expired"), "expired on 31 May 2026"),
    ],
)
def test_a_purpose_on_consent_needs_a_standing_one_g9(kinds: tuple[str, ...], says: str) -> None:
    decision = ask("G9-newsletter", "D3", standing=consented(*kinds))
    assert (decision.allowed, decision.clause, decision.basis) == (False, "G9", "consent")
    assert says in words(decision.reason)
    assert "Ask the customer" in words(decision.remedy)


@pytest.mark.parametrize("kinds", [("given",), ("given", "renewed"), ("given", "requested")])
def test_a_standing_consent_allows_what_the_purpose_needs_g9(kinds: tuple[str, ...]) -> None:
    standing = consented(*kinds)
    decision = ask("G9-newsletter", "D3", standing=standing)
    assert (decision.allowed, decision.clause, decision.basis) == (True, "G9", "consent")
    assert not ask("G9-newsletter", "D4", standing=standing)
    assert not ask("G9-reference", "D1", standing=standing)


def test_a_consent_bites_the_moment_it_expires_g9() -> None:
    standing = consented("given", until=NOW + DAY)
    later = decide(POLICY, standing, "owner", "G9-newsletter", "D3", Action.CONTACT, NOW + DAY)
    assert ask("G9-newsletter", "D3", Action.CONTACT, standing)
    assert (later.allowed, words(later.reason)) == (
        False,
        "The consent for newsletter expired on 2 Jun 2026.",
    )


def test_an_objection_stops_legitimate_interest_alone_r6() -> None:
    standing = Standing(objections=(Objection(NOW - DAY),))
    stopped = ask("G6", "D8", standing=standing)
    assert (stopped.allowed, stopped.clause, stopped.basis) == (False, "R6", "legitimate-interest")
    assert "Wait for the decision" in words(stopped.remedy)
    assert ask("G6", "D6", standing=standing)


def test_an_objection_to_one_purpose_leaves_the_others_r6() -> None:
    assert ask("G6", "D8", standing=Standing(objections=(Objection(NOW - DAY, frozenset({"G3"})),)))
    assert not ask("G6", "D8", standing=Standing(objections=(Objection(NOW - DAY, frozenset({"G6"})),)))


def test_an_objection_overruled_stops_nothing_and_one_upheld_stops_for_good_r6() -> None:
    assert ask("G6", "D8", standing=Standing(objections=(Objection(NOW - 2 * DAY, decided=NOW - DAY),)))
    upheld = Standing(objections=(Objection(NOW - 2 * DAY, decided=NOW - DAY, upheld=True),))
    assert not ask("G6", "D8", standing=upheld)
    assert ask("G6", "D8", standing=upheld).remedy is None


@pytest.mark.parametrize(
    ("purpose", "category", "basis"),
    [
        ("G7", "D7", "legal-obligation"),
        ("G3", "D4", "legitimate-interest"),
        ("G6", "D8", "legitimate-interest"),
    ],
)
def test_after_the_contract_the_basis_changes(purpose: str, category: str, basis: str) -> None:
    """Clause: D1–D8."""
    assert ask(purpose, category, standing=ENDED).basis == basis


def test_an_objection_reaches_further_after_the_contract_but_not_the_tax_law_r6() -> None:
    standing = Standing(contract_ended=date(2026, 5, 1), objections=(Objection(NOW - DAY),))
    assert ask("G3", "D4", standing=standing).clause == "R6"
    assert ask("G7", "D7", standing=standing)


@pytest.mark.parametrize("purpose", ["G1", "G4"])
def test_what_only_a_contract_carries_ends_with_it(purpose: str) -> None:
    """Clause: G1, G4."""
    decision = ask(purpose, "D5", standing=ENDED)
    assert (decision.allowed, decision.clause) == (False, purpose)
    assert "ended on 1 May 2026" in words(decision.reason)
    assert "G2" in decision.needs


def test_a_contract_carries_until_midnight_of_its_last_day_here() -> None:
    """Clause: G1. It is the day of the company's zone: in Amsterdam the day is over two hours before it is in UTC."""
    standing = Standing(contract_ended=date(2026, 6, 1))
    evening = datetime(2026, 6, 1, 21, 59, tzinfo=UTC)
    for moment, allowed in ((NOW, True), (evening, True), (evening + timedelta(minutes=1), False)):
        assert decide(POLICY, standing, "owner", "G1", "D5", Action.VIEW, moment).allowed is allowed


def test_a_file_open_for_two_purposes_shows_what_either_needs_p2() -> None:
    both = ("G3", "G7")
    shown = [
        one for one in POLICY.categories if decide_for(POLICY, ORDINARY, "owner", both, one, Action.VIEW, NOW)
    ]
    assert shown == ["D1", "D2", "D3", "D4", "D7"]
    assert decide_for(POLICY, ORDINARY, "owner", both, "D7", Action.VIEW, NOW).clause == "G7"


def test_a_file_open_for_nothing_shows_nothing_p2() -> None:
    decision = decide_for(POLICY, ORDINARY, "owner", (), "D4", Action.VIEW, NOW)
    assert (decision.allowed, decision.clause, decision.needs) == (False, "P2", ("G3",))
    assert words(decision.reason) == "The file is not open for any purpose."


def test_the_refusal_that_came_nearest_is_told() -> None:
    """A consent that was withdrawn says more than a purpose that does not need the category. Clause: G9."""
    standing = consented("given", "withdrawn")
    told = decide_for(POLICY, standing, "owner", ("G6", "G9-newsletter"), "D3", Action.VIEW, NOW)
    assert told.clause == "G9"
    assert "withdrawn" in words(told.reason)
    assert_unknown_role(decide_for(POLICY, ORDINARY, "boss", ("G3",), "D4", Action.VIEW, NOW))


def test_the_matrix_gives_the_same_answers_as_the_guard() -> None:
    standing = consented("given")
    answers = matrix(POLICY, standing, "technician", NOW)
    assert list(answers) == [
        (purpose, category) for purpose in POLICY.purposes for category in POLICY.categories
    ]
    for (purpose, category), decision in answers.items():
        assert decision == decide(POLICY, standing, "technician", purpose, category, Action.VIEW, NOW)


def test_a_role_does_its_own_jobs_only_b1() -> None:
    assert may(POLICY, "technician", "change").clause == "B1"
    assert may(POLICY, "technician", "change")
    refused = may(POLICY, "technician", "audit")
    assert (refused.allowed, refused.clause) == (False, "B1")
    assert words(refused.remedy) == "Ask somebody whose role may: owner, privacy officer."


def test_exporting_is_refused_by_the_clause_on_sharing_p4() -> None:
    assert may(POLICY, "technician", "export").clause == "P4"
    assert not may(POLICY, "technician", "export")


def test_an_unknown_job_or_role_is_refused_b1() -> None:
    assert (may(POLICY, "owner", "fly").allowed, may(POLICY, "owner", "fly").clause) == (False, "B1")
    assert "No role" in words(may(POLICY, "owner", "fly").remedy)
    assert_unknown_role(may(POLICY, "boss", "find"))


def test_a_file_is_opened_for_purposes_of_the_role_only_b1() -> None:
    assert may_use(POLICY, "read-only", "G3")
    assert may_use(POLICY, "read-only", "G4").clause == "B1"
    assert not may_use(POLICY, "read-only", "G4")
    unknown = may_use(POLICY, "owner", "G44")
    assert (unknown.allowed, unknown.clause, words(unknown.reason)) == (
        False,
        "P2",
        "The policy knows no purpose “G44”.",
    )
    assert_unknown_role(may_use(POLICY, "boss", "G3"))


def assert_unknown_role(decision: Decision) -> None:
    assert (decision.allowed, decision.clause) == (False, "B1")
    assert words(decision.reason) == "The policy knows no role “boss”."
