"""Secrets in notes are spotted, and ordinary sentences are left in peace. Clause: B6."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from helpdesk.domain.secrets import removed, spot

KEPT = (
    ("wachtwoord: Zomer2024!", "Zomer2024!", "password"),
    ("Wachtwoord is Zomer2024!.", "Zomer2024!", "password"),
    ("ww: welkom", "welkom", "password"),
    ("ww = hond123, werkt", "hond123", "password"),
    ("pw Winter2025", "Winter2025", "password"),
    ("password: hunter2", "hunter2", "password"),
    ("Password for the router is Adm1n#99.", "Adm1n#99", "password"),
    ("nieuw wachtwoord van de mail: Kaas-en-Ham7", "Kaas-en-Ham7", "password"),
    ("wifi-wachtwoord: zonnebloem", "zonnebloem", "password"),
    ("Wifi key: 'blauwe fiets'", "blauwe fiets", "password"),
    ("mailwachtwoord gezet op Maan!Roos3", "Maan!Roos3", "password"),
    ('wachtwoord "geheim woord" ingesteld', "geheim woord", "password"),
    ("wachtwoord gewijzigd naar Lente2026", "Lente2026", "password"),
    ("het ww wordt T!jger88", "T!jger88", "password"),
    ("user: beheer pass: admin", "admin", "password"),
    ("inlog beheer / Qwerty77!", "Qwerty77!", "password"),
    ("passphrase = correct-horse-battery", "correct-horse-battery", "password"),
    ("PSK=supergeheim", "supergeheim", "password"),
    ("https://jan:geheim@example.com/pad", "geheim", "password"),
    ("postgres://app:s3cr3t@db.example.org/klanten", "s3cr3t", "password"),
    ("pincode 4821", "4821", "code"),
    ("PIN: 0000", "0000", "code"),
    ("pin is 1234", "1234", "code"),
    ("alarmcode 55 12 90", "55 12 90", "code"),
    ("verificatiecode: 482 913", "482 913", "code"),
    ("toegangscode=7788", "7788", "code"),
    ("recovery codes: 1a2b3-c4d5e 6f7g8-h9i0j", "1a2b3-c4d5e 6f7g8-h9i0j", "recovery code"),
    ("herstelcodes 12345678, 87654321", "12345678, 87654321", "recovery code"),
    ("backup code is ABCD-1234-EFGH", "ABCD-1234-EFGH", "recovery code"),
    (f"BitLocker {'-'.join(['123456'] * 8)}", "-".join(["123456"] * 8), "recovery code"),
    ("token: ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "key or token"),
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "key or token"),
    ("glpat-abcdefghij0123456789 werkt", "glpat-abcdefghij0123456789", "key or token"),
    ("api key = 9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706", "key or token"),
    ("client secret: Q~8abcDEF123456789ghi", "Q~8abcDEF123456789ghi", "key or token"),
    ("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&issuer=a", "JBSWY3DPEHPK3PXP", "key or token"),
    ("TOTP seed JBSWY3DPEHPK3PXP2", "JBSWY3DPEHPK3PXP2", "key or token"),
    (
        "-----BEGIN OPENSSH PRIVATE KEY----- b3Bl -----END OPENSSH PRIVATE KEY----- erin",
        "-----BEGIN OPENSSH PRIVATE KEY----- b3Bl -----END OPENSSH PRIVATE KEY-----",
        "private key",
    ),
    ("-----BEGIN RSA PRIVATE KEY----- MIIEow", "-----BEGIN RSA PRIVATE KEY----- MIIEow", "private key"),
)  # fmt: skip

CLEAN = (
    "Wachtwoord is gewijzigd door de klant.",
    "wachtwoord is gewijzigd!",
    "Wachtwoord vergeten, opnieuw ingesteld via de portal.",
    "wachtwoord: zie KeePass",
    "ww staat in de kluis",
    "Password reset link sent",
    "password reset?",
    "password: unchanged",
    "klant weet zijn wachtwoord niet meer",
    "wachtwoordbeleid aangepast naar 12 tekens",
    "wachtwoord van Jan de Vries verlopen op 2026-05-01",
    "wachtwoord voor Office365 gereset",
    "Password manager for 12 users installed",
    "passwords are in KeePass",
    "pass the ticket to Kim",
    "pinpas meegenomen, printer werkt weer",
    "De PIN van de connector was verbogen",
    "postcode 1271 RL klopt",
    "foutcode 0x80070005 bij updates",
    "errorcode 1234 in het logboek",
    "Windows 11 23H2 geïnstalleerd",
    "factuur 2026-0101 besproken",
    "telefoon 06-12345678 gebeld",
    "server web01 herstart om 14:30",
    "update KB5034441 mislukt",
    "artikel SK-4410 besteld",
    "versie 10.0.19045.3930",
    "https://example.com/handleiding",
    "git@example.com:klant/site.git",
    "ssh jan@web01.example.org",
    "back-up gecontroleerd, 3 van 3 gelukt",
    "recovery getest en in orde",
    "sleutel van de serverkast ligt bij de receptie",
    "API koppeling met boekhouding hersteld",
    "Token vernieuwd voor de koppeling met 2 systemen",
    "2FA aangezet voor 3 medewerkers",
    "MAC 00:1A:2B:3C:4D:5E vastgelegd",
    "licentie Office 365 verlengd tot 2027-01-01",
    "account van Jan / Piet samengevoegd",
    "klant belt over code op het scherm",
    "secret santa mail was phishing",
    "fingerprint SHA256:abcdefgh",
    "",
)


@pytest.mark.parametrize(("text", "secret", "kind"), KEPT, ids=[text[:30] for text, _, _ in KEPT])
def test_a_secret_is_spotted_with_its_kind_and_place(text: str, secret: str, kind: str) -> None:
    """Clause: B6."""
    (spotted,) = spot(text)
    assert (text[spotted.start : spotted.end], str(spotted.kind)) == (secret, kind)
    assert removed(text, (spotted,)) == text.replace(secret, f"[removed: {kind}]")


@pytest.mark.parametrize("text", CLEAN)
def test_an_ordinary_sentence_is_left_in_peace(text: str) -> None:
    assert spot(text) == ()


def test_several_secrets_are_named_in_reading_order_and_none_over_another() -> None:
    """Clause: B6."""
    text = "inlog jan / Maan!Roos3 en pin 4821; token: ghp_abcdefghijklmnopqrstuvwxyz0123456789"
    found = spot(text)
    assert [str(one.kind) for one in found] == ["password", "code", "key or token"]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert (
        removed(text, found)
        == "inlog jan / [removed: password] en pin [removed: code]; token: [removed: key or token]"
    )
    assert spot(removed(text, found)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "wachtwoord " * 180,
        "ww: " * 500,
        "wachtwoord " + "a1" * 990,
        "inlog " + "x/" * 990,
        "a1-b2 herstelcode " * 110,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.thread_time()
    spot(text[:2_000])
    assert time.thread_time() - began < 0.5
