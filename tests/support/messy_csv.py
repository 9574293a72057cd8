"""A customer list as offices have it: every notation of everything, and unreadable rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

HEADERS = (
    "Klantnr",
    "Bedrijfsnaam",
    "Naam",
    "Adres",
    "Postcode",
    "Plaats",
    "Tel. mobiel",
    "Telefoon (overig)",
    "E-mail",
    "Email facturen",
    "KvK-nummer",
    "Btw nr.",
    "IBAN",
    "t.n.v.",
    "Inlognaam",
    "Taal",
    "Voorkeurskanaal",
    "Opmerking",
)
_PLACE = {header: place for place, header in enumerate(HEADERS)}


class MessyCounts(NamedTuple):
    """What was written: rows that can be imported, rows that can't, repeats of good rows, blank rows."""

    good: int
    bad: int
    repeated: int
    blank: int


def write_messy_csv(
    path: Path,
    rows: Iterable[Mapping[str, Any]],
    bad_share: float = 0.03,
    seed: int = 1,
    *,
    delimiter: str = ";",
    encoding: str = "utf-8-sig",
) -> MessyCounts:
    """Write customers, such as `generate` makes, as a list with Dutch headers and a share of bad rows.

    Characters that the encoding lacks become question marks.
    """
    random = Random(seed)
    counts = {"good": 0, "bad": 0, "repeated": 0, "blank": 0}
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        file.write(f"Klantenlijst per 1 januari\r\n{delimiter * (len(HEADERS) - 1)}\r\n")
        writer.writerow(HEADERS)
        for values in rows:
            cells = _cells(values, random)
            if random.random() < bad_share:
                counts["bad"] += 1
                file.write(random.choice(_WAYS_TO_SPOIL)(cells, delimiter))
                continue
            counts["good"] += 1
            writer.writerow(cells)
            if random.random() < 0.01:
                counts["repeated"] += 1
                writer.writerow(cells)
            if random.random() < 0.01:
                counts["blank"] += 1
                file.write(f"{delimiter * (len(HEADERS) - 1)}\r\n")
    return MessyCounts(**counts)


def _cells(values: Mapping[str, Any], random: Random) -> list[str]:
    phones = {point.label == "mobiel": point.value for point in values["phones"]}
    emails = {point.label: point.value for point in values["emails"]}
    return [
        values["number"],
        values["company_name"] or "",
        _name(values, random),
        f"{values['street']} {values['house_number']}",
        random.choice([code := values["postcode"], code.lower(), code.replace(" ", "")]),
        random.choice([values["city"], values["city"].upper()]) if random.random() < 0.1 else values["city"],
        _phone(phones.get(True, ""), random),
        _phone(phones.get(False, ""), random),
        emails.get("", ""),
        emails.get("facturen", ""),
        values["kvk"] or "",
        values["vat"] or "",
        _in_fours(values["iban"] or "") if random.random() < 0.5 else values["iban"] or "",
        values["account_holder"] or "",
        values["login_name"] or "",
        values["language"],
        values["channel"] or random.choice(["", "-", "n.v.t."]),
        random.choice(
            ["", "", "", "", "", "belt graag\nna zessen", 'zegt "bedankt"', "vaste klant; sinds 1998"]
        ),
    ]


def _name(values: Mapping[str, Any], random: Random) -> str:
    given, prefix, family = values["given_name"], values["prefix"] or "", values["family_name"]
    if random.random() < 0.2:
        return f"{family}, {given} {prefix}".strip()
    title = random.choice(["", "", "", "", "Dhr. ", "mw. ", "drs. "])
    return " ".join(filter(None, (title + given, prefix, family)))


def _phone(value: str, random: Random) -> str:
    if not value:
        return random.choice(["", "", "-"])
    digits = value[3:]
    return random.choice(
        [
            value,
            f"0{digits}",
            f"0{digits[:1]}-{digits[1:]}",
            f"0{digits[:2]} {digits[2:5]} {digits[5:]}",
            f"+31 (0){digits[:2]} {digits[2:]}",
            f"0031{digits}",
            digits,
            f"'0{digits}",
        ]
    )


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _line(cells: list[str], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter).writerow(cells)
    return line.getvalue()


def _with(header: str, text: str) -> Callable[[list[str], str], str]:
    def spoil(cells: list[str], delimiter: str) -> str:
        cells[_PLACE[header]] = text
        return _line(cells, delimiter)

    return spoil


def _without_a_name(cells: list[str], delimiter: str) -> str:
    cells[_PLACE["Bedrijfsnaam"]] = cells[_PLACE["Naam"]] = ""
    return _line(cells, delimiter)


def _with_a_cell_too_many(cells: list[str], delimiter: str) -> str:
    return _line([*cells, "verschoven"], delimiter)


def _with_a_stray_quote(cells: list[str], delimiter: str) -> str:
    cells[_PLACE["Opmerking"]] = ""
    cells[_PLACE["Naam"]] = "@@@"
    return _line(cells, delimiter).replace("@@@", '"Jansen')


_WAYS_TO_SPOIL = (
    _with("E-mail", "jan.example.com"),
    _with("E-mail", "jan@"),
    _with("Tel. mobiel", "06-1234"),
    _with("Tel. mobiel", "3,16E+10"),
    _with("Telefoon (overig)", "bellen na zes uur"),
    _with("Postcode", "12 XA"),
    _with("KvK-nummer", "12345"),
    _with("Btw nr.", "NL123456789B00"),
    _with("IBAN", "NL00TEST0123456789"),
    _with("Naam", "#NAAM?"),
    _with("Klantnr", "klant 7"),
    _with("Taal", "Klingon"),
    _without_a_name,
    _with_a_cell_too_many,
    _with_a_stray_quote,
)
