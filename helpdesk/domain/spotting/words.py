"""Special categories of personal data and criminal offences, by the words of the policy.

A word is found as a whole, in any case and with any accents. `*` at its beginning or end stands for any letters
(`*kanker`, `chemo*`). Several words match with anything but letters and digits between them (`burn out`). A word in
capitals only matches in capitals (`AIDS`: aids help to hear). An entry with `!` means nothing, even if part of it
would (`!key fingerprint`). Of the entries that match at one place the longest counts.

Clause: D9; GDPR art. 9 and 10.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from helpdesk.domain.marks import MARK
from helpdesk.domain.places import fold
from helpdesk.domain.spotting.forms import answers_of_forms, descents, is_label, said_of_people
from helpdesk.domain.spotting.kinds import SPECIAL, Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.reading import Reading

_STEM = 3
_NEAR = 60
_LONGEST_WORD = 60


class _Entry(NamedTuple):
    parts: tuple[str, ...]
    kind: Kind | None  # `None` for entries that mean nothing
    prefix: bool  # whether more letters may follow the last part
    capitals: bool = (
        False  # whether the last part is in capitals after others that are not: heeft ALS, but not heeft als
    )


class WordList:
    """The words of a policy, to be looked up word by word."""

    def __init__(self, words: tuple[tuple[Kind, tuple[str, ...]], ...]) -> None:
        self._capitals: dict[str, Kind] = {}
        self._whole: dict[str, list[_Entry]] = {}
        self._beginnings: dict[str, list[_Entry]] = {}
        self._endings: dict[str, list[tuple[str, Kind]]] = {}
        for kind, its_words in words:
            for word in its_words:
                self._add(kind, word)

    def _add(self, kind: Kind, word: str) -> None:
        parts = tuple(filter(None, map(fold, _word().findall(word))))
        if not parts:
            return
        last = word.rpartition(" ")[2]
        capitals = last.isupper() and len(last) > 1 and not word.isupper()
        entry = _Entry(parts, None if word.startswith("!") else kind, word.endswith("*"), capitals)
        if word.isupper() and len(parts) == 1:
            self._capitals[word] = kind
            self._whole.setdefault(parts[0], [])
        elif word.startswith("*"):
            self._endings.setdefault(parts[0][-_STEM:], []).append((parts[0], kind))
        elif entry.prefix and len(parts) == 1:
            self._beginnings.setdefault(parts[0][:_STEM], []).append(entry)
        else:
            self._whole.setdefault(parts[0], []).append(entry)

    def candidates(self, folded: list[str]) -> list[int]:
        """The places of words worth a closer look: one in eight in an ordinary text."""
        whole, beginnings, endings = self._whole, self._beginnings, self._endings
        return [
            place
            for place, word in enumerate(folded)
            if word in whole or word[:_STEM] in beginnings or word[-_STEM:] in endings
        ]

    def at(self, folded: list[str], place: int, written: Callable[[int], str]) -> tuple[Kind | None, int]:
        """The kind of what begins at a word (`None`: it means nothing), and how many words that is (0: none).

        `written` gives a word as it is in the text.
        """
        word = folded[place]
        fitting = [
            one
            for one in self._whole.get(word, ())
            if _fits(one, folded, place)
            and not (one.capitals and written(place + len(one.parts) - 1).islower())
        ]
        if fitting:
            longest = max(fitting, key=lambda one: len(one.parts))
            if len(longest.parts) > 1 or written(place) not in self._capitals:
                return longest.kind, len(longest.parts)
        if written(place) in self._capitals:
            return self._capitals[written(place)], 1
        beginnings = [one for one in self._beginnings.get(word[:_STEM], ()) if word.startswith(one.parts[0])]
        if beginnings:
            return max(beginnings, key=lambda one: len(one.parts[0])).kind, 1
        for ending, kind in self._endings.get(word[-_STEM:], ()):
            if word.endswith(ending):
                return kind, 1
        return None, 0


def _fits(entry: _Entry, folded: list[str], place: int) -> bool:
    *first, last = entry.parts
    end = place + len(first)
    if end >= len(folded) or folded[place:end] != first:
        return False
    return folded[end].startswith(last) if entry.prefix else folded[end] == last


def special(reading: Reading, context: Context) -> Iterator[Finding]:
    """Words of the special categories: likely if they are said about a person, else possible.

    For kinds that the policy has words for, forms and turns of phrase are recognised as well.
    """
    given = tuple((kind, tuple(context.words[kind])) for kind in SPECIAL if context.words.get(kind))
    if not given:
        return
    for one in chain(answers_of_forms(reading), descents(reading), said_of_people(reading)):
        if context.words.get(one.kind):
            yield one
    known = _word_list(given)
    matches = list(_word().finditer(reading.low))
    folded = [match[0] for match in matches]
    if not reading.low.isascii() or "'" in reading.low:
        folded = [word if word.isascii() and word.isalnum() else fold(word) for word in folded]

    yield from _joined_in_health(reading, _words_found(reading, known, matches, folded))


def _words_found(
    reading: Reading, known: WordList, matches: list[re.Match[str]], folded: list[str]
) -> Iterator[Finding]:
    def written(place: int) -> str:
        return reading.text[slice(*matches[place].span())]

    skipped = 0
    for place in known.candidates(folded):
        if place < skipped:
            continue
        kind, length = known.at(folded, place, written)
        skipped = place + length
        if kind:
            yield from _finding(reading, kind, matches[place].start(), matches[skipped - 1].end())


def _joined_in_health(reading: Reading, found: Iterator[Finding]) -> Iterator[Finding]:
    """Two adjacent words for one ailment are one finding: bypass surgery."""
    last: Finding | None = None
    for one in found:
        beside = last and reading.text[last.end : one.start] == " "
        if last and beside and last.kind is one.kind is Kind.HEALTH:
            last = Finding(one.kind, last.start, one.end, max(last.certainty, one.certainty))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def named_kinds(name: str, words: Mapping[Kind, tuple[str, ...]]) -> tuple[Kind, ...]:
    """The kinds named by a word in a file name, such as `IMG_paspoort-2.jpg`, in the order of `words`."""
    known = _word_list(tuple((kind, tuple(its_words)) for kind, its_words in words.items()))
    written = [match[0] for match in _word().finditer(MARK.sub("", name))]
    folded = [fold(word) for word in written]
    found = {known.at(folded, place, written.__getitem__)[0] for place in known.candidates(folded)}
    return tuple(kind for kind in words if kind in found)


def _finding(reading: Reading, kind: Kind, start: int, end: int) -> Iterator[Finding]:
    if (
        is_label().match(reading.low, start)
        or reading.in_url(start)
        or _model().match(reading.text, end)
        or _is_of_a_thing(reading, kind, start, end)
    ):
        return
    said = _somebody().search(reading.before(start, _NEAR))
    certainty = Certainty.LIKELY if said else Certainty.POSSIBLE
    yield Finding(kind, *_whole(reading.text, start, end), certainty)


def _is_of_a_thing(reading: Reading, kind: Kind, start: int, end: int) -> bool:
    """Whether a word is the subject of a film, course or calendar, or a fingerprint unlocks a telephone."""
    line = reading.line_before(start)
    if _about().search(line[-_NEAR:]) or (
        kind is not Kind.HEALTH and _thing_behind().match(reading.low, end)
    ):
        return True
    if kind is not Kind.BIOMETRIC or _of_whom().match(reading.text, end):
        return False
    return _of_a_device().search(line + "|" + reading.after(end, _NEAR)) is not None


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A passage with whatever is hyphenated to it: hiv-positief."""
    joined = _joined_before().search(text, max(0, start - _LONGEST_WORD), start)
    joined_behind = _joined_behind().match(text, end)
    return joined.start() if joined else start, joined_behind.end() if joined_behind else end


