"""The program's words for letters; a policy may give each kind its own. Clause: G8, C2, R1–R7, C1.

An empty line separates paragraphs. A line with a missing fact is left out, so anything that depends on one is on a
line of its own. A fact at the end of a paragraph may itself be several paragraphs, or a list.
"""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.domain.letters import LetterKind
from helpdesk.policy.model import LetterText
from helpdesk.policy.words import words

DATE = words("Datum", "Date")
NUMBER = words("Ons kenmerk", "Our reference")
CASE = words("Zaaknummer", "Case")
INVOICE = words("Factuur", "Invoice")
PAGE = words("pagina", "page")
OF = words("van", "of")
ATTENTION = words("t.a.v.", "Attn.")
DEAR = words("Geachte {name},", "Dear {name},")
DEAR_ALL = words("Geachte heer, mevrouw,", "Dear Sir or Madam,")
REGARDS = words("Met vriendelijke groet,", "Kind regards,")

SOMEBODY = words(
    "een klant van ons, ons kenmerk {number}",
    "a customer of ours, our reference {number}",
)
"""Whose data a recipient got, if the letter need not name them."""

COVER = words(
    "Als bijlage bij dit bericht vindt u onze brief {number}: “{subject}”.",
    "Please find attached our letter {number}: “{subject}”.",
)
"""The text of a mail with a letter attached."""

ROAD_BACK = words(
    "Bent u het niet met ons eens of heeft u nog vragen, neem dan contact met ons op; dat kan via de gegevens onder "
    "aan deze brief. Noem daarbij zaaknummer {case}.",
    "If you disagree with us or have any questions, please contact us; our contact details are at the foot of this "
    "letter. Please quote case number {case}.",
)
AUTHORITY = words(
    "U kunt ook een klacht indienen bij de toezichthouder: {name}, {address}, {website}.",
    "You can also lodge a complaint with the supervisory authority: {name}, {address}, {website}.",
)
COURT = words(
    "U kunt ook naar de rechter gaan (artikel 79 AVG).", "You can also go to court (article 79 GDPR)."
)
"""How to go to court, if the policy does not say it more precisely."""

LATE = words(
    "Uiterlijk {missed} had u antwoord van ons moeten hebben. Die dag is voorbij: wij zijn te laat, en dat spijt ons. "
    "Wat te laat is behandelen wij als eerste. U krijgt het antwoord zodra het er is; daarvoor hoeft u niets te doen.",
    "You should have received our answer by {missed}. That date has passed: we are late, and we apologise. Overdue "
    "cases come first with us. You will receive our answer as soon as it is ready; you do not need to do anything.",
)
"""What a letter says instead of promising a past day."""

