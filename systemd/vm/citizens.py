"""People outside the machine: each wants a number with a key of his own, and asks until he is answered.

They are a kiosk of another maker (docs/external-kiosk.md). A cut meets some of them between question and answer;
those ask again after it, with the same key.
"""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from systemd.vm.machine import PATIENCE_S, TrialFailed
from systemd.vm.told import Told

SERVICES = ("nop-ho-so", "tra-ket-qua")
"""Which of them somebody wants stands in his key, so that a question that is repeated is the same question."""
AGAIN = (503, 429)


class Citizens:
    """``desk``: where the desk is, in every life of its machine; ``kept``: where what was acknowledged stands at once."""

    def __init__(self, desk: str, token: str, kept: Path, people: int = 4) -> None:
        self.told = Told()
        self.refused: list[str] = []
        self._desk, self._token, self._kept = desk, token, kept
        self._may_ask, self._over, self._lock = threading.Event(), threading.Event(), threading.Lock()
        kept.write_text("", "utf-8")
        self._people = [threading.Thread(target=self._live, daemon=True) for _ in range(people)]
        for person in self._people:
            person.start()

    def go(self) -> None:
        """The machine is there (again)."""
        self._may_ask.set()

    def stop(self) -> None:
        """Nobody asks any more; questions under way stay so."""
        self._may_ask.clear()

    def until(self, held: int) -> None:
        """Wait until so many hold a number. Raises TrialFailed when it stands still, or somebody is refused."""
        before, since = -1, time.monotonic()
        while (now := self.told.held()) < held:
            if now != before:
                before, since = now, time.monotonic()
            if self.refused or time.monotonic() - since > PATIENCE_S:
                raise TrialFailed(f"{now} of {held} hold a number; refused: {self.refused[:3]}")
            time.sleep(0.02)

    def finish(self) -> None:
        """Everybody who has asked gets his answer, and nobody asks anew. Raises TrialFailed."""
        self._over.set()
        self._may_ask.set()
        for person in self._people:
            person.join(PATIENCE_S)
        if self.refused or any(person.is_alive() for person in self._people):
            raise TrialFailed(f"not everybody was answered; refused: {self.refused[:3]}")

    def give_up(self) -> None:
        """The machine will not come again."""
        self._over.set()
        self.refused.append("the trial is over")
        self._may_ask.set()

    def ask_again(self, keys: list[str]) -> None:
        """Wishes that were answered are asked again: the answers stand beside the first ones. Raises TrialFailed."""
        for key in keys:
            if not self._asked(key):
                raise TrialFailed(f"{key} was answered, and is not any more")

    def _live(self) -> None:
        while not self._over.is_set():
            key = str(uuid.uuid4())
            answered = False
            while not answered:
                self._may_ask.wait()
                if self.refused:
                    return
                answered = self._asked(key)
                time.sleep(0 if answered else 0.3)

    def _asked(self, key: str) -> bool:
        """Whether there is an answer."""
        try:
            ticket = ask(self._desk, self._token, key)
        except urllib.error.HTTPError as refusal:
            with refusal:
                if refusal.code not in AGAIN:
                    self.refused.append(f"{refusal.code} {refusal.read().decode('utf-8', 'replace')[:300]}")
            return False
        except (OSError, ValueError, http.client.HTTPException):  # the plug, at any byte of it
            return False
        with self._lock:
            self.told.acknowledge(key, ticket)
            with self._kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, ticket]) + "\n")
        return True


def ask(desk: str, token: str, key: str) -> str:
    """The ticket that a wish gets. Raises HTTPError when the desk refuses it, OSError, ValueError and more at a cut."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    service = SERVICES[uuid.UUID(key).int % len(SERVICES)]
    body = json.dumps({"service": service, "lang": "vi", "priority": "ordinary"}).encode()
    asked = urllib.request.Request(f"{desk}/api/v1/commands/issue-ticket", body, headers)  # noqa: S310 - our own address
    with urllib.request.urlopen(asked, timeout=30) as page:  # noqa: S310
        return str(json.load(page)["result"]["ticket"])
