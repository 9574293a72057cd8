"""What is said in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from support.project import ROOT
from support.speaking import speaking

from helpdesk import i18n
from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.i18n import Reader, tell

DUTCH = b"""
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
msgid "Consent ends on {day}."
msgstr "De toestemming eindigt op {day}."
msgid "{count} customer of {whom}"
msgid_plural "{count} customers of {whom}"
msgstr[0] "{count} klant van {whom}"
msgstr[1] "{count} klanten van {whom}"
msgid "no one"
msgstr "niemand"
msgid "yes"
msgstr "ja"
"""


@pytest.fixture
def in_dutch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small catalogue of its own, spoken from here on."""
    import io

    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "helpdesk.mo").open("wb") as file:
        write_mo(file, read_po(io.BytesIO(DUTCH), locale="nl"))
    monkeypatch.setattr(i18n, "LOCALE", tmp_path)
    i18n.reader.cache_clear()
    i18n.install("nl")
    monkeypatch.setattr(i18n, "LOCALE", ROOT / "helpdesk" / "locale")
    i18n.reader.cache_clear()


@dataclass(frozen=True)
class Words:
    """Words by language, as the policy has them."""

    en: str
    nl: str

    def say(self, language: str) -> str:
        return self.nl if language == "nl" else self.en


def test_english_is_the_source() -> None:
    assert i18n.language() == "en"
    assert tell(msg("Consent ends on {day}.", day=date(2026, 11, 23))) == "Consent ends on 23 Nov 2026."


def test_a_message_is_told_in_dutch(in_dutch: None) -> None:
    assert i18n.language() == "nl"
    assert tell(msg("Consent ends on {day}.", day=date(2026, 1, 3))) == "De toestemming eindigt op 3-1-2026."


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 klanten van niemand"), (1, "1 klant van niemand"), (100_000, "100.000 klanten van niemand")],
)
def test_a_message_inside_a_message_and_a_count_are_told_too(in_dutch: None, count: int, said: str) -> None:
    message = msgn("{count} customer of {whom}", "{count} customers of {whom}", count, whom=msg("no one"))
    assert tell(message) == said


def test_words_of_the_policy_are_said_in_the_readers_language(in_dutch: None) -> None:
    message = msg("For {purpose}.", purpose=Words(en="invoices", nl="facturen"))
    assert tell(message) == "For facturen."
    with speaking("en"):
        assert tell(message) == "For invoices."


def test_a_text_without_a_translation_stays_english(in_dutch: None) -> None:
    assert i18n._("Nobody translated this.") == "Nobody translated this."
    assert i18n._("") == ""


def test_a_field_without_a_value_stays_and_nothing_raises() -> None:
    assert tell(msg("{unknown} and {known} {{so}} {", known="this")) == "{unknown} and this {so} {"


@given(st.text(), st.dictionaries(st.text(max_size=5), st.text() | st.none() | st.integers() | st.dates()))
def test_no_message_raises(text: str, params: dict[str, object]) -> None:
    assert isinstance(tell(Message(text, params)), str)


def test_what_a_field_holds_is_not_read_as_fields_again() -> None:
    assert tell(msg("{first}", first="{second}", second="secret")) == "{second}"


def test_control_characters_of_others_are_made_visible() -> None:
    told = tell(msg("Hello {name}.", name="\x1b]0;x\x07\u202e[/]"))
    assert not any(character in told for character in "\x1b\x07\u202e")
    assert "[/]" in told


MOMENT = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [
        (date(2026, 11, 23), "23 Nov 2026", "23-11-2026"),
        (MOMENT, "1 Jul 2026 00:05", "1-7-2026 00:05"),
        (MOMENT.replace(tzinfo=None), "1 Jul 2026 00:05", "1-7-2026 00:05"),
        (MOMENT.astimezone(timezone(timedelta(hours=-9))), "1 Jul 2026 00:05", "1-7-2026 00:05"),
        (Decimal("1234.5"), "€ 1,234.50", "€ 1.234,50"),
        (Decimal("-0.1"), "€ -0.10", "€ -0,10"),
        (Decimal("NaN"), "NaN", "NaN"),
        (2026, "2026", "2026"),
        (1_000_000, "1,000,000", "1.000.000"),
        (True, "yes", "ja"),
        (("G3", Words("four", "vier")), "G3, four", "G3, vier"),
        (None, "", ""),
        ("plain", "plain", "plain"),
    ],
)
def test_values_are_written_in_the_readers_convention(
    in_dutch: None, value: object, english: str, dutch: str
) -> None:
    assert tell(msg("{it}", it=value)) == dutch
    with speaking("en"):
        assert tell(msg("{it}", it=value)) == english


@pytest.mark.parametrize(
    ("show", "value", "shown"),
    [
        (i18n.show_date, date(2026, 3, 2), "2 Mar 2026"),
        (i18n.show_date, MOMENT, "1 Jul 2026"),
        (i18n.show_time, MOMENT, "00:05"),
        (i18n.show_moment, MOMENT, "1 Jul 2026 00:05"),
        (i18n.show_number, 12_345, "12,345"),
        (i18n.show_amount, Decimal(40), "€ 40.00"),
    ],
)
def test_a_value_can_be_shown_by_itself(show: Callable[[object], str], value: object, shown: str) -> None:
    assert show(value) == shown


def test_times_are_those_of_the_companys_zone() -> None:
    i18n.use_zone("Europe/Lisbon")
    assert i18n.show_time(MOMENT) == "23:05"
    with pytest.raises(LookupError):
        i18n.use_zone("Nowhere/At all")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "nl"}, "nl"),
        ({"LANG": "NL_be@euro"}, "nl"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "nl_NL", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "nl_NL"}, "nl"),
        ({"LANG": "nld"}, "en"),
        ({"LANG": "nds_NL"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminals_locale_chooses_the_language(environ: dict[str, str], language: str) -> None:
    i18n.install(None, environ)
    assert i18n.language() == language


def test_a_language_without_a_catalogue_is_english() -> None:
    i18n.install("fr")
    assert i18n.language() == "en"


def test_a_program_without_compiled_catalogues_speaks_english() -> None:
    bare = Reader("nl", NullTranslations())
    assert bare.tell(msgn("{count} file", "{count} files", 2)) == "2 files"
