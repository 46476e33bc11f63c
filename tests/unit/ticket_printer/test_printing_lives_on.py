"""The printer program when what it reads goes wrong under it: its memory, its template, and a second program."""

import base64
import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import DESK
from contracts.vocabulary import SlipState
from hardware.host.clock import SystemClock
from hardware.host.exits import EXIT_LATER
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.ports import Arrived, LinkHappening
from tests.unit.ticket_printer.spool_builders import a_job, a_slip, job_id
from tests.unit.ticket_printer.test_printing_program import PRINTER, TOPICS, FakeDesk, a_life, sim
from ticket_printer.caretaker import MOST_BYTES
from ticket_printer.spool import ASIDE
from ticket_printer.spool_store import FILE, SpoolStore

LARGE = "[sizes]\nnumber = 130\n"


class Desk(FakeDesk):
    """A desk with a pulse, which also looks at the printer."""

    def __init__(self, broker: MemoryBroker) -> None:
        super().__init__(broker)
        self.pictures: list[m.ScreenPicture] = []
        MemoryLink(broker).start(self._see, (TOPICS.screen(PRINTER),), None)

    def _see(self, happening: LinkHappening):
        if isinstance(happening, Arrived):
            message = decode(TOPICS, happening.topic, happening.payload)
            assert isinstance(message, m.ScreenPicture)
            self.pictures.append(message)

    def pulse(self, ahead_ms: int = 0):
        at = now() + ahead_ms
        presence = m.Presence(device=DESK, program="controller", version="1", online=True, at=at)
        self.link.publish(TOPICS.presence(DESK), encode(presence))

    def watch(self, until: int):
        self.link.publish(TOPICS.watch(PRINTER), encode(m.Watch(until=until)))

    def detail(self, code: str):
        return next((f.detail for f in self.presence[-1].faults if f.code == code), "")


def now() -> int:
    return SystemClock().utc_ms()


@pytest.fixture
def broker():
    return MemoryBroker()


@pytest.fixture
def desk(broker: MemoryBroker):
    return Desk(broker)


def given_at(at: int, number: str, copy_no: int = 1):
    slip = a_slip(number, copy_no, issued_at=at)
    return a_job(number, copy_no).model_copy(update={"slip": slip})


def a_past(broker: MemoryBroker, desk: Desk, folder: Path):
    """A life in which A001 was printed; the desk has not heard of its end."""
    with a_life(broker, folder, sim) as life:
        desk.send(a_job("A001"))
        life.until(lambda: desk.ends(job_id("A001")))
        life.link.drop()
    desk.reports.clear()


@pytest.mark.parametrize("damage", ["{", None])
def test_a_lost_memory_makes_no_second_copy_and_new_numbers_are_printed(
    broker: MemoryBroker, desk: Desk, tmp_path: Path, damage: str | None
):
    a_past(broker, desk, tmp_path)
    (tmp_path / FILE).unlink()
    if damage:
        (tmp_path / FILE).write_text(damage)
    with a_life(broker, tmp_path, sim) as life:
        begun = now()
        desk.send(given_at(begun - 60_000, "A001"))
        life.until(lambda: life.printing._spool.waiting)
        desk.pulse()
        life.until(lambda: desk.ends(job_id("A001")))
        desk.send(given_at(begun - 60_000, "A002"))
        life.until(lambda: desk.ends(job_id("A002")))
        desk.pulse(ahead_ms=10_000)  # instead of waiting for so long
        desk.send(given_at(begun + 5_000, "A003"))
        life.until(lambda: desk.ends(job_id("A003")))
        life.until(lambda: desk.faults() == ["spool-lost"])
        assert FILE in desk.detail("spool-lost")
        life.link.drop()
    assert desk.ends(job_id("A001")) == desk.ends(job_id("A002")) == [SlipState.UNKNOWN]
    assert (tmp_path / ASIDE).exists() == bool(damage)
    assert desk.ends(job_id("A003")) == [SlipState.PRINTED]


def test_a_loss_outlives_the_program(broker: MemoryBroker, desk: Desk, tmp_path: Path):
    a_past(broker, desk, tmp_path)
    (tmp_path / FILE).write_text("")
    with a_life(broker, tmp_path, sim) as life:
        life.link.drop()
    with a_life(broker, tmp_path, sim) as life:
        desk.pulse()
        desk.send(given_at(now() - 60_000, "A001"))
        life.until(lambda: desk.ends(job_id("A001")))
        life.until(lambda: desk.faults() == ["spool-lost"])
    assert desk.ends(job_id("A001")) == [SlipState.UNKNOWN]


@pytest.mark.slow
def test_a_second_program_on_the_same_memory_ends_and_says_why(tmp_path: Path):
    settings = tmp_path / "printer.toml"
    settings.write_text(
        f'site = "demo"\ndevice = "printer-1"\n[printer]\ndriver = "sim"\n[slips]\nspool_dir = "{tmp_path}/spool"\n'
    )
    first = SpoolStore(tmp_path / "spool")
    first.hold()
    command = [sys.executable, "-m", "ticket_printer", "--settings", str(settings)]
    second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    first.close()
    assert second.returncode == EXIT_LATER
    assert f"{tmp_path}/spool is used by another printer program" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_template_is_read_again_and_a_bad_one_leaves_the_last_good_one(
    broker: MemoryBroker, desk: Desk, tmp_path: Path
):
    template = tmp_path / "slip.toml"
    template.write_text("")
    with a_life(broker, tmp_path, sim, template=template) as life:
        life.until(lambda: desk.presence)
        template.write_text("[sizes]\nnumber = 900\n")
        life.until(lambda: desk.faults() == ["bad-template"])
        detail = desk.detail("bad-template")
        assert detail.startswith(f"{template}: sizes.number: found 900; ")
        assert "130" in detail, "what is allowed"
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
        assert desk.ends(job_id()) == [SlipState.PRINTED]
        template.write_text(LARGE)
        life.until(lambda: desk.faults() == [])


def picture(screen: m.ScreenPicture) -> Image.Image:
    data = base64.b64decode(screen.image)
    assert data.startswith(b"\x89PNG")
    assert len(data) <= MOST_BYTES
    image = Image.open(io.BytesIO(data))
    assert image.size == (screen.width, screen.height)
    return image.convert("L")


def test_whoever_looks_sees_the_slips_of_the_template_on_disk(
    broker: MemoryBroker, desk: Desk, tmp_path: Path
):
    template = tmp_path / "slip.toml"
    template.write_text("")
    with a_life(broker, tmp_path, sim, template=template) as life:
        desk.pulse()
        desk.watch(now() + 60_000)
        life.until(lambda: desk.pictures)
        first = picture(desk.pictures[0])
        assert desk.pictures[0].screen == "slip"
        assert first.width == 4 * 576 + 5 * 40
        template.write_text(LARGE)
        life.until(lambda: len(desk.pictures) > 1)
        second = picture(desk.pictures[1])
    assert first.size != second.size or ImageChops.difference(first, second).getbbox()


def test_nobody_looks_nothing_is_shown(broker: MemoryBroker, desk: Desk, tmp_path: Path):
    with a_life(broker, tmp_path, sim) as life:
        desk.pulse()
        desk.watch(now() - 1)
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
    assert desk.pictures == []
