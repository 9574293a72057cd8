"""What is searched and what is asked, both folded alike: documents, keys, queries, and how well they match.

Pure functions of texts; nothing here knows a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from helpdesk.domain.records import dataclass

KINDS = ("number", "name", "company", "city", "street", "postcode", "email", "phone")
"""The sections of a document, in order; between equal matches the earlier kind wins."""

FOLLOWERS = " abcdefghijklmnopqrstuvwxyz0123456789@"
"""What can follow two letters of a word, in most words."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a store keeps documents of; the tables on a server are named after it.

    `keyed`: its documents have keys too. `newest_first`: of many matches, those with the highest numbers are returned.
    """

    name: str
    keyed: bool = False
    newest_first: bool = False


CUSTOMERS = Catalogue("customer", keyed=True)
MESSAGES = Catalogue("message", newest_first=True)

LOOKED_AT = 300
"""How many documents one index query may return."""

LONGEST_QUERY = 100
MOST_WORDS = 8

_LEAST_SHOWN = ("name", "company", "city", "number", "street", "postcode", "email", "phone")
_SHOWN = tuple(_LEAST_SHOWN.index(kind) for kind in KINDS)
_KEY_KINDS = {"n": "number", "z": "postcode", "e": "email"}  # a telephone number's key leaves out its country
_NAMES = ("given_name", "prefix", "family_name")

_NO_NFKD = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
}
_LETTERS = str.maketrans(_NO_NFKD)
_BLANKS = (*range(33), *map(ord, '!"#$%&()*,-/:;<=>?[\\]^_{|}~'), 127)
_ASCII: dict[int, str | None] = dict.fromkeys(_BLANKS, " ")
_ASCII |= dict.fromkeys(map(ord, ".'`"))
_ASCII_LINES = _ASCII | {10: "\n"}
_OTHER = _ASCII | {ord("\u2019"): None, ord("\u2018"): None, ord("\u00b4"): None, ord("\u02bc"): None}

_CALLING_CODE = re.compile(
    r"1|7|2[07]|3[0123469]|4[013456789]|5[12345678]|6[0123456]|8[1246]|9[0123458]|\d{3}", re.ASCII
)
_PHONE_LIKE = re.compile(r"[\s(]*(?:\+|00|0)?[\d\s().\-/]*", re.ASCII)
_PHONE_INSIDE = re.compile(r"(?<!\S)(?:\+|0)[\d().\-/ ]{4,}\d(?!\S)", re.ASCII)
_POSTCODE = re.compile(r"\d{4} [a-z]{1,2}", re.ASCII)
_POSTCODE_INSIDE = re.compile(r"(?<!\S)(\d{4}) ([a-z]{2})(?!\S)", re.ASCII)


def fold(text: str) -> str:
    """The text for comparing: no case, no accents, no dots or apostrophes, other punctuation as spaces.

    A space precedes every word, so `" jan"` finds words that begin with it. `"Ruud d'Hoølm-Łos"` becomes `" ruud
    dhoolm los"`; empty if no word is left.
    """
    if text.isascii():
        words = text.lower().translate(_ASCII).split()
    else:
        # Decomposing can produce capitals, and lower-casing can produce combined letters: so do both twice.
        spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(
            _LETTERS
        )
        words = "".join(map(_plain, spread)).translate(_OTHER).split()
    return " " + " ".join(words) if words else ""


def _plain(character: str) -> str:
    if character.isprintable():
        return "" if unicodedata.combining(character) else character
    return " " if character.isspace() else ""


def document(values: Mapping[str, object]) -> str:
    """The searchable text of a customer, folded, in sections by `KINDS` that each end in a line break.

    Every word has a space before and after it; e-mail addresses are separated by two.

    Args:
        values: by field name: `number`, `given_name`, `prefix`, `family_name`, `company_name`, `street`,
            `house_number`, `postcode`, `city` as texts or `None`; `emails` and `phones` (E.164) as sequences of texts
            or of things with such a `value`. Others are ignored.
    """
    raw = (
        _text(values, "number"),
        " ".join([_text(values, name) for name in _NAMES]),
        _text(values, "company_name"),
        _text(values, "city"),
        f"{_text(values, 'street')} {_text(values, 'house_number')}",
        _text(values, "postcode").replace(" ", ""),
    )
    emails = "".join([f"{fold(email)} " for email in _several(values, "emails")])
    phones = "".join([_phone(phone) for phone in _several(values, "phones")])
    return f"{_sections(raw)}\n{emails}\n{phones}{phones and ' '}\n"


def _sections(raw: Sequence[str]) -> str:
    """Each text folded, on lines: all at once if nothing needs a closer look, because an import has many."""
    lines = "\n".join(raw)
    if lines.isascii() and lines.count("\n") == len(raw) - 1:
        folded = [" ".join(line.split()) for line in lines.lower().translate(_ASCII_LINES).split("\n")]
        return "\n".join([f" {line} " if line else "" for line in folded])
    return "\n".join([f"{folded} " if folded else "" for folded in map(fold, raw)])


def _text(values: Mapping[str, object], name: str) -> str:
    return str(values.get(name) or "")


def _several(values: Mapping[str, object], name: str) -> Iterable[str]:
    points = values.get(name) or ()
    if not isinstance(points, Iterable):
        raise TypeError(f"{name} holds several values")
    return (str(getattr(point, "value", point)) for point in points)


def _phone(e164: str) -> str:
    """A number as it is typed abroad and at home: `" +31612345678 0612345678"`."""
    digits = e164.lstrip("+")
    return f" +{digits} 0{_subscriber(digits)}" if digits else ""


def _subscriber(digits: str) -> str:
    """An international number without its country code; empty until that is complete."""
    code = _CALLING_CODE.match(digits)
    return digits[code.end() :] if code else ""


def trigrams(text: str) -> set[str]:
    """Every three characters in a row."""
    return {text[at : at + 3] for at in range(len(text) - 2)}


def keys_of(folded: str) -> list[str]:
    """The keys of a document: a letter for the kind, then number, postcode, address or subscriber's number."""
    number, _, _, _, _, postcode, emails, phones, _ = folded.split("\n")
    keys = {f"p{word[1:]}" for word in phones.split() if word[0] == "0"}
    keys.update([f"e{email.replace(' ', '')}" for email in emails.split("  ") if email])
    if number:
        keys.add(f"n{number.replace(' ', '')}")
    if postcode:
        keys.add(f"z{postcode.replace(' ', '')}")
    return list(keys)


