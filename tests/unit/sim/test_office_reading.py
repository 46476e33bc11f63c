"""Slips that a machine of dots shows, read as a citizen with a telephone reads them."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import ticket_printer
from contracts.scanned import slip_text
from contracts.texts import load_catalogue
from contracts.vocabulary import JobId
from simulation.office.busy_day import papers_of
from simulation.office.evidence import Paper
from simulation.office.reading import read_slip
from tests.unit.ticket_printer.spool_builders import a_slip
from ticket_printer.layout import lay_out
from ticket_printer.render import draw

JOB = "20261121-A001-2"


def shown(image: Image.Image) -> dict[str, Any]:
    file = io.BytesIO()
    image.save(file, "PNG")
    png = base64.b64encode(file.getvalue()).decode()
    return {"job": "", "number": "", "copy": 0, "whole": True, "png": png}


def a_sheet(dots: int, code: str) -> Image.Image:
    texts = load_catalogue(Path(ticket_printer.__file__).parent / "texts")
    return draw(lay_out(a_slip(copy_no=2), texts, code=code), dots)


@pytest.mark.parametrize("place", ["", "http://127.0.0.1:8080/so/Zk3v9QpW1xY"])
@pytest.mark.parametrize("dots", [384, 512, 576])
def test_a_slip_says_itself_whose_it_is(dots: int, place: str):
    slip = read_slip(shown(a_sheet(dots, slip_text("demo", JobId(JOB), place))))
    assert (slip["job"], slip["number"], slip["copy"], slip["whole"]) == (JOB, "A001", 2, True)
    assert papers_of(slip) == [Paper(JOB, whole=True)]


def test_half_a_slip_is_nobodys():
    sheet = a_sheet(576, slip_text("demo", JobId(JOB)))
    slip = read_slip(shown(sheet.crop((0, 0, 576, 500))))
    assert (slip["job"], slip["whole"]) == ("", False)
    assert papers_of(slip) == []


def test_a_code_that_is_not_ours_says_nothing():
    assert read_slip(shown(a_sheet(576, "https://example.org/a-b-c")))["whole"] is False


def test_a_slip_that_says_whose_it_is_is_left_alone():
    slip = {"job": JOB, "number": "A001", "copy": 2, "whole": False, "png": ""}
    assert read_slip(slip) is slip
