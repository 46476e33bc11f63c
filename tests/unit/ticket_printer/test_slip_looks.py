"""The template on disk, followed while the program runs; and its samples as a picture that fits the wire."""

import io
from pathlib import Path

import pytest
from PIL import Image

import ticket_printer
from contracts.texts import load_catalogue
from contracts.vocabulary import FaultCode
from hardware.host.settings_file import SettingsError
from ticket_printer.caretaker import MOST_BYTES
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


def test_a_program_does_not_begin_with_a_bad_one(template: Path):
    template.write_text("ordre = []")
    with pytest.raises(SettingsError, match="did you mean 'order'"):
        LiveTemplate(template, 576)


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
