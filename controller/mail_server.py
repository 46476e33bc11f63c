"""The office's mail server (SMTP): one letter to everybody, with TLS checked where it is asked for. Blocking."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from controller.mail_settings import MailSettings
from hardware.host.regular_file import read_regular

PATIENCE_S = 30.0
MOST_PASSWORD_BYTES = 1000


class MailError(OSError):
    """A letter did not go out to everybody; the sentence says why, and holds no password."""

    def __init__(self, told: str, taken: tuple[str, ...] = ()) -> None:
        """``taken``: for whom the server took it all the same, so that they do not get it again and again."""
        super().__init__(told)
        self.taken = taken


@dataclass(frozen=True)
class Post:
    """What carries letters through the server to the same people."""

    mail: MailSettings
    to: tuple[str, ...]

    def send(self, letter: EmailMessage) -> None:
        """Address a letter and send it. Raises MailError when the server refuses it for anybody, and OSError."""
        sender = self.mail.sender or self.to[0]
        letter["From"], letter["To"] = sender, ", ".join(self.to)
        letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        refused = self._sent(letter)
        if refused:
            taken = tuple(one for one in self.to if one not in refused)
            raise MailError(f"{self.mail.host} refused {', '.join(sorted(refused))}", taken)

    def _sent(self, letter: EmailMessage) -> list[str]:
        """Whom the server refused."""
        host = self.mail.host
        try:
            with self._connected() as server:
                if self.mail.user:
                    server.login(self.mail.user, self._password())
                return list(server.send_message(letter, to_addrs=self.to))
        except smtplib.SMTPResponseException as error:  # its words may repeat an account
            of_account = isinstance(error, smtplib.SMTPAuthenticationError)
            what = "the user or the password" if of_account else "the letter"
            raise MailError(f"{host} refused {what} ({error.smtp_code})") from None
        except smtplib.SMTPRecipientsRefused as error:
            raise MailError(f"{host} refused {', '.join(sorted(error.recipients))}") from None
        except (smtplib.SMTPException, ssl.SSLError, ValueError) as error:
            raise MailError(f"{host}: {type(error).__name__}") from None

    def _connected(self) -> smtplib.SMTP:
        context, mail = ssl.create_default_context(), self.mail
        if mail.security == "tls":
            return smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE_S, context=context)
        server = smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE_S)
        if mail.security == "starttls":
            try:
                server.starttls(context=context)
            except (smtplib.SMTPException, OSError):
                server.close()
                raise
        return server

    def _password(self) -> str:
        if self.mail.password_file is None:
            return ""
        return read_regular(self.mail.password_file, MOST_PASSWORD_BYTES).decode("utf-8", "replace").strip()


def post_to(receivers: str, mail: MailSettings) -> Post | None:
    """What carries letters to the receivers that a setting names; None: to nobody."""
    to = addresses(receivers)
    return Post(mail, to) if to else None


def addresses(receivers: str) -> tuple[str, ...]:
    """Those of one line."""
    return tuple(receivers.replace(";", " ").replace(",", " ").split())
