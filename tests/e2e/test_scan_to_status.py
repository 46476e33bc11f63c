"""A paper before the reader of a real kiosk, up to the words on its screen and the dossier on the clerk's page.

Each class starts the demonstration once: the real kiosk, desk, broker and a simulated main system over HTTP. What
the kiosk says is heard: it reads its screens aloud, and the simulated speaker tells the words.
"""

import base64
import contextlib
import io
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from operator import ne
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from contracts.texts import Catalogue, load_catalogue
from hardware.link.mqtt import MqttLink, wait_until_up
from hardware.ports import Arrived, LinkHappening
from hardware.sim.camera import DESK
from kiosk_app.__main__ import TEXTS
from tests.e2e.running_demo import GLASS, KIOSK, Demo, NeverSeenError, running_demo
from tests.waiting import PATIENCE_S, until

pytestmark = [pytest.mark.e2e, pytest.mark.broker, pytest.mark.timeout(900)]

READER, SPEECH = f"reader-{KIOSK}", f"speaker-{KIOSK}/speech"
CARD = "001199077777||Nguyễn Thị Kim Yến|17021999|Nữ|77 Đường Hoàng Yến|01012022"
CANARIES = ("001199077777", "Kim Yến", "Hoàng Yến", "17021999")
WAYS_HOME, LEADS_TO = ("back", "ok", "confirm-seen"), {"services", "scan", "manual"}
BESIDE, MIDDLE = (0.15, 0.406), (0.5, 0.406)
"""Places on the screen to scan at, as parts of its sides: the live picture's left end, and its middle."""
WHITE = (255, 255, 255)
NOT_THERE = ""


def _says(words: str, said: str) -> bool:
    return words in said


