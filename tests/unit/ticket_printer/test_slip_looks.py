"""The template on disk, followed while the program runs; and its samples as a picture that fits the wire."""

import io
import os
import queue
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import ticket_printer
from contracts import messages as m
from contracts.texts import load_catalogue
from contracts.vocabulary import FaultCode
from hardware.host.clock import SystemClock
from tests.waiting import PATIENCE_S
from ticket_printer.caretaker import MOST_BYTES, Caretaker
from ticket_printer.live_template import LiveTemplate, Look
from ticket_printer.samples import EDGE, SAMPLES, slips, small_png
from ticket_printer.template import DEFAULT

TEXTS = load_catalogue(Path(ticket_printer.__file__).parent / "texts")
LOGO = 'order = ["logo", "number"]\n[logo]\nfile = "logo.png"\n'


def put(path: Path, size: tuple[int, int] = (100, 50)) -> None:
    Image.new("L", size, 0).save(path)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "slip.toml"
    path.write_text("top_mm = 3\n")
    return path


def test_without_a_template_it_is_what_is_built_in():
    assert LiveTemplate(None, 576).now() == Look(DEFAULT, None)
    assert LiveTemplate(None, 576).faults() == ()


def test_a_program_that_begins_with_a_bad_one_prints_as_built_in_and_says_why(template: Path):
    template.write_text("ordre = []")
    looks = LiveTemplate(template, 576)
    assert [fault.code for fault in looks.faults()] == [FaultCode.BAD_TEMPLATE]
    assert looks.now().template == DEFAULT
    template.write_text("top_mm = 4\n")
    assert looks.now().template.top_mm == 4
    assert looks.faults() == ()


def test_it_is_the_same_until_it_changes(template: Path):
    looks = LiveTemplate(template, 576)
    assert looks.now() is looks.now()
    assert looks.now().template.top_mm == 3
    template.write_text("top_mm = 4\n")
    assert looks.now().template.top_mm == 4


@pytest.mark.parametrize("text", ["top_mm = 99\n", "not toml", None, LOGO])
def test_a_bad_one_is_a_fault_and_the_last_good_one_stays(template: Path, text: str | None):
    looks = LiveTemplate(template, 576)
    if text is None:
        template.unlink()
    else:
        template.write_text(text)
    assert looks.now().template.top_mm == 3
    (fault,) = looks.faults()
    assert fault.code is FaultCode.BAD_TEMPLATE
    assert str(template) in fault.detail
    template.write_text("top_mm = 5\n")
    assert looks.faults() == ()
    assert looks.now().template.top_mm == 5


def test_a_logo_that_changes_is_seen_and_one_that_was_missing_is_waited_for(template: Path, tmp_path: Path):
    looks = LiveTemplate(template, 576)
    template.write_text(LOGO)
    assert "logo.png" in looks.faults()[0].detail
    put(tmp_path / "logo.png")
    assert looks.faults() == ()
    assert (logo := looks.now().logo)
    assert logo.size == (128, 64)
    put(tmp_path / "logo.png", (100, 100))
    assert (logo := looks.now().logo)
    assert logo.size == (128, 128)
    (tmp_path / "logo.png").write_bytes(b"GIF89a")
    assert "a PNG picture" in looks.faults()[0].detail
    assert looks.now().logo is logo


def fifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def huge(path: Path) -> None:
    path.write_bytes(b"#" * (8 * 1024 * 1024))


TEXTS_THAT_STOP = ["x = " + "[" * 3000 + "]" * 3000, "most_lines = " + "9" * 5000, "x = " + "{y=" * 900]


@pytest.mark.parametrize("spoil", [fifo, endless, folder, huge])
@pytest.mark.parametrize("name", ["slip.toml", "logo.png"])
def test_whatever_stands_in_the_place_of_a_file_is_a_fault_and_nothing_stops(
    tmp_path: Path, name: str, spoil: Callable[[Path], None]
):
    put(tmp_path / "logo.png")
    (tmp_path / "slip.toml").write_text(LOGO)
    live = LiveTemplate(tmp_path / "slip.toml", 576)
    look = live.now()
    spoil(tmp_path / name)
    (fault,) = live.faults()
    assert fault.facts["what"] == ("file" if name == "slip.toml" else "logo")
    assert live.now() is look