@lru_cache(maxsize=4)
def _word_list(words: tuple[tuple[Kind, tuple[str, ...]], ...]) -> WordList:
    return WordList(words)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W_]{1,60}(?:['’][^\W\d_]{1,3}(?![^\W_]))?")


@cache
def _joined_before() -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])(?:[^\W\d_]{2,30}-){1,3}\Z")


@cache
def _joined_behind() -> re.Pattern[str]:
    return re.compile(r"(?:-[^\W\d_]{2,30}){1,3}(?![^\W_])")


@cache
def _model() -> re.Pattern[str]:
    """What makes a word part of a product name: MS-7A38."""
    return re.compile(r"[-_/]?\d")


@cache
def _about() -> re.Pattern[str]:
    """The end of what comes before a subject or title: the series about the prison."""
    things = (
        r"series?|film|movie|boek|book|documentaire|documentary|podcast|artikel|nieuws|news|spel|game|programma|show|"
        r"folder|flyer|poster|quiz|campagne|lezing|lecture|cursus|course|training|workshop|musical|museum|nieuwsbrief|"
        r"newsletter|project|werkstuk|spreekbeurt|presentatie|presentation|scriptie|essay"
    )
    return re.compile(
        rf"(?<![a-z])(?:{things})(?: (?:over|about|on|called|genaamd|heet|van))(?: (?:de|het|een|the|a))? [\"'“‘]?$|"
        r"(?<![a-z])(?:openingstijden|opening hours|feestdagen|holidays|aanbieding(?:en)?|menu|"
        r"kalender|calendar|agenda)(?: (?:de|het|the|incl\.?|including|tijdens|during|for))?(?: (?:van|de|the))? $"
    )


