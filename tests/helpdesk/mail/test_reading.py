"""A mail is read as its sender meant it, as far as it can be; what can't be read is said. Clause: D9, R7."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.mails import HEAD, attached, mail, part, parts, several

from helpdesk.mail.html_text import text_of_html
from helpdesk.mail.reading import read


def faults(raw: bytes) -> str:
    return " ".join(str(fault) for fault in read(raw).faults)


def test_an_ordinary_mail_is_read_whole() -> None:
    """Clause: G3, R7."""
    found = read(mail("In-Reply-To: <a@example.com>", "References: <z@example.com>", "\t<a@example.com>"))
    assert (found.sender, found.sender_name) == ("anna@example.nl", "Anna Meulen")
    assert found.recipients == ("hulp@example.com",)
    assert (found.subject, found.text) == ("Printer doet niets", "Het lukt niet.")
    assert found.date == datetime(2026, 5, 3, 20, 0, tzinfo=UTC)
    assert (found.message_id, found.in_reply_to) == ("1@example.nl", "a@example.com")
    assert found.references == ("z@example.com", "a@example.com")
    assert found.faults == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?utf-8?q?Caf=C3=A9_?= =?utf-8?b?w6nDqQ==?=", "Café éé"),
        ("=?utf-8?b?w6k?=", "é"),
        ("=?utf-8?q?=C3?=\r\n =?utf-8?q?=A9?=", "é"),
        ("=?iso-8859-15?q?=A4?= 5", "€ 5"),
        ("=?utf-8?q?=C3=A9?= =?iso-8859-15?q?=A4?=", "é€"),
        ("=?x-unknown?q?hoi?=", "hoi"),
        ("=?utf-8?b?!!!!?= tot", "tot"),
        ("Half =?utf-8?q?open", "Half =?utf-8?q?open"),
        ("Re: =?utf-8?q?caf=C3=A9?= dicht =?iso-8859-1?q?=E9=E9n?= dag", "Re: café dicht één dag"),
        ("=?utf-8?q?a=0D=0ABcc:_x@example.org?=", "a Bcc: x@example.org"),
        ("Caf\u00e9", "Café"),
        ("a\u202eb", "a⟪RLO⟫b"),
    ],
)
def test_a_subject_is_decoded_into_one_harmless_line(written: str, meant: str) -> None:
    """Clause: P1."""
    assert read(mail(f"Subject: {written}", head=HEAD[:2])).subject == meant


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("anna@example.nl", "anna@example.nl"),
        ('"bram@example.org" <anna@example.nl>', "anna@example.nl"),
        ("bram@example.org <anna@example.nl>", "anna@example.nl"),
        ("=?utf-8?q?bram=40example=2Eorg=2C?= <anna@example.nl>", "anna@example.nl"),
        ('"Meulen, A. (Anna)" (thuis, <x@example.org>) <anna@example.nl>', "anna@example.nl"),
        ("(thuis (boven) <bram@example.org>) anna@example.nl", "anna@example.nl"),
        (r'(a\) "b) <anna@example.nl>', "anna@example.nl"),
        ("Anna :( (thuis) <anna@example.nl>", "anna@example.nl"),
        ("Anna <anna@example.nl> <Anna@example.nl>", "anna@example.nl"),
        ("<anna@example.nl> <bram@example.org>", "anna@example.nl, bram@example.org"),
        ("Iedereen: anna@example.nl;", "anna@example.nl"),
        ('"anna meulen"@example.nl', '"anna meulen"@example.nl'),
        ("anna meulen@example.nl", ""),
        (f"{'a' * 309}@example.nl", f"{'a' * 309}@example.nl"),
        (f"{'a' * 310}@example.nl", ""),
        ("anna@example.nl, bram@example.org", "anna@example.nl, bram@example.org"),
        ("niemand", ""),
        ("", ""),
    ],
)
def test_r7_the_sender_is_the_address_that_counts_whatever_the_name_looks_like(
    written: str, sender: str
) -> None:
    assert read(mail(f"From: {written}", head=HEAD[1:])).sender == sender


def test_the_name_beside_an_address_is_read_as_it_was_meant() -> None:
    found = read(mail(r'From: "Anna \"An\" Meulen" <anna@example.nl>', head=HEAD[1:]))
    assert (found.sender_name, found.sender) == ('Anna "An" Meulen', "anna@example.nl")


def test_r7_two_senders_are_nobody() -> None:
    from helpdesk.domain.ticket_values import sender_key

    found = read(mail("From: Bram <bram@example.org>"))
    assert "several senders" in " ".join(map(str, found.faults))
    assert sender_key(found.sender_line, "NL") not in ("anna@example.nl", "bram@example.org")


def test_r7_a_name_that_is_an_address_does_not_pass_for_one() -> None:
    from helpdesk.domain.ticket_values import sender_key

    found = read(mail('From: "anna@example.nl" <vreemd@example.org>', head=HEAD[1:]))
    assert sender_key(found.sender_line, "NL") == "vreemd@example.org"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("a@example.com", "a@example.com"),
        ("your mail <a@example.com>", "a@example.com"),
        ("your last mail", ""),
    ],
)
def test_the_mail_that_is_answered_is_known_without_brackets_too(written: str, known: str) -> None:
    assert read(mail(f"In-Reply-To: {written}")).in_reply_to == known


def test_without_sender_and_date_the_rest_is_still_read() -> None:
    found = read(b"Subject: hoi\n\nDaar ben ik.")
    assert (found.sender, found.date, found.text) == ("", None, "Daar ben ik.")
    assert len(found.faults) == 2


def test_a_broken_header_line_costs_only_itself() -> None:
    found = read(mail("X-A: 1", "this line is no header", "X-B: 2"))
    assert (found.subject, found.text) == ("Printer doet niets", "Het lukt niet.")


def test_headers_that_run_into_the_text_are_parted() -> None:
    found = read("\n".join([*HEAD, "Het lukt niet, zie onder.", "Groet van Anna"]).encode())
    assert found.text == "Het lukt niet, zie onder.\nGroet van Anna"
    assert "not separated" in " ".join(map(str, found.faults))


def test_plain_text_goes_before_html_and_empty_plain_text_does_not() -> None:
    html = part("Content-Type: text/html; charset=utf-8", body="<p>Opgemaakt</p>")
    plain = part("Content-Type: text/plain", body="Kaal")
    assert read(several(html, plain, kind="alternative")).text == "Kaal"
    assert read(several(part(body=" \r\n"), html, kind="alternative")).text == "Opgemaakt"


def test_plain_text_that_only_says_where_to_look_gives_way_to_what_is_said_there() -> None:
    """Clause: D9, G3. Nothing of the rest is kept, so nobody would read it, or find in it what has to go."""
    said = "Dinsdag kan ik niet, dan moet ik naar de psychiater."
    html = part("Content-Type: text/html; charset=utf-8", body=f"<p>{said}</p>")
    plain = part("Content-Type: text/plain", body="Zie HTML")
    assert read(several(plain, html, kind="alternative")).text == said
    whole = part("Content-Type: text/plain", body=said)
    page = part("Content-Type: text/html; charset=utf-8", body=f"<p>{said}</p><p>{'Voetregel. ' * 9}</p>")
    assert read(several(whole, page, kind="alternative")).text == said


def test_parts_within_parts_give_their_text_and_files_in_order() -> None:
    """Clause: D9."""
    header, body = parts(
        part("Content-Type: text/plain", body="Zie de foto."),
        part("Content-Type: text/html", body="<p>Zie <img src='cid:1' alt='foto'></p>"),
        kind="alternative",
        boundary="b2",
    )
    inner = part(header, body=body)
    found = read(several(inner, attached(b"\x89PNG", "image/png", "filename=foto.png"), kind="related"))
    assert found.text == "Zie de foto."
    assert [(file.name, file.media_type, file.content) for file in found.attachments] == [
        ("foto.png", "image/png", b"\x89PNG")
    ]
    assert found.faults == ()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("filename*=UTF-8''paspoort%20caf%C3%A9.pdf", "paspoort café.pdf"),
        ("filename*=UTF-8''oma's%20pas.pdf", "oma's pas.pdf"),
        ("filename*0*=UTF-8''pas%C3; filename*1*=%A9; filename*2=.pdf", "pasé.pdf"),
        ('filename="=?utf-8?q?pasp=C3=B3ort=2Epdf?="', "paspóort.pdf"),
        ('filename="../../etc/passwd"', "passwd"),
        (r'filename="C:\\Windows\\evil.exe"', "evil.exe"),
        ('filename="..."', "attachment-1.pdf"),
        ('filename="a\u202efdp.exe"', "afdp.exe"),
        ('filename="CON.txt"', "_CON.txt"),
        ('filename="nul"', "_nul"),
        ('filename=".htaccess"', "htaccess"),
        ("", "attachment-1.pdf"),
    ],
)
def test_a_file_keeps_a_name_that_can_do_no_harm(name: str, kept: str) -> None:
    """Clause: P1, D9."""
    (file,) = read(several(part(body="hoi"), attached(b"%PDF", "application/pdf", name))).attachments
    assert (file.name, file.content) == (kept, b"%PDF")


def test_base64_with_rubbish_gives_what_it_holds() -> None:
    """Clause: D9."""
    raw = part(
        "Content-Type: application/pdf", "Content-Transfer-Encoding: base64", body="JVB*ER\r\n!i0=\r\nx"
    )
    found = read(several(raw))
    assert found.attachments[0].content.startswith(b"%PDF-")
    assert "damaged" in " ".join(map(str, found.faults))


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "é€".encode(), "é€"),
        ("iso-8859-1", b"\x80 5", "€ 5"),
        ("iso-8859-1", "é".encode(), "é"),
        ("windows-1252", b"\xe9", "é"),
        ("utf-8", b"caf\xe9", "café"),
        ("", b"caf\xe9", "café"),
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("x-nonsense", b"caf\xe9", "café"),
        ("punycode", b"abc-", "abc-"),
        ("zlib", b"x\x9c", "xœ"),
    ],
)
def test_text_is_read_whatever_its_encoding_is_called(charset: str, content: bytes, text: str) -> None:
    found = read(mail(f"Content-Type: text/plain; charset={charset}", body=content))
    assert found.text == text
    assert bool(found.faults) == (
        charset in ("x-nonsense", "punycode", "zlib") or (charset, text) == ("utf-8", "café")
    )


@pytest.mark.parametrize(
    ("charset", "content", "said"),
    [
        ("iso-8859-1", b"caf\x81", "not in the encoding that the mail names"),
        ("shift_jis", b"\x93\xfa\x96", "not in the encoding that the mail names"),
        ("", b"caf\x81", "does not name their encoding"),
    ],
)
def test_letters_that_can_not_be_read_are_said(charset: str, content: bytes, said: str) -> None:
    """Clause: G3. Or nobody would know that a word is missing."""
    raw = mail(f"Content-Type: text/plain; charset={charset}" if charset else "X-Any: 1", body=content)
    assert "\ufffd" in read(raw).text
    assert said in faults(raw)


def test_quoted_printable_and_soft_breaks() -> None:
    lines = ("Content-Transfer-Encoding: quoted-printable", "Content-Type: text/plain; charset=utf-8")
    assert read(mail(*lines, body="een caf=C3=A9 =\r\nverderop")).text == "een café verderop"


@pytest.mark.parametrize(
    ("flowed", "joined"),
    [
        (
            "Dit is een lange \nregel.\n> van \n> iemand\n-- \nAnna",
            "Dit is een lange regel.\n> van iemand\n-- \nAnna",
        ),
        (">een \n>> twee \ndrie", "> een\n> > twee\ndrie"),
        ("een \n-- \nAnna", "een \n-- \nAnna"),
        (" >niet aangehaald\n From hier", ">niet aangehaald\nFrom hier"),
        ("een \n\ntwee", "een \ntwee"),
        ("een \n", "een "),
    ],
)
def test_flowed_lines_are_joined_and_quotes_and_signature_are_not(flowed: str, joined: str) -> None:
    assert read(mail("Content-Type: text/plain; format=flowed", body=flowed)).text == joined


def test_flowed_lines_without_a_space_between_are_joined_so() -> None:
    assert (
        read(mail("Content-Type: text/plain; format=flowed; delsp=yes", body="een \ntwee")).text == "eentwee"
    )


def test_html_alone_is_shown_as_text_without_scripts_and_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clause: D9, P1."""
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    body = (
        "<html><head><title>x</title><style>p{}</style></head><body><script>alert(1)</script><!-- weg -->"
        "<p>Hallo&nbsp;&amp; <b>welkom</b></p><ul><li>een<li>twee</ul><blockquote>eerder</blockquote>"
        '<img src="http://example.org/volg.gif" alt="logo"><a href="http://example.org/nep">www.bank.example</a></body>'
    )
    assert read(mail("Content-Type: text/html", body=body)).text == (
        "Hallo & welkom\n\n- een\n- twee\n\n> eerder\n\n[logo] www.bank.example <http://example.org/nep>"
    )


