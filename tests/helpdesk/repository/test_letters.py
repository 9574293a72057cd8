"""Letters on every store: numbered, kept with their case, gone with the customer. Clause: G8, K1, C2, R4, R5."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.letters import FACTS, pdf_text

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen, Invalid, NotFound, Refused
from helpdesk.domain.letters import Addressee, LetterKind
from helpdesk.tasks import letters

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        values = {"kind": "person", "given_name": "Anna", "prefix": "van 't", "family_name": "Hof"}
        values |= {"street": "Lindelaan", "house_number": "7", "postcode": "1271 AB", "city": "Huizen"}
        ref: CustomerRef = work.customers.create({**values, "country": "NL", "language": "en"})
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
        work.open_files.open(ref.id, ("G8",))
    return ref


def write(workplace: Any, anna: CustomerRef, kind: LetterKind = LetterKind.EXTENSION, **over: Any) -> Any:
    facts = {**FACTS, **over.pop("facts", {})}
    with workplace.as_() as work:
        return letters.write(work, anna.id, kind, facts, **over)


def test_a_letter_comes_back_as_it_was_written(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G8, K1."""
    kept = write(workplace, anna, LetterKind.FULFILLED, facts={"held": ("Factuur: tot 1-1-2034",)})
    with workplace.as_() as work:
        assert letters.one(work, kept.id) == kept
        assert letters.of_case(work, anna.id, "R2026-0007") == letters.of_customer(work, anna.id) == (kept,)
        assert letters.of_case(work, anna.id, "R2026-0008") == ()
    assert kept.letter.to == ("Anna van 't Hof", "Lindelaan 7", "1271 AB  Huizen")
    assert kept.letter.language == "en", "the language that the customer reads"
    assert ("Factuur: tot 1-1-2034",) in kept.letter.paragraphs
    assert (kept.letter.number, kept.case, kept.by) == ("L2026-0001", "R2026-0007", "technician-login")
    assert kept.letter.closing[1] == "The technician"


