"""The policy's values from the tables of its TOML file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from helpdesk.domain.calendar import RetentionStart
from helpdesk.domain.deadlines import WorkingDays
from helpdesk.domain.letters import FACTS, LetterKind, facts_in
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import SSH, Recording
from helpdesk.policy.cases import breaches, complaints, requests, working_days
from helpdesk.policy.checks import OTHER_CLAUSES, RETENTION_TOO
from helpdesk.policy.ladder import ladder
from helpdesk.policy.model import (
    Authority,
    Basis,
    BasisId,
    Breaches,
    Category,
    Clause,
    Company,
    Complaints,
    ConsentText,
    Job,
    Ladder,
    Letters,
    LetterText,
    Limits,
    Measure,
    Policy,
    Preset,
    Purpose,
    Recipient,
    Remote,
    Requests,
    Retention,
    Right,
    Role,
    Spotting,
    Text,
    Tickets,
    Unsolicited,
    Way,
)
from helpdesk.policy.reading import Table
from helpdesk.policy.spotting import spotting
from helpdesk.policy.tickets import text_module, tickets

LANGUAGE = "[a-z]{2}"
"""The pattern of a language code."""

_DOMAIN = msg("a domain in lower case, such as example.nl")
_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_CATEGORY = r"D[1-9][0-9]?"
_PURPOSE = rf"G[1-9][0-9]?(?:-{_NAME})?"


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Named)


def build(top: Table) -> Policy:
    """The policy of a whole file. Anything wrong is noted as a fault and left empty in the policy."""
    categories = _by_id(_category(table) for table in top.tables("categories"))
    purposes = _by_id(_purpose(table, categories) for table in top.tables("purposes"))
    clauses = _by_id(_clause(table) for table in top.tables("clauses"))
    retention = _by_id(_retention(table, table.text("name")) for table in top.tables("retention"))
    return Policy(
        version=top.string("version"),
        company=_company(top.table("company")),
        authority=_authority(top.table("authority")),
        clauses=_all_clauses(clauses, categories, purposes),
        bases=_by_id(_basis(table) for table in top.tables("bases")),
        categories=categories,
        retention=retention,
        purposes=purposes,
        presets=_by_id(_preset(table, purposes) for table in top.tables("presets")),
        consent_texts=tuple(_consent_text(table, purposes) for table in top.array("consent_texts")),
        recipients=_by_id(_recipient(table, clauses, categories) for table in top.tables("recipients")),
        roles=_by_id(_role(table, purposes) for table in top.tables("roles")),
        limits=_limits(top.table("limits")),
        subjects=_texts(top.table("subjects")),
        channels=_texts(top.table("channels")),
        service_kinds=_texts(top.table("service_kinds")),
        remote=_remote(top.table("remote"), purposes) if "remote" in top.data else Remote(),
        tickets=tickets(top.table("tickets"), purposes) if "tickets" in top.data else Tickets(),
        spotting=spotting(top.table("spotting")) if "spotting" in top.data else Spotting(),
        text_modules=tuple(map(text_module, top.array("text_modules"))),
        unsolicited=_unsolicited(top.table("unsolicited")) if "unsolicited" in top.data else Unsolicited(),
        letters=_letters(top.table("letters")) if "letters" in top.data else Letters(),
        complaints=complaints(top.table("complaints"), purposes)
        if "complaints" in top.data
        else Complaints(),
        requests=requests(top.table("requests")) if "requests" in top.data else Requests(),
        breaches=breaches(top.table("breaches")) if "breaches" in top.data else Breaches(),
        ladder=ladder(top.table("ladder"), purposes) if "ladder" in top.data else Ladder(),
        measures=_by_id(_measure(table, clauses) for table in top.tables("measures"))
        if "measures" in top.data
        else {},
        working_days=working_days(top.table("working_days")) if "working_days" in top.data else WorkingDays(),
    )


def _company(table: Table) -> Company:
    company = Company(
        name=table.string("name"),
        street=table.string("street"),
        postcode=table.string("postcode"),
        city=table.string("city"),
        region=table.matching("region", "[A-Z]{2}", msg("two capitals, such as NL")),
        email=table.string("email"),
        phone=table.string("phone"),
        kvk=table.string("kvk"),
        vat=table.string("vat"),
        time_zone=table.string("time_zone"),
        languages=table.strings("languages"),
        website=table.optional("website"),
        channels=table.strings("channels", required=False),
        year_ends=table.integer("year_ends", 12, 1, 12),
    )
    for index, language in enumerate(company.languages):
        if not re.fullmatch(LANGUAGE, language):
            wanted = msg("two lower-case letters, such as nl")
            problem = msg("“{value}” is not accepted here: {wanted}.", value=language, wanted=wanted)
            table.faults.add(f"{table.at('languages')}[{index}]", problem)
    try:
        ZoneInfo(company.time_zone or "UTC")
    except (ValueError, OSError, KeyError):
        table.note("time_zone", msg("There is no time zone “{value}”.", value=company.time_zone))
    table.close()
    return company


def _authority(table: Table) -> Authority:
    authority = Authority(table.text("name"), table.string("address"), table.string("website"))
    table.close()
    return authority


def _limits(table: Table) -> Limits:
    limits = Limits(
        file_open=table.period("file_open"),
        lock_after=table.period("lock_after"),
        consent_warning=table.period("consent_warning"),
        draft_kept=table.period("draft_kept"),
    )
    table.close()
    return limits


def _remote(table: Table, purposes: Collection[str]) -> Remote:
    recording = table.one_of("recording", tuple(Recording))
    remote = Remote(
        purposes=table.some_of("purposes", purposes),
        recording=Recording(recording) if recording else Recording.OFF,
        ways=_by_id(_way(way) for way in table.tables("ways"))
        if "ways" in table.data
        else MappingProxyType({}),
        agreements=_texts(table.table("agreements")),
    )
    if table.data.get("agreements") == {}:
        table.note("agreements", msg("Say how a customer can agree to it."))
    table.close()
    return remote


def _unsolicited(table: Table) -> Unsolicited:
    unsolicited = Unsolicited(_texts(table.table("places")))
    for place in unsolicited.places:
        if not re.fullmatch(_NAME, place):
            problem = msg(
                "“{value}” can't be a name here. Write it like {example}.", value=place, example="mailbox"
            )
            table.faults.add(f"{table.at('places')}.{place}", problem)
    table.close()
    return unsolicited


def _way(table: Table) -> Way:
    _check_pattern(table, _NAME, "telephone")
    if table.id == SSH:
        table.faults.add(table.path, msg("This way belongs to the console itself and can't be described."))
    way = Way(table.id, table.text("name"), table.yes_or_no("address", default=False))
    table.close()
    return way


def _letters(table: Table) -> Letters:
    texts = table.tables("texts") if "texts" in table.data else ()
    letters = Letters(
        foreign_link_note=table.optional_text("foreign_link_note"),
        own_domains=table.strings("own_domains", required=False),
        court=table.optional_text("court"),
        texts=MappingProxyType({one.id: _letter_text(one) for one in texts}),
    )
    for index, domain in enumerate(letters.own_domains):
        if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", domain):
            problem = msg("“{value}” is not accepted here: {wanted}.", value=domain, wanted=_DOMAIN)
            table.faults.add(f"{table.at('own_domains')}[{index}]", problem)
    table.close()
    return letters


def _letter_text(table: Table) -> LetterText:
    _check_id(table, tuple(LetterKind))
    text = LetterText(table.optional_text("subject"), table.optional_text("text"))
    known = FACTS.get(table.id, ())
    for key, words in (("subject", text.subject), ("text", text.text)):
        for language, written in words.words.items() if words else ():
            for fact in (one for one in facts_in(written) if one not in known):
                problem = msg(
                    "“{value}” is not known. Known are: {known}.", value=fact, known=", ".join(known)
                )
                table.faults.add(f"{table.at(key)}.{language}", problem)
    table.close()
    return text


def _clause(table: Table) -> Clause:
    _check_id(table, OTHER_CLAUSES)
    clause = Clause(table.id, table.text("title"), table.text("promise"))
    table.close()
    return clause


def _basis(table: Table) -> Basis:
    _check_id(table, tuple(BasisId))
    rights = tuple(Right(right) for right in table.some_of("rights", tuple(Right)))
    basis = Basis(table.id, table.text("name"), table.string("article", empty=True), rights)
    table.close()
    return basis


def _category(table: Table) -> Category:
    _check_pattern(table, _CATEGORY, "D10")
    name = table.text("name")
    # Consent is asked for a purpose, never for a category: purposes may share a name.
    bases = [basis for basis in BasisId if basis is not BasisId.CONSENT]
    category = Category(
        id=table.id,
        name=name,
        used_for=table.text("used_for"),
        basis=table.one_of("basis", bases),
        retention=_retention(table.table("retention"), name, table.id),
        kept_in=table.optional_text("kept_in"),
        basis_after_contract=_basis_after_contract(table),
    )
    table.close()
    return category


def _basis_after_contract(table: Table) -> str | None:
    if "basis_after_contract" not in table.data:
        return None
    basis = table.one_of("basis_after_contract", (BasisId.LEGAL_OBLIGATION, BasisId.LEGITIMATE_INTEREST))
    if table.data.get("basis") != BasisId.CONTRACT:
        table.note(
            "basis_after_contract",
            msg("This is only allowed with the basis “{basis}”.", basis=BasisId.CONTRACT),
        )
    return basis or None


def _retention(table: Table, name: Text, category: str | None = None) -> Retention:
    if category is None:
        _check_id(table, RETENTION_TOO)
    starts = table.one_of("starts", tuple(RetentionStart))
    retention = Retention(
        id=category or table.id,
        name=name,
        starts=RetentionStart(starts) if starts else RetentionStart.RECORDED,
        period=table.period("period", by_the_clock=False),
        reason=table.text("reason"),
    )
    table.close()
    return retention


def _purpose(table: Table, categories: Collection[str]) -> Purpose:
    _check_pattern(table, _PURPOSE, "G9-newsletter")
    purpose = Purpose(
        id=table.id,
        name=table.text("name"),
        promise=table.text("promise"),
        key=table.matching("key", "[a-z0-9]", msg("one lower-case letter or digit")),
        categories=table.some_of("categories", categories),
        basis=table.one_of("basis", [basis for basis in BasisId if basis is not BasisId.NONE])
        if "basis" in table.data
        else None,
    )
    table.close()
    return purpose


def _preset(table: Table, purposes: Collection[str]) -> Preset:
    _check_pattern(table, _NAME, "complaint")
    preset = Preset(table.id, table.text("name"), table.some_of("purposes", purposes))
    table.close()
    return preset


def _measure(table: Table, clauses: Collection[str]) -> Measure:
    _check_pattern(table, _NAME, "virus-scanner")
    measure = Measure(table.id, table.text("name"), table.one_of("clause", clauses), table.period("every"))
    table.close()
    return measure


def _consent_text(table: Table, purposes: Mapping[str, Purpose]) -> ConsentText:
    asking = [purpose.id for purpose in purposes.values() if purpose.basis == BasisId.CONSENT]
    text = ConsentText(
        purpose=table.one_of("purpose", asking),
        version=table.string("version"),
        text=table.text("text"),
        valid=table.optional_period("valid"),
    )
    table.close()
    return text


def _recipient(table: Table, clauses: Collection[str], categories: Collection[str]) -> Recipient:
    _check_pattern(table, _NAME, "registry")
    recipient = Recipient(
        id=table.id,
        name=table.text("name"),
        why=table.text("why"),
        clause=table.one_of("clause", clauses),
        categories=table.some_of("categories", categories),
        outside_eea=table.optional_text("outside_eea"),
    )
    table.close()
    return recipient


def _role(table: Table, purposes: Collection[str]) -> Role:
    _check_pattern(table, _NAME, "read-only")
    role = Role(
        id=table.id,
        name=table.text("name"),
        purposes=table.some_of("purposes", purposes, all_too=True),
        jobs=tuple(Job(job) for job in table.some_of("jobs", tuple(Job), all_too=True)),
    )
    table.close()
    return role


def _texts(table: Table) -> Mapping[str, Text]:
    return MappingProxyType({key: table.text(key) for key in table.data})


def _by_id(things: Iterable[_Thing]) -> Mapping[str, _Thing]:
    return MappingProxyType({thing.id: thing for thing in things})


def _all_clauses(
    others: Mapping[str, Clause], categories: Mapping[str, Category], purposes: Mapping[str, Purpose]
) -> Mapping[str, Clause]:
    """Every clause in the order of a statement: promises, data, purposes, and the rest."""
    data = [Clause(one.id, one.name, one.used_for) for one in categories.values()]
    aims = [Clause(one.id, one.name, one.promise) for one in purposes.values() if one.id == one.clause]
    promises = [clause for clause in others.values() if clause.id.startswith("P")]
    rest = [clause for clause in others.values() if not clause.id.startswith("P")]
    return _by_id([*promises, *data, *aims, *rest])


def _check_id(table: Table, known: Collection[str]) -> None:
    if table.id not in known:
        table.faults.add(
            table.path,
            msg("“{value}” is not known. Known are: {known}.", value=table.id, known=", ".join(known)),
        )


def _check_pattern(table: Table, pattern: str, example: str) -> None:
    if not re.fullmatch(pattern, table.id):
        table.faults.add(
            table.path,
            msg("“{value}” can't be a name here. Write it like {example}.", value=table.id, example=example),
        )
