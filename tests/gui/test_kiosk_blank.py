"""A form on the glass: as large as it can be read, strip by strip where the glass is not as high, and never nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kiosk_app import sample, sample_guide
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow.model import Model, Modes
from tests.gui.kiosk_guide_screens import a_page
from tests.gui.test_kiosk_looks import PANELS, kiosk_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gui.kiosk_driver import Driver

FORM = sample_guide.BLANKS[0]
CHOOSING = dict(sample.screens())["blanks"]


def looking(picture: str, *, large: bool = False) -> Model:
    """Somebody looks at the first page of a form of two."""
    assert isinstance(CHOOSING.page, g.Blanks)
    here = dict.fromkeys(FORM.pages, picture)
    page = g.Blank(FORM, CHOOSING.page.before)
    return replace(CHOOSING, page=page, pages_here=here, modes=Modes(large=large))


@pytest.fixture(params=PANELS)
def kiosk(request: pytest.FixtureRequest) -> Iterator[Driver]:
    driver = kiosk_on(request.param, keypad=False)
    yield driver
    driver.close()


def strips(kiosk: Driver, model: Model) -> list[tuple[float, float]]:
    """What of the page stands on the glass, from the top, as parts of its height, until it cannot be turned further."""
    from kiosk_app.screens.blank import BlankPage  # noqa: PLC0415 - imports Kivy

    seen: list[tuple[float, float]] = []
    page = model.page
    assert isinstance(page, g.Blank)
    for sheet in range(2 * g.MOST_STRIPS):
        kiosk.app.stand_still(replace(model, page=replace(page, sheet=sheet)))
        kiosk.frames(6)
        (shown,) = (widget for widget in kiosk.app.root.walk() if isinstance(widget, BlankPage))
        assert shown.texture is not None
        top, tall = shown.page_pos[1] + shown.page_size[1], shown.page_size[1]
        assert shown.page_size[0] <= shown.width + 1, "nothing is cut off at the sides"
        seen.append(((top - shown.top) / tall, min(1.0, (top - shown.y) / tall)))
        if f"sheet-{g.MOST_STRIPS}" in kiosk.target_names():
            return seen
    raise AssertionError("there is no way to the next page")


@pytest.mark.parametrize("large", [False, True])
def test_the_strips_of_a_page_are_the_whole_page_and_lead_to_the_next(kiosk: Driver, *, large: bool):
    seen = strips(kiosk, looking(a_page(), large=large))
    assert seen[0][0] <= 0.001
    assert seen[-1][1] >= 0.999
    for (_, end), (begin, _) in pairwise(seen):
        assert begin <= end + 0.001, "nothing of it is left out between two"
    assert len(seen) <= g.MOST_STRIPS


@pytest.mark.parametrize("content", [None, b"", b"\xff\xd8\xff broken", b"<svg/>"])
def test_a_picture_that_cannot_be_drawn_leaves_name_and_words(
    kiosk: Driver, tmp_path: Path, content: bytes | None
):
    path = tmp_path / "page.jpg"
    if content is not None:
        path.write_bytes(content)
    kiosk.app.stand_still(looking(str(path)))
    kiosk.frames(6)
    assert "Chưa xem được mẫu này" in " ".join(kiosk.words())
    assert FORM.name in " ".join(kiosk.words())
    assert "back" in kiosk.target_names()
