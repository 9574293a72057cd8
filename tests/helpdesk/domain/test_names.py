"""Names of people are taken apart the Dutch way, and nothing of a name is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.contact import clean
from helpdesk.domain.names import full_name, split_dutch_name


@pytest.mark.parametrize(
    ("text", "given_name", "prefix", "family"),
    [
        ("Jan van der Berg", "Jan", "van der", "Berg"),
        ("Berg, J. van der", "J.", "van der", "Berg"),
        ("van der Berg, J.", "J.", "van der", "Berg"),
        ("Berg, van der, J.", "J.", "van der", "Berg"),
        ("Berg van der, J.", "J.", "van der", "Berg"),
        ("A.van 't Hof", "A.", "van 't", "Hof"),
        ("J.P.Jansen", "J.P.", "", "Jansen"),
        ("Sophie in \u2019t Veld", "Sophie", "in \u2019t", "Veld"),
        ("'t Hart", "", "'t", "Hart"),
        ("de Vries", "", "de", "Vries"),
        ("Anne d'Ancona", "Anne", "d'", "Ancona"),
        ("J. de l'Ecluse", "J.", "de", "l'Ecluse"),
        ("Ali el Amrani", "Ali", "el", "Amrani"),
        ("Omar al Fayed", "Omar", "al", "Fayed"),
        ("Karel von der Heide", "Karel", "von der", "Heide"),
        ("Maria de la Cruz", "Maria", "de la", "Cruz"),
        ("Roos ten Have", "Roos", "ten", "Have"),
        ("Piet op den Kamp", "Piet", "op den", "Kamp"),
        ("Sjoerd fan der Meer", "Sjoerd", "fan der", "Meer"),
        ("JAN VAN DER BERG", "JAN", "VAN DER", "BERG"),
        ("Ben Jansen", "Ben", "", "Jansen"),
        ("Jan Willem Jansen", "Jan Willem", "", "Jansen"),
        ("Maria Jansen-de Vries", "Maria", "", "Jansen-de Vries"),
        ("Maria Jansen - de Vries", "Maria", "", "Jansen - de Vries"),
        ("Yılmaz, Ayşe", "Ayşe", "", "Yılmaz"),
        ("Li Ma", "Li", "", "Ma"),
        ("Suharto", "", "", "Suharto"),
        ("王小明", "", "", "王小明"),
        ("Jan van", "Jan", "", "van"),
        ("", "", "", ""),
        (" , ", "", "", ""),
    ],
)
def test_a_name_is_taken_apart(text: str, given_name: str, prefix: str, family: str) -> None:
    """D1: given name, prefix and family name."""
    assert split_dutch_name(text) == (given_name, prefix, family)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dhr. P. de Vries", "P. de Vries"),
        ("de heer Jan de Wit", "Jan de Wit"),
        ("mr.drs. J.P.A. Jansen MSc", "J.P.A. Jansen"),
        ("Prof. dr. K. op den Akker", "K. op den Akker"),
        ("Jansen, mw. J.", "J. Jansen"),
        ("Jan Jansen, MSc", "Jan Jansen"),
        ("Ing Tan", "Ing Tan"),
        ("mevrouw", "mevrouw"),
    ],
)
def test_forms_of_address_and_titles_are_left_out(text: str, name: str) -> None:
    assert full_name(*split_dutch_name(text)) == name


words = st.sampled_from(
    [
        "Jan",
        "J.",
        "Ben",
        "van",
        "der",
        "den",
        "'t",
        "d'",
        "de",
        "la",
        "el",
        "Berg",
        "Jansen-de",
        "-",
        "in",
        "l'Ami",
    ]
)


@given(st.lists(words | st.text(alphabet="abcé'-. \x1b\u202e", max_size=6), max_size=6).map(" ".join))
def test_no_letter_of_a_name_is_lost(text: str) -> None:
    kept = full_name(*split_dutch_name(text))
    assert kept.replace(" ", "") == clean(text).replace(" ", "")


def test_missing_parts_leave_no_gaps() -> None:
    assert full_name(None, None, "Suharto") == "Suharto"
    assert full_name("Jan", None, None) == "Jan"
    assert full_name("Anne", "d'", "Ancona") == "Anne d'Ancona"
