"""The ways on which an alert leaves: a mail server, a web address. Blocking; called in a thread, errors are OSErrors."""

import http.client
import json
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit

from controller.alerts.settings import AlertSettings
from controller.alerts.words import Alert
from controller.mail_server import MailError, Post, post_to
from controller.mail_settings import MailSettings

PATIENCE_S = 15.0
MOST_ANSWER_BYTES = 10_000


class Channel(Protocol):
    """One way."""

    name: str
    where: str
    """For people, without secrets."""

    def send(self, alert: Alert) -> str:
        """What went wrong though it was taken, "" for nothing. Raises OSError when nobody took it."""


class Mail:
    """Letters to whom the settings name."""

    name = "mail"

    def __init__(self, post: Post) -> None:
        self._post = post
        self.where = f"{', '.join(post.to)} ({post.mail.host}:{post.mail.port})"

    def send(self, alert: Alert) -> str:
        """Whom the server refused, "" where it took it for all. Raises OSError where it took it for nobody."""
        try:
            self._post.send(_letter(alert))
        except MailError as error:
            if not error.taken:
                raise
            return str(error)
        return ""


def _letter(alert: Alert) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = alert.subject
    letter.set_content(alert.text)
    return letter


class Webhook:
    """An address that takes JSON. It is not followed anywhere else."""

    name = "webhook"

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)
        self.where = f"{self._address.scheme}://{self._address.hostname or '?'}"

    def send(self, alert: Alert) -> str:
        """Nothing goes half wrong here. Raises OSError: nobody there, a strange certificate, or an answer that is not 2xx."""
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
        return ""

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
        return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)


def channels_of(settings: AlertSettings, mail: MailSettings) -> Iterator[Channel]:
    """Those that the settings name."""
    if post := post_to(settings.mail_to, mail):
        yield Mail(post)
    if settings.webhook:
        yield Webhook(settings.webhook)
