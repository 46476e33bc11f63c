"""The office's mail server (SMTP): one letter to everybody, with TLS checked where it is asked for. Blocking."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from hardware.host.regular_file import read_regular

PATIENCE_S = 30.0
MOST_PASSWORD_BYTES = 1000

Security = Literal["tls", "starttls", "none"]


class MailError(OSError):
    """A letter did not go out to everybody; the sentence says why, and holds no password."""

    def __init__(self, told: str, taken: tuple[str, ...] = ()) -> None:
        """``taken``: for whom the server took it all the same, so that they do not get it again and again."""
        super().__init__(told)
        self.taken = taken


@dataclass(frozen=True)
class MailServer:
    """Where letters go out."""

    host: str
    port: int
    security: Security
    user: str = ""
    password_file: Path | None = None

    def send(self, letter: EmailMessage, to: tuple[str, ...]) -> None:
        """Send it to everybody. Raises MailError when the server refuses it for anybody, and OSError."""
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self._password())
                refused = server.send_message(letter, to_addrs=to)
        except smtplib.SMTPResponseException as error:  # its words may repeat an account
            of_account = isinstance(error, smtplib.SMTPAuthenticationError)
            what = "the user or the password" if of_account else "the letter"
            raise MailError(f"{self.host} refused {what} ({error.smtp_code})") from None
        except smtplib.SMTPRecipientsRefused as error:
            raise MailError(f"{self.host} refused {', '.join(sorted(error.recipients))}") from None
        except (smtplib.SMTPException, ssl.SSLError, ValueError) as error:
            raise MailError(f"{self.host}: {type(error).__name__}") from None
        if refused:
            taken = tuple(one for one in to if one not in refused)
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
        return read_regular(self.password_file, MOST_PASSWORD_BYTES).decode("utf-8", "replace").strip()
