"""What is said in passing is spotted, and what only looks like it is not. Clause: B6, D9."""

from __future__ import annotations

import pytest

from helpdesk.domain.spotting import Certainty, Context, Finding, Kind, spot


def found(text: str, *kinds: Kind) -> list[str]:
    return [text[one.start : one.end] for one in findings(text) if one.kind in kinds]


def findings(text: str) -> tuple[Finding, ...]:
    return spot(text, Context(own=frozenset({"+31612345679"})))


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("nee joh, het is gewoon nog steeds Vijver77 hoor", ["Vijver77"]),
        ("hier komt ie: V!jver-Rand-2. Niet doormailen", ["V!jver-Rand-2"]),
        ("ik zou Minoes2014 eens proberen", ["Minoes2014"]),
        ("kom niet in de mail, het was Minoes1 of Minoes12", ["Minoes1", "Minoes12"]),
        ("inloggen kan met jan/Minoes2014", ["Minoes2014"]),
        ("Give her what we always have (Fork&Spoon)", ["Fork&Spoon"]),
        ("log in as leeszaal, it's herfst-blad-in-de-wind, same for the shop", ["herfst-blad-in-de-wind"]),
        ("met of zonder streepje: Zeester-Strand of ZeesterStrand", ["Zeester-Strand", "ZeesterStrand"]),
        ("ww vergeten door ons allemaal behalve Jet, die zegt tweekopjesthee.", ["tweekopjesthee"]),
        ("Lot: wat is het ww?\nBram: kaneelbroodje\nLot: thx", ["kaneelbroodje"]),
        ("netwerk H369B / 5E4D3C2B1A99 staat op de sticker", ["5E4D3C2B1A99"]),
        (
            "router: zie sticker\nnas: admin / Vijver-1883\ncamera: Blauweregen.9",
            ["Vijver-1883", "Blauweregen.9"],
        ),
        ("passphrase kept simple - kist kist krat", ["kist kist krat"]),
        ("de sleutel voor het netwerk, ik las voor: vk8m-2wqp-77ra", ["vk8m-2wqp-77ra"]),
        ("- wifi gasten: wisselt vaak, nu lenteblad26\n- printer", ["lenteblad26"]),
        ("Wifi\nThuis\nWachtwoord wifi\nTr8mbwzP4xkr\nProbleem\noffline", ["Tr8mbwzP4xkr"]),
        ("> And the passphrase?\nharbour-gull-51\n> Thanks", ["harbour-gull-51"]),
        ("> Met welk wachtwoord?\nDat van mij, Zeester7, sorry.", ["Zeester7"]),
        ("hij vraagt mijn ww en dan tik ik bes-op-de-taart in", ["bes-op-de-taart"]),
        ("It asked for a password, I told it BlueHarbourGull, and it beeped", ["BlueHarbourGull"]),
        ("bij wachtwoord vul ik dan kruimel! in en dan niks", ["kruimel!"]),
        ("alarm eraf met de afstandsbediening\nlaptop = Kruimeltaart!\nlicht uit", ["Kruimeltaart!"]),
    ],
)
def test_a_password_that_nobody_calls_so_is_found(text: str, passages: list[str]) -> None:
    """Clause: B6. Only as something to look at: nothing says it for certain."""
    assert found(text, Kind.PASSWORD) == passages


