"""The column names that offices use, in Dutch and English, folded like `places.fold`."""

from __future__ import annotations

import re

# For each field the most certain header first: it wins if two columns claim one field.
_HEADERS = {
    "number": """
        klantnummer klantnr klantid klantcode customernumber customerno customernr customerid custno
        debiteurnummer debiteurennummer debiteurnr debnr relatienummer relatienr relatiecode clientnummer
        clientnr clientid accountnumber debiteur nummer number nr no id""",
    "full_name": """
        volledigenaam fullname klantnaam naamklant customername clientname displayname weergavenaam naam
        name klant customer client relatie""",
    "contact_name": """
        contactpersoon contactnaam naamcontactpersoon contactperson contactname contact tav
        terattentievan""",
    "given_name": """
        voornaam roepnaam voornamen givenname firstname forename vnaam voorletters voorletter initialen
        initials""",
    "prefix": """
        tussenvoegsel tussenvoegsels tussenv tussenvgsl tv voorvoegsel infix prefix surnameprefix""",
    "family_name": "achternaam familienaam geslachtsnaam familyname lastname surname anaam",
    "company_name": """
        bedrijfsnaam naambedrijf firmanaam handelsnaam companyname businessname tradename organisatienaam
        organizationname organisationname bedrijf firma organisatie onderneming company business
        organization organisation""",
    "kvk": """
        kvknummer kvknr kvk kvkno inschrijvingkvk kamervankoophandel handelsregisternummer
        handelsregister chamberofcommerce cocnumber coc""",
    "vat": """
        btwnummer btwnr btwid btwidentificatienummer omzetbelastingnummer vatnumber vatno vatid taxid btw
        vat""",
    "address": """
        straatenhuisnummer straathuisnummer straatennummer straatnummer straatnr adres adresregel1
        adresregel adres1 vestigingsadres woonadres bezoekadres postadres factuuradres address
        addressline1 addressline address1 streetaddress""",
    "street": "straatnaam straat streetname street",
    "house_number": "huisnummer huisnr hnr housenumber houseno housenr",
    "house_addition": """
        huisnummertoevoeging huisnrtoevoeging toevoeging huistoevoeging toev housenumberaddition addition""",
    "postcode": "postcode pc postalcode zipcode zip",
    "city": "woonplaats plaats plaatsnaam vestigingsplaats stad city town place gemeente",
    "country": "land landcode country countrycode",
    "email": "emailadres email mailadres mail emailaddress",
    "phone": """
        telefoonnummer telefoon telefoonnr telnummer telnr tel phonenumber phone telephone
        telephonenumber mobiel mobielnummer mobielnr gsm gsmnummer mobile mobilephone mobilenumber cell
        cellphone whatsapp 06nummer 06""",
    "login_name": "gebruikersnaam inlognaam loginnaam username loginname login accountnaam gebruiker user",
    "iban": """
        iban ibannummer ibannr bankrekeningnummer bankrekeningnr rekeningnummer rekeningnr bankrekening
        bankaccountnumber bankaccount accountiban""",
    "account_holder": "rekeninghouder naamrekeninghouder tennamevan tnv accountholder",
    "language": "taal taalcode voorkeurstaal language languagecode preferredlanguage",
    "channel": """
        voorkeurskanaal kanaal contactvoorkeur voorkeurcontact contactwijze preferredchannel channel
        contactpreference""",
    "ip_address": "ipadres ipadressen ipaddress ip",
}

SYNONYMS: dict[str, tuple[str, int]] = {
    word: (field, rank) for field, words in _HEADERS.items() for rank, word in enumerate(words.split())
}
"""Folded header to the field that it means, and how doubtful that is (0 is certain)."""

LABELLED: dict[str, frozenset[str]] = {
    "email": frozenset(
        {"email", "emails", "emailadres", "emailadressen", "emailaddress", "mail", "mailadres"}
    ),
    "phone": frozenset(
        {"telefoon", "telefoonnummer", "telefoonnr", "tel", "telnr", "phone", "telephone", "phonenumber"}
        | {"mobiel", "mobiele", "mobile", "gsm", "cell", "whatsapp"}
    ),
}
"""Fields that several columns may have, and the words for them."""

FILLERS = (
    LABELLED["email"]
    | LABELLED["phone"] - {"mobiel", "mobiele", "mobile", "gsm", "cell", "whatsapp"}
    | {
        "nummer",
        "nr",
        "no",
        "number",
        "adres",
        "address",
        "klant",
        "customer",
        "client",
        "van",
        "de",
        "het",
        "of",
    }
)
"""Words in a header, or beside a number, that add nothing to its label."""

PARTY_PREFIX = re.compile(
    r"^(?:factuur|facturatie|bezoek|vestigings?|woon|klant|customer|client|contact|bedrijfs?|billing)"
)
"""Words that a header may begin with and still mean the same field, though less certainly."""
