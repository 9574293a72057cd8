"""A policy file is taken whole, or refused with every fault named by key path and line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.policy_faults import SAMPLE, faults_of, unnamed

from helpdesk.policy.loader import PolicyFault, PolicyFaults, load, parse
from helpdesk.policy.model import Letters


def changed(old: str, new: str) -> str:
    """The default policy with one passage changed."""
    assert old in SAMPLE
    return SAMPLE.replace(old, new, 1)


def without(table: str) -> str:
    """The default policy without one table and the tables inside it."""
    return re.sub(rf"(?ms)^\[{re.escape(table)}[.\]].*?(?=^\[|\Z)", "", SAMPLE)


WRONG = (
    ('basis = "consent"', 'basis = "consnt"', "purposes.G9.basis", "consnt"),
    ('"D5", "D6", "D8"]', '"D5", "D66", "D8"]', "purposes.G6.categories[2]", "D66"),
    ('"D5", "D6", "D8"]', '"D5", "D9", "D8"]', "purposes.G6.categories[2]", "no legal basis"),
    ('"D5", "D6", "D8"]', '"D5", "D5", "D8"]', "purposes.G6.categories[2]", "twice"),
    ('"D5", "D6", "D8"]', '"D5", 6, "D8"]', "purposes.G6.categories[2]", "a text"),
    ('purposes = ["G3", "G4"]', 'purposes = ["G3", "G44"]', "presets.problem.purposes[1]", "G44"),
    ('purposes = ["G3", "G4"]', "purposes = []", "presets.problem.purposes", "empty"),
    ('purposes = ["G2", "G3"]', 'purposes = ["G0"]', "roles.read-only.purposes[0]", "G0"),
    ('jobs = ["find", "open", "policy", "breaches"]', 'jobs = ["fly"]', "roles.read-only.jobs[0]", "fly"),
    ("hours = 72", "hours = 73", "breaches.hours", "from 1 to 72"),
    ('jobs = ["find", "open", "policy", "breaches"]', 'jobs = "some"', "roles.read-only.jobs", "a list"),
    ('clause = "T2"', 'clause = "T9"', "recipients.registry.clause", "T9"),
    ('starts = "visited"', 'starts = "someday"', "categories.D8.retention.starts", "someday"),
    ('period = "6 months"', 'period = "6 moons"', "categories.D8.retention.period", "6 moons"),
    ('period = "6 months"', 'period = "6 hours"', "categories.D8.retention.period", "days or longer"),
    ('valid = "2 years"', 'valid = "ever"', "consent_texts[1].valid", "ever"),
    ('file_open = "3 hours" ', "file_open = 3 ", "limits.file_open", "a text"),
    ('file_open = "3 hours" ', 'file_opn = "3 hours" ', "limits.file_open", "missing"),
    ('file_open = "3 hours" ', 'file_opn = "3 hours" ', "limits.file_opn", "no such key"),
    ('key = "2"', 'key = "1"', "purposes.G2.key", "G1"),
    ('key = "2"', 'key = "ab"', "purposes.G2.key", "one lower-case letter"),
    (
        'name = { nl = "contact", en = "getting in touch" }',
        'name = { nl = "x" }',
        "purposes.G3.name.en",
        "missing",
    ),
    (', en = "getting in touch" }', ', en = "x", fr = "y" }', "purposes.G3.name.fr", "no such key"),
    ('name = { nl = "contact", en = "getting in touch" }', 'name = "x"', "purposes.G3.name", "a table"),
    ('en = "getting in touch"', 'en = " "', "purposes.G3.name.en", "text is empty"),
    ('en = "getting in touch"', r'en = "a\u001b[31m"', "purposes.G3.name.en", "control"),
    ('en = "getting in touch"', r'en = "a\u202eb"', "purposes.G3.name.en", "control"),
    (
        'time_zone = "Europe/Amsterdam"',
        'time_zone = "Europe/Huizen"',
        "company.time_zone",
        "Europe/Huizen",
    ),
    ('time_zone = "Europe/Amsterdam"', 'time_zone = "/etc/passwd"', "company.time_zone", "/etc/passwd"),
    ('region = "NL"', 'region = "Holland"', "company.region", "two capitals"),
    ('languages = ["nl", "en"]', 'languages = ["nl", "English"]', "company.languages[1]", "two lower-case"),
    ('languages = ["nl", "en"]', 'languages = "nl"', "company.languages", "a list"),
    ("year_ends = 12", "year_ends = 13", "company.year_ends", "from 1 to 12"),
    ("year_ends = 12", "year_ends = true", "company.year_ends", "a number"),
    ("[purposes.G8]", "[purposes.quotes]", "purposes.quotes", "quotes"),
    ("[purposes.G9-newsletter]", "[purposes.G77-newsletter]", "purposes.G77-newsletter", "G77"),
    ("[categories.D2]", "[categories.X2]", "categories.X2", "X2"),
    ("[clauses.W1]", "[clauses.W2]", "clauses.W2", "W2"),
    ("[bases.none]", "[bases.nothing]", "bases.none", "missing"),
    ("[roles.owner]", "[roles.boss]", "roles.owner", "missing"),
    ('basis = "legitimate-interest"', 'basis = "consent"', "categories.D8.basis", "consent"),
    (
        'basis = "legitimate-interest"',
        'basis = "legitimate-interest"\nbasis_after_contract = "legal-obligation"',
        "categories.D8.basis_after_contract",
        "contract",
    ),
    ('purpose = "G9-newsletter"', 'purpose = "G3"', "consent_texts[1].purpose", "G3"),
    ('purpose = "G9-newsletter"', 'purpose = "G9"', "consent_texts[1].version", "two texts"),
    ('purpose = "G9-newsletter"', 'purpose = "G9"', "purposes.G9-newsletter.basis", "consent_texts"),
    ('purposes = ["G4"]', 'purposes = ["G44"]', "remote.purposes[0]", "G44"),
    ('purposes = ["G4"]', 'purposes = ["G4", "G3"]', "remote.purposes[1]", "does not need D6"),
    ('purposes = ["G4"]', "purposes = []", "remote.purposes", "empty"),
    ('recording = "ask"', 'recording = "sometimes"', "remote.recording", "sometimes"),
    ('recording = "ask"', "recording = true", "remote.recording", "a text"),
    ("[remote.ways.rustdesk]", "[remote.ways.ssh]", "remote.ways.ssh", "belongs to the console itself"),
    ("[remote.ways.rustdesk]", '[remote.ways."Rust Desk"]', 'remote.ways."Rust Desk"', "can't be a name"),
    ("address = true", 'address = "yes"', "remote.ways.teamviewer.address", "true or false"),
    ("address = true", "adress = true", "remote.ways.teamviewer.adress", "no such key"),
    (
        'standing = { nl = "doorlopende afspraak", ',
        "standing = { ",
        "remote.agreements.standing.nl",
        "missing",
    ),
    ("[remote.agreements]", "[remote.agreement]", "remote.agreements", "missing"),
    ("[remote.agreements]", "[remote.agreement]", "remote.agreement", "no such key"),
    ('version = "1"', "version = 1", "version", "a text"),
    ('version = "1"', 'version = "1"\ncolour = "red"', "colour", "no such key"),
)
"""What stands in the sample, what stands there instead, the key path of that fault, and some of its words."""


def test_a_fault_is_named_by_its_key_path_and_line() -> None:
    assert unnamed(WRONG) == []


@pytest.mark.parametrize(
    "table",
    [
        "categories.D4",
        "clauses.P2",
        "clauses.K1",
        "bases.consent",
        "retention.audit",
        "roles.owner",
        "limits",
        "company",
        "authority",
        "subjects",
        "channels",
        "service_kinds",
    ],
)
def test_a_missing_table_is_named(table: str) -> None:
    assert "missing" in str(faults_of(without(table))[table].message)


@pytest.mark.parametrize(
    "kind", ["categories", "purposes", "presets", "roles", "recipients", "bases", "clauses", "retention"]
)
def test_a_kind_of_thing_that_is_missing_altogether_is_named(kind: str) -> None:
    source = re.sub(rf"(?ms)^\[{kind}\..*?(?=^\[(?!{kind}\.)|\Z)", "", SAMPLE)
    assert str(faults_of(source)[kind].message) == "This key is missing."


def test_an_unknown_purpose_is_refused_with_its_line() -> None:
    source = changed('purposes = ["G3", "G4"]', 'purposes = ["G3", "G44"]')
    with pytest.raises(PolicyFaults) as caught:
        parse(source)
    [fault] = caught.value.faults
    assert isinstance(fault, PolicyFault)
    assert "G44" in source.splitlines()[(fault.line or 0) - 1]


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ('valid = "2 years"', 'valid = "ever"', 'valid = "ever"'),
        ('en = "getting in touch"', 'en = ""', 'name = { nl = "contact"'),
        ('key = "2"', "", "[purposes.G2]"),
        ('promise.nl = "We bellen', 'promise.de = "We bellen', "promise.de"),
        ('period = "6 months"', 'period = "x"', 'period = "x"'),
    ],
)
def test_a_fault_names_the_line_of_its_key_or_of_what_is_around_it(old: str, new: str, written: str) -> None:
    source = changed(old, new)
    with pytest.raises(PolicyFaults) as caught:
        parse(source)
    shown = {source.splitlines()[(fault.line or 0) - 1] for fault in _located(caught.value)}
    assert any(written in line for line in shown)


def test_lines_are_right_after_texts_over_several_lines() -> None:
    long = 'promise.nl = """\n[purposes.G3]\nkey = 9\n"""\npromise.en = "x"\nkey = "?"'
    source = re.sub(r'(?s)promise\.nl = "We bellen.*?key = "3"', lambda _: long, SAMPLE)
    with pytest.raises(PolicyFaults) as caught:
        parse(source)
    [fault] = _located(caught.value)
    assert source.splitlines()[(fault.line or 0) - 1] == 'key = "?"'


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    source = SAMPLE.replace('key = "2"', 'key = "1"').replace('region = "NL"', 'region = "nl"')
    source = source.replace("[clauses.K1]", "[clauses.K9]")
    with pytest.raises(PolicyFaults) as caught:
        parse(source)
    lines = [fault.line or 0 for fault in _located(caught.value)]
    assert len(lines) >= 4
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("source", "says", "line"),
    [
        ("version = \n", "not TOML", 1),
        ('a = "1"\nb = [1,\n', "not TOML", None),
        ('a = "1"\na = "2"\n', "not TOML", 2),
        ("a = " + "[" * 5000, "deep", None),
        ("a = 99999999999999-01-01", "not TOML", 1),
    ],
)
def test_what_is_not_toml_is_said_with_its_line(source: str, says: str, line: int | None) -> None:
    with pytest.raises(PolicyFaults) as caught:
        parse(source)
    [fault] = _located(caught.value)
    assert says in str(fault.message)
    assert fault.line == line or line is None


def test_an_empty_file_lacks_everything() -> None:
    assert {"company", "purposes", "categories.D1", "clauses.P1", "version"} <= set(faults_of(""))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PolicyFaults, match=r"nowhere\.toml") as caught:
        load(tmp_path / "nowhere.toml")
    assert "no such file" in str(caught.value.faults[0].message)


def test_a_folder_is_not_a_policy(tmp_path: Path) -> None:
    with pytest.raises(PolicyFaults) as caught:
        load(tmp_path)
    assert "can't be read" in str(caught.value.faults[0].message)


def test_a_file_in_another_encoding_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes('# één\nname = "café"\n'.encode("cp1252"))
    with pytest.raises(PolicyFaults) as caught:
        load(path)
    [fault] = _located(caught.value)
    assert "UTF-8" in str(fault.message)
    assert fault.line == 1


def test_a_file_from_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode())
    assert load(path) == load()


def test_a_key_that_is_misspelled_is_named_in_whatever_part_it_stands() -> None:
    """Clause: P3. Else what it was to say would be left as usual, and nobody told."""
    headers = re.findall(r"(?m)^\[([^\[\]]+)\]", SAMPLE)
    told = faults_of(re.sub(r"(?m)^(\[[^\[\]]+\].*)$", r"\1\nperoid = 1", SAMPLE))
    assert told.keys() == {f"{header}.peroid" for header in headers}


def test_another_companys_policy_is_data_alone() -> None:
    """A company with one language, one more category and no consents of its own needs no code."""
    source = SAMPLE.replace('languages = ["nl", "en"]', 'languages = ["nl"]')
    source = re.sub(r', en = "[^"]*" }', " }", source)
    source = re.sub(r'(?ms)^[a-z_]+\.en = """.*?"""\n', "", source)
    source = re.sub(r"(?m)^[a-z_]+\.en = .*\n", "", source)
    extra = re.search(r"(?ms)^\[categories\.D8\].*?(?=^\[categories\.D9\])", source)
    assert extra is not None
    policy = parse(source + extra[0].replace("D8", "D10"))
    assert policy.company.languages == ("nl",)
    assert policy.clauses["D10"].title.say("en") == "serverlogs"


def test_loading_brings_nothing_heavy_along() -> None:
    code = (
        "import sys; from helpdesk.policy.loader import load; load(); "
        "print([m for m in ('textual', 'rich', 'sqlalchemy', 'paramiko', 'phonenumbers', 'dateutil') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


_VALUES = st.recursive(
    st.sampled_from(['"x"', '"G3"', '""', "1", "true", "1.5", "2026-01-01", '"2 years"']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(inner, max_size=2).map(
            lambda items: "{ " + ", ".join(f"k{i} = {item}" for i, item in enumerate(items)) + " }"
        )
    ),
    max_leaves=4,
)
_ASSIGNMENTS = [
    number for number, line in enumerate(SAMPLE.splitlines()) if re.match(r"[a-z_.-]+ = (?!\[$|\"{3})", line)
]


@given(st.sampled_from(_ASSIGNMENTS), _VALUES)
def test_any_value_anywhere_is_taken_or_refused_in_words(number: int, value: str) -> None:
    source = SAMPLE.splitlines()
    source[number] = f"{source[number].partition(' = ')[0]} = {value}"
    try:
        parse("\n".join(source))
    except PolicyFaults as error:
        for fault in _located(error):
            assert fault.field
            assert fault.line
            assert str(fault.message)


def _located(error: PolicyFaults) -> list[PolicyFault]:
    return [fault for fault in error.faults if isinstance(fault, PolicyFault)]


def test_a_policy_without_remote_support_allows_none() -> None:
    """Clause: G4."""
    silent = parse(without("remote"))
    assert silent.remote.purposes == ()
    assert silent.remote.recording == "off"


def test_faults_of_letters_are_named_by_their_key() -> None:
    """Clause: G8, W1."""
    greeting = '\n[letters.texts.greeting]\nsubject = { nl = "x", en = "x" }\n[letters]'
    wrong = (
        ("own_domains = []", 'own_domains = ["https://Example.nl"]', "letters.own_domains[0]", ""),
        ("court.en =", "court.xx =", "letters.court.en", ""),
        ("\n[letters]", greeting, "letters.texts.greeting", ""),
    )
    assert unnamed(wrong) == []


def test_a_letters_words_name_only_facts_that_its_kind_knows() -> None:
    """Clause: G8."""
    own = '\n[letters.texts.answer]\ntext = { nl = "{antwoord}", en = "{answer}" }\n[letters]\n'
    with pytest.raises(PolicyFaults) as faults:
        parse(changed("\n[letters]\n", own))
    (fault,) = faults.value.faults
    assert fault.field == "letters.texts.answer.text.nl"
    assert "“antwoord” is not known. Known are: company, case, received" in str(fault.message)


def test_a_policy_without_letters_has_the_programs_own() -> None:
    """Clause: G8, W1."""
    assert parse(without("letters")).letters == Letters()


def test_a_policy_from_before_data_breaches_has_the_hours_of_the_law_and_the_period_of_cases() -> None:
    """GDPR art. 33(1)."""
    older = parse(re.sub(r"(?ms)^\[retention\.breaches\].*?(?=^\[)", "", without("breaches")))
    assert older.breaches.hours == 72
    assert older.retention_of("breaches") == older.retention["cases"]
