"""The messages of a ticket under each other: wrapped, marked and read by keyboard."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support.screen_grid import HOSTILE, grid
from support.stores import sample
from support.style_sheets import SHEETS
from textual.app import App, ComposeResult

from helpdesk.domain.removing import Passage
from helpdesk.domain.spotting import Certainty, Kind
from helpdesk.domain.tickets import Attachment, Delivery, Direction, Spotted, TicketMessage
from helpdesk.domain.unsolicited import OTHER
from screens.ticket_text import entry
from screens.widgets.timeline import Entry, Piece, Timeline
from screens.widgets.wrapping import breaks
from styles.themes import NIGHT

ALL: Any = {"size": (80, 24), "notifications": True, "tooltips": True}
WHEN = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def message(number: int = 1, text: str = "", **more: Any) -> TicketMessage:
    """A message that came in by e-mail."""
    values: dict[str, Any] = {
        "direction": Direction.IN, "channel": "email", "author": "", "author_name": "", "recipients": "",
        "sender": "sanne@example.com", "subject": "", **more,
    }  # fmt: skip
    return TicketMessage(id=number, ticket=1, at=WHEN, text=text, **values)


class Shows(App[None]):
    """An app with nothing but a timeline."""

    CSS_PATH = list(SHEETS)

    def __init__(self, *messages: TicketMessage) -> None:
        super().__init__()
        self.register_theme(NIGHT)
        self.theme = "night"
        self.timeline = Timeline(empty="No messages yet.")
        policy = sample()
        self.entries = [entry(policy, one) for one in messages]

    def compose(self) -> ComposeResult:
        yield self.timeline

    def on_mount(self) -> None:
        self.timeline.focus()
        self.timeline.show(self.entries)


def found(text: str, part: str, kind: Kind = Kind.BSN, **more: Any) -> Spotted:
    """A finding of a part of a text."""
    start = text.index(part)
    return Spotted(1, kind, start, start + len(part), **{"certainty": Certainty.CERTAIN, **more})


async def test_what_was_spotted_is_marked_by_signs_and_words() -> None:
    """Clause: D9. Never by colour alone, and the words say how sure it is."""
    text = "Mijn bsn is 999990019.\nEn het wachtwoord Zomer!2026, groet."
    findings = (
        found(text, "999990019"),
        found(text, "Zomer!2026", Kind.PASSWORD, certainty=Certainty.LIKELY),
        found(text, "groet", Kind.HEALTH, dismissed=True),
    )
    app = Shows(message(text=text, findings=findings))
    async with app.run_test(**ALL):
        shown = grid(app)
    assert "Mijn bsn is ⟦BSN: 999990019⟧." in shown
    assert "⟦password?: Zomer!2026⟧, groet." in shown


async def test_what_was_spotted_in_a_subject_is_shown_above_the_text_and_comes_first() -> None:
    """Clause: D9. A subject in which nothing was spotted is in the header alone."""
    subject, text = "Wachtwoord Zomer!2026", "bsn 999990019"
    in_subject = found(subject, "Zomer!2026", Kind.PASSWORD, in_subject=True)
    app = Shows(
        message(1, text, subject=subject, findings=(found(text, "999990019"), in_subject)),
        message(2, "dank", subject=f"Re: {subject}"),
    )
    async with app.run_test(**ALL) as pilot:
        shown = grid(app)
        assert "Subject: Wachtwoord ⟦password: Zomer!2026⟧" in shown
        assert "Re:" not in shown
        await pilot.press("g", "tab")
        assert "►password: Zomer!2026◄" in grid(app)
        await pilot.press("tab")
        assert "►BSN: 999990019◄" in grid(app)


async def test_tab_goes_from_mark_to_mark_over_all_messages_and_points_without_colour() -> None:
    """Clause: D9."""
    text = "bsn 999990019"
    attachment = Attachment(7, "paspoort.pdf", "application/pdf", 120_000)
    app = Shows(
        message(1, text, findings=(found(text, "999990019"),)), message(2, "foto", attachments=(attachment,))
    )
    async with app.run_test(**ALL) as pilot:
        await pilot.press("g", "tab")
        assert "►BSN: 999990019◄" in grid(app)
        assert (app.timeline.index, app.timeline.stop) == (0, 0)
        await pilot.press("tab")
        assert "⟦BSN: 999990019⟧" in grid(app)
        assert "►paspoort.pdf (118 kB)◄" in grid(app)
        await pilot.press("tab")
        assert (app.timeline.index, app.timeline.stop) == (0, 0)
        await pilot.press("shift+tab")
        assert (app.timeline.index, app.timeline.stop) == (1, 0)


async def test_a_mark_over_several_lines_is_wholly_marked() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"
    text = f"hier: {key} klaar"
    app = Shows(message(text=text, findings=(found(text, key, Kind.PRIVATE_KEY),)))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("tab")
        lines = [line.strip() for line in grid(app).splitlines()]
    assert "hier: ►private key: -----BEGIN PRIVATE KEY-----" in lines
    assert "-----END PRIVATE KEY-----◄ klaar" in lines


async def test_the_newest_message_is_in_view_and_the_others_are_a_key_away() -> None:
    app = Shows(*(message(number, f"bericht {number}\n" + "regel\n" * 6) for number in range(200)))
    async with app.run_test(**ALL) as pilot:
        assert "bericht 199" in grid(app)
        await pilot.press("g")
        assert "bericht 0" in grid(app)
        assert "bericht 199" not in grid(app)
        await pilot.press("j")
        assert app.timeline.index == 1
        await pilot.press("G", "k")
        assert app.timeline.index == 198
        assert "› 4 May 2026 11:30 · from the customer · sanne@example.com" in grid(app)


async def test_down_reads_on_in_a_message_that_is_longer_than_the_window() -> None:
    app = Shows(message(1, "\n".join(f"regel {number}." for number in range(60))), message(2, "kort"))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("g")
        assert "regel 0." in grid(app)
        await pilot.press("j")
        assert app.timeline.index == 0
        assert "regel 30." in grid(app)
        await pilot.press("j", "j", "j", "j")
        assert app.timeline.index == 1
        assert "kort" in grid(app)


async def test_what_was_marked_by_hand_is_marked_as_findings_are_and_says_so() -> None:
    """Clause: D9. Also around a finding, and over the end of one."""
    text = "Mijn bsn is 999990019 hoor.\nWachtwoord Zomer!2026, groet van Piet."

    def marked(part: str, kind: str = OTHER) -> Passage:
        start = text.index(part)
        return Passage(start, start + len(part), kind)

    app = Shows(
        message(
            1,
            text,
            findings=(found(text, "999990019"), found(text, "Zomer!2026", Kind.PASSWORD)),
            marked=(
                marked("bsn is 999990019 hoor"),
                marked("999990019", "bsn"),
                marked("2026, groet"),
                marked("Piet", "health"),
            ),
        )
    )
    async with app.run_test(**ALL) as pilot:
        shown = grid(app)
        assert "Mijn ⟦marked by hand: bsn is ⟦BSN: 999990019⟧ hoor⟧." in shown
        assert (
            "Wachtwoord ⟦password: Zomer!2026⟧⟦marked by hand: , groet⟧ van ⟦health, marked by hand: Piet⟧."
            in (" ".join(shown.split()))
        )
        assert app.entries[0].stops == 5
        await pilot.press("tab")
        assert "►marked by hand: bsn is ⟦BSN: 999990019⟧ hoor◄" in grid(app)
        await pilot.press("tab")
        assert "⟦marked by hand: bsn is ►BSN: 999990019◄ hoor⟧" in grid(app)


async def test_the_cursor_stays_with_its_message_when_others_come() -> None:
    policy = sample()
    app = Shows(message(1, "een"), message(2, "twee"))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("g")
        app.timeline.show([entry(policy, message(number, "x")) for number in (0, 1, 2, 3)])
        assert app.timeline.index == 1


async def test_a_head_that_is_too_long_for_its_line_goes_on_in_the_next_one() -> None:
    """Clause: G3."""
    app = Shows(message(1, "Dag.", sender="Een heel lange naam van iemand <iemand.met.een.naam@example.com>"))
    async with app.run_test(**{**ALL, "size": (60, 10)}) as pilot:
        assert [line.strip() for line in grid(app).splitlines()[:4]] == [
            "› 4 May 2026 11:30 · from the customer · Een heel lange",
            "naam van iemand <iemand.met.een.naam@example.com>",
            "· e-mail",
            "Dag.",
        ]
        await pilot.resize_terminal(140, 10)
        await pilot.pause()
        assert grid(app).splitlines()[0].rstrip().endswith("e-mail")


async def test_home_goes_from_a_mark_to_its_whole_message_and_then_to_the_first() -> None:
    """Clause: D9. In the whole message `x` takes everything that was found in it."""
    text = "bsn 999990019"
    app = Shows(message(1, "Dag."), message(2, text, findings=(found(text, "999990019"),)))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("tab")
        assert (app.timeline.index, app.timeline.stop) == (1, 0)
        await pilot.press("home")
        assert (app.timeline.index, app.timeline.stop) == (1, -1)
        await pilot.press("home")
        assert app.timeline.index == 0


async def test_a_click_points_at_a_message_or_at_a_mark_in_it_and_leaves_the_text_where_it_is() -> None:
    """Clause: D9."""
    text = "bsn 999990019"
    long = "\n".join(f"regel {number}." for number in range(60))
    app = Shows(message(1, text, findings=(found(text, "999990019"),)), message(2, long))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("G", "j", "j", "j")
        before = grid(app).replace("›", " ")
        await pilot.click(Timeline, offset=(5, 8))
        assert grid(app).replace("›", " ") == before
        await pilot.press("g")
        await pilot.click(Timeline, offset=(10, 1))
        assert "bsn ►BSN: 999990019◄" in grid(app)
        await pilot.click(Timeline, offset=(3, 1))
        assert (app.timeline.index, app.timeline.stop) == (0, -1)
        await pilot.click(Timeline, offset=(40, 2))
        assert (app.timeline.index, app.timeline.stop) == (0, -1)


async def test_what_became_of_an_outgoing_message_stands_with_it() -> None:
    """Clause: G3."""
    failed = message(
        2, "antwoord", direction=Direction.OUT, author="noor", author_name="Noor de Wit",
        recipients="sanne@example.com", delivery=Delivery.FAILED, delivery_detail="refused 550 5.1.1",
    )  # fmt: skip
    app = Shows(failed)
    async with app.run_test(**ALL):
        shown = grid(app)
    assert "to the customer · ! could not be sent · Noor de Wit" in shown
    assert "could not be sent: The mail server does not accept this mail. (It said 550" in shown
    assert "to sanne@example.com" in shown


async def test_what_is_gone_says_since_when() -> None:
    """Clause: D9. The ticket stays readable."""
    gone = Attachment(1, "", "image/png", 0, removed=WHEN, kind="passport")
    app = Shows(message(1, "", removed=WHEN), message(2, "zie bijlage", attachments=(gone,)))
    async with app.run_test(**ALL) as pilot:
        assert "[removed on 4 May 2026]" in grid(app)
        assert "[removed on 4 May 2026: passport or ID card]" in grid(app)
        await pilot.press("tab")
        assert app.timeline.stop == -1


async def test_an_empty_ticket_says_so() -> None:
    app = Shows()
    async with app.run_test(**ALL) as pilot:
        await pilot.press("j", "k", "tab", "G", "pagedown")
        assert "No messages yet." in grid(app)


async def test_hostile_text_is_shown_and_not_obeyed() -> None:
    """Clause: P1."""
    text = "\n".join(HOSTILE)
    app = Shows(message(text=text, sender=HOSTILE[3], findings=(found(text, "rood"),)))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("g")
        shown = grid(app)
        assert "[@click=app.quit]Jan" in shown
        assert "⟦BSN: rood⟧" in shown
        assert "\x1b" not in shown
        await pilot.resize_terminal(40, 12)
        await pilot.press("G", "tab")
        assert "►BSN: rood◄" in grid(app)


async def test_two_hundred_messages_and_very_long_lines_are_laid_out_at_once() -> None:
    long = ("langxxx " * 1_250, "é" * 10_000, "y" * 10_000)
    app = Shows(*(message(number, long[number % 3]) for number in range(200)))
    async with app.run_test(**ALL) as pilot:
        before = time.process_time()
        app.timeline.show(app.entries)
        assert time.process_time() - before < 2
        await pilot.press("g", "j", "G")
        assert app.timeline.index == 199


@given(st.text(alphabet="ab 日é\u0301", max_size=60), st.integers(2, 12))
def test_no_line_is_wider_than_the_window_and_only_spaces_are_lost(text: str, width: int) -> None:
    places = list(breaks(text, width))
    assert all(cell_len(text[start:end]) <= width for start, end in places)
    assert "".join(text[start:end] for start, end in places).replace(" ", "") == text.replace(" ", "")
    assert [start for start, _end in places] == sorted({start for start, _end in places})


async def test_a_resized_window_keeps_the_cursor_in_view() -> None:
    app = Shows(*(message(number, f"nummer {number} " + "woord " * 40) for number in range(30)))
    async with app.run_test(**ALL) as pilot:
        app.timeline.move_to(15)
        await pilot.resize_terminal(44, 14)
        await pilot.pause()
        assert "nummer 15" in grid(app)


async def test_what_comes_while_it_is_hidden_is_there_once_it_is_shown() -> None:
    app = Shows(message(1, "Een"))
    async with app.run_test(**ALL) as pilot:
        app.timeline.display = False
        await pilot.pause()
        app.timeline.show([*app.entries, entry(sample(), message(2, "Twee"))])
        app.timeline.action_edge(1)
        app.timeline.display = True
        await pilot.pause()
        assert app.timeline.index == 1
        assert "Twee" in grid(app)


def test_an_entry_without_text_is_its_head() -> None:
    assert Entry(1, (Piece("head"),), ()).stops == 0
