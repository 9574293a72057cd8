"""Finding, showing and consenting from the command line."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from support.command_line import Keyboard, Run, add_customer

from helpdesk.cli import main
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.tasks import files, services


def test_find_gives_no_more_than_tells_customers_apart(helpdesk: Run, sanne: str) -> None:
    """Clause: P2."""
    found = helpdesk("find", "lindel", "--json")
    assert found.code == 0
    assert found.data == [{"number": sanne, "name": "Sanne Vos", "company": "", "city": "Huizen"}]


def test_find_aligns_what_it_found_for_people(helpdesk: Run, desk: Desk, sanne: str) -> None:
    add_customer(desk, given_name="李", family_name="小龍", city="Huizen")
    lines = helpdesk("find", "huizen").out.splitlines()
    assert lines[0].split() == ["Number", "Name", "Company", "City"]
    assert sorted(line.split()[-1] for line in lines[1:]) == ["Huizen", "Huizen"]


def test_find_nobody_is_no_error(helpdesk: Run, sanne: str) -> None:
    assert helpdesk("find", "nobody-like-this", "--json").data == []
    assert helpdesk("find", "nobody-like-this").out == "Nobody was found.\n"


def test_a_search_is_on_record_without_its_text(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: B1."""
    helpdesk("find", "vos")
    record = desk.do(lambda work: work.audit.page(limit=1))[0]
    assert (record.event, record.detail) == ("customers:searched", {"results": 1})


@pytest.mark.parametrize("limit", ["0", "1001", "x", "-1", "²"])
def test_find_takes_no_senseless_limit(helpdesk: Run, limit: str) -> None:
    assert helpdesk("find", "vos", f"--limit={limit}").code == 2


def test_show_has_every_category_and_masks_what_the_purpose_does_not_need(helpdesk: Run, sanne: str) -> None:
    """Clause: P2, D1, D2, D3, D4, D5, D6, D7, G3."""
    shown = helpdesk("show", sanne, "--for", "G3", "--json").data
    assert shown["number"] == sanne
    assert shown["for"] == ["G3"]
    assert shown["flags"] == []
    assert list(shown["categories"]) == list(load(None).categories)
    assert shown["categories"]["D1"]["city"] == "Huizen"
    assert shown["categories"]["D3"]["emails"] == [
        {"value": "sanne@example.org", "label": "home", "registered": True}
    ]
    assert shown["categories"]["D4"]["phones"][0]["value"] == "+31612345678"
    masked = shown["categories"]["D7"]
    assert (masked["masked"], masked["clause"], masked["needs"]) == (True, "P2", ["G7"])
    assert masked["reason"]
    assert "NL91" not in str(shown)


def test_show_adds_what_another_purpose_needs(helpdesk: Run, sanne: str) -> None:
    """Clause: P2, G7, D7."""
    shown = helpdesk("show", sanne, "--for", "G3, G7,G3", "--json").data
    assert shown["for"] == ["G3", "G7"]
    assert shown["categories"]["D7"]["iban"].replace(" ", "") == "NL91ABNA0417164300"


def test_server_logs_are_not_kept_here_and_unsolicited_data_nowhere(helpdesk: Run, sanne: str) -> None:
    """Clause: D8, D9, G6."""
    categories = helpdesk("show", sanne, "--for", "G6", "--json").data["categories"]
    assert categories["D8"] == {"kept": False, "kept_in": "the servers"}
    assert categories["D9"]["masked"] is True
    assert categories["D9"]["needs"] == []
    assert categories["D9"]["kept"] is False


def test_show_tells_people_what_is_masked_and_what_would_show_it(helpdesk: Run, sanne: str) -> None:
    """Clause: P2."""
    out = helpdesk("show", sanne, "--for", "G3").out
    assert "Sanne Vos" in out
    assert "sanne@example.org (home, registered)" in out
    assert "06 12345678 (mobile, registered)" in out
    assert "(P2)" in out
    assert "Shown for: G7" in out
    assert "NL91" not in out


