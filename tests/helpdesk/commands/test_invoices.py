"""`invoices import`: the accounting's list from a shell, such as every night. Clause: D7, A1."""

from __future__ import annotations

from pathlib import Path

from support.command_line import Run
from support.home import Home


def test_a_list_is_tried_taken_over_and_reminded_of(ask: Run, furnished: Home, tmp_path: Path) -> None:
    """Clause: A1, D7. What was overdue for long is reminded of by `deliver`, once."""
    file, outbox = tmp_path / "facturen.csv", furnished.folder / "out"
    outbox.mkdir()
    (furnished.folder / "config.toml").write_text('outbox = "out"\n')
    file.write_text(
        "klantnummer,factuurnummer,factuurdatum,vervaldatum,bedrag,betaald\n"
        '10001,F1,2020-01-01,2020-01-31,"60,50",\n'
        "77777,F2,2020-01-01,2020-01-31,10,\n",
        "utf-8",
    )
    tried = ask("invoices", "import", str(file), "--dry-run", home=furnished.folder)
    assert (tried.code, "added 1" in tried.out, "nothing was changed" in tried.out) == (0, True, True)
    done = ask("invoices", "import", str(file), home=furnished.folder)
    assert done.code == 0
    assert "line 3, klantnummer: There is no customer with this number." in done.out
    again = ask("invoices", "import", str(file), "--json", home=furnished.folder)
    assert '"unchanged": 1' in again.out
    for _ in range(2):
        sent = ask("deliver", home=furnished.folder)
        assert sent.code == 0, sent.err
    (mail,) = outbox.glob("*.eml")
    assert "F1" in mail.read_text("utf-8", errors="replace")


def test_an_invoice_is_noted_stopped_set_right_paid_and_taken_back_from_a_shell(
    ask: Run, furnished: Home
) -> None:
    """Clause: D7, A1. By the same jobs as in the console; each opens the file for invoices, on record."""
    home = furnished.folder
    days = ("--issued", "2020-01-01", "--due", "31-1-2020")
    added = ask("invoices", "add", "10001", "F1", *days, "--amount", "60,50", "--json", home=home)
    assert (added.code, added.data["state"], added.data["on"]) == (0, "goes", "2020-02-07")
    again = ask("invoices", "add", "10001", "F1", *days, "--amount", "60,50", home=home)
    assert (again.code, "This invoice is here already." in again.err) == (3, True)
    stopped = ask("invoices", "stop", "F1", "--until", "31-12-2999", "--reason", "regeling", home=home)
    assert (stopped.code, "stopped until 31 Dec 2999" in stopped.out) == (0, True)
    (listed,) = ask("invoices", "list", "--json", "--customer", "10001", home=home).data
    assert (listed["number"], listed["customer"], listed["state"]) == ("F1", "10001", "stopped")
    assert "60" not in ask("invoices", "list", home=home).out
    nothing = ("--number", "F2", "--amount", "0", "--reason", "typefout")
    assert "Write an amount" in ask("invoices", "correct", "F1", *nothing, home=home).err
    right = ("--number", "F2", "--amount", "5", "--reason", "typefout")
    assert ask("invoices", "correct", "F1", *right, "--json", home=home).data["number"] == "F2"
    assert "no invoice F1" in ask("invoices", "paid", "F1", home=home).err
    assert ask("invoices", "paid", "F2", "--on", "2020-02-01", "--json", home=home).data["state"] == "paid"
    reopened = ask("invoices", "reopen", "F2", "--reason", "andere factuur", "--json", home=home)
    assert (reopened.code, reopened.data["state"]) == (0, "stopped")
    assert "not noted as paid" in ask("invoices", "reopen", "F2", "--reason", "nog eens", home=home).err
    assert ask("invoices", "paid", "F2", "--on", "2020-03-01", "--json", home=home).data["state"] == "paid"
    ask("invoices", "add", "10001", "F3", *days, "--amount", "9", home=home)
    taken_back = ask("invoices", "withdraw", "F3", "--reason", "dubbel", "--json", home=home)
    assert (taken_back.data["state"], taken_back.data["letters_to_send"]) == ("withdrawn", [])
    assert "No invoice is overdue." in ask("invoices", "list", home=home).out
    opened = [one for one in ask("audit", "list", "--json", home=home).data if one["event"] == "file:opened"]
    assert len(opened) == 8
    shown = ask("show", "10001", "--for", "G7", home=home).out
    assert "(paid on 1 Mar 2020)" in shown
    assert "(noted in error, found on" in shown
