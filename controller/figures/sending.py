"""Sheets by e-mail: one letter with its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from controller.mail_server import Post

TYPES = {"xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "pdf"}


@dataclass(frozen=True)
class Mail:
    """Where sheets go, and from which office."""

    post: Post
    office: str

    def send(self, subject: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Send one letter to everybody. Raises MailError when the server refuses it for anybody, and OSError."""
        letter = EmailMessage()
        letter["Subject"] = " ".join(f"{self.office}: {subject}".split())
        letter.set_content(f"{self.office}\n{subject}\n")
        for name, body in files:
            letter.add_attachment(
                body, maintype="application", subtype=TYPES[name.rpartition(".")[2]], filename=name
            )
        self.post.send(letter)
