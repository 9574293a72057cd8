"""Contact details: read as people write them, stored in one form, shown readably.

Each `parse_x` takes untrusted text and returns the stored form, or raises `BadValue` with a sentence for whoever typed
it. Parsing what was shown gives back what was stored. All of them clean first: unprintable characters (control codes,
bidirectional overrides, NUL) are dropped here, at the boundary, and never stored.

Clause: D1 (address), D2 (company numbers), D3 (e-mail), D4 (telephone), D6 (IP address), D7 (IBAN).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from helpdesk.domain.messages import Message, msg

HOME = "NL"
LONGEST_TEXT = 200

_SEPARATORS = str.maketrans("", "", " -.()/")
_EXTENSION = re.compile(
    r"[\s,;]*(?<![^\W\d_])(?:toestel|tst|extension|ext|x)[.:]?\s*(\d{1,7})$", re.IGNORECASE
)
_SIMPLE_LOCAL_PART = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*", re.ASCII)
_FOREIGN_POSTCODE = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]{0,10}[A-Z0-9])?", re.ASCII)
_DUTCH_POSTCODE = re.compile(r"([1-9]\d{3}) ?((?!SA|SD|SS)[A-Z]{2})", re.ASCII)
_DUTCH_IBAN = re.compile(r"NL\d\d[A-Z]{4}\d{10}", re.ASCII)
_VAT_SINCE_2020 = re.compile(r"NL\d{9}B\d\d", re.ASCII)
_LETTER_VALUES = str.maketrans({chr(55 + value): str(value) for value in range(10, 36)})
_NUMBER = re.compile(r"\w(?:[\w./-]*\w)?")
_ADDITION = r"(?:[ /-]*(?:bis|huis|hs|boven|beneden|rood|zwart|[a-z]{1,2}|[ivx]{1,4}|\d{1,4})(?![^\W_]))"
_ADDRESS = re.compile(
    rf"(?P<street>.*?[^\W\d_].*?)(?:[ ,]+|(?<=[^\W\d_]{{3}}))(?P<number>\d{{1,5}}[a-z]?(?!\w){_ADDITION}*)",
    re.IGNORECASE,
)
_PLAIN_ADDRESS = re.compile(r"([^\W\d_][^\d,]*[^\d, ]) (\d{1,5}[a-zA-Z]?)")
_YEAR_THEN_NUMBER = re.compile(r"(?P<year>(?:1[5-9]|20)\d\d(?:-(?:1[5-9]|20)?\d\d)?) +(?P<number>\d.*)")
_NUMBER_FIRST = re.compile(
    r"(?P<number>\d{1,5}(?!e\b)[a-z]?),? +(?P<street>[^\W\d].*[^\W\d]\.?)",
    re.IGNORECASE,
)


class BadValue(ValueError):
    """A text that is not accepted. `message` says why, without repeating the text."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def clean(text: str) -> str:
    """The text in Unicode form C, printable characters only, white space as single spaces between words."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text[:1] == " " or text[-1:] == " " or "  " in text:
        return " ".join(text.split())
    return text


def parse_text(text: str, limit: int = LONGEST_TEXT) -> str:
    """A line of free text, such as a name or a street, of at most `limit` characters."""
    text = clean(text)
    if len(text) > limit:
        raise BadValue(msg("This is too long: at most {limit} characters.", limit=limit))
    return text


def parse_customer_number(text: str) -> str:
    """A customer number: one word of letters, digits and `. / - _`, at most 32 characters, kept unchanged."""
    text = parse_text(text, 32)
    if not _NUMBER.fullmatch(text):
        raise BadValue(msg("A customer number is letters and digits without spaces."))
    return text


def parse_login(text: str) -> str:
    """A login name: one word of at most 128 characters, kept unchanged. Clause: D5, B6 (never a password)."""
    text = parse_text(text, 128)
    if not text or " " in text:
        raise BadValue(msg("A login name has no spaces."))
    return text


def parse_email(text: str) -> str:
    """An e-mail address, checked by its syntax only: the domain in lower case, the part before the @ as written."""
    text = parse_text(text, 254)
    local, _, domain = text.rpartition("@")
    if _SIMPLE_LOCAL_PART.fullmatch(local) and len(local) <= 64:
        return f"{local}@{_email_domain(domain)}"
    if not local:
        raise BadValue(msg("An e-mail address has an @ in the middle, like jan@example.com."))
    return _checked_email(text)


@lru_cache(maxsize=4096)
def _email_domain(domain: str) -> str:
    """The domain as stored. Caching is safe: few domains carry most addresses, and a domain alone names nobody."""
    return _checked_email(f"a@{domain}").rpartition("@")[2]


def _checked_email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError:
        raise BadValue(msg("This is not an e-mail address like jan@example.com.")) from None
    return f"{found.local_part}@{found.domain.lower()}"


def email_key(email: str) -> str:
    """The form of a stored address that all its spellings share, for comparing."""
    return email.casefold()


def parse_phone(text: str, region: str = HOME) -> str:
    """A telephone number in any notation, as E.164 (`+31612345678`).

    A number without a country belongs to `region` (ISO 3166). A missing leading zero is forgiven. An extension is not
    part of E.164: it is refused here and belongs in the label (`split_extension` separates it).
    """
    text = parse_text(text, 64)
    plain = _plain_number(region)
    if plain:
        code, pattern = plain
        match = pattern.fullmatch(text if text.isdecimal() else text.translate(_SEPARATORS))
        if match:
            return f"+{code}{match['number']}"
    return _checked_phone(text, region)


@lru_cache(maxsize=8)
def _plain_number(region: str) -> tuple[int, re.Pattern[str]] | None:
    """Calling code and pattern of the region's everyday fixed and mobile numbers, without separators.

    Taken from the library's own tables, so that the fast path agrees with the full one. Numbers that begin like the
    calling code take the full path. `None` if the country has no plain trunk prefix 0.
    """
    from phonenumbers import PhoneMetadata

    data = PhoneMetadata.metadata_for_region(region, None)
    simple = data and data.national_prefix == data.national_prefix_for_parsing == "0"
    if not data or not simple or data.international_prefix != "00" or not data.country_code:
        return None
    if not data.fixed_line or not data.mobile:
        return None
    numbers = f"{data.fixed_line.national_number_pattern}|{data.mobile.national_number_pattern}"
    code = data.country_code
    prefix = rf"(?:0|(?:\+|00){code}0?)?"
    return code, re.compile(rf"{prefix}(?P<number>(?!0|{code})(?:{numbers}))", re.ASCII)


def _checked_phone(text: str, region: str) -> str:
    import phonenumbers

    if split_extension(text)[1]:
        raise BadValue(msg("Put the extension in the label, not in the telephone number."))
    if any(character.isalpha() for character in text):
        raise BadValue(msg("A telephone number has no letters."))
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise BadValue(msg("This is not a telephone number.")) from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise BadValue(
            msg("This telephone number does not exist; is there a digit missing, or one too many?")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def split_extension(text: str) -> tuple[str, str]:
    """`"035 1234567 toestel 12"` as `("035 1234567", "12")`; without an extension the second is empty."""
    match = _EXTENSION.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def show_phone(e164: str, region: str = HOME) -> str:
    """A stored number as people of `region` write it: `06 12345678` at home, `+32 2 123 45 67` abroad."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    at_home = phonenumbers.region_code_for_number(number) == region
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)


