"""The copy for other programs: JSON by the published schema, sheets, and the encrypted file. Clause: R1, R3, P4, B4."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import pyzipper
from support.letters import HOSTILE, content, pdf_text
from support.stores import sample

from helpdesk.documents import archive
from helpdesk.documents.access_copy import SCHEMA, SCHEMA_ID, access_json, register_csv
from helpdesk.documents.archive import ArchiverMissing, new_password
from helpdesk.domain.errors import Invalid
from helpdesk.tasks.copies import save_access

POLICY = sample()


def schema() -> Any:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def copy(language: str = "en", sessions: int = 2) -> Any:
    return json.loads("".join(access_json(POLICY, content(sessions), language)))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_copy_is_as_the_schema_says_r1(language: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(copy(language), schema())
    assert schema()["$id"] == SCHEMA_ID == copy()["schema"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda made: made.pop("registers"),
        lambda made: made["registers"][0]["records"][0].pop("values"),
        lambda made: made["registers"][2]["records"][0].update(kept_until="05-05-2027"),
        lambda made: made.update(made="4 May 2026"),
        lambda made: made["categories"][0].update(held="yes"),
        lambda made: made["registers"][0]["records"][0]["values"].update(emails=["anna@example.org"]),
        lambda made: made.update(extra=1),
    ],
)
def test_the_schema_refuses_what_is_not_such_a_copy(damage: Any) -> None:
    made = copy()
    damage(made)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, schema())


def test_the_copy_holds_every_record_with_stable_keys_in_every_language() -> None:
    """Clause: R1."""
    dutch, english = copy("nl", 30), copy("en", 30)
    registers = {one["name"]: one for one in dutch["registers"]}
    assert registers["customers"]["records"][0]["values"] == {
        "given_name": "Anna", "prefix": "van 't", "family_name": "Hof", "street": "Lindelaan", "house_number": "7",
        "postcode": "1271 AB", "city": "Huizen", "login_name": HOSTILE,
        "emails": [{"value": "anna@example.org", "label": "werk"}],
        "phones": [{"value": "+31612345678", "label": ""}, {"value": "+31201234567", "label": ""}],
        "iban": "NL91ABNA0417164300", "company_name": None,
    }  # fmt: skip
    assert registers["invoices"]["records"] == [
        {
            "reference": "2026-0012",
            "kept_until": "2034-01-01",
            "values": {"number": "2026-0012", "issued": "2026-05-10", "amount": "1234.5"},
        }
    ]
    assert len(registers["sessions"]["records"]) == 30
    assert registers["sessions"]["records"][1]["values"]["started"] == "2026-05-04T08:30:00Z"
    assert registers["sessions"]["fields"]["address"]["category"] == "D6"
    assert registers["consents"]["records"] == []
    assert [one["records"] for one in dutch["registers"]] == [one["records"] for one in english["registers"]]
    assert dutch["categories"][6]["name"] != english["categories"][6]["name"]
    assert {one["id"]: one["held"] for one in dutch["categories"]}["D2"] is False
    assert dutch["disclosures"][0]["recipient"] == "SIDN"


def test_a_sheet_has_a_row_a_record_and_no_cell_that_a_spreadsheet_runs_p4() -> None:
    register = content(3).registers[2]
    rows = list(csv.reader(io.StringIO("".join(register_csv(register, "en")))))
    assert rows[0] == ["Record", "Kept until", "Started", "Address", "Technician", "Reason", "New address"]
    (dutch, *_) = csv.reader(io.StringIO("".join(register_csv(register, "nl"))))
    assert dutch[:2] == ["Vermelding", "Bewaard tot"]
    assert [row[0] for row in rows[1:]] == ["S0", "S1", "S2"]
    assert rows[1][1:] == [
        "2027-05-05", "2026-05-04T09:30:00Z", "192.0.2.0", "Kim de Vries", "'=HYPERLINK(1) updates\nen herstart",
        "False",
    ]  # fmt: skip
    phones = list(csv.reader(io.StringIO("".join(register_csv(content().registers[0], "en")))))[1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in phones)


def test_the_file_opens_with_its_password_and_with_no_other(tmp_path: Path) -> None:
    """Clause: R1, B4."""
    made = save_access(POLICY, content(), "nl", str(tmp_path / "anna.zip"))
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.password
    raw = made.path.read_bytes()
    assert b"Lindelaan" not in raw
    assert b"Anna" not in raw, "names of files are not encrypted, so they say nothing"
    with pyzipper.AESZipFile(made.path) as zipped:
        assert made.files == len(zipped.namelist())
        assert set(zipped.namelist()) == {
            "uw-gegevens.html", "uw-gegevens.pdf", "data/access.json", "data/access.schema.json",
            "data/customers.csv", "data/invoices.csv", "data/sessions.csv", "data/consents.csv",
        }  # fmt: skip
        assert {(one.flag_bits & 1, one.wz_aes_strength) for one in zipped.infolist()} == {(1, 3)}
        with pytest.raises(RuntimeError, match=r"[Pp]assword"):
            zipped.read("data/access.json")
        with pytest.raises(RuntimeError, match=r"[Pp]assword"):
            zipped.read("data/access.json", new_password().encode())
        zipped.setpassword(made.password.encode())
        copied = json.loads(zipped.read("data/access.json"))
        jsonschema.validate(copied, json.loads(zipped.read("data/access.schema.json")))
        assert "Lindelaan" in zipped.read("uw-gegevens.html").decode()
        assert "Lindelaan" in pdf_text(zipped.read("uw-gegevens.pdf"))


def test_a_customer_who_asks_so_gets_a_plain_file(tmp_path: Path) -> None:
    """Clause: R1."""
    made = save_access(POLICY, content(), "en", str(tmp_path / "anna.zip"), encrypted=False)
    assert made.password is None
    with zipfile.ZipFile(made.path) as zipped:
        assert b"Lindelaan" in zipped.read("your-data.html")


def test_all_volumes_of_a_long_report_are_in_the_file_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R1."""
    monkeypatch.setattr("helpdesk.documents.paper.VOLUME", 3_000)
    made = save_access(POLICY, content(25), "en", str(tmp_path / "anna.zip"), encrypted=False)
    with zipfile.ZipFile(made.path) as zipped:
        volumes = [name for name in zipped.namelist() if name.endswith(".pdf")]
        assert volumes == ["your-data.pdf", "your-data-2.pdf", "your-data-3.pdf"]
        for number, name in enumerate(volumes, 1):
            assert f"part {number} of 3" in pdf_text(zipped.read(name))


