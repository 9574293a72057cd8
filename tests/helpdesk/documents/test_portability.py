"""What a customer takes along, and that another store takes it in. Clause: R3; GDPR art. 20."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.letters import HOSTILE, content
from support.stores import sample

from helpdesk.desk import Desk
from helpdesk.documents.portability import portable_csv, portable_json, provided
from helpdesk.domain.customer import ContactPoint
from helpdesk.i18n import tell
from helpdesk.tasks import files
from helpdesk.tasks.copies import save_portable
from helpdesk.tasks.importing.run import plan, run

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
    assert told["customers"][0]["phones"] == ["+31612345678", "+31201234567"]
    planned = plan(tmp_path / "customer.csv", [])
    planned.mapping.check()
    assert not planned.mapping.ignored, "every column is known to the import"
    result = desk.do(run, planned, tmp_path / "rejects.csv", tell=tell)
    assert (result.imported, result.rejected) == (1, 0)
    (found,) = desk.do(files.find, "Hof")
    read = desk.do(files.look, found.ref.id, ("G3", "G7"))
    assert {name: read.values[name] for name in names(provided(POLICY, content())) - {"emails", "phones"}} == {
        "given_name": "Anna", "prefix": "van 't", "family_name": "Hof", "street": "Lindelaan", "house_number": "7",
        "postcode": "1271 AB", "city": "Huizen", "iban": "NL91ABNA0417164300",
    }  # fmt: skip
    assert read.values["emails"] == (ContactPoint("anna@example.org", "werk", True),)
    assert [point.value for point in read.values["phones"]] == ["+31612345678", "+31201234567"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["=1+1", "'t Hof", "-Hof", "@Hof", 'Hof, "Jr."', "Hof\nJan", "007"])
def test_names_that_a_spreadsheet_would_run_come_back_as_they_were(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    """Clause: R3, P4."""
    held = content()
    anna = held.registers[0].records[0]
    fields = tuple(replace(one, value=name) if one.name == "family_name" else one for one in anna.fields)
    changed = replace(held, registers=(replace(held.registers[0], records=(replace(anna, fields=fields),)),))
    sheet = tmp_path / "customer.csv"
    sheet.write_text(portable_csv(provided(POLICY, changed), "nl"), encoding="utf-8", newline="")
    assert not any(line.startswith(("=", "@", "-")) for line in sheet.read_text(encoding="utf-8").split(","))
    result = desk.do(run, plan(sheet, []), tmp_path / "rejects.csv", tell=tell)
    assert result.imported == 1
    (found,) = desk.do(files.find, "1271AB")
    assert desk.do(files.look, found.ref.id, ("G3",)).values["family_name"] == " ".join(name.split())
