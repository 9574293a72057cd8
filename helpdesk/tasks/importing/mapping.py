"""Which column of a foreign list becomes which field: guessed from its header and content, or told.

A column that no field needs is not read at all. Clause: P2 (no more than is needed).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from helpdesk.domain import contact
from helpdesk.domain.contact import BadValue
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, choose, msg
from helpdesk.domain.places import fold
from helpdesk.domain.records import dataclass
from helpdesk.tasks.importing.rejects import OWN_HEADERS
from helpdesk.tasks.importing.synonyms import FILLERS, LABELLED, PARTY_PREFIX, SYNONYMS

SEVERAL = frozenset({"email", "phone", "ip_address"})
"""Fields that several columns may have."""

_WITH_LABEL = re.compile(f"({'|'.join(sorted(SEVERAL))}):(.*)")
"""A header with the field and label spelled out, as in the sheet that a customer takes along. Clause: R3."""

FIELDS: Mapping[str, Message] = {
    "number": CUSTOMER["number"].label,
    "full_name": msg("Full name"),
    "contact_name": msg("Contact person"),
    **{
        name: CUSTOMER[name].label
        for name in ("given_name", "prefix", "family_name", "company_name", "kvk", "vat")
    },
    "address": msg("Street and number"),
    **{name: CUSTOMER[name].label for name in ("street", "house_number")},
    "house_addition": msg("House number addition"),
    **{name: CUSTOMER[name].label for name in ("postcode", "city", "country")},
    "email": msg("E-mail address"),
    "phone": msg("Telephone number"),
    "ip_address": msg("IP address"),
    **{
        name: CUSTOMER[name].label for name in ("login_name", "iban", "account_holder", "language", "channel")
    },
}
"""What a column can become, with its label, in reading order."""


def _parses(parse: Callable[[str], str]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            parse(text)
        except BadValue:
            return False
        return True

    return check


def _is_flag_or_date(text: str) -> bool:
    """Whether a header such as "E-mail bevestigd" or "Telefoon gewijzigd" is about the value and is not the value."""
    return bool(_FLAG_OR_DATE.fullmatch(text))


def _looks_like_email(text: str) -> bool:
    return "@" in text and "." in text.rpartition("@")[2]


_BY_ITS_WORDS, _BY_CONTENT = 300, 400
_NAMES = frozenset({"full_name", "contact_name", "family_name", "given_name", "company_name"})
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FLAG_OR_DATE = re.compile(
    r"ja|nee|j|n|y|yes|no|x|v|0|1|true|false|waar|onwaar|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?",
    re.IGNORECASE,
)
_DUTCH_NUMBER = re.compile(r"(?:\+|0)[\d ().+/-]{8,18}")
_DUTCH_POSTCODE = re.compile(r"[1-9]\d{3} ?[A-Za-z]{2}")

# Values that almost always mean this, even without a known header.
_HINTS: Mapping[str, Callable[[str], bool]] = {
    "email": _looks_like_email,
    "iban": _parses(contact.parse_iban),
    "ip_address": _parses(contact.parse_ip),
    "postcode": lambda text: bool(_DUTCH_POSTCODE.fullmatch(text)),
    "phone": lambda text: bool(_DUTCH_NUMBER.fullmatch(text)),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet: its position (from 0), its header, and the field it becomes; `None` is not read.

    `label` is added to each value, for fields that have one (`mobiel`, `facturen`).
    """

    place: int
    header: str
    field: str | None = None
    label: str = ""

    @property
    def name(self) -> str:
        """What people call the column: its header, or its number if it has none."""
        return self.header or f"#{self.place + 1}"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What every column of a sheet becomes."""

    columns: tuple[Column, ...]

    def of(self, field: str) -> tuple[Column, ...]:
        """The columns that become a field, in the order of the sheet."""
        return tuple(column for column in self.columns if column.field == field)

    @property
    def ignored(self) -> tuple[Column, ...]:
        """The columns that are not read, except those of a file of rejected rows."""
        return tuple(c for c in self.columns if c.field is None and c.header not in OWN_HEADERS)

    def told(self, place: int, field: str | None, label: str = "") -> ColumnMapping:
        """The mapping with one column changed by hand; a single-column field is taken from its other column."""
        taken = {field} - SEVERAL - {None}
        columns = [replace(c, field=None, label="") if c.field in taken else c for c in self.columns]
        columns[place] = replace(columns[place], field=field, label=label)
        return ColumnMapping(tuple(columns))

    @property
    def has_names(self) -> bool:
        """Whether a column holds a name or a company."""
        return any(column.field in _NAMES for column in self.columns)

    def check(self) -> None:
        """Errors: `Invalid` if no column has a name or a company."""
        if not self.has_names:
            fault = Fault("", msg("No column with a name or a company was recognised."))
            unclear = Invalid((fault,), msg("The columns of this list are not clear enough."))
            unclear.todo = msg(
                "Say what a column becomes, such as --map Klantnaam=full_name, or choose it in the console."
            )
            raise unclear


def guess(
    headers: Sequence[str],
    sample: Iterable[Sequence[str]],
    overrides: Mapping[int, tuple[str | None, str]] = MappingProxyType({}),
) -> ColumnMapping:
    """What the columns most likely are, by their headers and by the cells of `sample` (rows).

    `overrides` (from `parse_overrides`) win over any guess.
    """
    cells = list(zip(*sample, strict=False)) or [()] * len(headers)
    seen = [[cell.strip() for cell in column if cell.strip()] for column in cells]
    guesses = [_by_header(place, header) for place, header in enumerate(headers)]
    for place, (found, values) in enumerate(zip(guesses, seen, strict=False)):
        if found.doubt >= _BY_ITS_WORDS and values and _share(values, _is_flag_or_date) > 0.5:
            guesses[place] = _Guess(Column(place, headers[place]))
    for place, (field, label) in overrides.items():
        guesses[place] = _Guess(Column(place, headers[place], field, label), -1)
    _by_neighbours(guesses)
    _by_content(guesses, seen, frozenset(overrides))
    return ColumnMapping(tuple(_strongest(guesses)))


def parse_overrides(texts: Sequence[str], headers: Sequence[str]) -> dict[int, tuple[str | None, str]]:
    """`["Tel 2=phone:werk", "#7=city", "Memo="]` as the columns' positions with their field and label.

    A column is named by its header, or by its number from 1 after a `#`; no field, or `-`, leaves it out. Errors:
    `Invalid`, with a fault for every text that names no column or no field.
    """
    places = {fold(header): place for place, header in reversed(list(enumerate(headers)))}
    places |= {f"#{number}": number - 1 for number in range(1, len(headers) + 1)}
    found: dict[int, tuple[str | None, str]] = {}
    faults = []
    for text in texts:
        name, _, target = text.rpartition("=")
        field, _, label = target.strip().partition(":")
        place = places.get(name.strip(), places.get(fold(name) or "#"))
        if place is None:
            faults.append(Fault(name or text, msg("There is no column with this name.")))
        elif field not in {*FIELDS, "", "-"}:
            faults.append(Fault(name, choose(FIELDS)))
        else:
            found[place] = (field if field in FIELDS else None, contact.clean(label))
    if faults:
        raise Invalid(tuple(faults), msg("The mapping of columns is not right."))
    return found


@dataclass(frozen=True, slots=True)
class _Guess:
    """A column, and how certain its field is: of two that claim one field the lower `doubt` wins."""

    column: Column
    doubt: int = 0

    @property
    def field(self) -> str | None:
        return self.column.field

    def as_field(self, field: str) -> _Guess:
        return replace(self, column=replace(self.column, field=field))


def _by_header(place: int, header: str) -> _Guess:
    if header in OWN_HEADERS:
        return _Guess(Column(place, header))
    if exact := _WITH_LABEL.fullmatch(header):
        return _Guess(Column(place, header, exact[1], contact.clean(exact[2])))
    plain = header.split("(")[0]
    for doubt, word in enumerate((fold(header), fold(plain), PARTY_PREFIX.sub("", fold(plain)))):
        if word in SYNONYMS:
            field, rank = SYNONYMS[word]
            label = _label(header) if field in LABELLED else ""
            return _Guess(Column(place, header, field, label), doubt * 100 + rank)
    labelled = _labelled_field(header)
    return _Guess(Column(place, header, labelled, _label(header) if labelled else ""), _BY_ITS_WORDS)


def _words(header: str) -> list[str]:
    joined = re.sub(r"\be[-_ ]?mail", "email", _CAMEL.sub(" ", header), flags=re.IGNORECASE)
    return _WORDS.findall(joined)


def _labelled_field(header: str) -> str | None:
    """The field that several columns may have, each with a label: `Tel. mobiel`, `Email facturen`."""
    words = {fold(word) for word in _words(header)}
    return next((field for field, bases in LABELLED.items() if words & bases), None)


def _label(header: str) -> str:
    """What a header says besides the field itself: `werk` in "Telefoon (werk)", `mobiel` in "Mobiel nr."."""
    return " ".join(
        word for word in _words(header) if fold(word) not in FILLERS and not word.isdigit()
    ).lower()


def _by_neighbours(guesses: list[_Guess]) -> None:
    """Headers whose meaning depends on others: "Naam" after "Voornaam", or "Nr" after "Straat"."""
    for place in range(1, len(guesses)):
        beside_street = guesses[place - 1].field in {"street", "address"} and guesses[place].doubt > 0
        if beside_street and fold(guesses[place].column.header) in {"nr", "nummer", "no", "number"}:
            guesses[place] = guesses[place].as_field("house_number")
    fields = {guess.field for guess in guesses}
    turned: dict[str, str] = {}
    if "given_name" in fields and "family_name" not in fields:
        turned["full_name"] = "family_name"
    if "house_number" in fields and "street" not in fields:
        turned["address"] = "street"
    if "house_number" not in fields and "address" not in fields:
        turned["street"] = "address"
    if not fields & {"full_name", "given_name", "family_name"}:
        turned["contact_name"] = "full_name"
    for place, found in enumerate(guesses):
        if found.field in turned and found.doubt >= 0:
            guesses[place] = found.as_field(turned[found.field])
    _give_way(guesses)


def _give_way(guesses: list[_Guess]) -> None:
    """A full name gives way to one in parts, and beside a company becomes the contact person."""
    fields = {guess.field for guess in guesses}
    if "family_name" in fields:
        whole = {"full_name", "contact_name"}
    elif {"company_name", "contact_name"} <= fields:
        whole = {"full_name"}
    else:
        return
    for place, found in enumerate(guesses):
        if found.field in whole and found.doubt >= 0:
            guesses[place] = _Guess(Column(place, found.column.header))


def _by_content(guesses: list[_Guess], seen: list[list[str]], told: frozenset[int]) -> None:
    """Columns whose header says nothing, but whose cells do."""
    for place, values in enumerate(seen):
        found = guesses[place]
        if found.field or place in told or len(values) < 3 or found.column.header in OWN_HEADERS:
            continue
        for field, check in _HINTS.items():
            single = field not in SEVERAL and any(guess.field == field for guess in guesses)
            if not single and _share(values, check) >= 0.8:
                label = _label(found.column.header) if field in LABELLED else ""
                guesses[place] = _Guess(Column(place, found.column.header, field, label), _BY_CONTENT)
                break


def _strongest(guesses: list[_Guess]) -> Iterable[Column]:
    """The columns, with each single-column field given to the most certain one."""
    best: dict[str, int] = {}
    for place, found in enumerate(guesses):
        field = found.field
        if field and field not in SEVERAL and (field not in best or found.doubt < guesses[best[field]].doubt):
            best[field] = place
    for place, found in enumerate(guesses):
        kept = found.field is None or found.field in SEVERAL or best[found.field] == place
        yield found.column if kept else Column(place, found.column.header)


def _share(values: Sequence[str], check: Callable[[str], bool]) -> float:
    return sum(map(check, values)) / len(values)
