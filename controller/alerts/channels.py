"""The ways on which an alert leaves: a mail server, a web address. Blocking; called in a thread, errors are OSErrors."""

import http.client
import json
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit

from controller.alerts.settings import AlertSettings
from controller.alerts.words import Alert
from hardware.host.regular_file import read_regular

PATIENCE_S = 15.0
MOST_PASSWORD_BYTES = 1000
MOST_ANSWER_BYTES = 10_000


class Channel(Protocol):
    """One way."""

    name: str
    where: str
    """For people, without secrets."""

    def send(self, alert: Alert) -> None:
        """Raises OSError when it was not taken."""


class Mail:
    """A mail server. It answers for what it took."""

    name = "mail"

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings
        self.where = f"{', '.join(settings.receivers)} ({settings.mail_host}:{settings.mail_port})"

    def send(self, alert: Alert) -> None:
        """Raises OSError: no server, a certificate that is not its own, a refused account or address."""
        try:
            mail = self._letter(alert)
            with self._server() as server:
                self._introduce(server)
                refused = server.send_message(mail)
        except ValueError as error:  # an account or a name that the protocol cannot say
            raise OSError(f"{self._settings.mail_host}: {type(error).__name__}") from error
        if refused:
            raise OSError(f"not taken for {', '.join(refused)}")

    def _letter(self, alert: Alert) -> EmailMessage:
        settings, mail = self._settings, EmailMessage()
        mail["Subject"], mail["To"] = alert.subject, ", ".join(settings.receivers)
        mail["From"] = settings.mail_from or settings.receivers[0]
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(alert.text)
        return mail

    def _introduce(self, server: smtplib.SMTP) -> None:
        settings = self._settings
        if settings.mail_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.mail_user and settings.mail_password_file:
            password = read_regular(settings.mail_password_file, MOST_PASSWORD_BYTES)
            server.login(settings.mail_user, password.decode("utf-8", "replace").strip())

    def _server(self) -> smtplib.SMTP:
        host, port = self._settings.mail_host, self._settings.mail_port
        if self._settings.mail_security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=PATIENCE_S, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=PATIENCE_S)


class Webhook:
    """An address that takes JSON. It is not followed anywhere else."""

    name = "webhook"

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)
        self.where = f"{self._address.scheme}://{self._address.hostname or '?'}"

    def send(self, alert: Alert) -> None:
        """Raises OSError: nobody there, a strange certificate, or an answer that is not 2xx."""
        parts = self._address
        body = json.dumps({"subject": alert.subject, "text": alert.text, **alert.data}, ensure_ascii=False)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        try:
            connection = self._connection()
            try:
                connection.request("POST", path, body.encode(), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read(MOST_ANSWER_BYTES)
            finally:
                connection.close()
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"{self.where}: {type(error).__name__}") from error
        if not 200 <= answer.status < 300:
            raise OSError(f"{self.where}: HTTP {answer.status}")

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
        return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)


def channels_of(settings: AlertSettings) -> Iterator[Channel]:
    """Those that the settings name."""
    if settings.mail_to:
        yield Mail(settings)
    if settings.webhook:
        yield Webhook(settings.webhook)