@pytest.mark.parametrize("text", TEXTS_THAT_STOP, ids=["deep", "long number", "deep tables"])
def test_a_text_that_a_parser_gives_up_is_a_fault(template: Path, text: str):
    live = LiveTemplate(template, 576)
    template.write_text(text)
    assert [fault.facts["what"] for fault in live.faults()] == ["syntax"]


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (b"# m\xe1y\n", {"what": "encoding", "line": "1", "byte": "E1"}),
        ("title = “x”".encode(), {"what": "character", "line": "1", "column": "9", "found": "“ (U+201C)"}),
    ],
)
def test_what_an_editor_did_to_a_template_is_told_with_its_place(
    template: Path, data: bytes, facts: dict[str, str]
):
    live = LiveTemplate(template, 576)
    template.write_bytes(data)
    assert [fault.facts for fault in live.faults()] == [{"file": "slip.toml", **facts}]


def test_broken_pictures_are_faults_whatever_the_library_throws(tmp_path: Path):
    put(tmp_path / "logo.png")
    good = (tmp_path / "logo.png").read_bytes()
    (tmp_path / "slip.toml").write_text(LOGO)
    live = LiveTemplate(tmp_path / "slip.toml", 576)
    for at in range(8, len(good)):
        bad = bytearray(good)
        bad[at] ^= 0xFF
        (tmp_path / "logo.png").write_bytes(bytes(bad[: len(bad) - at % 3]))
        assert [fault.facts["what"] for fault in live.faults()] in ([], ["logo"])


class OnceTorn(LiveTemplate):
    """Fails at the first look."""

    looked = 0

    def now(self) -> Look:
        self.looked += 1
        if self.looked == 1:
            raise ZeroDivisionError
        return super().now()


def test_a_picture_that_failed_once_is_drawn_for_whoever_goes_on_looking():
    sent: queue.SimpleQueue[m.ScreenPicture] = queue.SimpleQueue()
    clock = SystemClock()
    caretaker = Caretaker(OnceTorn(None, 384), 384, TEXTS, clock.utc_ms, sent.put)
    caretaker.watch(m.Watch(until=clock.utc_ms() + int(PATIENCE_S * 1000)))
    caretaker.start()
    assert sent.get(timeout=PATIENCE_S).screen == "slip"
    caretaker.close()


def test_slips_are_drawn_with_words_that_nobody_saved_and_say_which():
    sent: queue.SimpleQueue[m.ScreenPicture] = queue.SimpleQueue()
    clock = SystemClock()
    caretaker = Caretaker(LiveTemplate(None, 384), 384, TEXTS, clock.utc_ms, sent.put)
    words = m.SlipWords(office={"vi": "Trung tâm"}, authority={"vi": "UBND xã"}, note={"vi": "Dòng riêng"})
    until = clock.utc_ms() + int(PATIENCE_S * 1000)
    caretaker.watch(m.Watch(until=until, words=words))
    caretaker.start()
    worded = sent.get(timeout=PATIENCE_S)
    caretaker.watch(m.Watch(until=until))
    plain = sent.get(timeout=PATIENCE_S)
    while plain.words:  # a picture that was sent again meanwhile
        plain = sent.get(timeout=PATIENCE_S)
    caretaker.close()
    assert worded.words == words
    assert plain.width > worded.width, "all samples"
    assert worded.image != plain.image


@pytest.mark.parametrize("dots", [384, 512, 576])
def test_all_samples_of_the_built_in_template_fit_the_wire(dots: int):
    picture, data = small_png(slips(Look(), dots, TEXTS), MOST_BYTES)
    assert picture.width == EDGE + len(SAMPLES) * (dots + EDGE)
    assert len(data) <= MOST_BYTES
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "1", picture.size)


def test_a_logo_full_of_dots_leaves_fewer_samples_and_in_the_end_smaller_ones(template: Path, tmp_path: Path):
    Image.effect_noise((480, 300), 120).save(tmp_path / "logo.png")
    template.write_text(LOGO + "width_mm = 60\n")
    look = LiveTemplate(template, 576).now()
    picture, data = small_png(slips(look, 576, TEXTS), MOST_BYTES)
    assert len(data) <= MOST_BYTES
    assert picture.width in [EDGE + n * (576 + EDGE) for n in range(1, len(SAMPLES))]
    picture, data = small_png(slips(look, 576, TEXTS), 5_000)
    assert len(data) <= 5_000
    assert picture.width < 576