def test_numbers_follow_each_other_in_a_year_and_none_is_given_twice(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: G8."""
    first = write(workplace, anna)
    with pytest.raises(Invalid):
        write(workplace, anna, facts={"reason": ""})
    assert (first.letter.number, write(workplace, anna).letter.number) == ("L2026-0001", "L2026-0002")
    with workplace.as_("owner") as work:
        assert work.letters.remove(anna.id) == 2
    assert write(workplace, anna).letter.number == "L2026-0003"
    workplace.clock.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # in Amsterdam it is next year
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G8",))
    assert write(workplace, anna).letter.number == "L2027-0001"


def test_a_draft_keeps_nothing_and_takes_no_number(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        draft = letters.draft(work, anna.id, LetterKind.EXTENSION, FACTS)
        assert letters.of_customer(work, anna.id) == ()
    assert draft.number == ""
    assert "by 2 March 2026" in letters.text(draft)
    assert write(workplace, anna).letter.number == "L2026-0001"


def test_a_letter_needs_a_file_that_is_open_for_a_purpose_with_an_address(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P2, G8, D1."""
    kept = write(workplace, anna)
    with workplace.as_() as work:
        work.open_files.close(anna.id)
    for owed in (False, True):
        with pytest.raises(FileNotOpen):
            write(workplace, anna, owed=owed)
    for read in (
        lambda work: letters.one(work, kept.id),
        lambda work: letters.of_case(work, anna.id, "R2026-0007"),
        lambda work: letters.of_customer(work, anna.id),
    ):
        with pytest.raises(FileNotOpen), workplace.as_() as work:
            read(work)


def test_while_a_restriction_stands_only_letters_that_are_owed_are_written(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R5; GDPR art. 12(3), 18(2), 18(3)."""
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "on request", "R2026-0007")
    with pytest.raises(Refused) as refused:
        write(workplace, anna, LetterKind.ANSWER)
    assert refused.value.decision.clause == "R5"
    lifted = write(workplace, anna, LetterKind.RESTRICTION_LIFTED, owed=True)
    assert lifted.letter.to[0] == "Anna van 't Hof"
    with pytest.raises(Refused), workplace.as_() as work:
        letters.one(work, lifted.id)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G8",))
        assert letters.one(work, lifted.id) == lifted, "who handles legal claims reads it meanwhile"


def test_a_letter_to_a_recipient_goes_to_the_recipient_and_is_kept_with_the_customer(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: T2, R2; GDPR art. 19."""
    sidn = Addressee("", "SIDN", "Meander 501", "6825 MD", "Arnhem", "NL")
    kept = write(workplace, anna, LetterKind.NOTICE, to=sidn, language="nl", owed=True)
    assert kept.letter.to[0] == "SIDN"
    assert kept.letter.language == "nl"
    assert kept.customer == anna.id


def test_when_and_how_a_letter_went_out_is_on_record(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G8."""
    kept = write(workplace, anna)
    assert kept.sent is None
    with workplace.as_() as work:
        gone = letters.sent(work, kept.id, "letter")
    assert (gone.sent, gone.how, gone.letter) == (workplace.clock.now, "letter", kept.letter)
    with pytest.raises(Invalid), workplace.as_() as work:
        letters.sent(work, kept.id, "pigeon")
    with pytest.raises(NotFound), workplace.as_() as work:
        letters.sent(work, 999, "letter")


def test_the_audit_knows_the_number_and_nothing_of_what_was_written(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P1."""
    write(workplace, anna)
    with workplace.as_("owner") as work:
        written, read = work.audit.page(subject=anna.id)[:2]
    assert written.event == "letter:written"
    assert written.detail == {"letter": "L2026-0001", "kind": "extension", "case": "R2026-0007"}
    assert read.event == "file:read"
    assert "Hof" not in str((written, read))


@pytest.mark.stores("embedded", "postgresql")
def test_letters_go_with_the_customer_and_only_who_removes_data_removes_them(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R4, P3, B1."""
    write(workplace, anna)
    write(workplace, anna, facts={"case": "C2026-0001"})
    with pytest.raises(Refused), workplace.as_() as work:
        work.letters.remove(anna.id)
    with workplace.as_("owner") as work:
        assert work.letters.remove(anna.id, "C2026-0001") == 1
        assert work.letters.remove(anna.id, "C2026-0001") == 0
    with workplace.as_() as work:
        assert [one.case for one in letters.of_customer(work, anna.id)] == ["R2026-0007"]
        work.connection.execute(text("delete from customers where id = :id"), {"id": anna.id})
        assert work.connection.execute(text("select count(*) from letters")).scalar_one() == 0


def test_a_letter_is_saved_as_pdf_for_its_owner_alone(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: G8, P1."""
    kept = write(workplace, anna)
    path = letters.save_pdf(kept.letter, str(tmp_path / "L2026-0001.pdf"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert "L2026-0001" in pdf_text(path.read_bytes())
    with pytest.raises(Invalid):
        letters.save_pdf(kept.letter, str(path))


@pytest.mark.stores("embedded", "postgresql")
def test_somebody_without_a_file_gets_a_letter_too(workplace: Any, anna: CustomerRef) -> None:
    """Clause: C1, G8, B1."""
    passer_by = Addressee("Piet Post", "", "Markt 1", "1271 AB", "Huizen", "NL")
    facts = {**FACTS, "case": "C2026-0002"}
    with workplace.as_() as work:
        kept = letters.write(work, "", LetterKind.ACKNOWLEDGEMENT, facts, to=passer_by, language="nl")
        assert letters.one(work, kept.id) == kept
        assert letters.of_case(work, "", "C2026-0002") == (kept,)
        assert letters.of_case(work, anna.id, "C2026-0002") == ()
        assert letters.sent(work, kept.id, "letter").sent
    for job in (letters.one, lambda work, _id: letters.of_case(work, "", "C2026-0002")):
        with pytest.raises(Refused), workplace.as_("read-only") as work:
            job(work, kept.id)
    with workplace.as_("owner") as work:
        assert work.letters.remove("") == 0
        assert work.letters.remove("", "C2026-0002") == 1