def test_without_typst_the_page_and_the_copies_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R1."""
    monkeypatch.setattr(archive, "can_typeset", lambda: False)
    made = save_access(POLICY, content(), "en", str(tmp_path / "anna.zip"), encrypted=False)
    with zipfile.ZipFile(made.path) as zipped:
        assert "your-data.html" in zipped.namelist()
        assert not any(name.endswith(".pdf") for name in zipped.namelist())


def test_nothing_is_left_of_a_file_that_could_not_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P1."""
    name = str(tmp_path / "anna.zip")
    with monkeypatch.context() as patched:
        patched.setattr(archive, "find_spec", lambda _name: None)
        with pytest.raises(ArchiverMissing) as missing:
            save_access(POLICY, content(), "en", name)
        assert "helpdesk-console[documents]" in str(missing.value.todo)
    assert list(tmp_path.iterdir()) == []
    Path(name).write_text("somebody else's")
    with pytest.raises(Invalid):
        save_access(POLICY, content(), "en", name)
    assert Path(name).read_text() == "somebody else's"


def test_passwords_can_be_read_out_and_are_never_the_same() -> None:
    """Clause: B4."""
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[A-HJKMNP-Z2-9]{4}(?:-[A-HJKMNP-Z2-9]{4}){4}", one) for one in made)


def test_amounts_are_exact() -> None:
    """Clause: D7."""
    from helpdesk.documents.cells import plain

    assert plain(Decimal("1E+2"), "en") == "100"
    assert plain(Decimal("0.10"), "en") == "0.10"
