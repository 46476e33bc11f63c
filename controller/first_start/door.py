"""Who may begin an office: whoever can read a code on the machine's own console or in its log. Pure.

Six digits, five tries for each code, and then half a minute until there is another one: a stranger on the network needs
a month of guessing for one chance in a hundred, in front of a log that says so.
"""

import secrets
from collections.abc import Callable

TRIES = 5
PAUSE_S = 30.0
_DIGITS = 1_000_000


class Door:
    """Of one start of the program. ``show`` makes a code known on the machine itself."""

    def __init__(self, show: Callable[[str], None], monotonic: Callable[[], float]) -> None:
        self._show, self._now = show, monotonic
        self._code, self._left, self._shut_until = "", TRIES, 0.0
        self._admitted: set[str] = set()

    def open(self) -> None:
        """Show a code, unless one was shown."""
        if not self._code:
            self._renew()

    def admit(self, typed: str) -> str | None:
        """The secret by which a browser is known from now on; None: the code is wrong, or there were too many."""
        if not self._code or self._now() < self._shut_until:
            return None
        digits = "".join(filter(str.isdecimal, typed))
        if not secrets.compare_digest(digits.encode(), self._code.encode()):
            self._left -= 1
            if not self._left:
                self._shut_until = self._now() + PAUSE_S
                self._renew()
            return None
        self._renew()  # each code lets one browser in
        secret = secrets.token_urlsafe(32)
        self._admitted.add(secret)
        return secret

    def knows(self, secret: str | None) -> bool:
        """Whether a browser was let in."""
        return any(secrets.compare_digest(known, secret or "") for known in self._admitted)

    def _renew(self) -> None:
        self._code, self._left = f"{secrets.randbelow(_DIGITS):06d}", TRIES
        self._show(f"{self._code[:3]} {self._code[3:]}")
