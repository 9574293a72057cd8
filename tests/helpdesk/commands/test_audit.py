"""The audit from the command line."""

from __future__ import annotations

import pytest
from support.command_line import Run

from helpdesk.desk import Desk


def test_a_whole_chain_verifies_and_prints_its_head(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: P1, B3."""
    verified = helpdesk("audit", "verify")
    assert verified.code == 0
    assert str(desk.do(lambda work: work.audit.head())) in verified.out
    assert helpdesk("audit", "verify", "--json").data["ok"] is True


def test_verify_names_the_first_bad_record(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: P1, B3."""
    helpdesk("find", "vos")
    desk.do(lambda work: work.connection.exec_driver_sql("update audit set event = 'x' where seq = 2"))
    verified = helpdesk("audit", "verify")
    assert (verified.code, verified.out) == (1, "")
    assert "Record 2 was altered." in verified.err
    told = helpdesk("audit", "verify", "--json")
    assert (told.code, told.data["ok"], told.data["record"]) == (1, False, 2)


def test_a_head_kept_elsewhere_shows_a_chain_written_anew(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: P1."""
    head = desk.do(lambda work: work.audit.head())
    assert helpdesk("audit", "verify", "--expect", str(head)).code == 0
    assert helpdesk("audit", "verify", "--expect", f"{head.seq}:{'0' * 64}").code == 1
    assert helpdesk("audit", "verify", "--expect", f"{head.seq + 5}:{head.hash}").code == 1


@pytest.mark.parametrize("head", ["", "x", "1:abc", "9" * 40 + ":" + "0" * 64])
def test_a_head_that_is_none_is_not_understood(helpdesk: Run, store: object, head: str) -> None:
    assert helpdesk("audit", "verify", "--expect", head).code == 2


def test_the_list_is_newest_first_and_pages(helpdesk: Run, desk: Desk, sanne: str) -> None:
    helpdesk("show", sanne, "--for", "G3")
    records = helpdesk("audit", "list", "--json").data
    assert [record["seq"] for record in records] == sorted((r["seq"] for r in records), reverse=True)
    assert records[0]["event"] == "file:closed"
    assert records[0]["at"].endswith("Z")
    page = helpdesk("audit", "list", "--json", "--limit", "1", "--before", str(records[0]["seq"])).data
    assert [record["seq"] for record in page] == [records[1]["seq"]]


def test_the_list_holds_no_name(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: P1."""
    helpdesk("show", sanne, "--for", "G3")
    for form, opened in (
        (["--lang", "en"], "file opened"),
        (["--lang", "nl"], "dossier geopend"),
        (["--json"], "file:opened"),
    ):
        out = helpdesk("audit", "list", *form).out
        assert opened in out
        assert "Vos" not in out
        assert "Huizen" not in out


def test_the_list_says_who_it_was_and_which_customer(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: B1. The record itself holds the login and the reference; `init --name` gave the name."""
    helpdesk("show", sanne, "--for", "G3")
    opened = helpdesk("audit", "list").out.splitlines()[3]
    assert "Noor de Wit" in opened
    assert sanne in opened
    record = helpdesk("audit", "list", "--json").data[3]
    customer = desk.do(lambda work: work.customers.by_number(sanne))
    assert (record["technician"], record["technician_name"]) == ("owner-login", "Noor de Wit")
    assert (record["subject"], record["customer_number"]) == (customer.id, sanne)


def test_a_customer_who_is_gone_is_listed_as_a_reference(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: P3."""
    customer = desk.do(lambda work: work.customers.by_number(sanne))
    desk.do(lambda work: work.customers.remove(customer.id, "test"))
    assert f"({customer.id[:8]})" in helpdesk("audit", "list").out
    assert helpdesk("audit", "list", "--json").data[1]["customer_number"] is None


def test_a_role_without_the_audit_is_refused_it(helpdesk: Run, reader: str) -> None:
    """Clause: B1."""
    for action in ("list", "verify"):
        refused = helpdesk("audit", action)
        assert (refused.code, refused.out) == (4, "")
        assert "(B1)" in refused.err


def test_the_list_says_details_in_words(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """No one reads JSON over a telephone. Clause: P1, R1."""
    helpdesk("show", sanne, "--for", "G3")
    listed = helpdesk("audit", "list", "--lang", "en").out
    assert "name and address, company details, e-mail address" in listed
    assert "{" not in listed


def test_the_list_is_filtered_as_on_the_screen(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: B1. By customer, kind, technician and period; that somebody looked for a customer is on record."""
    helpdesk("find", "vos")
    helpdesk("show", sanne, "--for", "G3")

    def listed(*filtered: str) -> list[str]:
        return [record["event"] for record in helpdesk("audit", "list", "--json", *filtered).data]

    assert listed("--customer", sanne, "--kind", "file:") == ["file:closed", "file:read", "file:opened"]
    assert "audit:read" in listed("--customer", sanne)
    assert listed("--kind", "search", "--technician", "owner-login") == ["customers:searched"]
    assert listed("--refused") == []
    assert listed("--kind", "search", "--until", "2000-01-01") == []
    closed = helpdesk("audit", "list", "--json", "--customer", sanne, "--kind", "file:closed").data[0]["seq"]
    assert listed("--kind", "file:", "--before", str(closed), "--limit", "1") == ["file:read"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--kind", "cheese"], "No kind of record is called so."),
        (["--kind", "file", "--refused"], "No kind of record is called so."),
        (["--technician", "nobody"], "There is no such technician."),
        (["--before", "9" * 30], "--before: a number"),
    ],
)
def test_a_filter_that_is_none_says_so(helpdesk: Run, store: object, wrong: list[str], said: str) -> None:
    refused = helpdesk("audit", "list", *wrong)
    assert refused.code != 0
    assert said in refused.err
