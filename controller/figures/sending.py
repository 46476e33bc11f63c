"""Sheets by e-mail: one message with its files, over SMTP, with TLS checked where it is asked for."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Literal

from hardware.host.regular_file import read_regular

PATIENCE_S = 30.0
MOST_PASSWORD = 1000
TYPES = {"xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "pdf"}


class MailError(Exception):
    """A message did not go out to everybody; the sentence says why, and holds no password."""

    def __init__(self, told: str, taken: tuple[str, ...] = ()) -> None:
        """``taken``: for whom the server took it all the same, so that they do not get it again and again."""
        super().__init__(told)
        self.taken = taken


@dataclass(frozen=True)
class Mail:
    """Where sheets go."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    sender: str
    to: tuple[str, ...]
    office: str
    user: str = ""
    password_file: Path | None = None

    def send(self, subject: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Send one message to everybody. Raises MailError when anybody's server refuses it, and OSError."""
        message = self._message(subject, files)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self._password())
                refused = server.send_message(message)
        except smtplib.SMTPAuthenticationError as error:
            raise MailError(
                f"{self.host}: the user or the password was refused ({error.smtp_code})"
            ) from None
        except (smtplib.SMTPException, ssl.SSLError, UnicodeError) as error:
            raise MailError(f"{self.host}: {error}") from None
        if refused:
            taken = tuple(one for one in self.to if one not in refused)
            raise MailError(f"{self.host} refused {', '.join(sorted(refused))}", taken)

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE_S, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE_S)
        if self.security == "starttls":
            try:
                server.starttls(context=context)
            except (smtplib.SMTPException, OSError):
                server.close()
                raise
        return server

    def _password(self) -> str:
        if self.password_file is None:
            return ""
        return read_regular(self.password_file, MOST_PASSWORD).decode().strip()

    def _message(self, subject: str, files: Sequence[tuple[str, bytes]]) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message["Subject"] = " ".join(f"{self.office}: {subject}".split())
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2] or "localhost")
        message.set_content(f"{self.office}\n{subject}\n")
        for name, body in files:
            message.add_attachment(
                body, maintype="application", subtype=TYPES[name.rpartition(".")[2]], filename=name
            )
        return message
