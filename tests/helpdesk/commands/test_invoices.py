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
    assert (tried.code, "noted 1" in tried.out, "nothing was changed" in tried.out) == (0, True, True)
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