@pytest.mark.parametrize(
    "link",
    [
        '<a class=x href="http://nep.example">bank.example</a>',
        "<a href = 'http://nep.example'>bank.example</a>",
        "<a/href=&#104;ttp://nep.example>bank.example</a>",
        '<pre><a href="http://nep.example">bank.example</a></pre>',
        """<a title="href='http://bank.example'" href="http://nep.example">bank.example</a>""",
        '<a href="ht\ntp://nep.\texample">bank.example</a>',
        '<!-- <a --!><a data-href="http://bank.example" href="http://nep.example">bank.example</a>',
        '<a href="http://nep.example">bank.example',
        '<a href="http://nep.example">bank.example<a href="http://bank.example">bank.example</a>',
    ],
)
def test_p1_a_link_never_hides_where_it_leads(link: str) -> None:
    assert text_of_html(link).startswith("bank.example <http://nep.example>")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<!doctype html><p>een<p>twee", "een\n\ntwee"),
        ("5 < 6 en <3 &#99999999999;", "5 < 6 en <3 \ufffd"),
        ("eind <a href='x", "eind <a href='x"),
        ("<table><tr><td>a<td>b<tr><td>c</table>d", "a  b\nc\nd"),
        ("een<hr>twee<br>drie", "een\n---\ntwee\ndrie"),
        ("<pre>een\n   twee</pre>drie   vier", "een\n   twee\n\ndrie vier"),
        (
            "<blockquote>een<blockquote>twee</blockquote></blockquote></blockquote>drie",
            "> een\n>\n> > twee\n>\ndrie",
        ),
        ("<a href='https://x.example/'>x.example</a> <a href='#onder'>onder</a>", "x.example onder"),
        ("een<script>twee", "een"),
        ("een<!-- twee", "een"),
        ("een<!doctype twee", "een"),
    ],
)
def test_html_is_laid_out_in_lines(html: str, shown: str) -> None:
    assert text_of_html(html) == shown


