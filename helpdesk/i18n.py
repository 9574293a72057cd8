"""Output in the reader's language: texts, dates, times, numbers and amounts.

English is the source; `locale/nl` has the Dutch catalogue. `install` is called once at the start, before a screen is
imported. The language is looked up at every call, so a text inside a function follows `install`; a text at class or
module level stays in the language of its import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from helpdesk.domain.messages import Message, kept_words, msg

LANGUAGES = ("en", "nl")
"""The languages with a catalogue; the first is the source."""

LOCALE = Path(__file__).parent / "locale"
COMPANY_ZONE = "Europe/Amsterdam"

_YES = msg("yes")
_NO = msg("no")
_FIELD = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
}
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
}

_LONG_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
}


@runtime_checkable
class Sayable(Protocol):
    """Text in several languages, such as a text of the policy."""

    def say(self, language: str, /) -> str:
        """The text in `language`."""
        ...


class Reader(NamedTuple):
    """A reader's language, and how things are written in it."""

    language: str
    catalogue: NullTranslations

    def text(self, text: str) -> str:
        """The translation of `text`, or `text` itself."""
        return self.catalogue.gettext(text) if text else ""

    def plural(self, singular: str, plural: str, count: int) -> str:
        """The translation of the form that goes with `count`."""
        return self.catalogue.ngettext(singular, plural, count)

    def tell(self, message: Message) -> str:
        """`message` as a sentence. A field without a value stays visible as `{field}`; nothing raises."""
        if message.plural is None:
            text = self.text(message.id)
            if "{" not in text and "}" not in text:
                return text
        else:
            text = self.plural(message.id, message.plural, message.count)
        return _fill(
            text,
            {name: self.show(value) for name, value in {"count": message.count, **message.params}.items()},
        )

    def show(self, value: object) -> str:
        """A value as this reader writes it; control characters of untrusted text are made visible."""
        match value:
            case None:
                return ""
            case Message():
                return self.tell(value)
            case bool():
                return self.tell(_YES if value else _NO)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case Decimal():
                return self.amount(value)
            case int():
                return self.number(value)
            case tuple() | list():
                return ", ".join(self.show(one) for one in value)
            case Sayable():
                return value.say(self.language)
            case _:
                from helpdesk.domain.display import visible

                return visible(str(value))

    def day(self, day: date) -> str:
        """A day: `23-11-2026` in Dutch, `23 Nov 2026` in English. A moment gives its day in the company's zone."""
        if isinstance(day, datetime):
            day = _local(day)
        if self.language == "nl":
            return f"{day.day}-{day.month}-{day.year}"
        return f"{day.day} {_MONTHS['en'][day.month - 1]} {day.year}"

    def long_day(self, day: date) -> str:
        """A day as in letters: `28 november 2026` in Dutch, `28 November 2026` in English."""
        if isinstance(day, datetime):
            day = _local(day)
        return f"{day.day} {_LONG_MONTHS[self.language][day.month - 1]} {day.year}"

    def month(self, number: int) -> str:
        """A month, 1 to 12, in three letters."""
        return _MONTHS[self.language][number - 1]

    def weekday(self, number: int) -> str:
        """A day of the week, Monday is 0, as short as possible."""
        return _WEEKDAYS[self.language][number]

    def time(self, moment: datetime) -> str:
        """The time of day in the company's zone, to the minute."""
        return f"{_local(moment):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Day and time of day in the company's zone."""
        here = _local(moment)
        return f"{self.day(here.date())} {here:%H:%M}"

    def number(self, number: int) -> str:
        """A count. Numbers of up to four digits have no separator, so that a year still looks like a year."""
        return str(number) if abs(number) < 10_000 else self._marks(f"{number:,}")

    def half(self, number: float) -> str:
        """A value between two counts, such as a median: a whole number or a half, `13½`."""
        whole = self.number(int(number))
        return whole if number == int(number) else f"{'' if 0 < number < 1 else whole}½"

    def amount(self, euros: Decimal) -> str:
        """Euros to the cent: `€ 1.234,56` in Dutch, `€ 1,234.56` in English."""
        if not euros.is_finite():
            return str(euros)
        return f"€ {self._marks(f'{euros:,.2f}')}"

    def _marks(self, number: str) -> str:
        return number.translate(_DUTCH_MARKS) if self.language == "nl" else number


_DUTCH_MARKS = str.maketrans(",.", ".,")


class _Installed:
    """The choice for the whole program."""

    reader = Reader(LANGUAGES[0], NullTranslations())
    zone: tzinfo | None = None


_installed = _Installed()


@cache
def reader(language: str) -> Reader:
    """The reader of a language; English if it has no catalogue."""
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    if language == LANGUAGES[0]:
        return Reader(language, NullTranslations())
    return Reader(language, translation("helpdesk", LOCALE, [language], fallback=True))


def language_of(environ: Mapping[str, str]) -> str:
    """The language in the environment's locale variables, English if it is not one of ours."""
    wanted = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    code = wanted[:2].lower()
    return code if code in LANGUAGES and not wanted[2:3].isalpha() else LANGUAGES[0]


def install(language: str | None, environ: Mapping[str, str] | None = None) -> None:
    """Choose the language of all further output; `None` uses the environment's locale variables."""
    if language is None:
        import os

        language = language_of(os.environ if environ is None else environ)
    _installed.reader = reader(language)


def use_zone(name: str) -> None:
    """Choose the company's time zone by its IANA name.

    Raises:
        ZoneInfoNotFoundError: there is no such time zone.
    """
    from zoneinfo import ZoneInfo

    _installed.zone = ZoneInfo(name)


def current() -> Reader:
    """The current reader."""
    return _installed.reader


def language() -> str:
    """The current language, `"en"` or `"nl"`."""
    return current().language


def _(text: str) -> str:
    """The translation of an English text."""
    return current().text(text)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The translation of the form that goes with `count`."""
    return current().plural(singular, plural, count)


def tell(message: Message) -> str:
    """A message of the domain as a sentence in the reader's language. Never raises for a missing field."""
    return current().tell(message)


def tell_kept(text: str) -> str:
    """A message that was stored (`messages.packed`), in the reader's language; other text unchanged."""
    words = kept_words(text)
    return tell(words) if isinstance(words, Message) else words


def show_date(day: date) -> str:
    """A day as the reader writes it; a moment gives its day in the company's zone."""
    return current().day(day)


def show_time(moment: datetime) -> str:
    """A time of day in the company's zone, to the minute."""
    return current().time(moment)


def show_moment(moment: datetime) -> str:
    """Day and time of day in the company's zone."""
    return current().moment(moment)


def show_number(number: int) -> str:
    """A count as the reader writes it."""
    return current().number(number)


def show_half(number: float) -> str:
    """A whole number or a half in the reader's language."""
    return current().half(number)


def show_month(number: int) -> str:
    """A month, 1 to 12, in three letters."""
    return current().month(number)


def show_weekday(number: int) -> str:
    """A day of the week, Monday is 0, as short as possible."""
    return current().weekday(number)


def show_amount(euros: Decimal) -> str:
    """An amount of euros as the reader writes it."""
    return current().amount(euros)


def _local(moment: datetime) -> datetime:
    if _installed.zone is None:
        use_zone(COMPANY_ZONE)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(_installed.zone)


def _fill(text: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        return found[0][0] if name is None else values.get(name, found[0])

    return _FIELD.sub(value, text)
