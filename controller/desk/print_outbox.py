"""The slips that are to be printed: each printer has its own, sent again until their end is reported.

At most one copy of a slip is on the way: however often a printer says that it is there, a slip is sent again only
when the copy before has surely arrived or been lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts.topics import EXPIRES_S, Topics
from contracts.vocabulary import DeviceId, JobId
from controller.desk.publish import Publish
from controller.journal.entries import Entry

ON_THE_WAY_S = 2.0
"""A copy that was handed over so long ago is in the printer's program, or nowhere."""


@dataclass
class _Slip:
    body: bytes
    due: bool = True
    sent_at: float = float("-inf")


class PrintOutbox:
    """Jobs whose end nobody reported yet, by printer."""

    def __init__(self, topics: Topics, publish: Publish, monotonic: Callable[[], float]) -> None:
        self._topics, self._publish, self._monotonic = topics, publish, monotonic
        self._printers: dict[DeviceId, dict[JobId, _Slip]] = {}

    def begin(self, jobs: Mapping[JobId, tuple[DeviceId, str]]) -> None:
        """Start from what the day knows: job -> (printer, body)."""
        self._printers = {}
        for job, (printer, body) in jobs.items():
            self._printers.setdefault(printer, {})[job] = _Slip(body.encode())

    def take(self, entry: Entry) -> None:
        """Send the jobs of a committed entry, and forget those that it ended."""
        for job, (printer, body) in entry.outbox.items():
            self._printers.setdefault(printer, {})[job] = _Slip(body.encode())
            self._send(printer)
        for slips in self._printers.values():
            for job in entry.ended_jobs:
                slips.pop(job, None)

    def send(self, printer: DeviceId) -> None:
        """Send again what a printer has not ended: it is back."""
        for slip in self._printers.get(printer, {}).values():
            slip.due = True
        self._send(printer)

    def send_all(self) -> None:
        """Send everything again: the link is back, and what was on the way is lost with the one before."""
        for printer, slips in self._printers.items():
            for slip in slips.values():
                slip.due, slip.sent_at = True, float("-inf")
            self._send(printer)

    def go_on(self) -> None:
        """Send what is due: the link did not take it, or a copy was still on the way."""
        for device in self._printers:
            self._send(device)

    def _send(self, printer: DeviceId) -> None:
        now, topic = self._monotonic(), self._topics.print_job(printer)
        for slip in self._printers.get(printer, {}).values():
            if not slip.due or now - slip.sent_at < ON_THE_WAY_S:
                continue
            if not self._publish(topic, slip.body, expires_s=EXPIRES_S["print"]):
                return  # the link takes nothing: all that is left stays due
            slip.due, slip.sent_at = False, now
