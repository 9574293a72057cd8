"""What a customer takes along, and that another store takes it in. Clause: R3; GDPR art. 20."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.letters import HOSTILE, content
from support.stores import sample

from helpdesk.desk import Desk
from helpdesk.documents.portability import SCHEMA, SCHEMA_ID, portable_csv, portable_json, provided
from helpdesk.domain.customer import ContactPoint
from helpdesk.i18n import tell
from helpdesk.tasks import files
from helpdesk.tasks.copies import save_portable
from helpdesk.tasks.importing.run import How, plan, run

POLICY = sample()


def names(held: Any) -> set[str]:
    return {one.name for register in held.registers for record in register.records for one in record.fields}


def test_only_what_the_customer_gave_and_what_rests_on_consent_or_contract_goes_along_r3() -> None:
    along = provided(POLICY, content())
    assert [register.name for register in along.registers] == ["customers"]
    assert names(along) == {
        "given_name", "prefix", "family_name", "street", "house_number", "postcode", "city", "emails", "phones", "iban",
    }  # fmt: skip
    assert HOSTILE not in "".join(portable_json(along, "nl")), (
        "we gave the login name, so it is not theirs to take"
    )


def test_what_rests_on_the_law_or_our_interest_after_the_contract_stays_r3() -> None:
    assert names(provided(POLICY, content(), contract_over=True)) == set()


def test_the_file_can_be_imported_into_another_store_r3(
    desk: Desk, tmp_path: Path, make_desk: Callable[..., Desk]
) -> None:
    made = save_portable(POLICY, content(), "nl", str(tmp_path / "mee.zip"), encrypted=False)
    with zipfile.ZipFile(made.path) as zipped:
        zipped.extractall(tmp_path)
        told = json.loads(zipped.read("portable.json"))
        jsonschema.validate(told, json.loads(zipped.read("portable.schema.json")))
    assert [one["value"] for one in told["customers"][0]["phones"]] == ["+31612345678", "+31201234567"]
    planned = plan(tmp_path / "customer.csv", [])
    planned.mapping.check()
    assert not planned.mapping.ignored, "every column is known to the import"
    result = desk.do(run, planned, tmp_path / "rejects.csv", How(tell=tell))
    assert (result.imported, result.rejected) == (1, 0)
    (found,) = desk.do(files.find, "Hof")
    read = desk.do(files.look, found.ref.id, ("G3", "G7"))
    assert {name: read.values[name] for name in names(provided(POLICY, content())) - {"emails", "phones"}} == {
        "given_name": "Anna", "prefix": "van 't", "family_name": "Hof", "street": "Lindelaan", "house_number": "7",
        "postcode": "1271 AB", "city": "Huizen", "iban": "NL91ABNA0417164300",
    }  # fmt: skip
    assert read.values["emails"] == (ContactPoint("anna@example.org", "werk", True),)
    assert [point.value for point in read.values["phones"]] == ["+31612345678", "+31201234567"]  # type: ignore[attr-defined]


def changed(**values: Any) -> Any:
    """Anna's copy with other values."""
    held = content()
    anna = held.registers[0].records[0]
    fields = tuple(replace(one, value=values.get(one.name, one.value)) for one in anna.fields)
    return replace(held, registers=(replace(held.registers[0], records=(replace(anna, fields=fields),)),))


@pytest.mark.parametrize(
    "label", ["", "werk", "Kantoor van Piet", "2", "=1+1", "a:b, 'c' \"d\"", "e-mail", "Tel. 2", "[/nope]"]
)
def test_what_the_customer_calls_an_address_goes_along_and_comes_back_as_it_was(
    desk: Desk, tmp_path: Path, label: str
) -> None:
    """Clause: R3; GDPR art. 20. In both copies, as they wrote it."""
    emails = (ContactPoint("anna@example.org", label, True), ContactPoint("a@example.com", "", False))
    phones = (ContactPoint("+31612345678", label), ContactPoint("+31201234567", "Thuis"))
    along = provided(POLICY, changed(emails=emails, phones=phones))
    told = json.loads("".join(portable_json(along, "nl")))
    jsonschema.validate(told, json.loads(SCHEMA.read_text("utf-8")))
    assert (told["schema"], told["customers"][0]["emails"][0]) == (
        SCHEMA_ID,
        {"value": "anna@example.org", "label": label},
    )
    sheet = tmp_path / "customer.csv"
    sheet.write_text(portable_csv(along, "nl"), encoding="utf-8", newline="")
    result = desk.do(run, plan(sheet, []), tmp_path / "rejects.csv", How(tell=tell))
    assert (result.imported, result.rejected) == (1, 0)
    (found,) = desk.do(files.find, "1271AB")
    read = desk.do(files.look, found.ref.id, ("G3",)).values
    for name, gave in (("emails", emails), ("phones", phones)):
        back: Any = read[name]
        assert [(one.value, one.label) for one in back] == [(one.value, one.label) for one in gave]


def test_a_copy_that_leaves_out_a_label_does_not_hold_to_its_schema() -> None:
    """Clause: R3."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    told = json.loads("".join(portable_json(provided(POLICY, content()), "en")))
    del told["customers"][0]["emails"][0]["label"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, schema)
    assert schema["$id"] == SCHEMA_ID


@pytest.mark.parametrize("name", ["=1+1", "'t Hof", "-Hof", "@Hof", 'Hof, "Jr."', "Hof\nJan", "007"])
def test_names_that_a_spreadsheet_would_run_come_back_as_they_were(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    """Clause: R3, P4."""
    held = changed(family_name=name)
    sheet = tmp_path / "customer.csv"
    sheet.write_text(portable_csv(provided(POLICY, held), "nl"), encoding="utf-8", newline="")
    assert not any(line.startswith(("=", "@", "-")) for line in sheet.read_text(encoding="utf-8").split(","))
    result = desk.do(run, plan(sheet, []), tmp_path / "rejects.csv", How(tell=tell))
    assert result.imported == 1
    (found,) = desk.do(files.find, "1271AB")
    assert desk.do(files.look, found.ref.id, ("G3",)).values["family_name"] == " ".join(name.split())
