"""Sheets by e-mail: one letter with its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from controller.mail_server import MailServer

TYPES = {"xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "pdf"}


@dataclass(frozen=True)
class Mail:
    """Where sheets go, and from whom."""

    server: MailServer
    sender: str
    to: tuple[str, ...]
    office: str

    def send(self, subject: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Send one letter to everybody. Raises MailError when the server refuses it for anybody, and OSError."""
        self.server.send(self._letter(subject, files), self.to)

    def _letter(self, subject: str, files: Sequence[tuple[str, bytes]]) -> EmailMessage:
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