TEXTS: Mapping[LetterKind, LetterText] = {
    LetterKind.ACKNOWLEDGEMENT: LetterText(
        words("Wij hebben uw bericht ontvangen", "We received your message"),
        words(
            """Op {received} kregen wij uw bericht. Dank daarvoor. Wij behandelen het onder nummer {case}.
Het gaat over: {about}.
U vraagt om: {rights}.

Uiterlijk {until} hoort u van ons.
Heeft u in de tussentijd iets toe te voegen, noem dan het nummer hierboven.""",
            """Thank you for your message, which we received on {received}. Its number with us is {case}.
It is about: {about}.
You are asking for: {rights}.

You will hear from us by {until}.
If you would like to add anything in the meantime, please quote the number above.""",
        ),
    ),
    LetterKind.ANSWER: LetterText(
        words("Antwoord op uw klacht", "Our answer to your complaint"),
        words(
            """Op {received} kregen wij uw klacht.
Die gaat over: {about}.
Wij hebben uitgezocht wat er is gebeurd. Ons oordeel over de klacht: {outcome}.

{answer}

Wat wij eraan doen: {measure}""",
            """We received your complaint on {received}.
It is about: {about}.
We have looked into what happened. Our finding on your complaint: {outcome}.

{answer}

What we are doing about it: {measure}""",
        ),
    ),
    LetterKind.IDENTITY_ASKED: LetterText(
        words("Wilt u bevestigen dat u het bent?", "Please confirm that it is you"),
        words(
            """Op {received} kregen wij een verzoek op uw naam: {rights}. Voordat wij iets doen, willen wij zeker \
weten dat het van u komt. Zo krijgt een ander uw gegevens niet in handen.

Stuur ons een bericht vanaf het e-mailadres of telefoonnummer dat wij van u kennen, en noem daarin nummer \
{case}. Een kopie van een identiteitsbewijs hebben wij niet nodig; stuur die niet mee.

De termijn voor ons antwoord staat stil totdat u dit heeft bevestigd.
Horen wij vóór {until} niets, dan sluiten wij het verzoek af.
Heeft u zelf niets gevraagd, laat ons dat dan weten.""",
            """On {received} we received a request in your name: {rights}. Before we do anything, we want to be \
sure that it comes from you, so that nobody else can get hold of your data.

Please send us a message from the e-mail address or telephone number that we already have for you, and quote number \
{case} in it. We do not need a copy of an identity document; please do not send one.

The period within which we have to answer is suspended until you have confirmed this.
If we have not heard from you before {until}, we will close the request.
If you did not make this request, please let us know.""",
        ),
    ),
    LetterKind.EXTENSION: LetterText(
        words("Wij hebben meer tijd nodig voor uw verzoek", "We need more time for your request"),
        words(
            """Op {received} kregen wij uw verzoek: {rights}. U zou uiterlijk {was} antwoord krijgen. Dat lukt ons \
niet.
U krijgt het nu uiterlijk {until} (artikel 12, derde lid, AVG).

De reden daarvan is:

{reason}""",
            """On {received} we received your request: {rights}. You were due to receive an answer by {was}. We \
are unable to meet that date.
You will receive our answer by {until} (article 12(3) GDPR).

The reason is:

{reason}""",
        ),
    ),
    LetterKind.REFUSAL: LetterText(
        words("Wij willigen uw verzoek niet in", "We are not granting your request"),
        words(
            """Op {received} vroeg u ons om: {rights}. Aan dat verzoek geven wij geen gevolg (artikel 12, vierde \
lid, AVG).

De reden daarvan is:

{reason}""",
            """On {received} you asked us for: {rights}. We are not taking action on that request (article 12(4) GDPR).

The reason is:

{reason}""",
        ),
    ),
    LetterKind.FULFILLED: LetterText(
        words("Uw verzoek is uitgevoerd", "We have carried out your request"),
        words(
            """Op {received} vroeg u ons om: {rights}. Dat is gebeurd.

{result}

Dit hebben wij verbeterd: {changes}

De wet verplicht ons het volgende nog te bewaren, of staat dat toe. Wij verwijderen het zodra dat kan, zonder dat u \
erom hoeft te vragen: {held}""",
            """On {received} you asked us for: {rights}. We have done this.

{result}

We have corrected the following: {changes}

The law requires or allows us to keep the following for now. We will delete it as soon as we can, without your having \
to ask: {held}""",
        ),
    ),
    LetterKind.RESTRICTION_LIFTED: LetterText(
        words("De beperking wordt opgeheven", "The restriction will be lifted"),
        words(
            """Sinds {since} gebruiken wij uw gegevens niet, omdat u daarom vroeg; wij bewaren ze alleen. Vanaf \
{until} heffen wij die beperking op. Wij laten u dat vooraf weten (artikel 18, derde lid, AVG).

De reden daarvan is:

{reason}""",
            """Since {since} we have only stored your data and have not used it, because you asked us not to. We will \
lift that restriction from {until}. We are letting you know in advance (article 18(3) GDPR).

The reason is:

{reason}""",
        ),
    ),
    LetterKind.NOTICE: LetterText(
        words("Gegevens die u van ons kreeg", "Data you received from us"),
        words(
            """Op {shared} kreeg u van ons persoonsgegevens over {about}. De betrokkene heeft een recht \
uitgeoefend: {rights}. Wij laten u dat weten omdat u de gegevens van ons heeft (artikel 19 AVG).

Het gaat om:

{changes}

Wilt u dit ook in uw eigen administratie verwerken? Laat het ons weten als dat niet kan.""",
            """On {shared} you received personal data from us about {about}. The person concerned has exercised a \
right: {rights}. We are informing you because you received the data from us (article 19 GDPR).

It concerns:

{changes}

Please make the same changes in your own records. If that is not possible, please let us know.""",
        ),
    ),
    LetterKind.CLOSED_UNCONFIRMED: LetterText(
        words("Uw verzoek is afgesloten", "Your request has been closed"),
        words(
            """Op {received} kregen wij een verzoek op uw naam: {rights}. Op {asked} vroegen wij u te bevestigen \
dat het van u komt. Daarop hebben wij niets gehoord. Wij hebben daarom niets uitgevoerd en sluiten \
het verzoek af.

Wilt u het alsnog, stuur ons dan een bericht vanaf het e-mailadres of telefoonnummer dat wij van u kennen. Een \
kopie van een identiteitsbewijs is niet nodig.""",
            """On {received} we received a request in your name: {rights}. On {asked} we asked you to confirm that \
it came from you. We have not heard from you. We have therefore done nothing with it, and have closed it.

If you would still like us to act on it, please send us a message from the e-mail address or telephone number that we \
already have for you. We do not need a copy of an identity document.""",
        ),
    ),
    LetterKind.NOTHING_HELD: LetterText(
        words("Wij hebben geen gegevens van u", "We hold no data about you"),
        words(
            """Op {received} vroeg u ons om: {rights}. Daarvoor hebben wij gezocht in onze klantgegevens, berichten, \
brieven, klachten en verstrekkingen aan anderen: op uw naam, en op {about}.

Wij verwerken geen persoonsgegevens van u (artikel 15, eerste lid, AVG). Er is dus ook niets om in te zien, te \
verbeteren, over te dragen, te beperken of te wissen, en geen gebruik dat door bezwaar of intrekking zou stoppen.

Alleen uw verzoek en wat daarover is geschreven bewaren wij, om te kunnen laten zien dat wij de wet nakomen. Dat \
verwijderen wij uiterlijk op {until}.

Heeft u contact met ons gehad onder een andere naam, of met een ander e-mailadres of telefoonnummer? Laat het ons \
weten, dan zoeken wij daarop.""",
            """On {received} you asked us for: {rights}. We have searched our customer data, messages, letters, \
complaints and disclosures to others for your name and for {about}.

We do not process any personal data about you (article 15(1) GDPR). So there is nothing to see, correct, hand over, \
restrict or erase, and no use that an objection or a withdrawal of consent would stop.

We keep only your request and what was written about it, so that we can show that we comply with the law. We will \
delete that by {until}.

Have you been in touch with us under another name, or from another e-mail address or telephone number? Let us know, \
and we will search for that.""",
        ),
    ),
    LetterKind.REMINDER: LetterText(
        words("Herinnering: factuur {invoice}", "Reminder: invoice {invoice}"),
        words(
            """Op {issued} stuurden wij u factuur {invoice} van {amount}. Die moest uiterlijk {due} betaald zijn. Wij \
hebben nog geen volledige betaling gezien.
Er staat nog {open} open.

Wilt u de factuur alsnog betalen? Hoe dat kan, staat op de factuur. Heeft u al betaald, dan hoeft u niets te doen.

Blijft betaling uit, dan kan dit volgen: {then}. Dat gaat niet vanzelf. Een van ons beslist erover, en hoort u eerst \
(artikel 22, derde lid, AVG).
Laat ons uiterlijk {until} weten wat u ervan vindt of wat er speelt.

Betaalt u uiterlijk {until}, dan blijft het bij dit bedrag. Daarna komen er incassokosten bij: {costs} (artikel 6:96 \
van het Burgerlijk Wetboek).

Kunt u niet in één keer betalen of klopt er iets niet, neem dan contact met ons op. Dat kan via de gegevens onder aan \
deze brief.""",
            """On {issued} we sent you invoice {invoice} for {amount}. It was due by {due}. We have not yet received \
full payment.
Of this amount, {open} is still outstanding.

Please pay the invoice as soon as you can; it tells you how. If you have already paid, you do not need to do anything.

If it remains unpaid, the next step may be: {then}. That does not happen automatically. One of us will decide, and \
will hear what you have to say first (article 22(3) GDPR).
Please let us know by {until} what you think, or what your circumstances are.

If you pay by {until}, you will owe no more than this. After that date, collection costs will be added: {costs} \
(article 6:96 of the Dutch Civil Code).

If you cannot pay all at once, or if something is not right, please contact us; our contact details are at the foot \
of this letter.""",
        ),
    ),
    LetterKind.INVOICE_WRONG: LetterText(
        words("Factuur {invoice}: dit klopte niet", "Invoice {invoice}: a correction"),
        words(
            """Op {told} schreven wij u over factuur {invoice} van {amount}. Wat daarin stond, klopte niet. Dat \
spijt ons.

Wij hadden die factuur ten onrechte bij u genoteerd. Dat hebben wij op {withdrawn} hersteld. U hoeft er niets voor te \
betalen en krijgt er geen herinneringen meer over.

Dit hebben wij verbeterd: {changes}

Ook wie de factuur van ons kreeg om haar te innen, laten wij dit weten: {agency}.

Wat wij u eerder schreven, vervalt. Heeft u al iets betaald dat u niet hoefde te betalen, laat het ons dan weten.""",
            """On {told} we wrote to you about invoice {invoice} for {amount}. What we said was not correct. We \
apologise.

We had recorded that invoice under your name by mistake. We corrected that on {withdrawn}. You do not have to pay \
anything for it, and you will receive no more reminders about it.

We have corrected the following: {changes}

We are also informing those who received the invoice from us for collection: {agency}.

Please disregard what we wrote to you before. If you have paid anything that you did not owe, please let us know.""",
        ),
    ),
    LetterKind.AGENCY: LetterText(
        words("Factuur {invoice}: er is iets veranderd", "Invoice {invoice}: something has changed"),
        words(
            """Op {shared} kreeg u van ons factuur {invoice} om die te innen. Het gaat om {about}. Sindsdien is er \
iets veranderd.

De factuur is betaald, op {paid}. Wilt u het innen beëindigen en uw dossier sluiten?

Op {unpaid} schreven wij u dat de factuur was betaald. Dat was een vergissing van ons: zij is niet betaald.

Wij wachten tot {stopped}. Wilt u tot die dag ook niets doen?

Nog te betalen is: {open}.

De factuur bleek op {withdrawn} ten onrechte genoteerd. Wilt u het innen beëindigen en wissen wat u daarover van ons \
kreeg (artikel 5, eerste lid, onder d, en artikel 19 AVG)?

Dit geldt in plaats daarvan: {changes}

Laat het ons weten als dat niet kan.""",
            """On {shared} you received invoice {invoice} from us for collection. It concerns {about}. Something has \
changed since then.

The invoice was paid on {paid}. Please stop collecting it and close your file.

On {unpaid} we told you that the invoice had been paid. That was our mistake: it has not been paid.

We are waiting until {stopped}. Please take no action before that day either.

The amount still to be paid is {open}.

On {withdrawn} the invoice turned out to have been recorded in error. Please stop collecting it, and delete what you \
received from us about it (article 5(1)(d) and article 19 GDPR).

The following applies instead: {changes}

Please let us know if that is not possible.""",
        ),
    ),
}
