"""The slips that are to be printed: each is sent to its printer, again and again, until its end is reported."""

from collections.abc import Mapping

from contracts.topics import EXPIRES_S, Topics
from contracts.vocabulary import DeviceId, JobId
from controller.desk.publish import Publish
from controller.journal.entries import Entry


class PrintOutbox:
    """Jobs whose end nobody reported yet."""

    def __init__(self, topics: Topics, publish: Publish) -> None:
        self._topics, self._publish = topics, publish
        self._jobs: dict[JobId, tuple[DeviceId, bytes]] = {}

    def begin(self, jobs: Mapping[JobId, tuple[DeviceId, str]]) -> None:
        """Start from what the day knows: job -> (printer, body)."""
        self._jobs = {job: (printer, body.encode()) for job, (printer, body) in jobs.items()}

    def take(self, entry: Entry) -> None:
        """Send the jobs of a committed entry, and forget those that it ended."""
        for job, (printer, body) in entry.outbox.items():
            self._jobs[job] = (printer, body.encode())
            self._send(job)
        for job in entry.ended_jobs:
            self._jobs.pop(job, None)

    def send(self, printer: DeviceId | None = None) -> None:
        """Send again what one printer, or any, has not ended: it is back, or the link is."""
        for job, (device, _body) in self._jobs.items():
            if printer is None or device == printer:
                self._send(job)

    def _send(self, job: JobId) -> None:
        printer, body = self._jobs[job]
        self._publish(self._topics.print_job(printer), body, expires_s=EXPIRES_S["print"])
