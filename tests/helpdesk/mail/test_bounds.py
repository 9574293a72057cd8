"""What a mail may have at most is read whole; of what has more, the rest is said not to be read. Clause: P1, D9."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.mails import HEAD, attached, mail, part, several

from helpdesk.mail import mailboxes, parts
from helpdesk.mail.headers import MOST_HEADERS, from_base64
from helpdesk.mail.reading import read

BETWEEN = b"From anna@example.nl Sun May  3 22:00:00 2026\n"


def faults(raw: bytes) -> list[str]:
    return [str(fault) for fault in read(raw).faults]


def test_as_many_headers_as_there_may_be_are_read() -> None:
    room = MOST_HEADERS - len(HEAD)
    assert (read(b"X: y\r\n" * room + mail()).message_id, faults(b"X: y\r\n" * room + mail())) == (
        "1@example.nl",
        [],
    )
    more = read(b"X: y\r\n" * (room + 1) + mail())
    assert (more.message_id, more.text) == ("", "Het lukt niet.")
    assert "too many headers" in str(more.faults)


def test_as_many_parts_as_there_may_be_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_PARTS", 4)
    three = [attached(b"x", "image/png", f"filename={number}.png") for number in range(3)]
    found = read(several(*three))
    assert ([file.name for file in found.attachments], found.faults) == (["0.png", "1.png", "2.png"], ())
    found = read(several(*three, part(body="hoi")))
    assert len(found.attachments) == 3 and "more than" in str(found.faults)


@pytest.mark.parametrize("kind", ["multipart", "message"])
def test_as_deep_as_parts_may_lie_they_are_read(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_DEPTH", 2)

    def within(depth: int) -> bytes:
        inner = part(body="diep")
        for level in range(depth):
            mark = f"b{level}"
            inner = (
                part("Content-Type: message/rfc822", body=inner)
                if kind == "message"
                else part(f"Content-Type: multipart/mixed; boundary={mark}", body=f"--{mark}\r\n".encode() + inner
                    + f"\r\n--{mark}--".encode())
            )  # fmt: skip
        return inner

    assert read(within(2)).text.endswith("diep")
    found = read(within(3))
    assert "diep" not in found.text and "without end" in str(found.faults)
    assert b"diep" in found.attachments[0].content


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_texts_are_shown_as_far_as_there_is_room_and_kept_whole(
    media_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: D9."""
    monkeypatch.setattr(parts, "MOST_TEXT", 10)
    monkeypatch.setattr(parts, "MOST_HTML", 10)
    texts = [part(f"Content-Type: {media_type}", body=body) for body in ("abcde", "fghij", "k")]
    assert (read(several(*texts[:2])).text, faults(several(*texts[:2]))) == ("abcde\n\nfghij", [])
    found = read(several(*texts))
    assert found.text == "abcde\n\nfghij" and "too long" in str(found.faults)
    assert [file.content for file in found.attachments] == [b"k"]


def test_a_line_parts_two_parts_only_if_nothing_but_its_boundary_is_on_it() -> None:
    raw = several(part(body="een\r\n--b1x\r\n--b1 twee\r\n--b1-- drie"), part(body="vier"))
    assert read(raw).text == "een\n--b1x\n--b1 twee\n--b1-- drie\n\nvier"
    assert read(raw.removesuffix(b"\r\n")).faults == (), "the last line may be without an end"


def test_what_a_part_is_counts_by_how_it_was_sent() -> None:
    """Clause: D9. Text that was sent as a file stays one, whether or not it has a name."""
    nameless = part("Content-Disposition: attachment", body="lijst")
    named = part("Content-Type: text/plain; name=lijst.txt", body="lijst")
    found = read(several(part("Content-Type: onzin", body="hoi"), nameless, named))
    assert found.text == "hoi"
    assert [file.name for file in found.attachments] == ["attachment-1.txt", "lijst.txt"]
    digest = read(several(part(body="Subject: binnen\r\n\r\nhoi"), kind="digest"))
    assert "Subject: binnen" in digest.text and digest.text.endswith("hoi")


def test_a_mail_in_a_mailbox_is_cut_where_it_is_too_large_and_the_next_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = mail(body="regel\n" * 100), mail(body="Twee\n")
    (tmp_path / "box").write_bytes(BETWEEN + one + b"\n" + BETWEEN + two + b"\n" + BETWEEN + one)
    monkeypatch.setattr(mailboxes, "MOST_BYTES", len(one) - 100)
    found = [each.mail for each in mailboxes.mails([tmp_path / "box"]) if each.mail]
    assert ["too large" in str(each.faults) for each in found] == [True, False, True]
    assert 80 < found[0].text.count("regel") < 100 and found[1].text == "Twee"


@pytest.mark.parametrize(
    ("written", "meant", "is_whole"),
    [
        (b"QUJD\r\nRA==", b"ABCD", True),
        (b"QUJDRA", b"ABCD", True),
        (b"QQ==QkM=", b"ABC", True),
        (b"QUJDR", b"ABC", False),
        (b"QU*JD", b"ABC", False),
        (b"", b"", True),
    ],
)
def test_base64_gives_what_it_holds_and_says_whether_that_is_all(
    written: bytes, meant: bytes, is_whole: bool
) -> None:
    assert from_base64(written) == (meant, is_whole)