class Fit(Enum):
    """How the words of a query must occur in a document."""

    BEGINNING = 1
    ANYWHERE = 2

    def parts(self, words: Sequence[str]) -> list[str]:
        """What to ask an index for; it knows no single letters inside words, and pairs only with `FOLLOWERS`."""
        if self is Fit.ANYWHERE:
            return [word for word in words if len(word) > (1 if word.isascii() else 2)]
        return [f" {word}" for word in words]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: folded words that must all match, and the keys that may begin like this.

    `telling`: what the keys find is what was meant, as for a telephone number with its country.
    """

    words: tuple[str, ...]
    keys: tuple[str, ...]
    telling: bool


def read_query(text: str) -> tuple[Query, ...]:
    """What somebody may mean by what they typed, likeliest first; none for an empty text.

    Telephone numbers in any notation and postcodes become one word; if that finds nothing, the words are tried as they
    are.
    """
    text = text[:LONGEST_QUERY].replace("(0)", " ")
    plain = fold(text).split()[:MOST_WORDS]
    if not plain:
        return ()
    joined = _joined(text)[:MOST_WORDS]
    readings = [joined] if joined == plain else [joined, plain]
    return tuple(
        Query(tuple(words), _keys(words), "@" in words[-1] or words[0][0] == "+") for words in readings
    )


def _joined(text: str) -> list[str]:
    if _PHONE_LIKE.fullmatch(text):
        text = _as_phone(text)
    text = _PHONE_INSIDE.sub(lambda found: _as_phone(found[0]), text)
    folded = fold(text)[1:]
    if _POSTCODE.fullmatch(folded):
        return [folded.replace(" ", "")]
    return _POSTCODE_INSIDE.sub(r"\1\2", folded).split()


def _as_phone(text: str) -> str:
    """Digits as one word: `+31 6-12` as `+31612`, `0031 6` as `+316`, `06-12` as `0612`."""
    digits = "".join(filter(str.isdigit, text))
    if "+" in text:
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _keys(words: list[str]) -> tuple[str, ...]:
    """In the order of `KINDS`, so that the first ones found are the best."""
    whole = "".join(words)
    keys = []
    coded = any(map(str.isdecimal, whole)) and whole[0] != "+"
    if coded or len(words) == 1:
        keys.append(f"n{whole}")
    if coded:
        keys.append(f"z{whole}")
    if "@" in whole[1:]:
        keys.append(f"e{whole}")
    if len(words) == 1 and whole.lstrip("+").isdecimal():
        subscriber = _subscriber(whole[1:]) if whole[0] == "+" else whole.removeprefix("0")
        keys += [f"p{subscriber}"] if subscriber or whole == "0" else []
    return tuple(keys)


def rank(folded: str, words: Iterable[str]) -> tuple[int, str] | None:
    """How well a document matches (lower is better) and the kind of field that did; `None` if it does not match.

    A whole word beats the beginning of one, and that beats a part; ties are broken by the order of `KINDS`.
    """
    cost, shown = 0, -1
    for word in words:
        found = _place(folded, word)
        if found is None:
            return None
        quality, at = found
        kind = folded.count("\n", 0, at)
        cost += quality * len(KINDS) + kind
        shown = max(shown, _SHOWN[kind])
    return cost, _LEAST_SHOWN[shown]


def rank_by_key(folded: str, key: str) -> tuple[int, str] | None:
    """`rank` for a document found by a key that ignores separators, as in `K-77` found by `k77`."""
    kind = _KEY_KINDS.get(key[0])
    if kind is None:
        return None
    quality = 0 if key in keys_of(folded) else 1
    return quality * len(KINDS) + KINDS.index(kind), kind


def _place(folded: str, word: str) -> tuple[int, int] | None:
    """How a word occurs (0 as a whole word, 1 at the beginning of one, 2 inside) and where."""
    start = f" {word}"
    first = folded.find(start)
    if first < 0:
        inside = folded.find(word)
        return None if inside < 0 else (2, inside)
    whole = folded.find(f"{start} ", first)
    return (1, first) if whole < 0 else (0, whole)
