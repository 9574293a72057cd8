"""Made-up customers in any number: the same seed gives the same people, with unique customer numbers.

Names, streets and towns are common ones. E-mail is at example domains and accounts are at a bank that does not exist;
KvK and VAT numbers and landlines begin like none that was ever given out. Mobile numbers are random, because the
Netherlands reserves none for this, so one may be somebody's: never call or send anything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple, TypeVar

from helpdesk.domain.customer import ContactPoint, CustomerKind
from helpdesk.domain.places import fold

FIRST_NUMBER = 20_001
"""Above the numbers of the hand-made customers."""

T = TypeVar("T")
_PERSON, _COMPANY = str(CustomerKind.PERSON), str(CustomerKind.COMPANY)
_INITIALS = ("J.", "A.", "M.", "P.J.", "A.M.", "H.", "C.J.M.", "W.", "S.", "Th.", "E.", "R.A.")
_FORMS = ("B.V.", "B.V.", "B.V.", "V.O.F.", "", "", "en Zonen", "Holding B.V.")
_DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.org")
_LETTERS = "ABCDEGHJKLMNPRTVWXZ"
_PLAIN = str.maketrans("ıłøđ", "ilod")
_TABLE = 1024


class _Town(NamedTuple):
    """A town with its area code and the range of its postcodes."""

    name: str
    area: str
    first: int
    last: int


def generate(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Made-up customers, numbered from `FIRST_NUMBER`: values by field name of `CUSTOMER`, in stored form.

    They look like the output of the import's `RowReader`. One in four is a company; some read English; some have no
    e-mail address, telephone or account, as in real life.
    """
    random = Random(seed)  # noqa: S311 - nobody has to guess who comes next
    tables = _Tables(random)
    for place in range(count):
        yield _customer(tables, random.getrandbits(120), FIRST_NUMBER + place)


class _Tables:
    """Everything to choose from in tables of one length, with common values repeated."""

    def __init__(self, random: Random) -> None:
        def drawn(values: Sequence[T], evenly: bool = False) -> list[T]:
            weights = [1 if evenly else 1 / (place + 12) for place in range(len(values))]
            return random.choices(values, weights, k=_TABLE)

        words = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
        self.given = drawn([*words["given"], *_INITIALS], evenly=True)
        families = [word.rpartition("|") for word in words["family"]]
        self.family = [
            (prefix or None, name, fold(name.translate(_PLAIN))) for prefix, _, name in drawn(families)
        ]
        towns = [(often, _Town(name, *rest)) for name, (often, *rest) in words["towns"].items()]
        self.towns = random.choices([town for _, town in towns], [often for often, _ in towns], k=_TABLE)
        self.streets = drawn(words["streets"], evenly=True)
        self.trades = drawn(words["trades"], evenly=True)
        self.letters = [a + b for a, b in zip(drawn(_LETTERS, True), drawn(_LETTERS, True), strict=True)]


def _customer(tables: _Tables, draw: int, number: int) -> dict[str, Any]:
    """One customer from 120 random bits; each choice takes its own bits, so that they are independent."""
    given = tables.given[draw & 1023]
    prefix, family, plain = tables.family[draw >> 10 & 1023]
    town = tables.towns[draw >> 20 & 1023]
    digits = draw >> 30 & 0xFFFFFFFF
    chance = draw >> 62
    house = (chance & 127) + 1
    company = _company(tables, family, chance >> 7 & 8191) if chance >> 20 & 3 == 0 else None
    login = f"{plain}{number}"
    return {
        "kind": _COMPANY if company else _PERSON,
        "company_name": company,
        "given_name": given,
        "prefix": prefix,
        "family_name": family,
        "number": str(number),
        "street": tables.streets[chance >> 22 & 1023],
        "house_number": f"{house}{'abc'[house % 3]}" if chance >> 32 & 7 == 0 else str(house),
        "postcode": f"{town.first + digits % (town.last - town.first + 1)} {tables.letters[digits >> 22]}",
        "city": town.name,
        "country": None,
        "kvk": f"00{number % 999_999 + 1:06}" if company else None,
        "vat": _vat(digits) if company else None,
        "emails": _emails(login, company, digits, chance >> 35 & 15),
        "phones": _phones(town.area, company, digits, chance >> 39 & 7),
        "ip_addresses": (),
        "login_name": login if chance >> 42 & 1 else None,
        "iban": _iban(number * 7_919_333 % 10_000_000_000) if chance >> 43 & 1 else None,
        "account_holder": f"{given[0]} {family}" if chance >> 43 & 1 else None,
        "language": "en" if chance >> 44 & 15 == 0 else "nl",
        "channel": ("email", "email", "telephone", "whatsapp", "sms", None, None, None)[chance >> 48 & 7],
    }


def _company(tables: _Tables, family: str, draw: int) -> str:
    return f"{tables.trades[draw & 1023]} {family} {_FORMS[draw >> 10]}".rstrip()


def _emails(login: str, company: str | None, digits: int, chance: int) -> tuple[ContactPoint, ...]:
    if not chance:
        return ()
    domain = _DOMAINS[digits % 5]
    first = ContactPoint(f"{login}@{domain}", "", True)
    return (
        (first, ContactPoint(f"facturen.{login}@{domain}", "facturen"))
        if company and chance > 8
        else (first,)
    )


def _phones(area: str, company: str | None, digits: int, chance: int) -> tuple[ContactPoint, ...]:
    """A mobile number, a landline, both or none."""
    mobile = ContactPoint(f"+316{'12345812'[digits & 7]}{digits % 10_000_000:07}", "mobiel", True)
    if chance > 2:
        return (mobile,)
    line = f"+31{area}0{digits}"[:12]
    fixed = ContactPoint(line.ljust(12, "5"), "werk" if company else "thuis", chance == 2)
    return ((mobile, fixed), (), (fixed,))[chance]


def _vat(digits: int) -> str:
    """A VAT number with correct check digits, as sole traders have since 2020; theirs begin with 0."""
    nine = 900_000_000 + digits % 100_000_000
    return f"NL{nine:09}B{98 - int(f'2321{nine:09}1100') % 97:02}"


def _iban(account: int) -> str:
    """An account number with correct check digits at a bank that does not exist."""
    return f"NL{98 - int(f'29142829{account:010}232100') % 97:02}TEST{account:010}"
