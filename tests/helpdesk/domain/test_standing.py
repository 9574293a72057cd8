"""Where a customer stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from support.standings import ORDINARY

from helpdesk.domain.standing import Objection, Restriction, Standing

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_an_ordinary_customer_has_no_flags_and_no_consents() -> None:
    assert ORDINARY.flags(NOW, NOW.date()) == ()
    assert not ORDINARY.consent("G9").allows(NOW)


def test_a_restriction_holds_from_its_start_until_its_end() -> None:
    """Clause: R5."""
    restriction = Restriction(NOW, "accuracy", "R-1", NOW + HOUR)
    assert not restriction.holds(NOW - HOUR)
    assert restriction.holds(NOW)
    assert not restriction.holds(NOW + HOUR)
    assert Restriction(NOW, "accuracy", "R-1").holds(NOW + timedelta(days=4000))


def test_an_objection_to_nothing_in_particular_is_to_everything() -> None:
    """Clause: R6."""
    assert Objection(NOW).stops("G6", NOW)
    assert not Objection(NOW, frozenset({"G3"})).stops("G6", NOW)


def test_an_objection_stops_until_it_is_decided_and_for_good_when_upheld() -> None:
    """Clause: R6."""
    assert Objection(NOW, decided=NOW + HOUR).stops("G6", NOW)
    assert not Objection(NOW, decided=NOW + HOUR).stops("G6", NOW + HOUR)
    assert Objection(NOW, decided=NOW + HOUR, upheld=True).stops("G6", NOW + 2 * HOUR)


def test_a_contract_runs_through_its_last_day() -> None:
    standing = Standing(contract_ended=date(2026, 6, 1))
    assert not standing.contract_over(date(2026, 6, 1))
    assert standing.contract_over(date(2026, 6, 2))


def test_flags_say_the_gravest_first_in_words() -> None:
    standing = Standing(
        restriction=Restriction(NOW, "accuracy", "R-1"),
        objections=(Objection(NOW),),
        contract_ended=date(2026, 5, 1),
        services_blocked=True,
        overdue=True,
    )
    flags = [str(flag) for flag in standing.flags(NOW, NOW.date())]
    assert flags == ["restricted", "objected", "services blocked", "payment overdue", "contract ended"]