class Scene:
    """The citizen, the clerks and a listener on the wire around one demonstration."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.plan = demo, demo.plan()
        self.texts: Catalogue = load_catalogue(TEXTS)
        self.payloads: list[bytes] = []
        settings = tomllib.loads((demo.folder / "settings" / "kiosk.toml").read_text("utf-8"))
        self.ear = MqttLink("127.0.0.1", settings["link"]["port"], "ear")
        self.ear.start(self._hear, ("#",), None)
        assert wait_until_up(self.ear, PATIENCE_S)
        self.caretaker = self.signed_in(self.plan["clerks"][0], "1")
        demo.shows("services")
        self.until_well()

    def close(self) -> None:
        self.caretaker.close()
        self.ear.close()

    def code(self, status: str) -> str:
        """The code of the first dossier that the main system calls so."""
        told = self.demo.see("main-system/main_system", lambda told: told["dossiers"])
        return next(str(d["code"]) for d in told["dossiers"] if d["status"] == status)

    def present(self, text: str) -> int:
        """A paper comes before the reader. Returns the moment before it."""
        before = self.demo.mark()
        self.demo.post("/hold", text=text)
        return before

    def hears(self, key: str, since: int, **facts: object) -> None:
        words = self.texts.say("vi", key, **facts)
        self.demo.see(SPEECH, lambda said: words in said, since=since)

    def reads_out(self, first: str, *more: str) -> None:
        """The dossier on the screen, when the citizen asks to hear it: sentence by sentence, as slowly as a voice.

        A touch that comes too soon is none, and a second one ends the reading: so the next comes later and later.
        """
        for patience_s in (4, 4, 8, 8, 16, 16, 30):
            before = self.demo.mark()
            self.demo.order(KIOSK, tap="aloud")
            with contextlib.suppress(NeverSeenError):
                self.demo.see(SPEECH, partial(_says, self.texts.say("vi", first)), patience_s, before)
                for key in more:
                    self.hears(key, before)
                return
        raise NeverSeenError(f"{first} was not read out")

    def home(self) -> None:
        """The first screen, with nothing before the reader, and read aloud."""
        demo = self.demo
        if self.plan["reader"] == "camera":
            demo.order(READER, show="")
        while (frame := demo.see(GLASS, bool))["screen"] != "services":
            known = [target["id"] for target in frame["targets"]]
            way = next((way for way in WAYS_HOME if way in known), None)
            if way:
                demo.touch(way, *(LEADS_TO - {frame["screen"]}))
            else:  # the desk is being asked
                demo.see(GLASS, partial(ne, frame))
        while not self._aloud():
            demo.order(KIOSK, tap="aloud")

    def signed_in(self, clerk: dict[str, Any], counter: str) -> httpx.Client:
        client = httpx.Client(base_url=self.plan["desk_url"], follow_redirects=True, timeout=20)
        form = {"clerk": clerk["id"], "pin": clerk["pin"], "counter": counter}
        client.post("/sign-in", data=form).raise_for_status()
        return client

    def trouble(self) -> str:
        """What the caretaker's page says of the kiosk."""
        page = self.caretaker.get("/may-moc").raise_for_status().text
        rows = (row for row in page.split("<tr>") if f"({KIOSK})" in row.partition("</th>")[0])
        return next(rows, NOT_THERE)

    def until_well(self) -> None:
        until(lambda: (row := self.trouble()) != NOT_THERE and "<strong>" not in row)

    def traces_of(self, *canaries: str) -> list[str]:
        """Where any of these words is: files, logs, databases, the wire, the page's events."""
        found = [
            str(path.relative_to(self.demo.folder))
            for path in self.demo.folder.rglob("*")
            if path.is_file() and _holds(path.read_bytes(), canaries)
        ]
        found += [repr(payload) for payload in self.payloads if _holds(payload, canaries)]
        return found + [key for key, value in self.demo.told() if _holds(str(value).encode(), canaries)]

    def _aloud(self) -> bool:
        try:
            return bool(self.demo.see(SPEECH, bool, patience_s=2))
        except NeverSeenError:
            return False

    def _hear(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self.payloads.append(happening.payload)


def _holds(data: bytes, canaries: tuple[str, ...]) -> bool:
    return any(canary.encode() in data for canary in canaries)


def colour(frame: dict[str, Any], place: tuple[float, float]) -> tuple[int, ...]:
    """The colour of a small square around a place of a frame."""
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(frame["jpeg"]))))
    x, y = (round(part * side) for part, side in zip(place, (frame["width"], frame["height"]), strict=True))
    return tuple(int(part) for part in np.median(picture[y - 4 : y + 5, x - 4 : x + 5], axis=(0, 1)))


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def white_sheet() -> str:
    file = io.BytesIO()
    Image.new("RGB", (640, 360), WHITE).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture(scope="class")
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    with running_demo("--reader", request.cls.READER) as demo, closing(Scene(demo)) as scene:
        yield scene


@pytest.fixture
def at_home(scene: Scene) -> Scene:
    scene.home()
    return scene


@contextmanager
def unwell(scene: Scene, fault: str) -> Iterator[None]:
    """The reader has a fault and the caretaker is told; afterwards it is well and he is told that too."""
    scene.demo.order(READER, fault=fault)
    try:
        until(lambda: "Không thấy một thiết bị của ki-ốt" in scene.trouble())
        yield
    finally:
        scene.demo.order(READER, fault="none")
    scene.until_well()


def refused_without_a_trace(scene: Scene) -> None:
    before = scene.present(CARD)
    scene.demo.shows("remark")
    scene.hears("remark.citizen-card.title", before)
    scene.hears("remark.citizen-card.line", before)
    assert scene.traces_of(*CANARIES) == []
    assert scene.payloads
    assert scene.traces_of(KIOSK)


