"""The caretaker before a browser, in the machine that is tried. Standard library only."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any

from systemd.trial.guest_steps import NO_BROWSER, ask_world, sh, until

PIN = "7391"
STEPS: tuple[tuple[str, dict[str, str | list[str]]], ...] = (
    ("office", {"level": "commune", "name": "Trung tâm xã Hòa Bình", "authority": "UBND xã Hòa Bình"}),
    ("services", {"services": ["nop-ho-so", "tra-ket-qua"], "counters": "2"}),
    ("hours", {"saturday": "on"}),
    ("caretaker", {"clerk_name": "Nguyễn Thị Lan", "clerk_id": "lan"}),
)
"""What is answered at the first start; hours have their defaults."""


class Caretaker:
    """``base``: where the controller's pages are."""

    def __init__(self, base: str = "http://127.0.0.1:8080") -> None:
        self._base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def look(self, path: str) -> str:
        """A page. Raises OSError."""
        with self._browser.open(f"{self._base}{path}", timeout=60) as page:
            return str(page.read().decode())

    def press(self, path: str, **form: str | list[str]) -> tuple[str, str]:
        """Send a form; where it led, and the page there. A page that refuses is a page, too. Raises OSError."""
        body = urllib.parse.urlencode(form, doseq=True).encode()
        return self._send(path, body, "application/x-www-form-urlencoded")

    def send_file(self, path: str, name: str, content: bytes, **form: str) -> tuple[str, str]:
        """The same with a file."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in form.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
        body = b"".join((*parts, f"--{edge}--\r\n".encode()))
        return self._send(path, body, f"multipart/form-data; boundary={edge}")

    def code(self) -> str:
        """That the machine shows on its console. Raises RuntimeError."""
        self.look("/bat-dau")
        told = sh("journalctl", "--no-pager", "-o", "cat", "-u", "motcua-controller")
        return str(re.findall(r"START CODE: (\d+ \d+)", told)[-1])

    def let_in(self) -> None:
        """By that code. Raises RuntimeError."""
        self.press("/bat-dau/ma", code=self.code())

    def begin(self) -> dict[str, Any]:
        """Walk the first start with a real Chromium from another machine; what was seen of it. Raises RuntimeError."""
        walked = dict(ask_world("first start", "office", self.code()))
        if walked.get("broken") == NO_BROWSER:
            self.begin_by_forms()
        elif "broken" in walked:
            raise RuntimeError(walked["broken"])
        return walked

    def begin_by_forms(self) -> None:
        """Answer everything that is asked, without a browser. Raises RuntimeError with the page that did not go on."""
        self.let_in()
        answers: dict[str, str | list[str]] = {}
        for step, said in STEPS:
            answers |= said
            where, page = self.press(f"/bat-dau/{step}", do="next", pin=PIN, **answers)
            after = STEPS[min(STEPS.index((step, said)) + 1, len(STEPS) - 1)][0]
            if step != STEPS[-1][0] and f"/bat-dau/{after}" not in page:
                raise RuntimeError(f"{step}: {page[-2000:]}")
        if "/bat-dau" in where:
            raise RuntimeError(page[-2000:])

    def sign_in(self, counter: str = "1") -> None:
        """As the caretaker, who sits at a counter today."""
        until(
            "signing in",
            lambda: "/sign-in" not in self.press("/sign-in", clerk="lan", pin=PIN, counter=counter)[0],
        )

    def pair(self, device: str, code: str) -> bool:
        """Let a device in that shows a code; whether it is in."""
        page = self.look("/may-moc/ghep")
        found = re.search(rf'<strong>{device}</strong>.*?name="asked" value="([0-9a-f]+)"', page, re.DOTALL)
        return found is not None and (
            "told=let-in" in self.press("/may-moc/ghep/vao", asked=found[1], code=code)[0]
        )

    def revoke(self, device: str) -> bool:
        """A device was stolen."""
        return "told=revoked" in self.press("/may-moc/ghep/ra", device=device)[0]

    def call(self) -> str:
        """Call whoever is next; the number that the counter's page shows then."""
        _, panel = self.press("/desk/call-next", request_id=str(uuid.uuid4()), sure="1")
        found = re.search(r'data-there="[0-9]+-([A-Z][0-9]+)"', panel)
        if not found:
            raise RuntimeError(f"nobody came: {panel[-1500:]}")
        return found[1]

    def _send(self, path: str, body: bytes, kind: str) -> tuple[str, str]:
        headers = {"content-type": kind, "origin": self._base}
        asked = urllib.request.Request(f"{self._base}{path}", body, headers)  # noqa: S310 - our own pages
        try:
            with self._browser.open(asked, timeout=120) as page:
                return str(page.geturl()), str(page.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return path, refusal.read().decode()
