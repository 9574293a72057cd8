"""Sending a mail: as a file for the mail program, or to a mail server over an encrypted connection.

A folder or server never raises an error here: what became of the mail is returned as a value. Clause: B4, B6, G3.
"""

from __future__ import annotations

import os
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from helpdesk.domain.mail import Handed, Letter, MailServer, Tls, Undelivered
from helpdesk.domain.tickets import Delivery
from helpdesk.mail.writing import BadAddress, as_bytes, is_ascii, message

STEP = 20.0
"""Seconds that the server may take over one step."""
WHOLE = 120.0
"""Seconds after which the connection is cut, whatever the server is doing."""


def write_file(letter: Letter, folder: Path) -> Handed:
    """Write a letter as `.eml` into a folder, completely or not at all, readable by its owner only."""
    try:
        content = as_bytes(message(letter))
    except BadAddress:
        return _failed(Undelivered.RECIPIENT)
    name = letter.file_name
    unfinished = folder / f".{name}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)  # left by a killed console, or put there by somebody else
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / f"{name}.eml")
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        return _failed(Undelivered.FOLDER)
    return Handed(Delivery.HANDED_ON)


def send(
    letter: Letter, server: MailServer, password: str = "", *, step: float = STEP, whole: float = WHOLE
) -> Handed:
    """Give a letter to a mail server.

    Args:
        letter: what is sent.
        server: where to; on another machine only over TLS with a checked certificate.
        password: of `server.user`; used for this one connection and not kept.
        step: seconds that the server may take over one step.
        whole: seconds after which the connection is cut.
    """
    if server.tls is Tls.NONE and not server.is_loopback:
        return _failed(Undelivered.NO_TLS)
    try:
        made = message(letter)
    except BadAddress:
        return _failed(Undelivered.RECIPIENT)
    under_way = False
    try:
        with _connected(server, step, whole) as line:
            if server.user:
                _sign_in(line, server.user, password)
            under_way = True
            options = [] if is_ascii(made) else ["SMTPUTF8", "BODY=8BITMIME"]
            sender = made["from"].addresses[0].addr_spec
            recipients = [one.addr_spec for one in made["to"].addresses]
            refused = line.sendmail(sender, recipients, as_bytes(made), options)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return _why(error, under_way=under_way)
    if refused:
        code, text = next(iter(refused.values()))
        return Handed(Delivery.SENT, Undelivered.SOME_RECIPIENTS, _code(code, text))
    return Handed(Delivery.SENT)


@contextmanager
def _connected(server: MailServer, step: float, whole: float) -> Iterator[smtplib.SMTP]:
    """A connection for sending mail, cut when its time is over."""
    context = ssl.create_default_context()
    line: smtplib.SMTP = (
        smtplib.SMTP_SSL(timeout=step, context=context)
        if server.tls is Tls.IMPLICIT
        else smtplib.SMTP(timeout=step)
    )
    line._host = server.host  # type: ignore[attr-defined]  # the name that the certificate is checked for
    ends = threading.Timer(whole, _cut, [line])
    ends.daemon = True
    ends.start()
    try:
        code, text = line.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        line.ehlo_or_helo_if_needed()
        if server.tls is Tls.STARTTLS:
            if not line.has_extn("starttls"):
                raise ssl.SSLError("STARTTLS is not offered")
            line.starttls(context=context)
            line.ehlo()
        yield line
        # It has accepted the mail; how it says goodbye changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            line.quit()
    finally:
        ends.cancel()
        line.close()


def _sign_in(line: smtplib.SMTP, user: str, password: str) -> None:
    """Errors: the library's; `SMTPAuthenticationError` too for a password or a way of asking it that has no answer."""
    try:
        line.login(user, password)
    except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected):
        raise
    except (smtplib.SMTPException, ValueError) as error:  # no way that both know, or letters beyond ASCII
        raise smtplib.SMTPAuthenticationError(0, b"") from error


def _cut(line: smtplib.SMTP) -> None:
    """Cut a connection from another thread, so that whoever waits for it continues."""
    sock = line.sock
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(2)


_REASONS: tuple[tuple[type[Exception], Undelivered], ...] = (
    (smtplib.SMTPNotSupportedError, Undelivered.RECIPIENT),  # it takes no address beyond ASCII
    (smtplib.SMTPAuthenticationError, Undelivered.SIGN_IN),
    (smtplib.SMTPSenderRefused, Undelivered.SENDER),
    (smtplib.SMTPRecipientsRefused, Undelivered.RECIPIENT),
    (smtplib.SMTPServerDisconnected, Undelivered.VANISHED),
    (smtplib.SMTPException, Undelivered.REFUSED),
    (ssl.SSLCertVerificationError, Undelivered.CERTIFICATE),
    (ssl.SSLError, Undelivered.NO_TLS),
    (TimeoutError, Undelivered.HUNG),
    (ConnectionRefusedError, Undelivered.UNREACHABLE),
    (ConnectionError, Undelivered.VANISHED),
    (OSError, Undelivered.UNREACHABLE),
    (ValueError, Undelivered.UNREACHABLE),
)


def _why(error: Exception, *, under_way: bool) -> Handed:
    """The reason in an error of the library. A time-out can look like a broken connection.

    `under_way`: whether the server got any of the mail; if not, none of it can have arrived.
    """
    if not under_way and isinstance(error, (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError)):
        return _failed(Undelivered.UNREACHABLE)
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        return _failed(Undelivered.HUNG)
    why = next(reason for kind, reason in _REASONS if isinstance(error, kind))
    code: int
    text: bytes | str
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()), (0, b""))
        case smtplib.SMTPResponseException():
            code, text = error.smtp_code, error.smtp_error
        case _:
            code, text = 0, b""
    return Handed(Delivery.FAILED, why, _code(code, text))


def _code(code: int, text: bytes | str) -> str:
    """The numbers in a server's answer (RFC 3463); its words may name people."""
    first = (text if isinstance(text, str) else text.decode("ascii", "replace")).split(" ")[0].split("\n")[0]
    is_status = first.count(".") == 2 and first.replace(".", "").isdigit() and len(first) <= 11
    return f"{code} {first}" if is_status else str(code) if code > 0 else ""


def _failed(why: Undelivered) -> Handed:
    return Handed(Delivery.FAILED, why)
