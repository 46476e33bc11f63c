"""The real program: settings that are saved in a browser are in force a moment later, and nobody loses anything."""

import contextlib
import http.cookiejar
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from contracts import messages as m
from simulation.office.broker import Broker
from simulation.office.child import kill_group
from tests.integration.controller.book_house import CARETAKER, filled
from tests.integration.controller.house import PIN
from tests.integration.controller.program_house import Listener, Program
from tests.waiting import PATIENCE_S

pytestmark = [pytest.mark.e2e, pytest.mark.broker]
BOUNDARY = "----form"


class Browser:
    """Keeps its cookie, follows redirects, and waits where nobody answers yet."""

    def __init__(self, port: int) -> None:
        self._site = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def get(self, path: str) -> str:
        with self._opener.open(f"{self._site}{path}", timeout=PATIENCE_S) as answer:
            return str(answer.read().decode())

    def sign_in(self, counter: str) -> None:
        body = urlencode({"clerk": "lan", "pin": PIN, "counter": counter}).encode()
        request = urllib.request.Request(f"{self._site}/sign-in", body, {"origin": self._site})  # noqa: S310 - ours
        self._opener.open(request, timeout=PATIENCE_S).close()

    def send(self, path: str, form: dict[str, list[str]]) -> str:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, values in form.items()
            for value in values
        ]
        body = ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()
        headers = {"origin": self._site, "content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        request = urllib.request.Request(f"{self._site}{path}", body, headers)  # noqa: S310 - ours
        with self._opener.open(request, timeout=PATIENCE_S) as answer:
            return str(answer.read().decode())

    def press(self, path: str, **form: str) -> None:
        """Send a plain form."""
        body = urlencode(form).encode()
        request = urllib.request.Request(f"{self._site}{path}", body, {"origin": self._site})  # noqa: S310 - ours
        self._opener.open(request, timeout=PATIENCE_S).close()

    def send_file(self, path: str, name: str, content: bytes) -> None:
        """Send a form with one file."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        headers = {"origin": self._site, "content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        request = urllib.request.Request(f"{self._site}{path}", body, headers)  # noqa: S310 - ours
        self._opener.open(request, timeout=PATIENCE_S).close()

    def save(self, part: str, **changes: str) -> str:
        """Change fields of a part, look at the differences, save them; the page that is shown then."""
        form = filled(self.get(f"/cai-dat/{part}"), **changes)
        checked = self.send(f"/cai-dat/{part}", {**form, "do": ["check"]})
        return self.send(f"/cai-dat/{part}", {**filled(checked), "do": ["save"]})


@pytest.fixture
def office(tmp_path: Path, broker: Broker) -> Iterator[Program]:
    running = Program(tmp_path, broker, clerks=CARETAKER)
    running.start()
    yield running
    assert running.process
    kill_group(running.process)
    running.process.wait()


def test_numbers_go_on_while_the_settings_change_under_them(office: Program, listener: Listener) -> None:
    listener.until(lambda x: isinstance(x, m.QueueState))
    browser = Browser(office.port)
    browser.sign_in("2")
    given: list[str] = []
    over = threading.Event()

    def citizens() -> None:
        while not over.is_set():
            given.append(listener.ask().number)

    taking = threading.Thread(target=citizens)
    taking.start()
    try:
        for nth in range(3):
            assert "Đã lưu và áp dụng" in browser.save("linh-vuc", services__0__name__vi=f"Tên {nth}")
        before = len(given)
        while len(given) < before + 3:
            over.wait(0.05)
    finally:
        over.set()
        taking.join()
    assert given == [f"A{n:03d}" for n in range(1, len(given) + 1)]
    page = browser.get("/cai-dat/linh-vuc")  # still signed in
    assert "Tên 2" in page


def test_a_new_service_is_on_the_kiosks_and_a_removed_one_waits_for_the_night(
    office: Program, listener: Listener
) -> None:
    listener.until(lambda x: isinstance(x, m.QueueState))
    browser = Browser(office.port)
    browser.sign_in("2")
    listener.ask("land")
    listener.forget()
    browser.save("linh-vuc", services__2__name__vi="Thuế", services__2__prefix="T")
    shown = listener.until(lambda x: isinstance(x, m.OfficeState) and len(x.services) == 3)
    assert isinstance(shown, m.OfficeState)
    assert listener.ask("thue").number == "T001"
    page = browser.save("linh-vuc", services__1__gone="1")
    assert "Máy sẽ đổi khi hết ngày hôm nay" in page
    assert listener.ask("land").number == "B002"
    assert b'"land"' in office.settings.read_bytes()


def test_the_address_is_kept_while_the_office_begins_anew(office: Program, listener: Listener) -> None:
    listener.until(lambda x: isinstance(x, m.QueueState))
    browser, other = Browser(office.port), Browser(office.port)
    browser.sign_in("2")
    refused: list[Exception] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            try:
                other.get("/look.css")
            except ConnectionResetError:
                continue  # what was on its way to the old one; a browser asks again
            except OSError as error:
                refused.append(error)

    looking = threading.Thread(target=look)
    looking.start()
    with contextlib.ExitStack() as ending:
        ending.callback(looking.join)
        ending.callback(over.set)
        browser.save("co-quan", name__vi="Tên mới")
        assert "Tên mới" in browser.get("/cai-dat")
    assert refused == []


def test_an_office_whose_file_was_broken_opens_with_what_it_said_before_and_says_so(
    office: Program, listener: Listener
) -> None:
    listener.until(lambda x: isinstance(x, m.QueueState))
    office.kill()
    broken = office.settings.read_bytes() + b"[[services"
    office.settings.write_bytes(broken)
    listener.forget()
    office.start()
    listener.until(lambda x: isinstance(x, m.OfficeState))
    assert listener.ask().number == "A001"
    browser = Browser(office.port)
    browser.sign_in("2")
    assert "Tệp cài đặt đang sai" in browser.get("/may-moc")
    assert office.settings.read_bytes() == broken
