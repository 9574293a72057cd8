"""Cells with more than one e-mail address or telephone number, or with words beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpdesk.domain.contact import BadValue, clean, parse_email, parse_phone, parse_text, split_extension
from helpdesk.tasks.importing.damage import whole_number
from helpdesk.tasks.importing.synonyms import FILLERS

_BETWEEN_EMAILS = re.compile(r"[\s;,|]+")
_IN_BRACKETS = re.compile(r"[^<>;,|]*<([^<>@\s]+@[^<>@\s]+)>")
_BETWEEN_PHONES = re.compile(
    r"[;|\n\r]+|,(?!\s*(?:ext|toestel|tst|x))|\s/\s|\s(?:of|en|or|and)\s", re.IGNORECASE
)
_WORDS_AND_NUMBER = re.compile(r"(?P<before>[^\d+(]*)(?P<number>[+(]?\d[\d\s().+/-]*\d)\s*(?P<after>\D*)")
_LABEL_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_LABEL = 60


def emails_in(text: str) -> list[tuple[str, str]]:
    """The addresses in a cell, each with an empty label. Errors: `BadValue` if one of them is wrong."""
    try:
        return [(parse_email(text), "")]
    except BadValue:
        plain = _IN_BRACKETS.sub(r"\1", text).replace("mailto:", "")
        parts = [part for part in _BETWEEN_EMAILS.split(plain) if part]
        if not parts:
            raise
    return [(parse_email(part), "") for part in parts]


def phones_in(text: str, regions: Sequence[str]) -> list[tuple[str, str]]:
    """The telephone numbers in a cell as E.164, each with the words beside it as its label.

    A number without a country belongs to the first region in which it exists. Errors: `BadValue` if one is wrong.
    """
    try:
        return [(_phone(text, regions), "")]
    except BadValue:
        parts = [part for part in _BETWEEN_PHONES.split(whole_number(text)) if part.strip()]
    found = []
    for part in parts:
        pieces = part.split("/")
        several = len(pieces) > 1 and all(sum(map(str.isdigit, piece)) >= 9 for piece in pieces)
        found += [_labelled_phone(piece, regions) for piece in (pieces if several else [part])]
    return found


def _labelled_phone(text: str, regions: Sequence[str]) -> tuple[str, str]:
    text, extension = split_extension(clean(text))
    match = _WORDS_AND_NUMBER.fullmatch(text)
    words = _LABEL_WORD.findall(f"{match['before']} {match['after']}") if match else []
    label = " ".join(word for word in words if word.lower() not in FILLERS)
    number = match["number"] if match else text
    marked = f"{label} tst. {extension}".strip() if extension else label
    return _phone(number, regions), parse_text(marked, _LONGEST_LABEL)


def _phone(text: str, regions: Sequence[str]) -> str:
    *others, last = regions
    for region in others:
        try:
            return parse_phone(text, region)
        except BadValue:
            continue
    return parse_phone(text, last)