def parse_postcode(text: str, country: str = HOME) -> str:
    """A postcode: `1276 XA` in the Netherlands, elsewhere at most 12 letters, digits and hyphens."""
    text = clean(text).upper()
    if country == HOME:
        plain = _DUTCH_POSTCODE.fullmatch(text)
        return f"{plain[1]} {plain[2]}" if plain else _checked_dutch_postcode(text)
    if not _FOREIGN_POSTCODE.fullmatch(text):
        raise BadValue(msg("A postcode is letters and digits, at most 12."))
    return text


def _checked_dutch_postcode(text: str) -> str:
    from stdnum.exceptions import ValidationError
    from stdnum.nl import postcode

    try:
        return str(postcode.validate(text))
    except ValidationError:
        raise BadValue(
            msg("A Dutch postcode looks like 1276 XA; for another country, fill in the country.")
        ) from None


def parse_kvk(text: str) -> str:
    """A number of the Dutch trade register: eight digits (it has no check digit)."""
    digits = clean(text)
    if not digits.isdecimal():
        digits = re.sub(r"^kvk(?:[ -]?(?:nr|nummer))?|[\s.:-]", "", digits, flags=re.IGNORECASE)
    if len(digits) != 8 or not (digits.isascii() and digits.isdecimal()) or digits == "00000000":
        raise BadValue(msg("A KvK number has eight digits."))
    return digits