@cache
def _thing_behind() -> re.Pattern[str]:
    """What may be Jewish, Muslim or Kurdish without being a person: songs, food, a calendar."""
    return re.compile(
        r" (?:liederen|lied|muziek|museum|feestdag(?:en)?|kalender|keuken|restaurant|recept(?:en)?|films?|"
        r"boek(?:en)?|songs?|"
        r"music|holidays?|calendar|food|cuisine|recipes?|fonts?|letters?|toetsenbord|keyboard|geschiedenis|history|kunst|"
        r"art|lessen|kerstliederen|carols)(?![a-z])"
    )


@cache
def _of_whom() -> re.Pattern[str]:
    """Whose a fingerprint is ("of Karel", "van mijn man"), or that it is kept or given."""
    return re.compile(
        r"(?:s|ken)?[\"'”’]? (?:(?:van|of) (?:[A-Z]|(?:mijn|onze|de|een|alle|my|our|the|all) )|"
        r"(?:opslaan|opgeslagen|bewaard|bewaren|verwijder|wissen|afgeven|afstaan|inleveren|laten|stored|kept|on file))"
    )


@cache
def _of_a_device() -> re.Pattern[str]:
    """What says that a fingerprint unlocks something, or belongs to a key."""
    return re.compile(
        r"telefoon|phone|laptop|tablet|iphone|ipad|samsung|toestel|ontgrendel|unlock|lezer|reader|sensor|scanner|"
        r"herken|recogni[sz]|sha-?\d|md5|ssh|(?<![a-z])(?:keys?|host|sleutel|certificaat|certificate|apps?|"
        r"wil|wants?|vraagt|asks)(?![a-z])|\bapp |"
        r"inlog|log in|login|touch ?id|face ?id|windows hello|update|instellen|set up|pincode"
    )


@cache
def _somebody() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z])(?:ik|mij|mijn|m'n|mn|hij|zij|ze|hem|haar|zijn|z'n|wij|we|ons|onze|hun|dhr|mw|mevr|"
        r"mevrouw|meneer|"
        r"patiënt|cliënt|leerling|collega|medewerker|i|i'm|i've|me|my|he|his|him|she|her|they|their|our|mr|"
        r"mrs|ms|"
        r"patient|employee|colleague|pupil)(?![a-z])"
    )
