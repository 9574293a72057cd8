"""What gives access to something is spotted, and talk about it is not. Clause: B6.

More of it in `tests/helpdesk/domain/test_secrets.py`, for notes.
"""

from __future__ import annotations

import pytest

from helpdesk.domain.spotting import SECRETS, Context, Kind, spot, spot_secrets


def found(text: str) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in spot_secrets(text)]


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("mijn wachtwoord is Zomer2024!", ["Zomer2024!"]),
        ("Het wachtwoord van de nas is veranderd in Nieuw#Nas88 en van de router in r0uter-Thuis.", 2),
        ("Het oude wachtwoord was welkom123 en het nieuwe is Welkom!1234.", ["welkom123", "Welkom!1234"]),
        ("Wachtwoord:\nGeheim12", ["Geheim12"]),
        ("The old password (Stations7weg) fails", ["Stations7weg"]),
        ('{"user": "x", "password": "s3cret"}', ["s3cret"]),
        ("DB_PASSWORD=p4rcel#Dock", ["p4rcel#Dock"]),
        ("Server=db;User Id=a;Password=gR8$kLm2pQ;Encrypt=true", ["gR8$kLm2pQ"]),
        ("<password>K3rkTor3n</password>", ["K3rkTor3n"]),
        ("sshpass -p 'dunLa5' ssh x", ["dunLa5"]),
        ('curl -u "me:t4yto" https://example.com', ["t4yto"]),
        ("ik gebruik Bloempot7 als wachtwoord", ["Bloempot7"]),
        ("admin/Welkom99", ["Welkom99"]),
        ("wachtzin: een paard zonder naam", ["een paard zonder naam"]),
        ("app-wachtwoord: abcd efgh ijkl mnop", ["abcd efgh ijkl mnop"]),
        ("naam;wachtwoord;groep\njan;tijger;4\nbea;Olifant3;4", ["tijger", "Olifant3"]),
        ("ww: Vakantie-1. Bij de bank heb ik Vakantie-2 ingevuld", ["Vakantie-1", "Vakantie-2"]),
        ("over het wachtwoord: dat is dus R4inbow!, geloof ik", ["R4inbow!"]),
        ("ww: Hv9!tr-Kade. Nog eens: Hv9!tr-Kade", ["Hv9!tr-Kade", "Hv9!tr-Kade"]),
    ],
)
def test_a_password_is_found_by_the_words_before_it(text: str, passages: list[str] | int) -> None:
    spotted = found(text)
    assert {kind for kind, _ in spotted} == {Kind.PASSWORD}
    if isinstance(passages, int):
        assert len(spotted) == passages
    else:
        assert [passage for _, passage in spotted] == passages