def parse_vat(text: str, country: str = HOME) -> str:
    """A VAT number of the European Union with its country: `NL004495445B01`, `BE0403019261`.

    Dutch numbers from before and after 2020 (sole traders) are both accepted; without leading letters it belongs to
    `country`.
    """
    text = clean(text)
    text = text.upper() if text.isalnum() else re.sub(r"\W", "", text).upper()
    if not text[:2].isalpha():
        text = country + text
    if _VAT_SINCE_2020.fullmatch(text) and text[-2:] != "00" and _remainder(text) == 1:
        return text
    return _checked_vat(text)


def _checked_vat(text: str) -> str:
    from stdnum.eu import vat
    from stdnum.exceptions import ValidationError
    from stdnum.nl import btw

    try:
        number = "NL" + btw.validate(text) if text.startswith("NL") else vat.validate(text)
    except (ValidationError, ValueError):
        raise BadValue(msg("This VAT number is not right; is a digit wrong?")) from None
    return str(number)


def parse_iban(text: str) -> str:
    """An account number with its check digits, without spaces: `NL91ABNA0417164300`. Clause: D7."""
    number = clean(text)
    number = number.upper() if number.isalnum() else number.translate(_SEPARATORS).upper()
    if _DUTCH_IBAN.fullmatch(number) and _remainder(number[4:] + number[:4]) == 1:
        return number
    return _checked_iban(number)


def _remainder(number: str) -> int:
    """Modulo 97 with letters as 10 to 35 (ISO 7064); 1 when the check digits are right."""
    return int(number.translate(_LETTER_VALUES)) % 97


def _checked_iban(text: str) -> str:
    from stdnum import iban
    from stdnum.exceptions import ValidationError

    try:
        return str(iban.validate(text))
    except (ValidationError, ValueError):
        raise BadValue(msg("This account number (IBAN) is not right; is a character wrong?")) from None


def show_iban(iban: str) -> str:
    """A stored IBAN in fours: `NL91 ABNA 0417 1643 00`."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def parse_ip(text: str) -> str:
    """One IPv4 or IPv6 address in its shortest form; an IPv4-mapped IPv6 address becomes IPv4. Clause: D6."""
    from ipaddress import IPv6Address, ip_address

    try:
        address = ip_address(clean(text))
    except ValueError:
        raise BadValue(msg("An IP address looks like 192.0.2.17 or 2001:db8::17.")) from None
    if isinstance(address, IPv6Address):
        if address.scope_id:
            raise BadValue(msg("An IP address with a % only means something on one machine's own network."))
        address = address.ipv4_mapped or address
    return str(address)


def split_address(text: str) -> tuple[str, str]:
    """Split a line into street and house number: `"Kerkstraat 12a-3"` gives `("Kerkstraat", "12a-3")`.

    If there is no certain house number, the whole line is the street, and nothing is lost.
    """
    text = clean(text)
    plain = _PLAIN_ADDRESS.fullmatch(text)
    if plain:
        return plain[1], plain[2]
    match = _ADDRESS.fullmatch(text) or _NUMBER_FIRST.fullmatch(text) if len(text) <= LONGEST_TEXT else None
    if not match:
        return text, ""
    street, number = match["street"].rstrip(" ,"), match["number"]
    year = _YEAR_THEN_NUMBER.fullmatch(number)
    if year:
        street, number = f"{street} {year['year']}", year["number"]
    return street, number
