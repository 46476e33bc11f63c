"""What an office may change about its slips, and how it is told what is wrong."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

import ticket_printer
from contracts.texts import load_catalogue
from hardware.drivers.decode.decoders import zxing
from hardware.host.program import read_settings
from hardware.host.settings_file import SettingsError, load_settings
from tests.unit.ticket_printer.spool_builders import a_slip
from ticket_printer.layout import Banner, Code, Line, Mark, Picture, Role, Rule, lay_out
from ticket_printer.preview import main as preview
from ticket_printer.render import draw, scale_of
from ticket_printer.settings import PrinterSettings
from ticket_printer.template import DEFAULT, MM, Template, load_logo, logo_of, read_template

ROOM = Path(ticket_printer.__file__).parent
TEXTS = load_catalogue(ROOM / "texts")
EXTRA = '[[extra]]\nname = "hotline"\nvi = "Đường dây nóng: 0203"\nen = "Hotline: 0203"\n'


def load(folder: Path, text: str) -> Template:
    (folder / "slip.toml").write_text(text)
    template = read_template(folder / "slip.toml")
    logo_of(folder / "slip.toml", template, MM)
    return template


def a_logo(folder: Path, size: tuple[int, int] = (100, 50)) -> Path:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, size[0] // 2, size[1]))
    image.save(folder / "logo.png")
    return folder / "logo.png"


def test_the_file_that_comes_with_the_program_says_exactly_what_is_built_in():
    assert read_template(ROOM / "default_slip.toml") == DEFAULT
    assert Template.model_validate({}) == DEFAULT


def test_lines_stand_in_the_order_of_the_template_and_nowhere_else(tmp_path: Path):
    template = load(tmp_path, 'order = ["number", "extra.hotline", "rule", "office"]\n' + EXTRA)
    assert lay_out(a_slip(), TEXTS, template, "demo/x") == (
        Line(Role.NUMBER, "A001"),
        Line(Role.CLOSING, "Đường dây nóng: 0203"),
        Rule(strong=True),
        Line(Role.OFFICE, "Trung tâm Phục vụ hành chính công"),
    )
    english = lay_out(a_slip(lang="en"), TEXTS, template)
    assert Line(Role.CLOSING, "Hotline: 0203") in english


def test_a_rule_is_never_doubled_when_what_was_between_is_not_there(tmp_path: Path):
    template = load(tmp_path, 'order = ["number", "rule", "wait", "rule", "keep"]')
    blocks = lay_out(a_slip(wait=None), TEXTS, template)
    assert [type(block) for block in blocks] == [Line, Rule, Line]


def test_a_reprint_is_marked_whatever_the_template_says(tmp_path: Path):
    template = load(tmp_path, 'order = ["number"]')
    assert isinstance(lay_out(a_slip(copy_no=2), TEXTS, template)[0], Banner)


@pytest.mark.parametrize("order", ['["number"]', '["number", "title"]', '["office", "number", "rule"]'])
def test_a_number_given_in_trouble_is_marked_whatever_the_template_says(tmp_path: Path, order: str):
    blocks = lay_out(a_slip(degraded=True, copy_no=2), TEXTS, load(tmp_path, f"order = {order}"))
    assert isinstance(blocks[0], Banner)
    assert isinstance(blocks[blocks.index(Line(Role.NUMBER, "A001")) - 1], Mark)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ordre = []", r"ordre: unknown key; did you mean 'order'"),
        ('order = ["number", "servise"]', r"order\.1: found 'servise'; allowed: 'service'\?"),
        ('order = ["service"]', r"order: found no 'number'"),
        ('order = ["number", "number"]', r"order\.1: found 'number'; allowed: each line once"),
        ('order = ["number", "logo"]', r"'logo' without \[logo\]"),
        (EXTRA, r"no 'extra.hotline'"),
        ("[sizes]\nnumber = 900", r"sizes\.number: found 900"),
        ("[sizes]\nnumbr = 90", r"did you mean 'number'"),
        ("side_mm = 50", r"side_mm: found 50"),
        ("most_lines = 0", r"most_lines: found 0"),
        ("order = 3", r"order: found 3"),
        ("not toml", r"is not valid TOML"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, text: str, said: str):
    with pytest.raises(SettingsError, match=said):
        load(tmp_path, text)


LOGO = 'order = ["logo", "number"]\n[logo]\nfile = "logo.png"\n'


def test_a_logo_is_put_on_paper_in_black_and_white(tmp_path: Path):
    a_logo(tmp_path)
    template = load(tmp_path, LOGO)
    logo = load_logo(template, MM * scale_of(576))
    assert logo is not None
    assert logo.size == (128, 64)
    assert set(logo.tobytes()) == {0, 255}
    blocks = lay_out(a_slip(), TEXTS, template)
    assert isinstance(blocks[0], Picture)
    slip = draw(blocks, 576, template, logo).convert("L")
    assert [slip.getpixel((14 + 64 + x, 40)) for x in (-40, 40)] == [0, 255]


@pytest.mark.parametrize("content", [None, b"GIF89a", b"", b"\x89PNG\r\n\x1a\n and then nothing"])
def test_a_logo_that_is_no_picture_is_named(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(SettingsError, match=r"logo\.file: found .*logo\.png"):
        load(tmp_path, LOGO)


def test_a_logo_as_high_as_a_slip_is_refused(tmp_path: Path):
    a_logo(tmp_path, (100, 400))
    with pytest.raises(SettingsError, match="at most 40 mm high; this one is 64 mm"):
        load(tmp_path, LOGO)


def test_the_printers_settings_warn_of_what_is_wrong_with_their_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "slip.toml").write_text("ordre = []")
    settings = tmp_path / "printer.toml"
    settings.write_text(
        f'site = "demo"\ndevice = "printer-1"\n[printer]\ndriver = "sim"\n[slips]\ntemplate = "{tmp_path}/slip.toml"\n'
    )
    assert load_settings(settings, PrinterSettings).slips.template == tmp_path / "slip.toml"
    with pytest.raises(SystemExit, match="78"):
        read_settings("p", "", PrinterSettings, ["--settings", str(settings), "--check-settings"])
    said = capsys.readouterr().err
    assert "slips.template: " in said
    assert "did you mean 'order'" in said


def test_larger_letters_are_larger_and_stay_on_the_paper(tmp_path: Path):
    names = ("authority", "office", "title", "service", "facts", "closing")
    large = load(tmp_path, "[sizes]\nnumber = 130\n" + "".join(f"{name} = 140\n" for name in names))
    for dots in (384, 512, 576):
        blocks = lay_out(a_slip(), TEXTS, large)
        usual, slip = draw(blocks, dots), draw(blocks, dots, large)
        assert slip.height > usual.height * 1.1
        left, _top, right, _bottom = ImageChops.invert(slip.convert("L")).getbbox() or (0, 0, dots, 0)
        assert 4 <= left < right <= dots - 4


@pytest.mark.parametrize("dots", [384, 512, 576])
def test_the_code_on_a_slip_is_read(dots: int):
    blocks = lay_out(a_slip(), TEXTS, code="demo/20261121-A001-1")
    assert isinstance(blocks[-1], Code)
    found = zxing(_grey(draw(blocks, dots)), ("QRCode",))
    assert [code.text for code in found] == ["demo/20261121-A001-1"]


def _grey(image: Image.Image) -> Any:
    import numpy as np  # noqa: PLC0415 - only what reads codes needs it

    return np.asarray(image.convert("L"))


@pytest.mark.parametrize("arguments", [[], ["--dots", "384"], ["--dots", "512"]])
def test_the_preview_shows_four_slips_at_their_own_size(tmp_path: Path, arguments: list[str]):
    out = tmp_path / "preview.png"
    assert preview([*arguments, str(out)]) == 0
    with Image.open(out) as image:
        dots = int((arguments or ["", "576"])[1])
        assert image.width == 4 * dots + 5 * 40
        assert round(image.info["dpi"][0]) == (180 if dots == 512 else 203)


def test_the_preview_of_a_bad_template_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "slip.toml").write_text("ordre = []")
    assert preview(["--template", str(tmp_path / "slip.toml"), str(tmp_path / "preview.png")]) == 78
    assert "did you mean 'order'" in capsys.readouterr().err
    assert preview([str(tmp_path / "no-folder" / "preview.png")]) == 1
    assert "cannot be written" in capsys.readouterr().err
