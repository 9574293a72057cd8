"""One contract, held by every store: what the registers promise to the jobs above them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from support.tickets import add_ticket

from helpdesk.domain.consent import ConsentEvent, ConsentEventKind
from helpdesk.domain.customer import CUSTOMER, ContactPoint, CustomerRef, Invoice, KnownAddress
from helpdesk.domain.decision import Masked
from helpdesk.domain.errors import ChangedMeanwhile, FileNotOpen, NotFound, Refused
from helpdesk.domain.imports import ImportRun

ANNA: dict[str, Any] = {
    "kind": "person",
    "given_name": "Anna",
    "prefix": "van der",
    "family_name": "Meulen",
    "street": "Havenstraat",
    "house_number": "12a",
    "postcode": "1271 AB",
    "city": "Huizen",
    "country": "NL",
    "language": "nl",
    "iban": "NL91ABNA0417164300",
    "account_holder": "A. van der Meulen",
    "login_name": "anna",
    "emails": (ContactPoint("anna@example.com", "home", True),),
    "phones": (ContactPoint("+31612345678", "mobile", True), ContactPoint("+31351234567")),
    "ip_addresses": (KnownAddress("192.0.2.17", "home"),),
}


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(ANNA)
    return ref


def test_a_customer_comes_back_as_it_was_saved(workplace: Any, anna: CustomerRef) -> None:
    """Clause: D1, D3, D4, D5."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3", "G4", "G6", "G7"))
        file = work.customers.file(anna.id)
    for name, value in ANNA.items():
        assert file.values[name] == value, name
    assert anna == CustomerRef(anna.id, anna.number, "Anna van der Meulen", "", "Huizen")
    assert len(anna.id) == 32
    assert anna.number.isdigit()