class TestHandScanner:
    READER = "hand"

    def test_a_receipt_is_answered_in_a_plain_sentence(self, at_home: Scene):
        at_home.present(at_home.code("Đang xử lý"))
        at_home.demo.shows("dossier")
        at_home.reads_out("dossier-status.processing", "next-step.processing")

    def test_a_ready_result_gives_a_number_and_the_clerk_who_calls_it_sees_the_dossier(self, at_home: Scene):
        demo, code = at_home.demo, at_home.code("Đã xử lý xong")
        at_home.present(code)
        demo.shows("dossier")
        demo.touch("take-result", "sending", "number")
        slip = demo.see("slip/", lambda slip: str(slip["number"]).startswith("G"))
        with closing(at_home.signed_in(at_home.plan["clerks"][3], "4")) as clerk:
            assert code not in clerk.get("/").text
            demo.order("panel-4", tap="next")
            demo.see("sign-4/sign", lambda sign: sign["text"] == slip["number"])
            until(lambda: code in clerk.get("/").text)

    def test_our_own_slip_tells_where_its_owner_goes(self, at_home: Scene):
        demo = at_home.demo
        demo.touch("service-land", "sending", "number")
        slip = demo.see("slip/", lambda slip: str(slip["number"]).startswith("D"))
        at_home.home()
        before = at_home.present(f"MOTCUA:DEMO:{slip['job']}")
        demo.shows("slip")
        at_home.hears("slip.title", before, number=slip["number"])
        at_home.hears("slip.waiting", before)

    def test_a_citizens_card_is_refused_kindly_and_is_nowhere_afterwards(self, at_home: Scene):
        refused_without_a_trace(at_home)

    @pytest.mark.parametrize(
        ("text", "remark"),
        [
            ("Xin chào", "rubbish"),
            ("\x1b[2J\x00", "rubbish"),
            ("https://vneid.gov.vn/app?x=1", "vneid"),
            ("H57.132-990101-9999", "not-found"),
        ],
    )
    def test_what_is_no_receipt_is_told_what_it_is(self, at_home: Scene, text: str, remark: str):
        before = at_home.present(text)
        at_home.demo.shows("remark")
        at_home.hears(f"remark.{remark}.title", before)

    def test_a_scanner_that_is_unplugged_leaves_the_keyboard_and_heals_when_it_is_back(self, at_home: Scene):
        with unwell(at_home, "unplugged"):
            at_home.demo.touch("scan", "manual")
        at_home.home()
        at_home.demo.touch("scan", "scan")
        at_home.present(at_home.code("Được tiếp nhận"))
        at_home.demo.shows("dossier")


class TestCamera:
    READER = "camera"

    def test_a_receipt_held_before_the_camera_is_answered_in_a_plain_sentence(self, at_home: Scene):
        at_home.demo.touch("scan", "scan")
        at_home.present(at_home.code("Đã xử lý xong"))
        at_home.demo.shows("dossier")
        at_home.reads_out("dossier-status.result-ready")

    def test_the_screen_shows_what_the_camera_sees(self, at_home: Scene):
        demo = at_home.demo
        demo.touch("scan", "scan")
        demo.see(GLASS, lambda frame: alike(colour(frame, MIDDLE), DESK))
        demo.order(READER, show=white_sheet())
        demo.see(GLASS, lambda frame: alike(colour(frame, MIDDLE), WHITE))
        demo.order(READER, show="")
        demo.see(GLASS, lambda frame: alike(colour(frame, MIDDLE), DESK))

    def test_a_citizens_card_is_refused_kindly_and_is_nowhere_afterwards(self, at_home: Scene):
        at_home.demo.touch("scan", "scan")
        refused_without_a_trace(at_home)

    @pytest.mark.parametrize(
        ("fault", "status"),
        [
            ("black", "Được tiếp nhận"),
            ("frozen", "Đang xử lý"),
            ("wrong-format", "Không được tiếp nhận"),
            ("unplugged", "Dừng xử lý"),
        ],
    )
    def test_a_camera_that_does_not_see_leaves_the_keyboard_and_heals(
        self, at_home: Scene, fault: str, status: str
    ):
        demo = at_home.demo
        demo.touch("scan", "scan")
        demo.see(GLASS, lambda frame: alike(colour(frame, BESIDE), DESK))
        with unwell(at_home, fault):
            demo.see(GLASS, lambda frame: min(colour(frame, BESIDE)) > 225)  # no picture that lies: a drawing
            at_home.home()
            demo.touch("scan", "manual")
        at_home.home()
        demo.touch("scan", "scan")
        at_home.present(at_home.code(status))
        demo.shows("dossier")
