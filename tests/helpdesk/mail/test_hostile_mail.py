"""Whatever a mail holds, reading it raises nothing and ends soon. Clause: P1, D9."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mails import HEAD, mail, several

from helpdesk.mail.headers import decoded_words, from_base64
from helpdesk.mail.html_text import text_of_html
from helpdesk.mail.reading import read

SECONDS = 20
"""Of work, whatever else the machine does. Each takes about one, and minutes in a reader that is not bounded."""

MEGA = 1_000_000
MULTIPART = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
MAILS: dict[str, Callable[[], bytes]] = {
    "a million headers": lambda: b"X-A: b\r\n" * MEGA + mail(),
    "a header of 50 MB": lambda: b"Subject: " + b"x" * 50 * MEGA,
    "a line of 100 MB": lambda: mail(body=b"x" * 100 * MEGA),
    "only quotes in From": lambda: b'From: "' + b'\\"' * MEGA,
    "only comments in From": lambda: b"From: (a)(\r\n" * 20_000 + b"From: " + b"(" * MEGA,
    "many From headers": lambda: b'From: \\"\\"\\"\\"\\"\r\n' * 20_000,
    "many encoded words": lambda: b"Subject: " + b"=?utf-8?q?a?= " * MEGA,
    "many parameters": lambda: b"Content-Type: text/plain" + b"; a*0*=x" * MEGA,
    "parts without end": lambda: MULTIPART + b"--a\r\n\r\nx\r\n" * MEGA,
    "parts within parts": lambda: MULTIPART + (b"--a\r\n" + MULTIPART) * 100_000,
    "mails within mails": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 300_000,
    "almost boundaries": lambda: MULTIPART + b"\n--ax" * 4 * MEGA,
    "almost boundaries in one line": lambda: MULTIPART + b"--a" * 5 * MEGA,
    "glued base64": lambda: mail("Content-Transfer-Encoding: base64", body=b"=A" * 10 * MEGA),
    "a slow codec": lambda: mail("Content-Type: text/plain; charset=punycode", body=b"a-" * MEGA),
    "deep html": lambda: mail("Content-Type: text/html", body=b"<div>" * 400_000),
    "many html parts": lambda: several(*[b"Content-Type: text/html\r\n\r\n" + b"<" * MEGA] * 12),
    "half tags": lambda: mail("Content-Type: text/html", body=b'<a ="' * 400_000),
    "marks on one letter": lambda: mail(body=b"e" + "\u0301".encode() * 5 * MEGA),
    "flowed quotes": lambda: mail("Content-Type: text/plain; format=flowed", body=b"> \r\n" * 5 * MEGA),
}


@pytest.mark.slow
@pytest.mark.parametrize("written", MAILS.values(), ids=MAILS.keys())
def test_d9_a_hostile_mail_is_read_soon_with_a_text_that_is_bounded(written: Callable[[], bytes]) -> None:
    raw = written()
    began = time.process_time()
    found = read(raw)
    assert time.process_time() - began < SECONDS
    assert len(found.text) < 2 * MEGA and len(found.attachments) <= 500 and len(found.faults) <= 20


def test_a_million_headers_cost_little_memory() -> None:
    raw = b"X-A: b\r\n" * MEGA + mail()
    tracemalloc.start()
    try:
        read(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * len(raw)


WORDS = st.sampled_from(
    [
        b"From: ", b"Subject: ", b"Date: ", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"Content-Type: ", b"multipart/mixed",
        b"multipart/alternative", b"message/rfc822", b"text/html", b"text/plain", b"; boundary=a", b"; charset=",
        b"utf-16", b"idna", b"--a", b"--a--", b"=?utf-8?q?", b"?=", b"<a href=", b"<script>", b"&#", b"9" * 5_000, b'"',
        b"<", b">", b"\\", b"\0", b"\xff", b"a@example.nl", b",", b"(", b";", b"*0*=", b"Content-Transfer-Encoding: ",
        b"base64", b"quoted-printable", b"Content-Disposition: attachment; filename=", b"../", b" ", b"format=flowed",
    ]
)  # fmt: skip
LIKE_MAIL = st.lists(st.one_of(WORDS, st.binary(max_size=8)), max_size=60).map(b"".join)


@given(LIKE_MAIL)
def test_d9_reading_never_raises_and_gives_what_a_store_can_keep(raw: bytes) -> None:
    for each in (raw, mail(body=raw), "\r\n".join(HEAD).encode() + b"\r\n" + raw):
        found = read(each)
        for text in (found.sender_line, found.subject, found.text, found.message_id, *found.recipients):
            assert "\0" not in text and text.encode("utf-8").decode() == text
        assert "\n" not in found.subject + found.sender_line + found.message_id
        for file in found.attachments:
            assert file.name and "/" not in file.name and "\\" not in file.name and file.name.isprintable()


@given(st.text(max_size=300))
def test_html_of_any_kind_becomes_lines(html: str) -> None:
    assert isinstance(text_of_html(html), str)
    assert isinstance(decoded_words(html), str)


@given(st.binary(max_size=300))
def test_base64_of_any_kind_becomes_bytes(content: bytes) -> None:
    assert isinstance(from_base64(content)[0], bytes)