def test_without_an_open_file_nothing_is_handed_out(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        work.customers.file(anna.id)


def test_a_file_closes_by_itself_when_its_time_is_over(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
    workplace.clock.pass_by(hours=2, minutes=59)
    with workplace.as_() as work:
        work.customers.file(anna.id)
    workplace.clock.pass_by(minutes=1)
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        work.customers.file(anna.id)


def test_what_the_purposes_do_not_need_is_masked_and_the_value_is_nowhere(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P2, D7."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        file = work.customers.file(anna.id)
    masked = file.values["iban"]
    assert isinstance(masked, Masked)
    assert "G7" in masked.decision.needs
    assert "0417164300" not in repr(file)


@pytest.mark.parametrize(
    ("purpose", "shown"),
    [
        ("G1", "D1 D2 D3 D5"),
        ("G2", "D1 D2 D3 D5"),
        ("G3", "D1 D2 D3 D4"),
        ("G4", "D1 D2 D5 D6"),
        ("G5", "D1 D2 D5"),
        ("G6", "D1 D5 D6"),
        ("G7", "D1 D2 D3 D7"),
        ("G8", "D1 D2 D3"),
        ("G9-newsletter", "D1 D3"),
    ],
)
def test_a_purpose_hands_out_what_it_needs_and_nothing_else(
    workplace: Any, anna: CustomerRef, purpose: str, shown: str
) -> None:
    """Clause: P2, D1–D7, G1–G9. What is stored is really there, and what is not needed is nowhere in the answer."""
    with workplace.as_() as work:
        work.consents.record(_newsletter(workplace, anna, ConsentEventKind.GIVEN))
        work.customers.change(*_opened_for_all(work, anna), {"company_name": "Meulen B.V."})
        work.open_files.close(anna.id)
        work.open_files.open(anna.id, (purpose,))
        file = work.customers.file(anna.id)
    values = {**ANNA, "company_name": "Meulen B.V."}
    for field in CUSTOMER:
        if field.category in shown.split():
            assert file.values[field.name] == values.get(field.name, file.values[field.name]), field.name
            assert not isinstance(file.values[field.name], Masked), field.name
        else:
            assert isinstance(file.values[field.name], Masked), field.name
            for value in (values.get(field.name),):
                assert not value or field.name == "number" or repr(value) not in repr(file.values)


@pytest.mark.parametrize("kind", [ConsentEventKind.REFUSED, ConsentEventKind.WITHDRAWN])
def test_another_purpose_needs_a_consent_that_stands(
    workplace: Any, anna: CustomerRef, kind: ConsentEventKind
) -> None:
    """Clause: G9; GDPR art. 6(1)(a), 7(3). Open or not, the file shows nothing for it once consent is gone."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G9-newsletter",))
        assert isinstance(work.customers.file(anna.id).values["emails"], Masked)
        work.consents.record(_newsletter(workplace, anna, ConsentEventKind.GIVEN))
        assert work.customers.file(anna.id).values["emails"] == ANNA["emails"]
    workplace.clock.pass_by(minutes=1)
    with workplace.as_() as work:
        work.consents.record(_newsletter(workplace, anna, kind))
        masked = work.customers.file(anna.id).values["emails"]
    assert isinstance(masked, Masked)
    assert masked.decision.clause == "G9"


def _opened_for_all(work: Any, ref: CustomerRef) -> tuple[str, int]:
    """A file opened for purposes that show everything: the customer's id and version."""
    work.open_files.open(ref.id, ("G2", "G3", "G4", "G7"))
    return ref.id, work.customers.file(ref.id).version


def _newsletter(workplace: Any, ref: CustomerRef, kind: ConsentEventKind) -> ConsentEvent:
    return ConsentEvent(
        id="", customer_id=ref.id, purpose="G9-newsletter", kind=kind, at=workplace.clock(), how="e-mail",
        recorded_by="technician-login", evidence="mail", text_version="1", text_language="nl",
    )  # fmt: skip


def test_a_purpose_that_is_added_unmasks_and_is_on_record(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        work.open_files.add_purpose(anna.id, "G7")
        assert work.customers.file(anna.id).values["iban"] == ANNA["iban"]
        events = [record.event for record in work.audit.page(subject=anna.id)]
    assert events == ["file:read", "file:purpose-added", "file:opened", "customer:created"]


def test_a_file_opened_for_one_look_leaves_the_open_one_as_it_is(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        before = work.open_files.current(anna.id)
    with workplace.as_() as work:
        with work.open_files.opened_once(anna.id, ("G7",)):
            assert work.customers.file(anna.id).values["iban"] == ANNA["iban"]
        assert work.open_files.current(anna.id) == before
    with workplace.as_() as work:
        assert work.open_files.mine() == (before,)
        assert not work.customers.file(anna.id).seen("iban")


def test_a_look_for_a_purpose_that_the_role_may_not_use_is_refused(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B1, P2."""
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        with work.open_files.opened_once(anna.id, ("G7",)):
            pytest.fail("nothing may be done in here")


def test_one_technicians_open_file_is_not_anothers(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B1, P2."""
    with workplace.as_("technician") as work:
        work.open_files.open(anna.id, ("G3",))
    with pytest.raises(FileNotOpen), workplace.as_("owner") as work:
        work.customers.file(anna.id)


def test_a_refusal_is_on_record_though_its_work_is_rolled_back(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B1."""
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.customers.create(ANNA)
    with workplace.as_("owner") as work:
        newest = work.audit.page(limit=1)[0]
        assert (newest.event, newest.technician) == ("action:refused", "read-only-login")
        assert newest.detail["doing"] == "create"
        assert work.customers.count() == 1


def test_a_purpose_that_the_role_may_not_use_opens_nothing(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B1, P2."""
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.open_files.open(anna.id, ("G7",))


def test_only_visible_categories_can_be_changed(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        file = work.customers.file(anna.id)
    with pytest.raises(Refused), workplace.as_() as work:
        work.customers.change(anna.id, file.version, {"iban": "NL20INGB0001234567"})


def test_the_second_of_two_editors_is_shown_the_first_ones_version(workplace: Any, anna: CustomerRef) -> None:
    for role in ("technician", "owner"):
        with workplace.as_(role) as work:
            work.open_files.open(anna.id, ("G3",))
            seen = work.customers.file(anna.id)
    with workplace.as_("owner") as work:
        work.customers.change(anna.id, seen.version, {"city": "Laren"})
    with pytest.raises(ChangedMeanwhile) as caught, workplace.as_() as work:
        work.customers.change(anna.id, seen.version, {"city": "Blaricum"})
    assert caught.value.theirs.values["city"] == "Laren"
    assert caught.value.theirs.version == seen.version + 1


def test_a_change_is_found_at_once_and_the_old_value_is_not(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        version = work.customers.file(anna.id).version
        work.customers.change(anna.id, version, {"family_name": "Zonneveld", "phones": ()})
    with workplace.as_(read_only=True) as work:
        assert [found.ref.id for found in work.customers.find("zonnev")] == [anna.id]
        assert work.customers.find("meulen") == ()
        assert work.customers.find("06 1234 5678") == ()


@pytest.mark.parametrize(
    "text",
    ["anna", "MEULEN", "van der meul", "havenstr", "1271ab", "1271 AB", "huizen", "anna@exa", "0612345678",
     "+31 6 1234", "0031612345678", "eule"],
)  # fmt: skip
def test_any_fragment_of_any_field_finds(workplace: Any, anna: CustomerRef, text: str) -> None:
    with workplace.as_() as work:
        work.customers.create({"kind": "company", "company_name": "Bakkerij Ünal", "city": "Bussum"})
    with workplace.as_(read_only=True) as work:
        assert [found.ref.number for found in work.customers.find(text)] == [anna.number]


def test_accents_do_not_matter_and_nothing_finds_nothing(workplace: Any) -> None:
    with workplace.as_() as work:
        bakery = work.customers.create({"kind": "company", "company_name": "Bakkerij Ünal", "city": "Bussum"})
    with workplace.as_(read_only=True) as work:
        assert [found.ref.id for found in work.customers.find("unal")] == [bakery.id]
        assert [found.ref.id for found in work.customers.find(bakery.number)] == [bakery.id]
        assert work.customers.find("") == ()
        assert work.customers.find("   ") == ()


def test_likely_duplicates_are_named(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        same_mail = {"emails": (ContactPoint("ANNA@example.com"),)}
        assert work.customers.alike(same_mail) == (anna,)
        assert work.customers.alike({"phones": (ContactPoint("+31612345678"),)}) == (anna,)
        assert work.customers.alike({"family_name": "meulen", "postcode": "1271 AB"}) == (anna,)
        assert work.customers.alike(same_mail, but=anna.id) == ()
        assert work.customers.alike({"family_name": "Meulen", "postcode": "1000 AA"}) == ()


def test_a_restriction_masks_everything_until_it_is_lifted(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2; GDPR art. 18."""
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "accuracy contested")
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3", "G7"))
        file = work.customers.file(anna.id)
    assert all(isinstance(value, Masked) for value in file.values.values())
    assert {decision.clause for decision in file.decisions.values()} == {"R5"}
    with workplace.as_("privacy-officer") as work:
        kept = workplace.clock() - timedelta(days=1)
        assert work.standings.usable_since(anna.id, kept) is None
        work.standings.lift(anna.id, "restriction")
    with workplace.as_() as work:
        assert work.standings.in_restriction() == (), "from the very moment"
        assert work.standings.usable_since(anna.id, kept) == workplace.clock()
        assert work.customers.file(anna.id).values["city"] == "Huizen"


def test_services_and_invoices_tell_where_a_customer_stands(workplace: Any, anna: CustomerRef) -> None:
    """Clause: D7, G2, P3."""
    with workplace.as_() as work:
        first = work.services.add(anna.id, "hosting", "example.org", date(2024, 1, 1))
        second = work.services.add(anna.id, "mail", "example.org", date(2024, 1, 1))
        work.services.block(anna.id, second, date(2026, 5, 1))
        due = Invoice("2026-001", date(2026, 3, 1), date(2026, 3, 15), Decimal("121.00"))
        work.services.add_invoice(anna.id, due)
        standing = work.standings.of(anna.id)
        assert (standing.services_blocked, standing.overdue, standing.contract_ended) == (True, True, None)
        work.open_files.open(anna.id, ("G2", "G7"))
        assert work.customers.file(anna.id).values["invoices"] == (due,)
        work.services.end(anna.id, first, date(2026, 4, 1))
        work.services.end(anna.id, second, date(2026, 5, 2))
        assert work.standings.of(anna.id).contract_ended == date(2026, 5, 2)
        with pytest.raises(NotFound):
            work.services.end(anna.id, 999_999, date(2026, 5, 2))


def test_the_last_day_of_a_contract_or_to_pay_on_is_not_over_yet(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P3, A1. And one contract that ended leaves the other running."""

    def stands() -> tuple[date | None, bool]:
        with workplace.as_() as work:
            standing = work.standings.of(anna.id)
        return standing.contract_ended, standing.overdue

    today = workplace.clock().date()
    with workplace.as_() as work:
        first, last = (work.services.add(anna.id, name, "", date(2024, 1, 1)) for name in ("hosting", "mail"))
        work.services.add_invoice(anna.id, Invoice("2026-001", today, today, Decimal("12.10")))
        work.services.end(anna.id, first, date(2026, 4, 1))
    assert stands() == (None, False)
    with workplace.as_() as work:
        work.services.end(anna.id, last, today)
    assert stands() == (None, False)
    workplace.clock.pass_by(days=1)
    assert stands() == (today, True)


def test_consents_keep_their_whole_history(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G9; GDPR art. 7."""
    with workplace.as_() as work:
        for kind, until in ((ConsentEventKind.GIVEN, 20), (ConsentEventKind.WITHDRAWN, None)):
            end = workplace.clock().replace(day=until) if until else None
            work.consents.record(
                ConsentEvent(
                    id="", customer_id=anna.id, purpose="G9-newsletter", kind=kind, at=workplace.clock(),
                    how="e-mail", recorded_by="technician-login", evidence="mail of today", text_version="1",
                    text_language="nl", valid_until=end,
                )
            )  # fmt: skip
            ending = work.consents.ending(workplace.clock(), workplace.clock().replace(day=30))
            assert [row[0] for row in ending] == ([anna] if until else [])
        events = work.consents.of(anna.id)
    assert [event.kind for event in events] == [ConsentEventKind.GIVEN, ConsentEventKind.WITHDRAWN]
    assert events[0].at == workplace.clock()


def test_removing_a_customer_takes_all_that_hangs_on_it(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P3."""
    with workplace.as_() as work:
        work.services.add(anna.id, "hosting", "example.org", date(2020, 1, 1))
        work.open_files.open(anna.id, ("G3",))
    with workplace.as_("privacy-officer") as work:
        work.customers.remove(anna.id, "retention")
    with workplace.as_("owner") as work:
        assert work.customers.find("meulen") == ()
        assert work.open_files.recent() == ()
        assert work.customers.count() == 0
        with pytest.raises(NotFound):
            work.customers.ref(anna.id)
        assert work.audit.verify() is None


def test_a_customer_is_gone_at_once_in_the_job_that_removes_it(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P3."""
    with workplace.as_("privacy-officer") as work:
        assert work.standings.of(anna.id).contract_ended is None
        work.customers.remove(anna.id, "retention")
        for look in (work.standings.of, work.consents.of, work.holdings.categories):
            with pytest.raises(NotFound):
                look(anna.id)


def test_a_search_says_whether_there_are_more(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        work.customers.prepare_search()
        work.customers.create({"kind": "person", "family_name": "Vermeulen"})
        assert len(work.customers.find("meulen", limit=1)) == 1
        assert work.customers.find("meulen", limit=1).more
        assert not work.customers.find("meulen", limit=2).more


def test_drafts_are_their_writers_alone(workplace: Any) -> None:
    with workplace.as_("technician") as work:
        work.drafts.save("customer:new", '{"city": "Huizen"}')
        work.drafts.save("customer:new", '{"city": "Laren"}')
        assert work.drafts.load("customer:new") == '{"city": "Laren"}'
        assert [form for form, _ in work.drafts.forms()] == ["customer:new"]
    with workplace.as_("owner") as work:
        assert work.drafts.load("customer:new") is None


def test_a_draft_that_nobody_comes_back_to_goes_after_a_week(workplace: Any) -> None:
    """Clause: P3. Also when it is somebody else's."""
    with workplace.as_("technician") as work:
        work.drafts.save("customer:new", '{"city": "Huizen"}')
    with workplace.as_("owner") as work:
        workplace.clock.pass_by(days=6)
        assert work.drafts.past() == ()
        assert work.drafts.forget_past() == 0
        workplace.clock.pass_by(days=1)
        assert work.drafts.forget_past() == 1
    with workplace.as_("technician") as work:
        assert work.drafts.forms() == ()


def test_a_draft_that_goes_says_so_and_one_that_is_kept_anew_does_not(workplace: Any) -> None:
    """Clause: P3, B6. Whoever commits overwrites what was there; a server does that in the table of drafts."""
    with workplace.as_() as work:
        work.drafts.save("customer:new", '{"city": "Huizen"}')
        work.drafts.save("customer:new", '{"city": "Laren"}')
        ticket = add_ticket(work)
        work.drafts.drop(f"ticket:{ticket}:note")
        assert not work.drafts_went
    for gone in (
        lambda work: work.drafts.drop("customer:new"),
        lambda work: work.drafts.drop_of_tickets([ticket]),
    ):
        with workplace.as_() as work:
            work.drafts.save("customer:new", "{}")
            work.drafts.save(f"ticket:{ticket}:note", "{}")
            gone(work)
            assert work.drafts_went
        assert workplace.store.scrub_drafts()


def test_imports_with_rejected_rows_stay_on_the_list_until_settled(workplace: Any) -> None:
    with workplace.as_() as work:
        work.imports.record(ImportRun(workplace.clock(), "me", "clean.csv", 10, 0, 0))
        run = work.imports.record(ImportRun(workplace.clock(), "me", "messy.csv", 7, 1, 2, "rejects.csv"))
        assert [one.id for one in work.imports.unsettled()] == [run]
        work.imports.settle(run)
        assert work.imports.unsettled() == ()


def test_the_last_purposes_and_customers_come_back_on_top(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        other = work.customers.create({"kind": "person", "family_name": "Bos"})
        for customer, purposes in ((anna, ("G3",)), (other, ("G3", "G4")), (anna, ("G3", "G7"))):
            work.open_files.open(customer.id, purposes)
        assert work.open_files.last_purposes() == ("G3", "G7")
        assert work.open_files.recent() == (anna, other)
        assert {opened.customer for opened in work.open_files.mine()} == {anna, other}
        work.open_files.close(anna.id)
        assert [opened.customer for opened in work.open_files.mine()] == [other]


def test_every_field_of_the_register_is_handed_out_or_masked(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G1",))
        assert set(work.customers.file(anna.id).values) == {field.name for field in CUSTOMER}