def test_show_raises_flags(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: R5."""
    desk.do(lambda work: work.standings.restrict(work.customers.by_number(sanne).id, "accuracy"))
    shown = helpdesk("show", sanne, "--for", "G3", "--json").data
    assert shown["flags"] == ["restricted"]
    assert shown["categories"]["D4"]["clause"] == "R5"
    assert "restricted" in helpdesk("show", sanne, "--for", "G3").out


def test_show_is_on_record_and_leaves_no_file_open(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: P2, B1."""
    helpdesk("show", sanne, "--for", "G3,G7")
    records = desk.do(lambda work: work.audit.page(limit=3))
    assert [record.event for record in records] == ["file:closed", "file:read", "file:opened"]
    assert records[2].purposes == ("G3", "G7")
    assert desk.do(lambda work: work.open_files.mine()) == ()


def test_show_leaves_a_file_that_is_open_in_a_console_as_it_is(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: P2. It sees what its own purposes need, and so does the console afterwards."""
    customer = desk.do(files.by_number, sanne)
    before = desk.do(files.open_file, customer.id, ("G3",)).opened
    assert helpdesk("show", sanne, "--for", "G7", "--json").data["categories"]["D7"]["iban"]
    assert desk.do(files.opened, customer.id) == before
    assert not desk.do(files.read_file, customer.id).seen("iban")


def test_a_number_may_be_written_in_capitals_or_small_letters(helpdesk: Run, desk: Desk) -> None:
    add_customer(desk, number="Kl-07a")
    assert helpdesk("show", "kl-07A", "--for", "G3", "--json").data["number"] == "Kl-07a"
    told = helpdesk("consent", "KL-07A", "G9", "--event", "refused", "--json")
    assert told.data["number"] == "Kl-07a"


def test_a_number_as_it_is_written_goes_before_others(helpdesk: Run, desk: Desk) -> None:
    for number in ("a1", "A1"):
        add_customer(desk, number=number)
    assert helpdesk("show", "A1", "--for", "G3", "--json").data["number"] == "A1"
    assert helpdesk("show", "a1", "--for", "G3", "--json").data["number"] == "a1"


def test_one_letter_finds(helpdesk: Run, sanne: str) -> None:
    assert [one["number"] for one in helpdesk("find", "v", "--json").data] == [sanne]


def test_who_finds_more_than_is_listed_is_told_so(helpdesk: Run, desk: Desk, sanne: str) -> None:
    add_customer(desk, family_name="Vink")
    assert "may be more" in helpdesk("find", "huizen", "--limit", "1").err
    assert helpdesk("find", "huizen").err == ""


def test_show_without_a_purpose_is_not_understood(helpdesk: Run, sanne: str) -> None:
    """Clause: P2."""
    shown = helpdesk("show", sanne)
    assert shown.code == 2
    assert "--for" in shown.err


@pytest.mark.parametrize("purpose", ["G77", "", ",", "G3,"])
def test_show_for_a_purpose_that_is_none_says_which_there_are(
    helpdesk: Run, sanne: str, purpose: str
) -> None:
    """Clause: P2."""
    shown = helpdesk("show", sanne, "--for", purpose, "--json")
    assert shown.code == 3
    assert shown.out == "" and "G1, G2, G3" in shown.err


def test_nobody_with_that_number_is_not_found(helpdesk: Run, store: object) -> None:
    shown = helpdesk("show", "99999", "--for", "G3", "--json")
    assert (shown.code, shown.out) == (6, "")
    assert "no customer" in shown.err


def test_a_role_is_refused_a_purpose_that_it_does_not_have(
    helpdesk: Run, desk: Desk, sanne: str, reader: str
) -> None:
    """Clause: B1."""
    assert helpdesk("show", sanne, "--for", "G3").code == 0
    refused = helpdesk("show", sanne, "--for", "G7")
    assert refused.code == 4
    assert "(B1)" in refused.err
    record = desk.do(lambda work: work.audit.page(limit=1))[0]
    assert (record.event, record.technician) == ("action:refused", reader)


def test_somebody_unknown_is_refused_everything(
    helpdesk: Run, sanne: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B1."""
    monkeypatch.setenv("LOGNAME", "stranger")
    found = helpdesk("find", "vos")
    assert (found.code, found.out) == (4, "")
    assert "stranger" in found.err


def test_a_consent_counts_at_once_and_so_does_its_end(helpdesk: Run, sanne: str) -> None:
    """Clause: G9; GDPR art. 7."""
    show = ("show", sanne, "--for", "G9-newsletter", "--json")
    assert helpdesk(*show).data["categories"]["D3"]["masked"] is True
    given = helpdesk("consent", sanne, "G9-newsletter", "--event", "given", "--evidence", "mail of 4 May")
    assert given.code == 0
    assert "It is valid until" in given.out
    assert helpdesk(*show).data["categories"]["D3"]["emails"]
    withdrawn = helpdesk("consent", sanne, "G9-newsletter", "--event", "withdrawn", "--json")
    assert withdrawn.data["state"] == "withdrawn"
    assert withdrawn.data["valid_until"] is None
    assert helpdesk(*show).data["categories"]["D3"]["masked"] is True
    said = helpdesk(
        "consent", sanne, "G9-newsletter", "--event", "given", "--evidence", "mail", "--lang", "nl"
    )
    assert "gegeven, " in said.out


def test_what_was_recorded_is_said_with_the_name_of_the_purpose(helpdesk: Run, sanne: str) -> None:
    """Clause: G9."""
    given = helpdesk("consent", sanne, "G9-newsletter", "--event", "given", "--evidence", "mail")
    assert given.out.startswith("G9-newsletter newsletter: given, ")


def test_a_person_is_asked_which_of_several_purposes_is_meant(
    helpdesk: Run, desk: Desk, sanne: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clause: G9. A script is taken at its word."""
    monkeypatch.setattr(sys, "stdin", Keyboard("G9-reference\n"))
    assert main(["consent", sanne, "G9", "--event", "refused"]) == 0
    said = capsys.readouterr()
    assert "G9-newsletter  newsletter" in said.err
    assert said.out.startswith("G9-reference being named as a customer: refused")
    assert helpdesk("consent", sanne, "G9", "--event", "refused", "--json").data["purpose"] == "G9"


def test_a_purpose_that_is_none_is_answered_with_those_there_are(helpdesk: Run, sanne: str) -> None:
    """Clause: G9."""
    refused = helpdesk("consent", sanne, "newsletter", "--event", "refused")
    assert refused.code == 3
    assert "G9-newsletter (newsletter)" in refused.err


def test_a_consent_keeps_its_evidence_and_channel(helpdesk: Run, desk: Desk, sanne: str) -> None:
    """Clause: G9; GDPR art. 7(1)."""
    helpdesk("consent", sanne, "G9", "--event", "given", "--evidence", "form 12", "--how", "letter")
    event = desk.do(lambda work: work.consents.of(work.customers.by_number(sanne).id))[0]
    assert (event.evidence, event.how, event.recorded_by) == ("form 12", "letter", "owner-login")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["G3", "--event", "given", "--evidence", "x"], "consent"),
        (["G9", "--event", "given"], "proof"),
        (["G9", "--event", "withdrawn"], "follow"),
        (["G9", "--event", "given", "--evidence", "x", "--how", "smoke"], "email"),
    ],
)
def test_a_consent_that_can_not_be_is_bad_input(
    helpdesk: Run, sanne: str, arguments: list[str], word: str
) -> None:
    """Clause: G9."""
    outcome = helpdesk("consent", sanne, *arguments)
    assert (outcome.code, outcome.out) == (3, "")
    assert word in outcome.err


def test_expiry_is_the_calendars_and_is_never_recorded_by_hand(helpdesk: Run, sanne: str) -> None:
    """Clause: G9."""
    assert helpdesk("consent", sanne, "G9", "--event", "expired").code == 2


def test_the_command_line_and_the_console_do_the_same_job(helpdesk: Run, desk: Desk, sanne: str) -> None:
    customer = desk.do(lambda work: work.customers.by_number(sanne))
    file = desk.do(files.open_file, customer.id, ("G3",))
    shown = helpdesk("show", sanne, "--for", "G3", "--json").data["categories"]
    for category, decision in file.decisions.items():
        assert shown[category].get("masked", False) is not decision.allowed


def test_a_consent_for_a_stranger_number_is_not_found(helpdesk: Run, store: object) -> None:
    assert helpdesk("consent", "1", "G9", "--event", "refused").code == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "\udcff"],
        ["show", "\udcff", "--for", "G3"],
        ["show", "1", "--for", "\udcff"],
        ["consent", "1", "G9", "--event", "given", "--evidence", "\udcff"],
    ],
)
def test_bytes_that_are_no_text_are_not_understood(
    helpdesk: Run, store: object, arguments: list[str]
) -> None:
    outcome = helpdesk(*arguments)
    assert (outcome.code, outcome.out) == (2, "")


@pytest.mark.parametrize("text", ["%", '"', "' or 1=1 --", "\x1b]0;x\x07", "a" * 20_000])
def test_any_text_can_be_looked_for(helpdesk: Run, sanne: str, text: str) -> None:
    assert helpdesk("find", text, "--json").code == 0


HOSTILE = (
    "[@click=app.quit]x[/]",
    "\x1b]0;owned\x07",
    "\u202egnp.exe",
    "a\x9b31mred",
    "line\nbreak",
    "N" * 200,
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_hostile_name_reaches_no_terminal(helpdesk: Run, desk: Desk, name: str, form: list[str]) -> None:
    """Clause: P1."""
    number = _store_raw(desk, name)
    for arguments in (["find", number], ["show", number, "--for", "G3"]):
        outcome = helpdesk(*arguments, *form)
        assert outcome.code == 0
        assert all(one == "\n" or one.isprintable() for one in outcome.out + outcome.err)


def test_json_carries_a_hostile_name_exactly(helpdesk: Run, desk: Desk) -> None:
    """Clause: P1."""
    number = _store_raw(desk, "\u202eevil\x9b")
    shown = helpdesk("show", number, "--for", "G3", "--json")
    assert "\\u202e" in shown.out
    assert shown.data["categories"]["D1"]["family_name"] == "\u202eevil\x9b"


def _store_raw(desk: Desk, name: str) -> str:
    """A customer whose name got into the store past every check, as by another program."""
    number = add_customer(desk)

    def spoil(work: object) -> None:
        work.connection.exec_driver_sql(  # type: ignore[attr-defined]  # any unit of work
            "update customers set family_name = ? where number = ?", (name, number)
        )

    desk.do(spoil)
    return number


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (
            "en",
            ("Kind of customer  private person", "Preferred channel  SMS", "Services  domain name a.example"),
        ),
        ("nl", ("Soort klant  particulier", "Voorkeurskanaal  sms", "Diensten     domeinnaam a.example")),
    ],
)
def test_a_file_is_shown_in_the_reader_s_words(
    helpdesk: Run, desk: Desk, spoken: str, said: tuple[str, ...]
) -> None:
    """Clause: P2. Ids of the policy and words of a short list are for programs."""
    number = add_customer(desk, channel="sms")
    ref = desk.do(files.by_number, number)
    desk.do(files.open_file, ref.id, ("G2",))
    desk.do(services.add, ref.id, "domain", "a.example", date(2026, 5, 4))
    desk.do(files.close_file, ref.id)
    shown = helpdesk("show", number, "--for", "G2,G3", "--lang", spoken).out
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert [one for one in said if not any(line.startswith(" ".join(one.split())) for line in lines)] == []