@pytest.mark.parametrize(
    "text",
    [
        "de kassa zegt nog steeds fout bij Windows11 en Office365",
        "kamer Lokaal12 is gewoon vrij, printer Etage3 niet",
        "> Met welk wachtwoord?\nDat zeg ik niet in een mail, zie end-to-end.",
        "log in as finance2, it's the same as always",
        "wachtwoord vergeten! kan iemand een kant-en-klare link sturen",
        "Netwerk   Familie-5G\nBeveiliging   WPA2",
        "gebruiker inval01 kan niet inloggen",
        "her instagram is lotte2009 and the login page is white",
        "zie factuur2026.pdf en https://example.com/login?id=Minoes2014",
        "DHCPv6-client en fail2ban draaien, log in en kijk",
        "state-of-the-art, up-to-date, log in as usual",
        "Lot: wat is het ww?\nBram: nee\nLot: ok",
        "e-mail of email, met of zonder streepje?",
    ],
)
def test_what_only_looks_made_up_is_none(text: str) -> None:
    assert found(text, Kind.PASSWORD) == []


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("de ipads moeten ontgrendeld blijven, nu is het 2468 en dat weet iedereen", ["2468"]),
        ("sleutelkastje rechts van de deur, draai 5-0-3-7 en dan trekken", ["5-0-3-7"]),
        ("de code is fout terwijl 7788 altijd goed was", ["7788"]),
        ("alarm: installer 1946, user 8035.", ["1946", "8035"]),
        ("pincode gewijzigd van 1492 naar 2580", ["1492", "2580"]),
        ("kiosk exit is 852963, same on all", ["852963"]),
        ("het cijferslot is vernieuwd, vanaf maandag draai je 7-3-0-5", ["7-3-0-5"]),
        ("ik kreeg een sms, vandaag was dat 804117 maar die is oud", ["804117"]),
        ("het kastje vraagt een passkey en op de doos staat 000417", ["000417"]),
    ],
)
def test_digits_near_a_lock_are_found(text: str, passages: list[str]) -> None:
    """Clause: B6."""
    assert found(text, Kind.PIN) == passages


@pytest.mark.parametrize(
    "text",
    [
        "kluis geleverd, factuur 2468, model 5037",
        "alarm afgegaan, loos (melding 663190), mijn klantnummer is 100733",
        "alarm ging om 2.468 ms, bon 6290, sinds 2019",
        "de barcode van rit 88119 ontbreekt, foutcode is 1603",
        "het alarm kost 1250 euro en duurt 1500 ms, Dell Inspiron 3502",
        "panel 1946, loop 8035 ohm, alarm uit",
        "hij kwam om 2468 en ging",
    ],
)
def test_digits_that_count_or_number_something_are_no_code(text: str) -> None:
    assert found(text, Kind.PIN) == []


def test_a_telephone_number_said_aloud_is_found_but_not_the_customers_own() -> None:
    """Clause: D9."""
    text = "mijn nummer is nul zes twaalf vierendertig zesenvijftig achtenzeventig dag"
    assert found(text, Kind.PHONE) == ["nul zes twaalf vierendertig zesenvijftig achtenzeventig"]
    assert found("nul zes, een twee drie vier vijf zes zeven negen", Kind.PHONE) == []
    assert found("nul zes keer gebeld, een twee drie", Kind.PHONE) == []


@pytest.mark.parametrize(
    ("text", "kind", "passage"),
    [
        (
            "rijbewijs van Marek, die maandag begint bij ons op de loods, is 5511093846",
            Kind.LICENCE,
            "5511093846",
        ),
        ("rijbewijsnummer 5511 093 846", Kind.LICENCE, "5511 093 846"),
        ("geboren staat erin, en pas NXK4P82R7 dus", Kind.PASSPORT, "NXK4P82R7"),
        ("paspoort: NX-4R8K2P7", Kind.PASSPORT, "NX-4R8K2P7"),
        (
            "Sleutel bewaren: Zk3vQ8xN1rT6mW9pL4bY7cHs2dJf5g (azure)",
            Kind.API_KEY,
            "Zk3vQ8xN1rT6mW9pL4bY7cHs2dJf5g",
        ),
        ("Wordt Korenstraat 52, 1403 TC Bosveen", Kind.ADDRESS, "Korenstraat 52, 1403 TC"),
        ("Piet (03/01/61) belde", Kind.BIRTH_DATE, "03/01/61"),
    ],
)
def test_what_is_written_in_groups_or_far_from_its_word_is_found(text: str, kind: Kind, passage: str) -> None:
    """Clause: D9, R7."""
    assert found(text, kind) == [passage]


def test_what_is_said_in_passing_is_never_certain() -> None:
    assert [one.certainty for one in findings("het is nog steeds Vijver77 hoor")] == [Certainty.POSSIBLE]


def test_a_disease_written_in_capitals_is_not_the_word_that_is_written_so() -> None:
    """Clause: D9."""
    words = {Kind.HEALTH: ("heeft ALS",)}
    assert spot("de kast heeft als slot een cijferslot", Context(words=words)) == ()
    assert [one.kind for one in spot("hij heeft ALS", Context(words=words))] == [Kind.HEALTH]