def test_d9_a_forwarded_mail_is_read_with_the_one_that_carries_it() -> None:
    inner = several(part(body="Mijn BSN staat hier."), attached(b"x", "image/png", "filename=pas.png"))
    forwarded = part("Content-Type: message/rfc822", body=inner.replace(b"b1", b"b2"))
    found = read(several(part(body="Zie onder."), forwarded))
    assert "Zie onder." in found.text and "Mijn BSN staat hier." in found.text
    assert "From: Anna Meulen" in found.text
    assert [file.name for file in found.attachments] == ["pas.png"]


def test_winmail_and_archives_stay_as_they_came() -> None:
    """Clause: D9."""
    tnef = attached(b"\x78\x9f\x3e\x22", "application/ms-tnef", "filename=winmail.dat")
    archive = attached(b"PK\x03\x04" + b"\0" * 1000, "application/zip", "filename=bom.zip")
    found = read(several(part(body="hoi"), tnef, archive))
    assert [(file.name, file.content[:4]) for file in found.attachments] == [
        ("winmail.dat", b"\x78\x9f\x3e\x22"),
        ("bom.zip", b"PK\x03\x04"),
    ]


def test_a_mail_that_ends_in_the_middle_gives_what_came() -> None:
    raw = several(part(body="hoi"), attached(b"%PDF" * 300, "application/pdf", "filename=a.pdf"))
    found = read(raw[: len(raw) // 2])
    assert found.text == "hoi"
    assert found.attachments[0].content.startswith(b"%PDF%PDF")
    assert "breaks off in the middle" in " ".join(map(str, found.faults))


@pytest.mark.parametrize("length", [1_000_000, pytest.param(30_720_000, marks=pytest.mark.slow)])
def test_a_large_attachment_is_kept_byte_for_byte(length: int) -> None:
    """Clause: D9."""
    content = bytes(range(256)) * (length // 256)
    (file,) = read(several(part(body="hoi"), attached(content, "video/mp4", "filename=film.mp4"))).attachments
    assert file.content == content


def test_a_text_that_is_too_long_to_show_is_kept_whole_as_a_file() -> None:
    """Clause: D9."""
    body = "regel\r\n" * 100_000
    found = read(mail(body=body))
    assert len(found.text) <= 250_000
    assert found.attachments[0].content == body.encode()
    assert "too long" in " ".join(map(str, found.faults))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (mail("Content-Type: multipart/mixed"), "can't be told apart"),
        (mail("Content-Type: multipart/mixed; boundary=none"), "can't be told apart"),
        (mail("Content-Transfer-Encoding: x-uuencode"), "(x-uuencode)"),
        (mail("Content-Type: application/pkcs7-mime; name=smime.p7m"), "encrypted or sealed"),
        (
            several(part("Content-Type: application/pgp-encrypted"), part(body="hoi"), kind="encrypted"),
            "encrypted or sealed",
        ),
        (b"X-A: b\r\n" * 1001 + mail(), "too many headers"),
        (b"X-A: " + b"b" * 300_000 + b"\r\n" + mail(), "headers are too long"),
        (several(*[part(body="x")] * 501), "more than 500 parts"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 22, "parts within parts without end"),
    ],
)
def test_d9_what_could_not_be_read_is_said_and_nothing_is_lost(raw: bytes, said: str) -> None:
    found = read(raw)
    assert said in " ".join(map(str, found.faults))
    assert found.text or found.attachments


def test_what_a_terminal_would_obey_is_shown_as_marks() -> None:
    """Clause: P1."""
    assert read(mail(body="a\x1b[2Jb\u202ec\0d")).text == "a␛[2Jb⟪RLO⟫c␀d"