@pytest.mark.parametrize(
    "text",
    [
        "Wachtwoord: ********",
        "wachtwoord: voldoet niet aan de eisen",
        "Password policy: 24 characters, stored in the vault",
        "wachtwoord voor Office365 werkt niet sinds KB5055523",
        "(using password: YES) in /var/www/html/x1.php:88",
        "password=<your password here>",
        "het wachtwoord is sinds 12-03-2024 verlopen",
        "wachtwoord naar jan@example.com gestuurd",
        "def f(): pass\n\nx = compute_9(y)",
        "naam;wachtwoord\njan;",
        "De pin 4 en 5 van stekker B12",
        "betaald met pin € 42,10 om 18:04",
        "de pincode werkt niet. Ticket 2026041",
        "verificatiecode 3 keer gevraagd",
        "postcode 1234, foutcode 1603",
        "herstelcode heb ik niet; key ID 3F2A91BC-77D0-4E1B-8C55-0A1B2C3D4E5F",
        "de API-sleutel is verlopen, ticket LIT-2026-000318",
        "public key: AAAAC3NzaC1lZDI1NTE5AAAAIGhk0p3q8v7Yw2lXb5dQn9t",
        "commit 4f2c91b7d6e0a83b5c1d2e3f405162738495a6b7",
    ],
)
def test_talk_about_secrets_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("pincode 4821", ["4821"]),
        ("de pin van de kassa is 7391, niet doorvertellen", ["7391"]),
        ("alarmcode: 55 12 90", ["55 12 90"]),
        ("cvc 314", ["314"]),
        ("the verification code I got is 903 441", ["903 441"]),
        ("4821 is de pincode", ["4821"]),
        ("kaart 5425 2334 3010 9903 code 882", ["882"]),
        ("code van de voordeur: 2580", ["2580"]),
        ("sleutelkluiscode is 2580, foutcode is 1603", ["2580"]),
        ("installer code 774411 (error code 4401)", ["774411"]),
    ],
)
def test_codes_that_open_something_are_found(text: str, passages: list[str]) -> None:
    assert [passage for kind, passage in found(text) if kind is Kind.PIN] == passages


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("Herstelcodes:\n\n8f3k-29xm\np0v7-11qd\n", ["8f3k-29xm", "p0v7-11qd"]),
        ("back-upcodes zijn 4471 0932, 8820 1175 en 0064 5518.", ["4471 0932", "8820 1175", "0064 5518"]),
        ("-".join(["415030"] * 8), ["-".join(["415030"] * 8)]),
        ("seed phrase: " + " ".join(["ribbon"] * 12), [" ".join(["ribbon"] * 12)]),
    ],
)
def test_recovery_codes_are_found_one_by_one(text: str, passages: list[str]) -> None:
    assert found(text) == [(Kind.RECOVERY_CODE, passage) for passage in passages]


PEM = "-----BEGIN RSA PRIVATE KEY-----\n{}MIIEpAIBAAKCAQEAexampleexample\nqwErTyUiOp==\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    "key",
    [
        PEM.format(""),
        PEM.format("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\n"),
        PEM.format("").replace("\n", "\\n"),
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGExampleExample\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
        "PuTTY-User-Key-File-2: ssh-rsa\nComment: jan@example.com\nPrivate-Lines: 1\nAAAA\nPrivate-MAC: 0a1b",
    ],
    ids=["pem", "headers", "escaped", "pgp", "cut off", "putty"],
)
def test_a_private_key_is_found_whole(key: str) -> None:
    """B6: though an address that is known stands inside."""
    text = f"Hier:\n{key}\n\nGroeten, Jan"
    own = Context(own=frozenset({"jan@example.com"}))
    (spotted,) = spot(text, own)
    assert (spotted.kind, text[spotted.start : spotted.end]) == (Kind.PRIVATE_KEY, key)


def test_a_certificate_and_a_public_key_are_no_secret() -> None:
    body = "MIICijCCAXICAQAwRTELMAkGA1UEBhMCTkwxEzARBgNVBAgMClNvbWUtU3RhdGUx"
    assert found(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----") == []


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("aws: AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("glpat-abcdefghij0123456789", "glpat-abcdefghij0123456789"),
        (
            "Authorization: Bearer eyJhbGciOiJI.eyJzdWIiOiJ2.c2lnbmF0dXJl",
            "eyJhbGciOiJI.eyJzdWIiOiJ2.c2lnbmF0dXJl",
        ),
        ("api_key = k3J9sQ0vXz7Lw2Rb8Ty5", "k3J9sQ0vXz7Lw2Rb8Ty5"),
        ("client secret: Zk8~pQ3vR7.tW1xY5mN9", "Zk8~pQ3vR7.tW1xY5mN9"),
    ],
)
def test_a_key_of_a_service_is_found_by_shape_or_by_its_word(text: str, passage: str) -> None:
    assert found(text) == [(Kind.API_KEY, passage)]


def test_only_secrets_are_asked_for_in_notes() -> None:
    text = "bsn 999992661, jan@example.com, 06-12345678, ww: Zomer2024!"
    assert [one.kind for one in spot_secrets(text)] == [Kind.PASSWORD]
    assert {one.kind for one in spot(text, Context())} - SECRETS == {Kind.BSN, Kind.EMAIL, Kind.PHONE}
