"""Countries and languages: from the names that people write to the stored codes, and back.

Clause: D1.
"""

from __future__ import annotations

import unicodedata

from helpdesk.domain.contact import BadValue, parse_text
from helpdesk.domain.messages import msg

# ISO 3166 code; Dutch name; English name; whatever else is written for it.
_COUNTRIES = """
AT; Oostenrijk; Austria; Österreich; A
AU; Australië; Australia
AW; Aruba; Aruba
BA; Bosnië en Herzegovina; Bosnia and Herzegovina; Bosnië; Bosnia
BE; België; Belgium; Belgique; Belgien; B
BG; Bulgarije; Bulgaria
BQ; Caribisch Nederland; Caribbean Netherlands; Bonaire; Saba; Sint Eustatius
BR; Brazilië; Brazil; Brasil
CA; Canada; Canada
CH; Zwitserland; Switzerland; Schweiz; Suisse
CN; China; China
CW; Curaçao; Curaçao
CY; Cyprus; Cyprus
CZ; Tsjechië; Czechia; Czech Republic
DE; Duitsland; Germany; Deutschland; D
DK; Denemarken; Denmark; Danmark
EE; Estland; Estonia; Eesti
EG; Egypte; Egypt
ES; Spanje; Spain; España; E
FI; Finland; Finland; Suomi
FR; Frankrijk; France; F
GB; Verenigd Koninkrijk; United Kingdom; UK; Groot-Brittannië; Great Britain; Engeland; England
GR; Griekenland; Greece; EL
HK; Hongkong; Hong Kong
HR; Kroatië; Croatia; Hrvatska
HU; Hongarije; Hungary; Magyarország
ID; Indonesië; Indonesia
IE; Ierland; Ireland; Éire
IL; Israël; Israel
IN; India; India
IS; IJsland; Iceland
IT; Italië; Italy; Italia; I
JP; Japan; Japan
KR; Zuid-Korea; South Korea
LI; Liechtenstein; Liechtenstein
LT; Litouwen; Lithuania
LU; Luxemburg; Luxembourg; L
LV; Letland; Latvia
MA; Marokko; Morocco; Maroc
MC; Monaco; Monaco
ME; Montenegro; Montenegro
MK; Noord-Macedonië; North Macedonia
MT; Malta; Malta
MX; Mexico; Mexico
NL; Nederland; Netherlands; The Netherlands; Holland; Niederlande; Pays-Bas; NLD; N
NO; Noorwegen; Norway; Norge
NZ; Nieuw-Zeeland; New Zealand
PL; Polen; Poland; Polska
PT; Portugal; Portugal; P
RO; Roemenië; Romania
RS; Servië; Serbia
RU; Rusland; Russia
SE; Zweden; Sweden; Sverige
SG; Singapore; Singapore
SI; Slovenië; Slovenia
SK; Slowakije; Slovakia
SR; Suriname; Surinam
SX; Sint Maarten; Sint Maarten
TH; Thailand; Thailand
TR; Turkije; Turkey; Türkiye
TW; Taiwan; Taiwan
UA; Oekraïne; Ukraine
US; Verenigde Staten; United States; USA; United States of America; VS; Amerika
ZA; Zuid-Afrika; South Africa
"""
_LANGUAGES = """
nl; Nederlands; Dutch; NLD; dut; Vlaams; Flemish
en; Engels; English; eng
de; Duits; German; Deutsch; deu; ger
fr; Frans; French; Français; fra; fre
fy; Fries; Frisian; Frysk
es; Spaans; Spanish; Español
it; Italiaans; Italian; Italiano
pl; Pools; Polish; Polski
pt; Portugees; Portuguese; Português
tr; Turks; Turkish; Türkçe
ar; Arabisch; Arabic
zh; Chinees; Chinese
uk; Oekraïens; Ukrainian
"""


def fold(text: str) -> str:
    """Only the letters and digits, without case and accents: what spellings of a word have in common."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


def _table(text: str) -> dict[str, list[str]]:
    rows = (line.split("; ") for line in text.strip().splitlines())
    return {code: names for code, *names in rows}


_COUNTRY_NAMES = _table(_COUNTRIES)
_COUNTRY_CODES = {fold(word): code for code, names in _COUNTRY_NAMES.items() for word in (code, *names)}
_LANGUAGE_CODES = {fold(word): code for code, names in _table(_LANGUAGES).items() for word in (code, *names)}


def parse_country(text: str) -> str:
    """A country's ISO 3166 code in capitals, from the code or its name in Dutch, English or its own language.

    Codes of countries that have no name here are accepted as they are.
    """
    text = parse_text(text)
    code = _COUNTRY_CODES.get(fold(text)) or _other_country(text.upper())
    if not code:
        raise BadValue(msg("This country is not known; use its two-letter code, such as NL or DE."))
    return code


def _other_country(code: str) -> str | None:
    from phonenumbers import SUPPORTED_REGIONS

    return code if code in SUPPORTED_REGIONS else None


def show_country(code: str, language: str = "en") -> str:
    """The country's name in Dutch (`nl`) or English; its code if it has no name here."""
    names = _COUNTRY_NAMES.get(code)
    return names[0 if language == "nl" else 1] if names else code


def parse_language(text: str) -> str:
    """A language's ISO 639 code, from the code (`nl`, `nl_NL`) or the name in Dutch or English."""
    text = parse_text(text)
    code = _LANGUAGE_CODES.get(fold(text)) or _LANGUAGE_CODES.get(
        text[:2].casefold() if text[2:3] in "-_" else ""
    )
    if not code:
        raise BadValue(msg("This language is not known; use its two-letter code, such as nl or en."))
    return code
